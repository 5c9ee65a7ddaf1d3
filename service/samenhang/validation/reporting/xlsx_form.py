"""A report as a workbook: the submitted workbook with its cells marked, or a workbook of findings when it was none."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from samenhang.model import Text
from samenhang.validation.reporting import phrases
from samenhang.validation.reporting.marking import FILLS, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samenhang.validation.documents import Place
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

SHEET: Final = Text("Bevindingen", "Findings")
_HEAD: Final = 3
"""The row of the headings."""
_FONT: Final = "Calibri"
_MOST_ROWS: Final = 100_000
_MOST_BYTES: Final = 60_000_000
"""The unpacked size of a workbook that is copied; a larger one takes more memory than a copy is worth."""
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS: Final = (
    (Text("Ernst", "Severity"), 14),
    (Text("Regel", "Rule"), 12),
    (Text("Plaats", "Place"), 22),
    (Text("Record", "Record"), 34),
    (Text("Waarde", "Value"), 34),
    (Text("Wat", "What"), 60),
    (Text("Wat te doen", "What to do"), 60),
    (Text("Waarom", "Why"), 60),
    (Text("Bronnen", "Sources"), 26),
)


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as a workbook.

    A workbook that was checked, and is not too large, comes back with comments and colours in the cells concerned;
    everything else gets a sheet of findings only.
    """
    source = manner.source if report.media_type.startswith(_WORKBOOK) else None
    book = _opened(source) if source is not None and _small(source) else None
    if book is None:
        book = openpyxl.Workbook(write_only=True)
        _fill(book.create_sheet(SHEET.get(manner.language)), report, manner, None)
    else:
        marks = Marks(book, manner.language)
        sheet = book.create_sheet(_free_name(book, manner.language), 0)
        _fill(sheet, report, manner, marks)
        marks.put()
        book.active = 0
        for other in book.worksheets[1:]:
            other.sheet_view.tabSelected = False
    book.save(out)


def _opened(source: Path) -> Any:  # noqa: ANN401 -- openpyxl publishes no types
    """Return a workbook to write in; None when it cannot be kept as it is, as with parts that are malformed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that are left out: docs/validation-report.md tells which
        try:
            return openpyxl.load_workbook(source, rich_text=True)
        except Exception:  # noqa: BLE001 -- whatever a workbook holds that the reader took and openpyxl does not
            return None


def _small(source: Path) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            return sum(entry.file_size for entry in archive.infolist()) <= _MOST_BYTES
    except (OSError, zipfile.BadZipFile):
        return False


def _free_name(book: Any, language: str) -> str:  # noqa: ANN401 -- as above
    name, number = SHEET.get(language), 1
    taken = {title.casefold() for title in book.sheetnames}
    while name.casefold() in taken:
        number += 1
        name = f"{SHEET.get(language)} {number}"
    return name


def _fill(sheet: Any, report: Report, manner: Manner, marks: Marks | None) -> None:  # noqa: ANN401 -- as above
    """Write the sheet of findings; `marks` gathers what is to be marked in the other sheets."""
    language = manner.language
    _set_up(sheet)
    said = phrases.severities(phrases.counts_of(report), language) or phrases.NOTHING.get(language).rstrip(".")
    sheet.append(
        [_cell(sheet, f"{report.name}: {phrases.verdict(report, language).lower()}. {said}.", bold=True, wrap=False)]
    )
    dated = f" {manner.moment}." if manner.moment else ""
    sheet.append([_cell(sheet, f"{phrases.contents(report, language)}.{dated}", wrap=False)])
    sheet.append([_cell(sheet, heading.get(language), bold=True, fill="FFE5E9ED") for heading, _ in _HEADINGS])
    written = 0
    for finding in report.findings:
        if marks is not None:
            marks.add(finding)
        if written < _MOST_ROWS:
            target = _link(finding.place, marks)
            sheet.append(list(_row(sheet, finding, language, linked=target is not None)))
            written += 1
            if target is not None:
                address = f"C{written + _HEAD}"
                sheet[address].hyperlink = Hyperlink(ref=address, location=target)
    left = len(report.findings) - written
    if left:
        more = phrases.number(left, language)
        text = Text(f"En nog {more}; de CSV-vorm bevat ze alle.", f"And {more} more; the CSV form has all of them.")
        sheet.append([_cell(sheet, text.get(language), bold=True)])
    if written:
        sheet.auto_filter.ref = f"A{_HEAD}:I{written + _HEAD}"


def _set_up(sheet: Any) -> None:  # noqa: ANN401 -- as above
    for letter, (_, width) in zip("ABCDEFGHI", _HEADINGS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{_HEAD + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"


def _row(sheet: Any, finding: ReportFinding, language: str, *, linked: bool) -> Iterator[Any]:  # noqa: ANN401
    severity = phrases.SEVERITY[finding.severity].get(language)
    yield _cell(sheet, severity, bold=True, fill=FILLS[finding.severity])
    yield _cell(sheet, finding.code)
    place = _cell(sheet, phrases.place_of(finding, language))
    if linked:
        place.font = Font(name=_FONT, color="FF0B4F9E", underline="single")
    yield place
    for text in (
        phrases.name_of(finding, language),
        phrases.found_in(finding),
        finding.what.get(language),
        finding.action.get(language),
        finding.why.get(language),
        "; ".join(source.notation for source in finding.sources),
    ):
        yield _cell(sheet, text)


def _link(place: Place | None, marks: Marks | None) -> str | None:
    """Return where in the workbook a place is, as a link writes it; None when it is not on one of its sheets."""
    if marks is None or place is None or place.cell is None or place.sheet is None or not marks.knows(place.sheet):
        return None
    sheet = place.sheet.replace("'", "''")
    return f"'{sheet}'!{place.cell}"


def _cell(sheet: Any, text: str, *, bold: bool = False, fill: str | None = None, wrap: bool = True) -> Any:  # noqa: ANN401
    """Return a cell with a text that no spreadsheet takes for a formula."""
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    cell.font = Font(name=_FONT, size=11, bold=bold)
    if fill is not None:
        cell.fill = PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    return cell
