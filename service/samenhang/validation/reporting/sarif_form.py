"""A report as SARIF 2.1.0, which code hosts and editors show beside the lines of a file."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from urllib.parse import quote

from samenhang.model import Severity
from samenhang.namespaces import BASE
from samenhang.validation.reporting.findings import groups_of
from samenhang.validation.reporting.json_form import dumped
from samenhang.validation.reporting.phrases import found_in, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.documents import Place
    from samenhang.validation.reporting.findings import Group
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MOST_PLACES: Final = 20


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as one run, result by result."""
    groups = groups_of(report.findings)
    run = {
        "tool": {"driver": _driver(groups, manner.language)},
        "language": manner.language,
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(report)],
        "invocations": [_invocation(manner)],
        "properties": {"voldoet": report.compliant, "conformsShacl": report.conforms},
    }
    _put(out, f'{{"version": "2.1.0", "$schema": {dumped(_SCHEMA)}, "runs": [{{\n')
    for key, value in run.items():
        _put(out, f"  {dumped(key)}: {dumped(value)},\n")
    _put(out, '  "results": [')
    between = "\n    "
    for result in _results(groups, manner.language):
        _put(out, f"{between}{dumped(result)}")
        between = ",\n    "
    _put(out, "\n  ]\n}]}\n")


def _driver(groups: tuple[Group, ...], language: str) -> dict[str, Any]:
    return {
        "name": "Samenhang",
        "version": version("samenhang"),
        "informationUri": BASE,
        "rules": [_rule(group, language) for group in groups],
    }


def _rule(group: Group, language: str) -> dict[str, Any]:
    title, why = group.title.get(language), group.why.get(language)
    sources = "; ".join(source.notation for source in group.sources)
    text = "\n\n".join(part for part in (title, why, sources) if part)
    rule: dict[str, Any] = {
        "id": _rule_id(group),
        "name": group.code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why or title},
        "help": {"text": text},
        "defaultConfiguration": {"level": _LEVELS[group.severity]},
        "properties": {"tags": [kind_of(group.iri)], "bronnen": [source.iri for source in group.sources]},
    }
    if group.iri is not None and group.iri.startswith(("https://", "http://")):
        rule["helpUri"] = group.iri
    return rule


def _rule_id(group: Group) -> str:
    """Return the code of a rule; where several shapes share a code, that of the shape's own after it."""
    if group.iri is None or group.iri.endswith(group.code):
        return group.code
    return f"{group.code}/{group.iri.rsplit('/', 1)[-1]}"


def _artifact(report: Report) -> dict[str, Any]:
    return {
        "location": {"uri": quote(report.name)},
        "length": report.size,
        "mimeType": report.media_type,
        "hashes": {"sha-256": report.sha256},
    }


def _invocation(manner: Manner) -> dict[str, Any]:
    dated = {"endTimeUtc": manner.moment} if manner.moment else {}
    return {"executionSuccessful": True, **dated}


def _results(groups: tuple[Group, ...], language: str) -> Iterator[dict[str, Any]]:
    for index, group in enumerate(groups):
        name = _rule_id(group)
        for finding in group:
            yield _result(finding, name, index, language)


def _result(finding: ReportFinding, rule: str, index: int, language: str) -> dict[str, Any]:
    what, action = finding.what.get(language), finding.action.get(language)
    found = found_in(finding)
    name = finding.label.get(language) if finding.label is not None else None
    said = [f"{name}: {what}" if name else what, action, f"({found})" if found else ""]
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(part for part in said if part)},
        "partialFingerprints": {"samenhang/v1": _fingerprint(finding)},
    }
    location = _location(finding.place, finding)
    if location:
        result["locations"] = [location]
    others = [place for place in finding.places if place != finding.place][:_MOST_PLACES]
    if others:
        result["relatedLocations"] = [{"id": number, **_location(place)} for number, place in enumerate(others, 1)]
    return result


def _location(place: Place | None, finding: ReportFinding | None = None) -> dict[str, Any]:
    """Return a place as a location: a region of a text, and a logical location for a cell and for a record."""
    location: dict[str, Any] = {}
    logical = []
    if place is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file)}}
        if place.line:
            column = {"startColumn": place.column} if place.column else {}
            physical["region"] = {"startLine": place.line, **column}
        location["physicalLocation"] = physical
        if place.cell:
            logical.append({"name": place.cell, "fullyQualifiedName": place.text("nl"), "kind": "cell"})
    if finding is not None and finding.record:
        logical.append({"fullyQualifiedName": finding.record, "kind": "record"})
    if logical:
        location["logicalLocations"] = logical
    return location


def _fingerprint(finding: ReportFinding) -> str:
    """Return what makes a finding the same one when it has moved to another line."""
    shape = finding.code if finding.result is None else finding.result.shape
    parts = (shape, finding.record or "", finding.dimension or "", finding.value or "")
    return sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _put(out: BinaryIO, text: str) -> None:
    out.write(text.encode("utf-8", "replace"))
