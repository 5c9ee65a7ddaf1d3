"""Arrangements from the graph: who chose what, by which statements, and what the rules find."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from samenhang.errors import NotFoundError
from samenhang.model import Answer, Severity, Status, Text, Verdict
from samenhang.namespaces import local_name
from samenhang.reference.findings import SEVERITIES, Subject, read_subjects
from samenhang.reference.rows import Plain, plain_rows, text_of
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.model import Dimension
    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_SEVERITIES = {iri: severity for severity, iri in SEVERITIES.items()}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says on a choice. `mapped` tells whether it is an answer to a dimension or kept as text only."""

    id: str
    iri: str
    topic: Text
    value: str
    mapped: bool
    uncertain: bool
    source: str
    source_title: str
    note: str | None


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding as the graph holds it: the rule (or `nvt` shape) by IRI and code, severity as it counts, and status."""

    iri: str
    rule: str
    code: str
    severity: Severity
    status: Status
    level: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The choices of a party for its system or one segment in a period.

    `answers` are its own, `inherited` those it takes over from `system`. `begin` and `end` are years as the source
    gives them. `example` tells that a document describes it as an example or a case.
    """

    id: str
    iri: str
    label: Text
    level: str
    state: str | None
    party: str | None
    area: str | None
    begin: str | None
    end: str | None
    system: str | None
    care_type: Text | None
    example: bool
    answers: Mapping[str, Answer]
    inherited: Mapping[str, Answer]
    verdict: Verdict | None
    findings: tuple[StoredFinding, ...]
    statements: tuple[Statement, ...]


def arrangements(
    store: Store, queries: QueryLibrary, dimensions: Mapping[str, Dimension], party: str | None = None
) -> tuple[Arrangement, ...]:
    """Return the arrangements of a party (an IRI), or all of them, by id."""
    rows = [row for row in plain_rows(store, queries, "inrichtingen") if party is None or row.get("partij") == party]
    given = list(queries.rows(store, "antwoorden"))
    own = read_subjects((row for row in given if not _inherited(row)), dimensions)
    all_answers = read_subjects(given, dimensions)
    findings = _by_arrangement((r["inrichting"], _finding(r)) for r in plain_rows(store, queries, "bevindingen"))
    statements = _by_arrangement((r["inrichting"], _statement(r)) for r in plain_rows(store, queries, "vaststellingen"))
    return tuple(
        _arrangement(row, (own.get(row["inrichting"]), all_answers[row["inrichting"]]), findings, statements)
        for row in rows
    )


def arrangement(store: Store, queries: QueryLibrary, dimensions: Mapping[str, Dimension], name: str) -> Arrangement:
    """Return the arrangement with an id; NotFoundError names the nearest when there is none."""
    found = {a.id: a for a in arrangements(store, queries, dimensions)}
    if name in found:
        return found[name]
    near = nearest(name, found)
    raise NotFoundError(Text(f"Er is geen inrichting '{name}'.", f"There is no arrangement '{name}'."), near)


def _by_arrangement(pairs: Iterable[tuple[str, _T]]) -> Mapping[str, list[_T]]:
    found: defaultdict[str, list[_T]] = defaultdict(list)
    for name, item in pairs:
        found[name].append(item)
    return found


def _inherited(row: Mapping[str, object]) -> bool:
    return getattr(row.get("overgenomen"), "value", "false") == "true"


def _arrangement(
    row: Plain,
    answers: tuple[Subject | None, Subject],
    findings: Mapping[str, list[StoredFinding]],
    statements: Mapping[str, list[Statement]],
) -> Arrangement:
    name, own = row["inrichting"], answers[0].answers if answers[0] else {}
    return Arrangement(
        id=row["id"],
        iri=name,
        label=Text(row["nl"], row["en"]),
        level=local_name(row["niveau"]),
        state=local_name(row["stand"]) if "stand" in row else None,
        party=row.get("partij"),
        area=row.get("gebied"),
        begin=row.get("begin"),
        end=row.get("einde"),
        system=row.get("stelsel"),
        care_type=text_of(row, "zorgtype"),
        example=row["voorbeeld"] == "true",
        answers=own,
        inherited={d: a for d, a in answers[1].answers.items() if d not in own},
        verdict=Verdict(local_name(row["oordeel"])) if "oordeel" in row else None,
        findings=tuple(findings.get(name, ())),
        statements=tuple(statements.get(name, ())),
    )


def _finding(row: Plain) -> StoredFinding:
    return StoredFinding(
        iri=row["bevinding"],
        rule=row["regel"],
        code=local_name(row["regel"]),
        severity=_SEVERITIES[row["ernst"]],
        status=Status(local_name(row["status"])),
        level=local_name(row["niveau"]),
    )


def _statement(row: Plain) -> Statement:
    return Statement(
        id=row["id"],
        iri=row["vaststelling"],
        topic=Text(row["onderwerpNl"], row["onderwerpEn"]),
        value=row["waarde"],
        mapped=row["vertaald"] == "true",
        uncertain=row["onzeker"] == "true",
        source=row["bron"],
        source_title=row["titel"],
        note=row.get("opmerking"),
    )
