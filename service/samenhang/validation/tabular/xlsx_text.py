"""Texts as a workbook keeps them: nothing that a spreadsheet could take for a formula, and no sign that XML refuses."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell import WriteOnlyCell

from samenhang.validation.tabular.numbers import number_text, unmistakable

if TYPE_CHECKING:
    from samenhang.validation.tabular.encoding import Cell

_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_HARMLESS: Final = re.compile(r"[A-Za-z][^\x00-\x1f\ufffe\uffff_]*")


def escaped(text: str) -> str:
    """Return a text in which signs that XML cannot hold are written as `_x000D_`."""
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def cell_value(sheet: Any, cell: Cell | None) -> Any:  # noqa: ANN401 -- what openpyxl takes for a cell
    """Return what to append for a cell: a number where a spreadsheet keeps it exactly, else a text."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, Decimal):
        number = int(cell) if cell == cell.to_integral_value() else float(cell)
        if Decimal(repr(number)) == cell and abs(cell) < 10**15:
            return number
        cell = unmistakable(number_text(cell))
    if _HARMLESS.fullmatch(cell):
        return cell
    return text_cell(sheet, cell)


def text_cell(sheet: Any, text: str) -> Any:  # noqa: ANN401 -- openpyxl's own types are not published
    """Return a cell with a text, also when it begins with a sign that means a formula or looks like an error."""
    made = WriteOnlyCell(sheet, value="")
    # Past the setter, which would take "=1" for a formula and "#N/A" for an error.
    made._value = escaped(text)  # type: ignore[attr-defined]  # noqa: SLF001
    made.data_type = "s"
    return made
