"""The forms of the operations' requests and answers, for the OpenAPI document."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from samenhang.api.models import Anker, Antwoord, Bevinding, Keuze, Model, Oordeel, Regelset, Selectie, Tekst

_LENS = "Documenten of soorten regels; leeg is alles. / Documents or kinds of rules; empty is all."
_DAY = "Dag waarop regels moeten gelden; standaard vandaag. / Day on which rules must be valid."
_OVER = "Dimensies waarover combinaties worden gevormd. / Dimensions over which combinations are formed."
_TOTAL = "Hoeveel er zijn. / How many there are."
_DIGITS = "^[0-9]+$"
Drempel = Literal["overtreding", "waarschuwing"]
_DREMPEL = "Wat een combinatie uitsluit. / What leaves a combination out."

Antwoorden = dict[str, Antwoord]


class Blik(Model):
    """Welke regels meetellen. / Which rules count."""

    lens: list[str] = Field(default=[], description=_LENS, examples=[["D4"]])
    peildatum: date | None = Field(default=None, description=_DAY)


class KeuzemogelijkhedenVraag(Selectie):
    """Vraagt wat elke optie is, gegeven keuzes. / Asks what every option is, given choices."""

    dimensies: list[str] | None = Field(default=None, description="Alleen deze dimensies. / Only these dimensions.")
    wijzigingen: bool = Field(
        default=True,
        description="`false` slaat `andereWijzigingenNodig` over; dat is sneller. / `false` skips it, which is faster.",
    )


class CombinatiesVraag(Selectie):
    """Vraagt welke combinaties samenhangend zijn. / Asks which combinations are coherent."""

    over: list[str] = Field(min_length=1, description=_OVER)
    drempel: Drempel = Field(default="overtreding", description=_DREMPEL)
    page: int = Field(default=1, ge=1)
    page_size: int = Field(default=20, ge=1, le=1000)


class VerklaringenVraag(Selectie):
    """Vraagt welke keuzes botsen. / Asks which choices clash."""


class HerstelvoorstellenVraag(Selectie):
    """Vraagt kleine wijzigingen die samenhang herstellen. / Asks small changes that restore coherence."""

    vast: list[str] = Field(default=[], description="Dimensies die blijven zoals ze zijn. / Dimensions that stay.")
    aantal: int = Field(default=5, ge=1, le=50, description="Hoogstens zoveel voorstellen. / At most so many.")


class VeranderpadVraag(Blik):
    """Vraagt een pad van de ene selectie naar de andere. / Asks a path from one selection to another."""

    van: Antwoorden
    naar: Antwoorden
    bundels: list[list[str]] = Field(
        default=[],
        max_length=100,
        description="Dimensies die in één stap samen mogen veranderen. / Dimensions that may change in one step.",
    )


class VergelijkingVraag(Blik):
    """Vraagt waarin twee selecties verschillen. / Asks how two selections differ."""

    a: Antwoorden
    b: Antwoorden


class SteekproefVraag(Selectie):
    """Vraagt willekeurige samenhangende combinaties. / Asks random coherent combinations."""

    over: list[str] = Field(min_length=1, description=_OVER)
    drempel: Drempel = Field(default="overtreding", description=_DREMPEL)
    aantal: int = Field(default=10, ge=1, le=10_000)
    zaad: int | None = Field(
        default=None,
        ge=0,
        le=2**53 - 1,
        description="Maakt de steekproef herhaalbaar. / Makes the sample repeatable.",
    )


class SamenhangmatrixVraag(Selectie):
    """Vraagt hoe opties zich verhouden, gegeven keuzes. / Asks how options relate, given choices."""

    dimensies: list[str] | None = Field(
        default=None,
        min_length=2,
        description="Standaard de kerndimensies. / The core dimensions when left out.",
    )


class Conflict(Model):
    """Keuzes die niet samengaan, en de regels die dat zeggen. / Choices that clash, and the rules that say so."""

    keuzes: Antwoorden
    regels: list[str]


class OptieStaat(Model):
    """Wat een optie is, gegeven de keuzes. / What an option is, given the choices."""

    id: str
    status: Literal["gekozen", "volgtUitKeuzes", "mogelijk", "mogelijkMetRisico", "uitgesloten", "nietVanToepassing"]
    redenen: list[Conflict] = Field(description="Waarom uitgesloten. / Why excluded.")
    extra_risico: list[str] = Field(description="Regels die waarschuwen. / Rules that warn.")
    aantal_extra_risico: int = Field(description="Hoeveel waarschuwingen erbij komen. / How many warnings it adds.")
    andere_wijzigingen_nodig: int | None = Field(
        description="Hoeveel andere dimensies moeten veranderen; null als niets helpt of niet gevraagd. / How many "
        "other dimensions must change; null when nothing helps or when not asked for."
    )


class DimensieStaat(Model):
    """Een dimensie met de staat van haar opties. / A dimension with the state of its options."""

    id: str
    opties: list[OptieStaat]


class Keuzemogelijkheden(Model):
    """Het antwoord. / The answer."""

    dimensies: list[DimensieStaat]
    regelset: Regelset


class Combinatie(Model):
    """Een samenhangende combinatie, beoordeeld met de keuzes erbij. / A coherent combination, with its verdict."""

    keuzes: Antwoorden
    oordeel: Oordeel
    waarschuwingen: int


class Combinaties(Model):
    """Een pagina combinaties, de minste en lichtste bevindingen eerst. / A page, lightest findings first."""

    aantal: str = Field(description=_TOTAL, pattern=_DIGITS)
    page: int
    page_size: int
    combinaties: list[Combinatie]
    conflicten: list[Conflict] | None = Field(default=None, description="Waarom er geen zijn. / Why there are none.")
    regelset: Regelset


class Verklaringen(Model):
    """Alle minimale verzamelingen keuzes die botsen. / All minimal sets of choices that clash."""

    conflicten: list[Conflict]
    regelset: Regelset


class Wijziging(Model):
    """Een dimensie die verandert; null is onbeantwoord. / A dimension that changes; null is unanswered."""

    dimensie: str
    van: Antwoord | None
    naar: Antwoord | None


class Stap(Model):
    """Een stap en de selectie erna. / A step and the selection after it."""

    wijzigingen: list[Wijziging]
    keuzes: Antwoorden
    oordeel: Oordeel


class Voorstel(Stap):
    """Een voorstel en de selectie die het geeft. / A proposal and the selection it gives."""

    waarschuwingen: int


class Herstelvoorstellen(Model):
    """De kleinste wijzigingen, of waarom niets helpt. / The smallest changes, or why nothing helps."""

    voorstellen: list[Voorstel]
    onmogelijk: list[Conflict]
    regelset: Regelset


class Bewijs(Model):
    """Waarom er geen pad is. / Why there is no path."""

    dimensies: list[str] = Field(description="Dimensies die samenhangen. / Dimensions that hang together.")
    toestanden: int = Field(description="Hoeveel er zijn geprobeerd. / How many were tried.")
    geblokkeerd_door: list[Conflict]
    bundel: list[str] = Field(
        description="Twee dimensies die samen wel kunnen; leeg als geen twee helpen. / Two that can together, or none."
    )


class Veranderpad(Model):
    """Het kortste pad, of het bewijs dat er geen is. / The shortest path, or the proof that there is none."""

    mogelijk: bool
    stappen: list[Stap]
    bewijs: Bewijs | None
    regelset: Regelset


class Etappe(Stap):
    """Een stap uit de bron, met onze keuzes. / A step from the source, with our choices."""

    tekst: Tekst


class PadVoorbeeld(Model):
    """Een overgang die een bron beschrijft. / A transition that a source describes."""

    id: str
    iri: str
    label: Tekst
    duiding: Tekst = Field(description="Wat onze lezing is. / What is our reading.")
    bronnen: list[Anker]
    van: Antwoorden
    naar: Antwoorden
    bundels: list[list[str]]
    etappes: list[Etappe]


class PadVoorbeelden(Model):
    """Overgangen die de bronnen beschrijven. / Transitions that the sources describe."""

    voorbeelden: list[PadVoorbeeld]


class Vergelijking(Model):
    """Verschillen, en de bevindingen die b wint en verliest. / Differences; findings b gains and loses."""

    verschillen: list[Wijziging]
    gewonnen: list[Bevinding]
    verloren: list[Bevinding]
    regelset: Regelset


class Steekproef(Model):
    """Combinaties, elk met gelijke kans getrokken. / Combinations, each drawn with equal chance."""

    steekproef: list[Combinatie]
    aantal_combinaties: str = Field(description=_TOTAL, pattern=_DIGITS)
    zaad: int
    conflicten: list[Conflict] | None = Field(default=None, description="Waarom er geen zijn. / Why there are none.")
    regelset: Regelset


class Paar(Model):
    """Twee opties van verschillende dimensies. / Two options of different dimensions."""

    a: Keuze
    b: Keuze
    oordeel: Oordeel
    regels: list[str]


class Samenhangmatrix(Model):
    """Elk paar opties. / Every pair of options."""

    dimensies: list[str]
    aantal: str = Field(description=_TOTAL, pattern=_DIGITS)
    regelset: Regelset
    paren: list[Paar]


QUESTION_MODELS = (
    KeuzemogelijkhedenVraag,
    CombinatiesVraag,
    VerklaringenVraag,
    HerstelvoorstellenVraag,
    VeranderpadVraag,
    VergelijkingVraag,
    SteekproefVraag,
    SamenhangmatrixVraag,
)
