"""The forms a report can have, each with its name, media type and writer."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Final

from samenhang.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.validation.results import Report


@dataclass(frozen=True, slots=True)
class Manner:
    """How a report is written.

    `most` bounds the findings that are written out per rule in text and HTML (None: all of them); `threshold` is the
    lightest severity that fails a test case of JUnit; `source` is the file that was checked, for the annotated copy of
    a workbook; `moment` is a date-time to date the report with, which is left out when not given. `colour` and `width`
    are for text.
    """

    language: str = "nl"
    colour: bool = False
    width: int = 100
    most: int | None = 25
    threshold: Severity = Severity.VIOLATION
    source: Path | None = None
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a report. `module` writes it; it is imported when first used, as some take long to import."""

    name: str
    media_type: str
    suffix: str
    module: str

    def write(self, report: Report, out: BinaryIO, manner: Manner | None = None) -> None:
        """Write a report to a binary stream, piece by piece."""
        writer = import_module(f"samenhang.validation.reporting.{self.module}")
        writer.write(report, out, manner or Manner(), self.media_type)


FORMS: Final = {
    form.name: form
    for form in (
        Form("json", "application/json", ".json", "json_form"),
        Form("text", "text/plain", ".txt", "text_form"),
        Form("html", "text/html", ".html", "html_form"),
        Form("turtle", "text/turtle", ".ttl", "graph_form"),
        Form("jsonld", "application/ld+json", ".jsonld", "graph_form"),
        Form("ntriples", "application/n-triples", ".nt", "graph_form"),
        Form("rdfxml", "application/rdf+xml", ".rdf", "graph_form"),
        Form("csv", "text/csv", ".csv", "csv_form"),
        Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "xlsx_form"),
        Form("sarif", "application/sarif+json", ".sarif", "sarif_form"),
        Form("junit", "application/xml", ".xml", "junit_form"),
    )
}
"""The forms by name, in the order in which they are offered."""


def form_of_media_type(media_type: str) -> Form | None:
    """Return the form with a media type, parameters left aside; None when there is none."""
    plain = media_type.partition(";")[0].strip().lower()
    return next((form for form in FORMS.values() if form.media_type == plain), None)
