"""Municipalities from the graph: as they are on a day, and what they came from and went into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.namespaces import local_name
from samenhang.reference.places import TOOI
from samenhang.reference.rows import Plain, plain_rows
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from datetime import date

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store


@dataclass(frozen=True, slots=True)
class Province:
    """A province by its PV code."""

    code: str
    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its GM code. Without `begin` it is older than the register, without `end` it still exists."""

    code: str
    iri: str
    name: str
    province: Province
    begin: str | None
    end: str | None
    population: int | None
    population_year: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One municipality that went into another, on a day."""

    day: str
    kind: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str


def municipality_iri(code: str) -> str:
    """Return the IRI of a municipality by its GM code, in either case."""
    return f"{TOOI}/gemeente/{code.strip().lower()}"


def municipalities(store: Store, queries: QueryLibrary, day: date) -> tuple[Municipality, ...]:
    """Return the municipalities that exist on a day, by code."""
    return tuple(map(_municipality, plain_rows(store, queries, "gemeenten", {"dag": day.isoformat()})))


def municipality(store: Store, queries: QueryLibrary, code: str) -> Municipality:
    """Return a municipality of any time by its GM code; NotFoundError when there is none."""
    for row in plain_rows(store, queries, "gemeente", {"code": code.strip().upper()}):
        return _municipality(row)
    text = Text(f"Er is geen gemeente '{code}'.", f"There is no municipality '{code}'.")
    raise NotFoundError(text)


def find_municipality(store: Store, queries: QueryLibrary, wanted: str, day: date) -> Municipality:
    """Return a municipality by its GM code, or by the name it has on a day; NotFoundError names the nearest."""
    try:
        return municipality(store, queries, wanted)
    except NotFoundError as error:
        listed = municipalities(store, queries, day)
        for one in listed:
            if one.name.casefold() == wanted.strip().casefold():
                return one
        codes = {one.name: one.code for one in listed}
        near = tuple(f"{codes[name]} ({name})" for name in nearest(wanted, codes))
        raise NotFoundError(error.text, near or nearest(wanted, codes.values())) from None


def predecessors(store: Store, queries: QueryLibrary, code: str) -> tuple[Change, ...]:
    """Return the changes since 2000 that led to a municipality, directly or along a chain, oldest first."""
    return _changes(store, queries, "voorgangers", code)


def successors(store: Store, queries: QueryLibrary, code: str) -> tuple[Change, ...]:
    """Return the changes since 2000 that a municipality went through, directly or along a chain, oldest first."""
    return _changes(store, queries, "opvolgers", code)


def _changes(store: Store, queries: QueryLibrary, query_id: str, code: str) -> tuple[Change, ...]:
    rows = plain_rows(store, queries, query_id, {"gemeente": municipality_iri(code)})
    return tuple(
        Change(r["datum"], r["soort"], r["oudCode"], r["oudNaam"], r["nieuwCode"], r["nieuwNaam"]) for r in rows
    )


def _municipality(row: Plain) -> Municipality:
    province = row["provincieIri"]
    return Municipality(
        code=row["code"],
        iri=row["gemeente"],
        name=row["naam"],
        province=Province(local_name(province).upper(), province, row["provincie"]),
        begin=row.get("begin"),
        end=row.get("einde"),
        population=int(row["inwoners"]) if "inwoners" in row else None,
        population_year=int(row["jaar"]) if "jaar" in row else None,
    )
