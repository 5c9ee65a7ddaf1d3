"""A report as JSON, written finding by finding; docs/validation-report.md tells what it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from samenhang.model import Severity
from samenhang.validation.reporting.findings import groups_of
from samenhang.validation.reporting.plain_data import both, finding_data, group_data, report_data
from samenhang.validation.reporting.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as one JSON object: the whole first, then by rule, every finding on a line, then by record."""
    tally = Tally()
    head = report_data(report) | ({"tijdstip": manner.moment} if manner.moment else {})
    _put(out, "{\n")
    for key, value in head.items():
        _put(out, f'  "{key}": {dumped(value)},\n')
    _items(out, "perRegel", map(group_data, groups_of(report.findings)), ",")
    _items(out, "bevindingen", _findings(report, tally), ",")
    _items(out, "perRecord", _records(tally), "")
    _put(out, "}\n")


def dumped(value: Any) -> str:  # noqa: ANN401 -- whatever JSON can say
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _findings(report: Report, tally: Tally) -> Iterator[dict[str, Any]]:
    for finding in report.findings:
        tally.add(finding)
        yield finding_data(finding)


def _records(tally: Tally) -> Iterator[dict[str, Any]]:
    for record in tally.ordered():
        label, counts = tally.labels[record], tally.counts(record)
        yield {
            "record": record,
            "label": None if label is None else both(label),
            "aantallen": {severity.value: counts[severity] for severity in Severity},
        }


def _items(out: BinaryIO, key: str, items: Iterable[dict[str, Any]], end: str) -> None:
    _put(out, f'  "{key}": [')
    between = "\n    "
    for item in items:
        _put(out, f"{between}{dumped(item)}")
        between = ",\n    "
    _put(out, ("]" if between == "\n    " else "\n  ]") + f"{end}\n")


def _put(out: BinaryIO, text: str) -> None:
    out.write(text.encode("utf-8", "replace"))
