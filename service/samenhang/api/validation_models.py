"""The form of a report, for the OpenAPI document; docs/validation-report.md tells what it means."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from samenhang.api.models import Anker, Ernst, Model, Regelset, Tekst


class Plek(Model):
    """Waar iets staat in het bestand. / Where something stands in the file."""

    bestand: str
    blad: str | None = Field(default=None, description="Blad van een werkmap. / Sheet of a workbook.")
    cel: str | None = Field(default=None, description="Cel, zoals `H7`. / Cell, such as `H7`.")
    regel: int | None = Field(default=None, description="Vanaf 1. / From 1.")
    kolom: int | None = Field(default=None, description="Teken in de regel, vanaf 1. / Character in the line, from 1.")
    veld: str | None = Field(default=None, description="Kop van de kolom in CSV. / Heading of the column in CSV.")


class Remedie(Model):
    """Een keuze die de bevinding wegneemt. / A choice that takes the finding away."""

    dimensie: str
    optie: str
    label: Tekst


class ValidatieBevinding(Model):
    """Wat, waarom, wat te doen, en de waarde met haar plaats. / What, why, what to do, and the value with its place."""

    regel: str = Field(description="Code van de regel, de shape of het leesprobleem. / Code of rule, shape or problem.")
    iri: str | None
    soort: str
    ernst: Ernst
    boodschap: Tekst
    waarom: Tekst
    wat_te_doen: Tekst
    record: str | None
    label: Tekst | None
    dimensie: str | None
    waarde: str | None
    plaats: Plek | None
    keuzes: dict[str, str]
    plaatsen: list[Plek]
    maatregelen: list[Remedie]
    bronnen: list[Anker]
    pad: str | None
    component: str | None


class RegelTelling(Model):
    """Wat voor alle bevindingen van een regel geldt. / What holds for all findings of a rule."""

    regel: str
    iri: str | None
    soort: str
    ernst: Ernst
    titel: Tekst
    waarom: Tekst
    bronnen: list[Anker]
    aantal: int


class RecordTelling(Model):
    """Hoeveel bevindingen een record heeft. / How many findings a record has."""

    record: str
    label: Tekst | None
    aantallen: dict[str, int]


class ValidatieRapport(Model):
    """Wat er in een bestand is gevonden. / What was found in a file."""

    bestand: str
    mediatype: str
    sha256: str
    grootte: int
    uitspraken: int
    records: dict[str, int]
    voldoet: bool = Field(description="Geen overtreding. / No violation.")
    conforms_shacl: bool = Field(description="SHACL vond niets. / SHACL found nothing at all.")
    aantallen: dict[Literal["overtreding", "waarschuwing", "advies"], int]
    lens: list[str]
    regelset: Regelset
    motoren: dict[str, int]
    per_regel: list[RegelTelling]
    bevindingen: list[ValidatieBevinding]
    per_record: list[RecordTelling]
