"""A table as a workbook (XLSX) in which every cell is text: what looks like a formula is not one."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST: Final = 32_767
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 10
_LINKED: Final = ("https://", "http://")
_STILL: Final = (1980, 1, 1, 0, 0, 0)
_STILL_WRITTEN: Final = b"1980-01-01T00:00:00Z"
_DATED: Final = "docProps/core.xml"
_MOMENT: Final = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")
_MOST_LINKS: Final = 65_000


def workbook(sheets: Sequence[tuple[str, Iterable[Sequence[str]]]]) -> bytes:
    """Return a workbook of named sheets, each with its column names in the first row; equal tables give equal bytes."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for name, rows in sheets:
        _fill(book.create_sheet(name), rows)
    output = BytesIO()
    book.save(output)
    return _undated(output.getvalue())


def _fill(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    widths: list[int] = []
    links = 0
    for number, row in enumerate(rows, start=1):
        widths = widths or [_NARROWEST] * len(row)
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(cell, Cell):  # nothing is merged here
                _write(cell, value)
            if number == 1:
                cell.font = Font(bold=True)
            elif _is_address(value) and links < _MOST_LINKS:
                cell.hyperlink = value
                cell.font = Font(color="0563C1", underline="single")
                links += 1
            widths[place - 1] = min(_WIDEST, max(widths[place - 1], len(value) + 2))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    if sheet.max_row > 1:
        sheet.auto_filter.ref = sheet.dimensions


def _write(cell: Cell, value: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    cell.quotePrefix = value.startswith(_FORMULA)  # so that it stays text when somebody edits it
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _is_address(value: str) -> bool:
    return value.startswith(_LINKED) and not any(character in value for character in ' ;"<>')


def _undated(data: bytes) -> bytes:
    """Return a workbook without the moment it was made, so that its ETag changes with its content only."""
    output = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(output, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            kept = _MOMENT.sub(_STILL_WRITTEN, content) if name == _DATED else content
            target.writestr(ZipInfo(name, _STILL), kept, ZIP_DEFLATED)
    return output.getvalue()
