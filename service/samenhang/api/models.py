"""The forms of requests and answers, for the OpenAPI document.

Answers are written by `samenhang.wire`; the tests hold these models against them, so that the two cannot drift apart.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Oordeel = Literal["tegenspraak", "risico", "samenhangend"]
Ernst = Literal["overtreding", "waarschuwing", "advies"]
Soort = Literal["definitie", "juridisch", "onverenigbaar", "risico", "maatregel", "past", "advies"]
Antwoord = str | list[str] | int | float


class Model(BaseModel):
    """Base of the forms: keys in camelCase, and no others."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Tekst(Model):
    """Een tekst in twee talen. / A text in both languages."""

    nl: str
    en: str


class Anker(Model):
    """Een plaats in een document. / A place in a document."""

    document: str = Field(examples=["D4"])
    anker: str = Field(examples=["§7.2.3, voorbeeld 4b"])
    iri: str


class Begrip(Model):
    """Een risico of maatregel. / A risk or measure."""

    id: str
    iri: str
    label: Tekst


class BegripMetDefinitie(Begrip):
    """Een risico of maatregel, met definitie. / A risk or measure, with its definition."""

    definitie: Tekst


class Keuze(Model):
    """Een optie van een dimensie. / An option of a dimension."""

    dimensie: str
    optie: str


class Maatregel(Keuze):
    """Een keuze die een bevinding wegneemt. / A choice that takes a finding away."""

    label: Tekst


class BeschrevenMaatregel(BegripMetDefinitie):
    """Een maatregel, met de keuzes die haar uitvoeren. / A measure, with the choices that carry it out."""

    woorden: Tekst | None
    keuzes: list[Keuze]


class Voorwaarde(Model):
    """Een voorwaarde als data: `alle` of `eenVan`, of een uitspraak over een `dimensie`. / A condition as data."""

    alle: list[Voorwaarde] | None = None
    een_van: list[Voorwaarde] | None = None
    dimensie: str | None = None
    heeft: list[str] | None = None
    heeft_niet: list[str] | None = None
    beantwoord: Literal[True] | None = None
    vergelijking: Literal["<", "<=", ">", ">="] | None = None
    waarde: int | float | None = None
    met_dimensie: str | None = None


class Clausule(Model):
    """Een voorwaarde in woorden en als data. / A condition in words and as data."""

    woorden: Tekst
    voorwaarde: Voorwaarde


class Rechtsstand(Model):
    """Van wanneer het recht in een juridische regel is. / Of when the law in a legal rule is."""

    jaren: list[int]
    toelichting: Tekst


class Selectie(Model):
    """Keuzes per dimensie: een optie, een lijst van opties of een getal. / Choices by dimension."""

    keuzes: dict[str, Antwoord] = Field(
        description="Antwoord per dimensie-id. Een dimensie die ontbreekt is onbeantwoord; `[]` zegt bij een "
        "verzameling 'geen'. / Answer by dimension id. One that is left out is unanswered; `[]` says 'none' for a set."
    )
    lens: list[str] = Field(
        default=[],
        description="Documenten of soorten regels; leeg is alles. / Documents or kinds of rules; empty is all.",
        examples=[["D4"]],
    )
    peildatum: date | None = Field(
        default=None,
        description="Dag waarop regels moeten gelden; standaard vandaag. / Day on which rules must be valid.",
    )


class Bevinding(Model):
    """Een regel die geldt. / A rule that holds."""

    regel: str = Field(description="Code van de regel, of `nvt`. / Code of the rule, or `nvt`.")
    iri: str
    ernst: Ernst
    soort: Soort
    status: Literal["geldt", "geldtZolangOnbeantwoord", "beheerst"]
    nog_te_beantwoorden: list[str]
    titel: Tekst | None
    boodschap: Tekst
    keuzes: dict[str, Antwoord]
    risico: Begrip | None
    maatregelen: list[Maatregel]
    bronnen: list[Anker]
    lens: list[str]
    rechtsstand: Rechtsstand | None = None


class Regelset(Model):
    """Met welke regels is getoetst. / The rules that were used."""

    versie: str
    sha256: str


class Samenhangtoets(Model):
    """Het antwoord op een toets. / The answer to a check."""

    oordeel: Oordeel
    volledig: bool = Field(description="Zijn alle kerndimensies beantwoord? / Are all core dimensions answered?")
    ontbrekend: list[str] = Field(description="Kerndimensies zonder antwoord. / Core dimensions without an answer.")
    afrondbaar: bool = Field(description="Is er een afronding zonder overtreding? / Is there a completion?")
    aantal_afrondingen: str = Field(
        description="Hoeveel dat er zijn. / How many there are.",
        pattern="^[0-9]+$",
    )
    bevindingen: list[Bevinding]
    regelset: Regelset


class Groep(Model):
    """Een groep dimensies. / A group of dimensions."""

    id: str
    iri: str
    label: Tekst


class Optie(Model):
    """Een optie van een dimensie. / An option of a dimension."""

    id: str
    iri: str
    label: Tekst
    definitie: Tekst
    synoniemen: list[str]
    bronnen: list[Anker]


class Dimensie(Model):
    """Een dimensie met haar opties. / A dimension with its options."""

    id: str
    iri: str
    label: Tekst
    definitie: Tekst
    groep: Groep
    niveau: str
    antwoordsoort: Literal["enkelvoudig", "geordend", "meervoudig", "getal"]
    kern: bool
    volgorde: int
    eenheid: str | None
    opties: list[Optie]
    niet_van_toepassing_als: Clausule | None
    bronnen: list[Anker]


class Standpunt(Model):
    """Wat een document zegt. / What a document says."""

    document: str
    standpunt: Tekst


class Meningsverschil(Model):
    """Iets waarover documenten verschillen. / Something on which documents differ."""

    id: str
    onderwerp: Tekst
    oplossing: Tekst
    standpunten: list[Standpunt]


class Regel(Model):
    """Een regel. / A rule."""

    code: str
    iri: str
    titel: Tekst
    soort: Soort
    ernst: Ernst
    sterkte: str
    groep: str
    niveau: str
    bereik: str
    trap: int
    afleiding: str
    vraagt_cijfers: bool
    boodschap: Tekst
    toelichting: Tekst
    als: Clausule
    tenzij: Clausule | None
    vraagt: list[Clausule]
    dimensies: list[str]
    gevolgen: list[str]
    risico: BegripMetDefinitie | None
    neemt_risico_weg: BegripMetDefinitie | None
    maatregelen: list[BeschrevenMaatregel]
    bronnen: list[Anker]
    lens: list[str]
    betwist_door: list[str]
    meningsverschillen: list[Meningsverschil]
    rechtsstand: Rechtsstand | None
    geldig_vanaf: date | None
    geldig_tot: date | None


class Bron(Model):
    """Een brondocument. / A source document."""

    id: str
    iri: str
    titel: Tekst
    beschrijving: Tekst
    uitgever: Tekst
    jaar: int
    datering: Tekst
    aantal_ankers: str


class Term(Model):
    """Een term die op een anker rust. / A term that rests on an anchor."""

    iri: str
    soort: str
    label: Tekst


class BronAnker(Model):
    """Een anker, met wat erop rust. / An anchor, with what rests on it."""

    iri: str
    anker: str
    label: Tekst
    notatie: str
    regels: list[str]
    termen: list[Term]


class BronMetAnkers(Bron):
    """Een brondocument met zijn ankers. / A source document with its anchors."""

    ankers: list[BronAnker]


class Pagina(Model):
    """Een pagina van een verzameling. / A page of a collection."""

    aantal: str = Field(description="Hoeveel er zijn, over alle pagina's. / How many there are, over all pages.")
    page: int
    page_size: int


class Dimensies(Pagina):
    """Een pagina dimensies. / A page of dimensions."""

    dimensies: list[Dimensie]


class Regels(Pagina):
    """Een pagina regels. / A page of rules."""

    regels: list[Regel]


class Bronnen(Pagina):
    """Een pagina bronnen. / A page of sources."""

    bronnen: list[Bron]


class Fout(Model):
    """Een fout in de invoer. / A fault in the input."""

    pointer: str = Field(description="JSON Pointer, of / en de naam van een queryparameter.")
    code: str
    detail: Tekst
    suggesties: list[str]


class Probleem(Model):
    """Een probleem volgens RFC 9457. / A problem in the form of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    fouten: list[Fout] | None = None
