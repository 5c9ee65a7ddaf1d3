"""The JSON of a report as a JSON Schema (2020-12), and a check that some JSON has that form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = "https://w3id.org/samenhang/def/verslag.schema.json"

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Ernst = Literal["overtreding", "waarschuwing", "advies"]
Soort = Literal["lezen", "structuur", "samenhang", "eigenVormen"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Tekst(_Part):
    """A text in both languages."""

    nl: str
    en: str


class Plaats(_Part):
    """Where something stands: sheet and cell, or line and column from 1; `veld` is the heading of a CSV column."""

    bestand: str
    blad: str | None = None
    cel: str | None = None
    regel: Annotated[int, Field(ge=1)] | None = None
    kolom: Annotated[int, Field(ge=1)] | None = None
    veld: str | None = None


class Bron(_Part):
    """A place in a source document that a rule rests on."""

    document: str
    anker: str
    iri: str


class Maatregel(_Part):
    """A choice that takes a finding away, or that answers what it asks for."""

    dimensie: str
    optie: str
    label: Tekst


class Aantallen(_Part):
    """How many findings there are of each severity, as they count under the lens."""

    overtreding: Count
    waarschuwing: Count
    advies: Count


class Regelset(_Part):
    """The rules that were applied."""

    versie: str
    sha256: str


class PerRegel(_Part):
    """What holds for all findings of one rule; `iri` is that of its shape, null for what was found while reading."""

    regel: str
    iri: str | None
    soort: Soort
    ernst: Ernst
    titel: Tekst
    waarom: Tekst
    bronnen: list[Bron]
    aantal: Count


class Bevinding(_Part):
    """One finding: what, why, what to do, and the offending value with its place.

    `keuzes` are the choices of a rule that clash, `plaatsen` where each of them stands; `pad` and `component` are the
    result path and the constraint component of SHACL.
    """

    regel: str
    iri: str | None
    soort: Soort
    ernst: Ernst
    boodschap: Tekst
    waarom: Tekst
    watTeDoen: Tekst  # noqa: N815 -- as it travels
    record: str | None
    label: Tekst | None
    dimensie: str | None
    waarde: str | None
    plaats: Plaats | None
    keuzes: dict[str, str]
    plaatsen: list[Plaats]
    maatregelen: list[Maatregel]
    bronnen: list[Bron]
    pad: str | None
    component: str | None


class PerRecord(_Part):
    """How many findings one record has; the record with the heaviest stands first."""

    record: str
    label: Tekst | None
    aantallen: Aantallen


class Verslag(_Part):
    """The report on one file.

    `voldoet` says that nothing counts as a violation, `conformsShacl` that there is nothing at all.
    """

    bestand: str
    mediatype: str
    sha256: Sha256
    grootte: Count
    uitspraken: Count
    records: dict[str, Count]
    voldoet: bool
    conformsShacl: bool  # noqa: N815 -- as it travels
    aantallen: Aantallen
    lens: list[str]
    regelset: Regelset
    motoren: dict[str, Count]
    tijdstip: str | None = None
    perRegel: list[PerRegel]  # noqa: N815 -- as it travels
    bevindingen: list[Bevinding]
    perRecord: list[PerRecord]  # noqa: N815 -- as it travels


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    return {"$schema": _DIALECT, "$id": _NAME, **Verslag.model_json_schema()}
