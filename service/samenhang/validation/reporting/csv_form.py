"""A report as CSV: one row per finding, in both languages, for spreadsheets and scripts."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, BinaryIO, Final

from samenhang.validation.reporting.phrases import found_in, kind_of

if TYPE_CHECKING:
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

COLUMNS: Final = (
    *("ernst", "regel", "soort", "bestand", "blad", "cel", "regelnummer", "kolom", "veld", "record"),
    *("naamNl", "naamEn", "dimensie", "waarde", "keuzes", "watNl", "watEn", "waaromNl", "waaromEn"),
    *("watTeDoenNl", "watTeDoenEn", "bronnen", "iri"),
)
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_BATCH: Final = 1_000


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as CSV (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheets read the accents."""
    out.write(b"\xef\xbb\xbf")
    lines = StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, finding in enumerate(report.findings, start=1):
        writer.writerow(map(plain, row(finding)))
        if number % _BATCH == 0:
            _move(lines, out)
    _move(lines, out)


def row(finding: ReportFinding) -> tuple[str | int | None, ...]:
    """Return the cells of a finding, in the order of the columns."""
    place, label = finding.place, finding.label
    shape = None if finding.result is None else finding.result.shape
    return (
        finding.severity.value,
        finding.code,
        kind_of(shape),
        *((None,) * 6 if place is None else _where(finding)),
        finding.record,
        *((None, None) if label is None else label),
        finding.dimension,
        finding.value,
        found_in(finding) if finding.choices else None,
        *finding.what,
        *finding.why,
        *finding.action,
        "; ".join(source.notation for source in finding.sources),
        shape,
    )


def _where(finding: ReportFinding) -> tuple[str | int | None, ...]:
    place = finding.place
    if place is None:
        return ()
    return place.file, place.sheet, place.cell, place.line, place.column, place.field


def plain(value: str | int | None) -> str | int | None:
    """Return a cell that no spreadsheet runs as a formula: one that begins like a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(_BEGINS_FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).replace(",", "", 1).isdecimal()


def _move(lines: StringIO, out: BinaryIO) -> None:
    out.write(lines.getvalue().encode("utf-8", "replace"))
    lines.seek(0)
    lines.truncate()
