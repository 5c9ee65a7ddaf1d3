"""The sheet with the options of every column, and the names by which drop-downs find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from samenhang.model import Text
from samenhang.validation.tabular.xlsx_input import LIST_SHEET
from samenhang.validation.tabular.xlsx_text import text_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.validation.tabular.plan import Column

_HEADINGS: Final = (
    Text("Kolom", "Column"),
    Text("Optie (id)", "Option (id)"),
    Text("Nederlands", "Dutch"),
    Text("Engels", "English"),
    Text("Betekenis", "Meaning"),
)
_WIDTHS: Final = (34, 34, 44, 44, 100)
HEAD_FILL: Final = "FF1F3A5F"


def options_name(column: Column) -> str:
    """Return the name of the cells with the option ids of a column."""
    return f"keuze_{column.id}"


def words_name(column: Column) -> str:
    """Return the name of the cells with option ids and labels of a column."""
    return f"woord_{column.id}"


def add_lists(book: Any, columns: Iterable[Column], language: str) -> None:  # noqa: ANN401 -- openpyxl publishes no types
    """Add the sheet with code lists, and a name for the options of every column that has them."""
    title = LIST_SHEET.get(language)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, text.get(language)) for text in _HEADINGS])
    row = 2
    for column in {column.id: column for column in columns if column.choices}.values():
        first = row
        for choice in column.choices:
            texts = (column.id, choice.id, *choice.label, choice.definition.get(language))
            sheet.append([text_cell(sheet, text) for text in texts])
            row += 1
        for name, last in ((options_name(column), "B"), (words_name(column), "D")):
            cells = f"'{title}'!$B${first}:${last}${row - 1}"
            book.defined_names[name] = DefinedName(name, attr_text=cells)
    sheet.auto_filter.ref = f"A1:E{max(row - 1, 1)}"


def _head(sheet: Any, text: str) -> Any:  # noqa: ANN401 -- openpyxl publishes no types
    made = text_cell(sheet, text)
    made.font = Font(name="Calibri", bold=True, color="FFFFFFFF")
    made.fill = PatternFill("solid", fgColor=HEAD_FILL)
    made.alignment = Alignment(vertical="center")
    return made
