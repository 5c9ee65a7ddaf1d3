"""What changed between two reports: which findings are new, which are solved and which remain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Severity, Text
from samenhang.validation.reporting.plain_data import Data, finding_data
from samenhang.validation.results import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.validation.reporting.submissions import SubmissionDifference

_SEVERITIES: Final = tuple(severity.value for severity in Severity)
_TEXTS: Final = ("boodschap", "watTeDoen")


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report that was kept as JSON: the name and hash of its file, and its findings as data."""

    name: str
    sha256: str
    findings: tuple[Data, ...]

    @classmethod
    def of(cls, data: Any) -> SavedReport:  # noqa: ANN401 -- whatever JSON can say
        """Return a report from its JSON; InvalidInputError when it is no report."""
        if not isinstance(data, dict) or not isinstance(data.get("bevindingen"), list):
            raise _not_a_report()
        findings = data["bevindingen"]
        if not all(_is_finding(finding) for finding in findings):
            raise _not_a_report()
        return cls(str(data.get("bestand", "")), str(data.get("sha256", "")), tuple(findings))


def _is_finding(data: object) -> bool:
    if not isinstance(data, dict) or not isinstance(data.get("regel"), str) or data.get("ernst") not in _SEVERITIES:
        return False
    texts = [data.get(key) for key in _TEXTS]
    plain = all(isinstance(data.get(key), str | None) for key in ("iri", "record", "dimensie", "waarde"))
    objects = all(isinstance(data.get(key) or {}, dict) for key in ("plaats", "label", "keuzes"))
    return plain and objects and all(isinstance(t, dict) and {"nl", "en"} <= t.keys() for t in texts)


def _not_a_report() -> InvalidInputError:
    text = Text(
        "Dit is geen verslag van een controle in JSON. Maak er een met `samenhang validate --format json`.",
        "This is no report of a check in JSON. Make one with `samenhang validate --format json`.",
    )
    return InvalidInputError([Fault("", "geenVerslag", text)])


Side: TypeAlias = Report | SavedReport


@dataclass(frozen=True, slots=True)
class Difference:
    """The findings of report `b` beside those of report `a`, as data (docs/validation-report.md).

    `content` is the difference between the files themselves, when both are known.
    """

    a: str
    b: str
    new: tuple[Data, ...]
    solved: tuple[Data, ...]
    remaining: tuple[Data, ...]
    content: SubmissionDifference | None = None

    def counts(self, findings: Iterable[Data]) -> dict[Severity, int]:
        """Return how many of some findings there are of each severity."""
        counted = Counter(finding["ernst"] for finding in findings)
        return {severity: counted[severity.value] for severity in Severity}


def difference(a: Side, b: Side, content: SubmissionDifference | None = None) -> Difference:
    """Return which findings of `b` are new, which of `a` are solved, and which remain.

    A finding is the same one when shape, record, property and value are; not the line it stands on.
    """
    before = Counter(_key(finding) for finding in _findings(a))
    left = before.copy()
    new, remaining = [], []
    for finding in _findings(b):
        key = _key(finding)
        if left[key] > 0:
            left[key] -= 1
            remaining.append(finding)
        else:
            new.append(finding)
    return Difference(a.name, b.name, tuple(new), tuple(_last(_findings(a), +left)), tuple(remaining), content)


def _last(findings: Iterator[Data], left: Counter[tuple[str, ...]]) -> Iterator[Data]:
    """Yield as many findings of each key as are left."""
    for finding in findings:
        key = _key(finding)
        if left[key] > 0:
            left[key] -= 1
            yield finding


def _findings(side: Side) -> Iterator[Data]:
    return iter(side.findings) if isinstance(side, SavedReport) else map(finding_data, side.findings)


def _key(finding: Data) -> tuple[str, ...]:
    choices = sorted((finding.get("keuzes") or {}).items())
    about = [finding.get("record") or "", finding.get("dimensie") or "", finding.get("waarde") or ""]
    return finding.get("iri") or finding["regel"], *about, *(f"{name}={value}" for name, value in choices)
