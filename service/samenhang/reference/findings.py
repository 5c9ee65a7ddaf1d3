"""What the rules find in every arrangement, as triples.

A rule that is about the system alone is reported on the arrangement of the system, not again on every segment that
inherits its answers; any other rule is reported on the segment, not also on the system it is part of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from samenhang.coherence.check import find, verdict_of
from samenhang.model import Answer, AnswerKind, Dimension, Finding, Severity, Text
from samenhang.namespaces import BASE, DEF, EMPTY_ANSWER, SH, dimension_iri, local_name, option_iri
from samenhang.reference.turtle import Turtle, both, iri, literal, thing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from samenhang.coherence import View
    from samenhang.store import Row

SEVERITIES = {Severity.VIOLATION: f"{SH}Violation", Severity.WARNING: f"{SH}Warning", Severity.INFO: f"{SH}Info"}
_SYSTEM = "stelsel"
_ACTIVITY = Text("Toets van alle inrichtingen onder alle documenten", "Check of all arrangements under all documents")
_Signature = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Subject:
    """An arrangement to be checked: its IRI, level, system, and answers with those it inherits."""

    iri: str
    level: str
    system: str | None
    answers: dict[str, Answer] = field(default_factory=dict)


def read_subjects(rows: Iterable[Row], dimensions: Mapping[str, Dimension]) -> dict[str, Subject]:
    """Return the arrangements by IRI from the rows of the query `antwoorden`."""
    subjects: dict[str, Subject] = {}
    given: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        plain = {name: term.value for name, term in row.items() if hasattr(term, "value")}
        name = plain["inrichting"]
        subjects.setdefault(name, Subject(name, local_name(plain["niveau"]), plain.get("stelsel")))
        if "dimensie" in plain:
            given[name][local_name(plain["dimensie"])].append(plain["antwoord"])
    for name, values in given.items():
        subjects[name].answers = {d: answer_of(dimensions[d], values[d]) for d in dimensions if d in values}
    return subjects


def answer_of(dimension: Dimension, values: list[str]) -> Answer:
    """Return the answer that values in the graph give to a dimension."""
    if dimension.kind is AnswerKind.NUMBER:
        return Decimal(values[0])
    if dimension.kind is AnswerKind.SET:
        return frozenset(local_name(value) for value in values if value != EMPTY_ANSWER)
    return local_name(values[0])


def findings_of(subjects: Mapping[str, Subject], view: View) -> dict[str, tuple[Finding, ...]]:
    """Return what the rules find, by arrangement, each finding once: on the system or on the segment."""
    found = {name: find(view, subject.answers) for name, subject in subjects.items()}
    on_system: dict[str, set[_Signature]] = {name: set(map(_signature, own)) for name, own in found.items()}
    on_segments: defaultdict[str, set[_Signature]] = defaultdict(set)
    for name, subject in subjects.items():
        if subject.system:
            on_segments[subject.system] |= on_system[name]

    def told(subject: Subject) -> Callable[[Finding], bool]:
        above, below = on_system.get(subject.system or "", set()), on_segments[subject.iri]
        return lambda f: _signature(f) in (above if level_of(f, view.catalogue.dimensions) == _SYSTEM else below)

    return {name: tuple(f for f in own if not told(subjects[name])(f)) for name, own in found.items()}


def level_of(finding: Finding, dimensions: Mapping[str, Dimension]) -> str:
    """Return the level of the rule behind a finding; for one on applicability, that of the dimensions involved."""
    if finding.rule is not None:
        return finding.rule.level
    levels = {dimensions[name].level for name in finding.choices}
    return levels.pop() if len(levels) == 1 else "gemengd"


def _signature(finding: Finding) -> _Signature:
    return finding.iri, finding.status, tuple(sorted((name, str(answer)) for name, answer in finding.choices.items()))


def write_findings(out: Turtle, subjects: Mapping[str, Subject], labels: Mapping[str, Text], view: View) -> None:
    """Write the check as an activity, the verdict on every arrangement and each finding."""
    activity = thing("toets", view.sha256[:16])
    out.describe(
        activity,
        ("a", "prov:Activity"),
        ("rdfs:label", both(_ACTIVITY)),
        ("sam:onderLens", thing("lens", "alle")),
        ("sam:regelsetSha256", literal(view.sha256)),
        ("prov:used", (iri(f"{BASE}graaf/regels"), iri(f"{BASE}graaf/inrichtingen"))),
    )
    for name, findings in findings_of(subjects, view).items():
        # The verdict is about the arrangement with all it inherits, so it counts what is told on the system too.
        verdict = verdict_of(find(view, subjects[name].answers))
        out.describe(iri(name), ("sam:oordeel", thing("oordeel", verdict)))
        for finding in findings:
            _finding(out, (name, labels[name]), finding, activity, view.catalogue.dimensions)


def _finding(
    out: Turtle, about: tuple[str, Text], finding: Finding, activity: str, dimensions: Mapping[str, Dimension]
) -> None:
    name, label = about
    rule = local_name(finding.iri)
    title = f"{finding.code}: {{}}".format
    out.describe(
        thing("bevinding", local_name(name), rule),
        ("a", ("sam:Bevinding", "prov:Entity")),
        ("rdfs:label", both(Text(title(label.nl), title(label.en)))),
        ("sam:betreftInrichting", iri(name)),
        ("sam:volgensRegel", iri(finding.iri)),
        ("sam:ernst", iri(SEVERITIES[finding.severity])),
        ("sam:bevindingstatus", thing("bevindingstatus", finding.status)),
        ("sam:niveau", thing("niveau", level_of(finding, dimensions))),
        ("sam:betreftDimensie", [iri(dimension_iri(dimension)) for dimension in finding.choices]),
        ("sam:opGrondVan", list(_options(finding))),
        ("sam:nogTeBeantwoorden", [iri(f"{DEF}{dimension}") for dimension in finding.unanswered]),
        ("prov:wasGeneratedBy", activity),
    )


def _options(finding: Finding) -> Iterator[str]:
    for dimension, answer in finding.choices.items():
        if isinstance(answer, str):
            yield iri(option_iri(dimension, answer))
        elif isinstance(answer, frozenset):
            yield from (
                (iri(option_iri(dimension, option)) for option in sorted(answer)) if answer else (iri(EMPTY_ANSWER),)
            )
