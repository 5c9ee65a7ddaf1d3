"""Arrangements from the graph, shipped or shared: who chose what, by which statements, and what the rules find."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from samenhang.errors import NotFoundError
from samenhang.model import Answer, Severity, Status, Text, Verdict
from samenhang.namespaces import GRAPH_ARRANGEMENTS, GRAPH_DATASETS, dimension_iri, local_name, option_iri
from samenhang.reference.findings import SEVERITIES, answer_of
from samenhang.reference.rows import Plain, plain_rows
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.model import Dimension
    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_SEVERITIES = {iri: severity for severity, iri in SEVERITIES.items()}


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
class Summary:
    """An arrangement in a list: whose system, or segment of it, in which period, with the verdict.

    `begin` and `end` are years or dates as the source gives them. `example` tells that a document describes it as an
    example or a case; `dataset` names the shared dataset it stands in, None for what is shipped.
    """

    id: str
    iri: str
    graph: str
    label: Text
    level: str | None
    state: str | None
    party: str | None
    party_name: str | None
    area: str | None
    begin: str | None
    end: str | None
    system: str | None
    care_type: Text | None
    domains: tuple[str, ...]
    example: bool
    verdict: Verdict | None

    @property
    def dataset(self) -> str | None:
        """The name of the shared dataset it stands in; None when it is shipped."""
        return None if self.graph == GRAPH_ARRANGEMENTS else self.graph.removeprefix(GRAPH_DATASETS)


@dataclass(frozen=True, slots=True)
class Arrangement(Summary):
    """The choices of a party: `answers` are its own, `inherited` those it takes over from its system."""

    answers: Mapping[str, Answer]
    inherited: Mapping[str, Answer]
    findings: tuple[StoredFinding, ...]
    statements: tuple[Statement, ...]


def summaries(store: Store, queries: QueryLibrary) -> tuple[Summary, ...]:
    """Return every arrangement, shipped or shared, by id."""
    found: dict[tuple[str, str], Summary] = {}
    for row in plain_rows(store, queries, "inrichtingen"):
        key = row["inrichting"], row["graaf"]
        found[key] = _with_domain(found[key], row) if key in found else _summary(row)
    return tuple(sorted(found.values(), key=lambda s: (s.id, s.dataset or "")))


def find_summary(everything: Iterable[Summary], name: str, dataset: str | None = None) -> Summary:
    """Return the arrangement with an id or IRI, the shipped one first; NotFoundError names the nearest ids."""
    listed = [s for s in everything if dataset is None or s.dataset == dataset]
    for one in listed:
        if name in {one.id, one.iri}:
            return one
    text = Text(f"Er is geen inrichting '{name}'.", f"There is no arrangement '{name}'.")
    raise NotFoundError(text, nearest(name, {s.id for s in listed}))


def arrangement(
    store: Store, queries: QueryLibrary, dimensions: Mapping[str, Dimension], summary: Summary
) -> Arrangement:
    """Return an arrangement with its answers, the statements they rest on, and what the rules find."""
    place = {"inrichting": summary.iri, "graaf": summary.graph}
    given = list(plain_rows(store, queries, "antwoorden-van-inrichting", place))
    findings = plain_rows(store, queries, "bevindingen-van-inrichting", {"inrichting": summary.iri})
    statements = plain_rows(store, queries, "vaststellingen-van-inrichting", place)
    return Arrangement(
        **{field.name: getattr(summary, field.name) for field in fields(Summary)},
        answers=_answers((row for row in given if row["overgenomen"] == "false"), dimensions),
        inherited=_answers((row for row in given if row["overgenomen"] == "true"), dimensions),
        findings=tuple(map(_finding, findings)),
        statements=tuple(map(_statement, statements)),
    )


def with_choice(store: Store, queries: QueryLibrary, dimension: str, option: str) -> frozenset[str]:
    """Return the IRIs of the arrangements that give an option as their own answer to a dimension."""
    values = {"dimensie": dimension_iri(dimension), "antwoord": option_iri(dimension, option)}
    return frozenset(row["inrichting"] for row in plain_rows(store, queries, "inrichtingen-met-keuze", values))


def with_rule(store: Store, queries: QueryLibrary, rule: str) -> frozenset[str]:
    """Return the IRIs of the arrangements in which a rule, given by IRI, holds or is managed."""
    return frozenset(row["inrichting"] for row in plain_rows(store, queries, "inrichtingen-met-regel", {"regel": rule}))


def _summary(row: Plain) -> Summary:
    iri = row["inrichting"]
    name = row.get("id") or local_name(iri)
    label = row.get("nl") or row.get("en") or name
    return Summary(
        id=name,
        iri=iri,
        graph=row["graaf"],
        label=Text(label, row.get("en") or label),
        level=_local(row, "niveau"),
        state=_local(row, "stand"),
        party=row.get("partij"),
        party_name=row.get("partijNaam"),
        area=row.get("gebied"),
        begin=row.get("begin"),
        end=row.get("einde"),
        system=row.get("stelsel"),
        care_type=_care(row),
        domains=(local_name(row["domein"]),) if "domein" in row else (),
        example=row["voorbeeld"] == "true",
        verdict=Verdict(local_name(row["oordeel"])) if "oordeel" in row else None,
    )


def _with_domain(known: Summary, row: Plain) -> Summary:
    domain = _local(row, "domein")
    new = domain is not None and domain not in known.domains
    return replace(known, domains=(*known.domains, domain)) if new else known  # type: ignore[arg-type] # not None


def _local(row: Plain, name: str) -> str | None:
    return local_name(row[name]) if name in row else None


def _care(row: Plain) -> Text | None:
    nl, en = row.get("zorgtypeNl"), row.get("zorgtypeEn")
    return Text(nl or en or "", en or nl or "") if nl or en else None


def _answers(rows: Iterable[Plain], dimensions: Mapping[str, Dimension]) -> dict[str, Answer]:
    values: dict[str, list[str]] = {}
    for row in rows:
        values.setdefault(local_name(row["dimensie"]), []).append(row["antwoord"])
    return {name: answer_of(dimensions[name], values[name]) for name in dimensions if name in values}


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
        source_title=row.get("titel", row["bron"]),
        note=row.get("opmerking"),
    )
