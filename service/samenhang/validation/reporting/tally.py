"""Findings counted by record, and the records that have most of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.model import Severity
from samenhang.validation.reporting.findings import groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.model import Text
    from samenhang.validation.results import ReportFinding

_COLUMN = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """The findings of one record: how many of each severity, and the first of them, heaviest first."""

    record: str
    label: Text | None
    counts: dict[Severity, int]
    findings: tuple[ReportFinding, ...]

    @property
    def total(self) -> int:
        """Return how many findings there are."""
        return sum(self.counts.values())


class Tally:
    """Counts the findings of every record; those about no record are left out."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self.labels: dict[str, Text | None] = {}

    @classmethod
    def of(cls, findings: Sequence[ReportFinding]) -> Tally:
        """Return the tally of all findings, made without making the findings; the labels are then not known."""
        tally = cls()
        for group in groups_of(findings):
            for record in group.records():
                tally._count(record, group.severity)
        return tally

    def add(self, finding: ReportFinding) -> None:
        """Count one finding."""
        self._count(finding.record, finding.severity)
        if finding.record is not None:
            self.labels.setdefault(finding.record, finding.label)

    def _count(self, record: str | None, severity: Severity) -> None:
        if record is not None:
            self._counts.setdefault(record, [0, 0, 0])[_COLUMN[severity]] += 1

    def __len__(self) -> int:
        return len(self._counts)

    def ordered(self) -> list[str]:
        """Return the records, those with most violations first, then most warnings, most advice, and by name."""
        return sorted(self._counts, key=lambda record: (*(-n for n in self._counts[record]), record))

    def counts(self, record: str) -> dict[Severity, int]:
        """Return how many findings of each severity a record has."""
        return dict(zip(Severity, self._counts[record], strict=True))


def worst_records(findings: Sequence[ReportFinding], most: int, each: int) -> tuple[int, list[RecordFindings]]:
    """Return how many records have findings, and the `most` worst, each with at most `each` of its findings."""
    tally = Tally.of(findings)
    wanted: dict[str, list[ReportFinding]] = {record: [] for record in tally.ordered()[:most]}
    for group in groups_of(findings):
        for finding in group.about(wanted):
            kept = wanted[str(finding.record)]
            if len(kept) < each:
                kept.append(finding)
    return len(tally), [
        RecordFindings(record, kept[0].label if kept else None, tally.counts(record), tuple(kept))
        for record, kept in wanted.items()
    ]
