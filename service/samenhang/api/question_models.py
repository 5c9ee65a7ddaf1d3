"""The forms of the answers under `/v1/vragen`, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from samenhang.api.models import Anker, Model, Tekst


class VraagParameter(Model):
    """Een parameter van een vraag. / A parameter of a question."""

    naam: str = Field(examples=["keuzes"])
    type: Literal["iri", "tekst", "getal", "geheel", "waar", "keuzes"]
    label: Tekst
    standaard: str | None


class GevuldeParameter(VraagParameter):
    """Een parameter met de waarde waarmee de vraag is gesteld. / A parameter with the value it was asked with."""

    waarde: str


class VraagLinks(Model):
    """Waar het antwoord en de query zijn. / Where the answer and the query are."""

    antwoord: str
    sparql: str


class Vraag(Model):
    """Een competentievraag. / A competency question."""

    id: str = Field(examples=["CQ03"])
    iri: str
    vraag: Tekst
    rubriek: Tekst
    parameters: list[VraagParameter]
    bronnen: list[Anker]
    links: VraagLinks


class Vragen(Model):
    """Competentievragen. / Competency questions."""

    aantal: str
    page: int
    page_size: int
    vragen: list[Vraag]


class Kolom(Model):
    """Een kolom: `ding` (een IRI met haar naam), `tekst` (in twee talen) of `waarde`. / A column."""

    naam: str
    soort: Literal["ding", "tekst", "waarde"]


class Ding(Model):
    """Iets met een IRI en een naam. / Something with an IRI and a name."""

    iri: str
    label: Tekst | None


class Vindplaats(Model):
    """Een plaats in een document; zonder document het adres van een bron. / A place, or the address of a source."""

    document: str | None
    anker: str | None
    iri: str


class BeantwoordeVraag(Vraag):
    """Een vraag met haar antwoord: per rij de cellen bij naam, en de bronnen. / A question with its answer."""

    parameters: list[GevuldeParameter]  # type: ignore[assignment]
    kolommen: list[Kolom]
    aantal: str
    rijen: list[dict[str, list[Vindplaats] | Ding | Tekst | str | int | float | bool | None]]
    query: str
