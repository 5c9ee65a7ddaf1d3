"""Municipalities, regions and arrangements as they travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.namespaces import local_name
from samenhang.wire.answers import choices
from samenhang.wire.terms import Data, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.reference.arrangements import Arrangement, Statement, Summary
    from samenhang.reference.municipalities import Change, Municipality
    from samenhang.reference.regions import Member, Membership, Region
    from samenhang.rules import Catalogue

ARRANGEMENT_COLUMNS = (
    *("id", "label", "labelEn", "niveau", "stand", "partij", "partijNaam", "gebied", "domeinen", "zorgtype"),
    *("begin", "einde", "stelsel", "tekstvoorbeeld", "oordeel", "gegevensset", "iri"),
)
MUNICIPALITY_COLUMNS = (
    "code",
    "naam",
    "provincieCode",
    "provincie",
    "inwoners",
    "inwonersJaar",
    "begin",
    "einde",
    "iri",
)
REGION_COLUMNS = ("soort", "code", "naam", "inwoners", "leden", "iri")


def arrangement_summary(value: Summary) -> Data:
    """Return an arrangement as it stands in a list."""
    return {
        "id": value.id,
        "iri": value.iri,
        "label": text(value.label),
        "niveau": value.level,
        "stand": value.state,
        "partij": None if value.party is None else {"iri": value.party, "naam": value.party_name},
        "gebied": value.area,
        "domeinen": list(value.domains),
        "zorgtype": None if value.care_type is None else text(value.care_type),
        "begin": value.begin,
        "einde": value.end,
        "stelsel": value.system,
        "tekstvoorbeeld": value.example,
        "oordeel": None if value.verdict is None else value.verdict.value,
        "gegevensset": value.dataset,
    }


def arrangement_row(value: Summary) -> tuple[str, ...]:
    """Return an arrangement as the cells of `ARRANGEMENT_COLUMNS`."""
    care = value.care_type.nl if value.care_type else ""
    verdict = value.verdict.value if value.verdict else ""
    example = "true" if value.example else "false"
    cells = (
        *(value.id, *value.label, value.level, value.state, value.party, value.party_name, value.area),
        *(",".join(value.domains), care, value.begin, value.end, value.system, example, verdict, value.dataset),
        value.iri,
    )
    return tuple(cell or "" for cell in cells)


def arrangement(value: Arrangement, catalogue: Catalogue) -> Data:
    """Return an arrangement with its choices, those it inherits, and the statements they rest on."""
    return arrangement_summary(value) | {
        "keuzes": choices(value.answers, catalogue),
        "overgenomen": choices(value.inherited, catalogue),
        "vaststellingen": [_statement(statement) for statement in value.statements],
    }


def _statement(value: Statement) -> Data:
    return {
        "id": value.id,
        "iri": value.iri,
        "onderwerp": text(value.topic),
        "waarde": value.value,
        "vertaald": value.mapped,
        "onzeker": value.uncertain,
        "opmerking": value.note,
        "bron": {"iri": value.source, "titel": value.source_title},
    }


def municipality(value: Municipality) -> Data:
    """Return a municipality as it stands in a list."""
    return {
        "code": value.code,
        "iri": value.iri,
        "naam": value.name,
        "provincie": {"code": value.province.code, "iri": value.province.iri, "naam": value.province.name},
        "inwoners": value.population,
        "inwonersJaar": value.population_year,
        "begin": value.begin,
        "einde": value.end,
    }


def municipality_row(value: Municipality) -> tuple[str, ...]:
    """Return a municipality as the cells of `MUNICIPALITY_COLUMNS`."""
    cells = (
        *(value.code, value.name, value.province.code, value.province.name, value.population, value.population_year),
        *(value.begin, value.end, value.iri),
    )
    return tuple("" if cell is None else str(cell) for cell in cells)


def municipality_detail(
    value: Municipality,
    changes: tuple[Iterable[Change], Iterable[Change]],
    regions: Iterable[Membership],
    arrangements: Iterable[Summary],
) -> Data:
    """Return a municipality with what it came from and went into, its regions and its arrangements."""
    before, after = changes
    return municipality(value) | {
        "voorgangers": [_change(change) for change in before],
        "opvolgers": [_change(change) for change in after],
        "regios": [_membership(one) for one in regions],
        "inrichtingen": [arrangement_summary(one) for one in arrangements],
    }


def _change(value: Change) -> Data:
    return {
        "datum": value.day,
        "soort": value.kind,
        "van": {"code": value.old_code, "naam": value.old_name},
        "naar": {"code": value.new_code, "naam": value.new_name},
    }


def _membership(value: Membership) -> Data:
    return {
        "soort": value.region.kind,
        "code": value.region.code,
        "iri": value.region.iri,
        "naam": value.region.name,
        "begin": value.begin,
        "einde": value.end,
        "bron": local_name(value.source),
    }


def region(value: Region) -> Data:
    """Return a region as it stands in a list."""
    return {
        "soort": value.kind,
        "code": value.code,
        "iri": value.iri,
        "naam": value.name,
        "inwoners": value.population,
        "leden": value.members,
    }


def region_row(value: Region) -> tuple[str, ...]:
    """Return a region as the cells of `REGION_COLUMNS`."""
    cells = (value.kind, value.code, value.name, value.population, value.members, value.iri)
    return tuple("" if cell is None else str(cell) for cell in cells)


def region_detail(value: Region, members: Iterable[Member], arrangements: Iterable[Summary]) -> Data:
    """Return a region with its members and its arrangements."""
    return region(value) | {
        "gemeenten": [_member(member) for member in members],
        "inrichtingen": [arrangement_summary(one) for one in arrangements],
    }


def _member(value: Member) -> Data:
    return {
        "code": value.code,
        "iri": value.iri,
        "naam": value.name,
        "begin": value.begin,
        "einde": value.end,
        "bron": local_name(value.source),
    }
