"""A report as JUnit XML for build servers: a suite per rule, in it a test case per record that breaks it."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from samenhang.model import Severity, Text
from samenhang.validation.reporting import phrases
from samenhang.validation.reporting.findings import groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.validation.reporting.findings import Group
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OTHERS: Final = Text("Alle andere regels", "All other rules")


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as test suites; a finding at or above the threshold fails its case, a lighter one is output."""
    groups = groups_of(report.findings)
    failing = [group for group in groups if _fails(group, manner)]
    cases = {id(group): _case_count(group) for group in groups}
    _put(out, '<?xml version="1.0" encoding="UTF-8"?>\n')
    tests, failures = sum(cases.values()) + 1, sum(cases[id(group)] for group in failing)
    _put(out, f'<testsuites name={_attribute(report.name)} tests="{tests}" failures="{failures}" errors="0">\n')
    for group in groups:
        _suite(out, report, group, cases[id(group)], manner)
    # What was checked and found in order, so that a report without findings is not one without tests.
    others = _OTHERS.get(manner.language)
    _put(out, f'  <testsuite name={_attribute(others)} tests="1" failures="0" errors="0" skipped="0">\n')
    _put(out, f'    <testcase classname={_attribute(report.name)} name={_attribute(others)} time="0"/>\n')
    _put(out, "  </testsuite>\n</testsuites>\n")


def _fails(group: Group, manner: Manner) -> bool:
    return _RANK[group.severity] <= _RANK[manner.threshold]


def _case_count(group: Group) -> int:
    return sum(1 for _ in groupby(group.records(), key=lambda record: record or ""))


def _suite(out: BinaryIO, report: Report, group: Group, cases: int, manner: Manner) -> None:
    failures = cases if _fails(group, manner) else 0
    stamp = f" timestamp={_attribute(manner.moment)}" if manner.moment else ""
    name = _attribute(f"{group.code} {group.title.get(manner.language)}")
    _put(out, f'  <testsuite name={name} tests="{cases}" failures="{failures}" errors="0" skipped="0"{stamp}>\n')
    for _, findings in groupby(group, key=lambda finding: finding.record or ""):
        _case(out, report, group, list(findings), manner)
    _put(out, "  </testsuite>\n")


def _case(out: BinaryIO, report: Report, group: Group, findings: Sequence[ReportFinding], manner: Manner) -> None:
    language = manner.language
    first = findings[0]
    name = phrases.name_of(first, language) or report.name
    class_name = f"{report.name}.{group.code}"
    line = f' line="{first.place.line}"' if first.place is not None and first.place.line else ""
    _put(out, f"    <testcase classname={_attribute(class_name)} name={_attribute(name)}")
    _put(out, f' file={_attribute(report.name)}{line} time="0">\n')
    said = _escaped("\n\n".join(_told(finding, group, language) for finding in findings))
    if _fails(group, manner):
        kind = phrases.SEVERITY[group.severity].get(language)
        message = _attribute(first.what.get(language))
        _put(out, f"      <failure type={_attribute(kind)} message={message}>{said}</failure>\n")
    else:
        _put(out, f"      <system-out>{said}</system-out>\n")
    _put(out, "    </testcase>\n")


def _told(finding: ReportFinding, group: Group, language: str) -> str:
    parts = (
        (phrases.PLACE, phrases.place_of(finding, language)),
        (phrases.VALUE, phrases.found_in(finding)),
        (phrases.WHAT, finding.what.get(language)),
        (phrases.WHY, group.why.get(language)),
        (phrases.ACTION, finding.action.get(language)),
        (phrases.SOURCES, "; ".join(source.notation for source in finding.sources)),
    )
    return "\n".join(f"{name.get(language)}: {text}" for name, text in parts if text)


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def _put(out: BinaryIO, text: str) -> None:
    out.write(text.encode("utf-8", "replace"))
