"""What validation finds: the bare results that any SHACL engine gives, and the report that people and programs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samenhang.model import Anchor, Measure, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samenhang.validation.documents import Place, Problem, Term


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result as SHACL defines it, the same from every engine.

    `shape` is the source shape (an IRI; for an anonymous property shape that of the named shape around it), `component`
    the IRI of the constraint component, `path` the result path as SPARQL writes it, `severity` that of the shape.
    `messages` are those of the shape by language tag (`""`: none).
    """

    focus: Term
    shape: str
    component: str
    severity: Severity
    path: str | None = None
    value: Term | None = None
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes a result the same one in two engines: focus node, shape, component, severity, value."""
        return (
            str(self.focus),
            self.shape,
            self.component,
            self.severity.value,
            "" if self.value is None else str(self.value),
        )


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One finding for people: what, why, what to do, and the offending value with its place.

    `severity` is how it counts under the lens (a contested rule is advice); `code` is the rule's code (`R042`, `nvt`),
    the short name of a structural shape, or the code of a reading problem. `record` is the IRI of the record, `label`
    its name.
    """

    code: str
    severity: Severity
    what: Text
    why: Text
    action: Text
    record: str | None = None
    label: Text | None = None
    dimension: str | None = None
    value: str | None = None
    place: Place | None = None
    sources: tuple[Anchor, ...] = ()
    measures: tuple[Measure, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    places: tuple[Place, ...] = ()
    """Where each of the choices involved stands."""
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one validation.

    `conforms` is SHACL's (no result at all, of any severity); `compliant` (`voldoet`) that nothing counts as a
    violation. `records` is the number of arrangements, contracts and other records that were checked; `engines` says
    how many shapes each engine ran, `seconds` how long it took.
    """

    name: str
    sha256: str
    media_type: str
    size: int
    triples: int
    records: Mapping[str, int]
    findings: Sequence[ReportFinding]
    problems: tuple[Problem, ...]
    results: Sequence[Result]
    ruleset_sha256: str
    lens: tuple[str, ...] = ()
    engines: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def conforms(self) -> bool:
        """Tell whether SHACL found nothing at all."""
        return not self.results and not self.problems

    @property
    def compliant(self) -> bool:
        """Tell whether nothing counts as a violation."""
        return self.count(Severity.VIOLATION) == 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of one severity."""
        counts = getattr(self.findings, "counts", None)  # a report of a large dataset has them counted
        return counts[severity] if counts is not None else sum(f.severity is severity for f in self.findings)
