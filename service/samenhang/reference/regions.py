"""Regions from the graph, with their members on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.namespaces import BASE, local_name
from samenhang.reference.bodies import REGION_KINDS
from samenhang.reference.municipalities import municipality_iri
from samenhang.reference.rows import Plain, plain_rows

if TYPE_CHECKING:
    from datetime import date

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_KINDS = {name.removeprefix("sam:"): kind for kind, name in REGION_KINDS.items()}


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its kind (`jeugdregio`, `arbeidsmarktregio`, `ggd-regio`, `veiligheidsregio`) and code."""

    kind: str
    code: str
    iri: str
    name: str
    population: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A municipality in a region, from a day that a source attests; without `end` it still is."""

    code: str
    iri: str
    name: str
    begin: str
    end: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A region that a municipality is in, from a day that a source attests; without `end` it still is."""

    region: Region
    begin: str
    end: str | None
    source: str


def regions(store: Store, queries: QueryLibrary, day: date, kind: str | None = None) -> tuple[Region, ...]:
    """Return the regions of a kind, or of all, that have members on a day, with how many."""
    found = map(_region, plain_rows(store, queries, "regios", {"dag": day.isoformat()}))
    return tuple(region for region in found if kind is None or region.kind == kind)


def region(store: Store, queries: QueryLibrary, day: date, kind: str, code: str) -> Region:
    """Return a region by kind and code; NotFoundError when there is none with members on the day."""
    for found in regions(store, queries, day, kind):
        if found.code.lower() == code.strip().lower():
            return found
    raise NotFoundError(Text(f"Er is geen {kind} '{code}'.", f"There is no {kind} '{code}'."))


def members(store: Store, queries: QueryLibrary, day: date, kind: str, code: str) -> tuple[Member, ...]:
    """Return the municipalities that are in a region on a day; none for a region that is not known."""
    values = {"regio": f"{BASE}id/{kind}/{code}", "dag": day.isoformat()}
    return tuple(
        Member(r["code"], r["gemeente"], r["naam"], r["begin"], r.get("einde"), local_name(r["bron"]))
        for r in plain_rows(store, queries, "gemeenten-van-regio", values)
    )


def memberships(store: Store, queries: QueryLibrary, day: date, municipality: str) -> tuple[Membership, ...]:
    """Return the regions that a municipality, by its GM code, is in on a day."""
    values = {"gemeente": municipality_iri(municipality), "dag": day.isoformat()}
    return tuple(
        Membership(_region(r), r["begin"], r.get("einde"), local_name(r["bron"]))
        for r in plain_rows(store, queries, "regios-van-gemeente", values)
    )


def _region(row: Plain) -> Region:
    return Region(
        kind=_KINDS[local_name(row["soort"])],
        code=row["code"],
        iri=row["regio"],
        name=row["naam"],
        population=int(row["inwoners"]) if "inwoners" in row else None,
        members=int(row["leden"]) if "leden" in row else None,
    )
