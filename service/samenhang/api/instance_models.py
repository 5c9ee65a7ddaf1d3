"""The forms of municipalities, regions and arrangements, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from samenhang.api.models import Antwoord, Model, Oordeel, Pagina, Samenhangtoets, Tekst

Regiosoort = Literal["jeugdregio", "arbeidsmarktregio", "ggd-regio", "veiligheidsregio"]


class Partij(Model):
    """Wie de keuzes maakte. / Who made the choices."""

    iri: str
    naam: str | None


class Inrichting(Model):
    """Een inrichting in een lijst. / An arrangement in a list."""

    id: str
    iri: str
    label: Tekst
    niveau: str | None
    stand: str | None
    partij: Partij | None
    gebied: str | None
    domeinen: list[str]
    zorgtype: Tekst | None
    begin: str | None
    einde: str | None
    stelsel: str | None
    tekstvoorbeeld: bool
    oordeel: Oordeel | None
    gegevensset: str | None


class Webbron(Model):
    """Een pagina waar iets staat. / A page that says something."""

    iri: str
    titel: str


class Vaststelling(Model):
    """Wat een bron over een keuze zegt. / What a source says on a choice."""

    id: str
    iri: str
    onderwerp: Tekst
    waarde: str
    vertaald: bool
    onzeker: bool
    opmerking: str | None
    bron: Webbron


class InrichtingMetKeuzes(Inrichting):
    """Een inrichting met haar keuzes en bronnen. / An arrangement with its choices and sources."""

    keuzes: dict[str, Antwoord]
    overgenomen: dict[str, Antwoord]
    vaststellingen: list[Vaststelling]


class Inrichtingstoets(Samenhangtoets):
    """Wat de regels in een inrichting vinden. / What the rules find in an arrangement."""

    inrichting: str


class Provincie(Model):
    """Een provincie. / A province."""

    code: str
    iri: str
    naam: str


class Gemeente(Model):
    """Een gemeente in een lijst. / A municipality in a list."""

    code: str
    iri: str
    naam: str
    provincie: Provincie
    inwoners: int | None
    inwoners_jaar: int | None
    begin: str | None
    einde: str | None


class CodeEnNaam(Model):
    """Een gemeente bij code en naam. / A municipality by code and name."""

    code: str
    naam: str


class Herindeling(Model):
    """Een gemeente die in een andere opging. / A municipality that went into another."""

    datum: str
    soort: str
    van: CodeEnNaam
    naar: CodeEnNaam


class Lidmaatschap(Model):
    """Een regio waar een gemeente in ligt. / A region that a municipality is in."""

    soort: Regiosoort
    code: str
    iri: str
    naam: str
    begin: str
    einde: str | None
    bron: str


class GemeenteMetRegios(Gemeente):
    """Een gemeente met herindelingen, regio's en inrichtingen. / A municipality with mergers, regions, arrangements."""

    voorgangers: list[Herindeling]
    opvolgers: list[Herindeling]
    regios: list[Lidmaatschap]
    inrichtingen: list[Inrichting]


class Regio(Model):
    """Een regio in een lijst. / A region in a list."""

    soort: Regiosoort
    code: str
    iri: str
    naam: str
    inwoners: int | None
    leden: int | None


class Lid(Model):
    """Een gemeente in een regio. / A municipality in a region."""

    code: str
    iri: str
    naam: str
    begin: str
    einde: str | None
    bron: str


class RegioMetLeden(Regio):
    """Een regio met haar gemeenten en inrichtingen. / A region with its municipalities and arrangements."""

    gemeenten: list[Lid]
    inrichtingen: list[Inrichting]


class Gemeenten(Pagina):
    """Een pagina gemeenten. / A page of municipalities."""

    gemeenten: list[Gemeente]


class Regios(Pagina):
    """Een pagina regio's. / A page of regions."""

    regios: list[Regio]


class Inrichtingen(Pagina):
    """Een pagina inrichtingen. / A page of arrangements."""

    inrichtingen: list[Inrichting]
