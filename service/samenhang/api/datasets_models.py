"""The forms of datasets, for the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from samenhang.api.models import Model, Tekst


class GegevenssetKort(Model):
    """Een gegevensset in een lijst. / A dataset in a list."""

    naam: str
    iri: str
    titel: Tekst
    omschrijving: Tekst
    uitgever: str
    gewijzigd: datetime
    status: Literal["gepubliceerd", "ingetrokken"]


class Gegevenssets(Model):
    """Een bladzijde gegevenssets. / A page of datasets."""

    aantal: str
    page: int
    page_size: int
    gegevenssets: list[GegevenssetKort]


class Bestand(Model):
    """Een bestand zoals het werd gestuurd. / A file as it was sent."""

    naam: str
    mediatype: str
    bytes: int
    sha256: str


class Versie(Model):
    """Een versie van een gegevensset. / A version of a dataset."""

    versie: int
    versie_iri: str
    huidig: bool
    handeling: Literal["publicatie", "terugzetting"]
    gepubliceerd: datetime
    teruggezet_van: int | None
    sha256: str = Field(description="Van het bestand zoals het werd gestuurd. / Of the file as it was sent.")
    bestand: Bestand
    uitspraken: int
    records: dict[str, int]
    voldoet: bool
    aantallen: dict[str, int]
    metagegevens: dict[str, Any]
    regelset: str
    etag: str


class Gegevensset(Versie):
    """Een gegevensset met haar huidige versie. / A dataset with its current version."""

    naam: str
    iri: str
    graaf: str
    bevindingen_graaf: str
    catalogus_graaf: str
    aangemaakt: datetime
    aantal_versies: int


class Rapport(Model):
    """Wat de toets vond, zoals bij een validatie. / What the check found, as with a validation."""

    bestand: str
    mediatype: str
    sha256: str
    grootte: int
    uitspraken: int
    records: dict[str, int]
    voldoet: bool
    conforms_shacl: bool
    aantallen: dict[str, int]
    lens: list[str]
    regelset: dict[str, Any]
    motoren: dict[str, int]
    tijdstip: datetime | None = None
    per_regel: list[dict[str, Any]]
    bevindingen: list[dict[str, Any]] = Field(description="De zwaarste eerst. / The heaviest first.")
    per_record: list[dict[str, Any]]


class Publicatie(Gegevensset):
    """Wat een publicatie heeft opgeleverd. / What a publication came to."""

    nieuwe_versie: bool = Field(
        description="False: dezelfde bytes en beschrijving staan er al. / The same bytes and description are there."
    )
    rapport: Rapport | None


class Intrekking(Model):
    """Een ingetrokken gegevensset. / A dataset that was withdrawn."""

    naam: str
    status: Literal["ingetrokken"]
    tijdstip: datetime
    toelichting: str | None
    laatste_versie: int


class Versies(Model):
    """Een bladzijde versies, de nieuwste eerst. / A page of versions, the newest first."""

    aantal: str
    page: int
    page_size: int
    versies: list[Versie]


class RecordWijziging(Model):
    """Wat er in een record is gewijzigd. / What changed in a record."""

    record: str
    erbij: list[str]
    eraf: list[str]


class Versievergelijking(Model):
    """Het verschil tussen twee versies. / The difference between two versions."""

    van: int
    naar: int
    gelijk: bool
    aantallen: dict[str, int]
    uitspraken_erbij: list[str]
    uitspraken_eraf: list[str]
    records_erbij: list[str]
    records_eraf: list[str]
    records_gewijzigd: list[RecordWijziging]


class Concept(Model):
    """Een concept, alleen voor tokens van de gegevensset. / A draft, for the tokens of its dataset only."""

    naam: str
    bewaard: datetime
    bestand: Bestand
    publiceerbaar: bool
    metagegevens: dict[str, Any]
    rapport: Rapport
    etag: str


class Toelichting(Model):
    """Waarom. / Why."""

    toelichting: str | None = None


class EigenVormen(Model):
    """De eigen SHACL-vormen van een gegevensset. / The SHACL shapes of a dataset's own."""

    naam: str
    sha256: str | None
    vormen: int


class Reservekopie(Model):
    """Een reservekopie die is teruggezet. / A backup that was put back."""

    gemaakt: datetime
    uitspraken: int
    sha256: str
