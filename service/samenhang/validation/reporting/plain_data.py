"""Findings and reports as plain data: what JSON holds and what saved reports are compared by."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from samenhang.model import Severity
from samenhang.validation.reporting.phrases import kind_of

if TYPE_CHECKING:
    from samenhang.model import Anchor, Text
    from samenhang.validation.documents import Place
    from samenhang.validation.reporting.findings import Group
    from samenhang.validation.results import Report, ReportFinding

Data = dict[str, Any]


def report_data(report: Report) -> Data:
    """Return what a report says of the file as a whole."""
    return {
        "bestand": report.name,
        "mediatype": report.media_type,
        "sha256": report.sha256,
        "grootte": report.size,
        "uitspraken": report.triples,
        "records": dict(report.records),
        "voldoet": report.compliant,
        "conformsShacl": report.conforms,
        "aantallen": {severity.value: report.count(severity) for severity in Severity},
        "lens": list(report.lens),
        "regelset": {"versie": version("samenhang"), "sha256": report.ruleset_sha256},
        "motoren": dict(sorted(report.engines.items())),
    }


def group_data(group: Group) -> Data:
    """Return what holds for all findings of one rule, and how many there are."""
    return {
        "regel": group.code,
        "iri": group.iri,
        "soort": kind_of(group.iri),
        "ernst": group.severity.value,
        "titel": both(group.title),
        "waarom": both(group.why),
        "bronnen": [anchor_data(anchor) for anchor in group.sources],
        "aantal": group.count,
    }


def finding_data(finding: ReportFinding) -> Data:
    """Return one finding with its four parts: what, why, what to do, and the offending value with its place."""
    result = finding.result
    shape = None if result is None else result.shape
    return {
        "regel": finding.code,
        "iri": shape,
        "soort": kind_of(shape),
        "ernst": finding.severity.value,
        "boodschap": both(finding.what),
        "waarom": both(finding.why),
        "watTeDoen": both(finding.action),
        "record": finding.record,
        "label": None if finding.label is None else both(finding.label),
        "dimensie": finding.dimension,
        "waarde": finding.value,
        "plaats": None if finding.place is None else place_data(finding.place),
        "keuzes": dict(finding.choices),
        "plaatsen": [place_data(place) for place in finding.places],
        "maatregelen": [
            {"dimensie": m.choice.dimension, "optie": m.choice.option, "label": both(m.label)} for m in finding.measures
        ],
        "bronnen": [anchor_data(anchor) for anchor in finding.sources],
        "pad": None if result is None else result.path,
        "component": None if result is None else result.component,
    }


def place_data(place: Place) -> Data:
    """Return a place: file, and sheet and cell, or line and column; in CSV also the heading of the column."""
    parts = {
        "bestand": place.file,
        "blad": place.sheet,
        "cel": place.cell,
        "regel": place.line,
        "kolom": place.column,
        "veld": place.field,
    }
    return {key: value for key, value in parts.items() if value is not None}


def anchor_data(anchor: Anchor) -> Data:
    """Return a place in a source document."""
    return {"document": anchor.document, "anker": anchor.label.nl, "iri": anchor.iri}


def both(text: Text) -> Data:
    """Return a text in both languages."""
    return {"nl": text.nl, "en": text.en}
