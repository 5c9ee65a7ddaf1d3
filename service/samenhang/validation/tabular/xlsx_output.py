"""Writes sheets as a workbook that helps: drop-downs, notes, colours, frozen headings and a list of all options."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from samenhang.model import Text
from samenhang.validation.tabular.formulas import not_applicable, unknown_value
from samenhang.validation.tabular.numbers import number_text
from samenhang.validation.tabular.places import letters
from samenhang.validation.tabular.plan import OTHER, Kind
from samenhang.validation.tabular.whole_files import replacing
from samenhang.validation.tabular.xlsx_lists import HEAD_FILL, add_lists, options_name, words_name
from samenhang.validation.tabular.xlsx_text import cell_value, text_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from samenhang.validation.tabular.plan import Column, Plan
    from samenhang.validation.tabular.tables import FilledSheet

HEADING_ROWS: Final = 3
"""Rows above the data: the groups, the labels, and the ids by which a reader knows the columns."""

_ROOM: Final = 1_000
_GROUP_FILLS: Final = ("FFDCE6F1", "FFE8F0DC", "FFF6EBD9", "FFEDE3F2", "FFDFF0EE")
_WIDTHS: Final = {Kind.ID: 28, Kind.TEXT: 40, Kind.PARTY: 22, Kind.SOURCE: 30, Kind.REFERENCE: 28, Kind.VALUE: 60}
_WIDTH: Final = 24
_AS_TEXT: Final = frozenset({Kind.ID, Kind.DATE, Kind.DIGITS, Kind.PARTY, Kind.REFERENCE, Kind.SOURCE})
_GENERAL: Final = Text("Algemeen", "General")
_RED: Final = PatternFill(bgColor="FFF8CBAD")
_GREY: Final = PatternFill(bgColor="FFD9D9D9")
_EDGE: Final = Border(bottom=Side(style="thin", color="FF7F7F7F"))
_LONGEST_PROMPT: Final = 250
_A4: Final = 9
_ONE_PAGE: Final = 14


def write_xlsx(
    sheets: Sequence[FilledSheet],
    plan: Plan,
    path: Path,
    language: str,
    before: Callable[[Any], None] | None = None,
) -> None:
    """Write sheets as a workbook; `before` may add sheets that come first."""
    with replacing(path) as made:
        book = Workbook(write_only=True)
        book.properties.creator = "Samenhang"
        if before is not None:
            before(book)
        for filled in sheets:
            _Sheet(book, filled, plan, language).write()
        add_lists(book, (column for filled in sheets for column in filled.columns), language)
        book.save(made)


class _Sheet:
    """Writes one sheet."""

    def __init__(self, book: Any, filled: FilledSheet, plan: Plan, language: str) -> None:  # noqa: ANN401
        self._filled = filled
        self._plan = plan
        self._language = language
        self._sheet = book.create_sheet(filled.sheet.label.get(language))
        self._first = HEADING_ROWS + 1
        self._last = HEADING_ROWS + len(filled.rows) + _ROOM
        self._cells = {column.id: f"${letters(n)}{self._first}" for n, column in enumerate(filled.columns)}

    def write(self) -> None:
        """Write headings, rows, and everything that helps to fill them in."""
        self._set_up()
        for row in self._headings():
            self._sheet.append(row)
        names = [column.id for column in self._filled.columns]
        sheet = self._sheet
        for filled in self._filled.rows:
            sheet.append([cell_value(sheet, filled.get(name)) for name in names])
        for number, column in enumerate(self._filled.columns):
            self._help(column, letters(number))

    def _set_up(self) -> None:
        sheet, columns = self._sheet, self._filled.columns
        sheet.freeze_panes = f"{'B' if self._filled.sheet.id == OTHER else 'C'}{self._first}"
        sheet.sheet_properties.tabColor = HEAD_FILL[2:]
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        # A wide sheet goes over several pages: on one it could not be read.
        sheet.sheet_properties.pageSetUpPr.fitToPage = len(columns) <= _ONE_PAGE
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_cols = "A:B"
        sheet.print_title_rows = f"1:{HEADING_ROWS}"
        sheet.oddFooter.center.text = "&A – &P / &N"
        for number, column in enumerate(columns):
            settings = sheet.column_dimensions[letters(number)]
            settings.width = _WIDTHS.get(column.kind, _WIDTH)
            if column.kind in _AS_TEXT:
                settings.number_format = "@"
        sheet.row_dimensions[2].height = 45

    def _headings(self) -> Iterator[list[Any]]:
        groups, labels, ids = [], [], []
        place = 0
        for number, (name, members) in enumerate(groupby(self._filled.columns, self._group)):
            fill = PatternFill("solid", fgColor=_GROUP_FILLS[number % len(_GROUP_FILLS)])
            own = list(members)
            for index, column in enumerate(own):
                groups.append(self._heading(name if index == 0 else "", fill, bold=True))
                labels.append(self._heading(column.label.get(self._language), fill, wrap=True))
                ids.append(self._id(column))
            if len(own) > 1:
                self._sheet.merged_cells.add(
                    CellRange(min_row=1, max_row=1, min_col=place + 1, max_col=place + len(own)).coord
                )
            place += len(own)
        yield from (groups, labels, ids)

    def _group(self, column: Column) -> str:
        if column.dimension is None:
            return _GENERAL.get(self._language)
        group = next(group for group in self._plan.groups if group.id == column.dimension.group)
        return group.label.get(self._language)

    def _heading(self, text: str, fill: PatternFill, *, bold: bool = False, wrap: bool = False) -> Any:  # noqa: ANN401
        made = text_cell(self._sheet, text)
        made.font = Font(name="Calibri", bold=bold)
        made.fill = fill
        made.alignment = Alignment(wrap_text=wrap, vertical="top")
        return made

    def _id(self, column: Column) -> Any:  # noqa: ANN401 -- openpyxl publishes no types
        made = text_cell(self._sheet, column.id)
        made.font = Font(name="Calibri", bold=True, color="FFFFFFFF")
        made.fill = PatternFill("solid", fgColor=HEAD_FILL)
        made.border = _EDGE
        made.comment = Comment(note(column, self._language), "Samenhang", height=220, width=420)
        return made

    def _help(self, column: Column, letter: str) -> None:
        area, cell = f"{letter}{self._first}:{letter}{self._last}", f"{letter}{self._first}"
        allowed = validation(column, self._language)
        if allowed is not None:
            allowed.add(area)
            self._sheet.data_validations.append(allowed)
        rules = self._plan.catalogue.not_applicable
        if column.id in rules:
            grey = not_applicable(rules[column.id].condition, self._plan.catalogue.dimensions, self._cells)
            if grey is not None:
                self._colour(area, grey, _GREY)
        red = unknown_value(column, cell, options_name(column), words_name(column))
        if column.kind is Kind.ID:
            red = f"COUNTIF(${letter}${self._first}:${letter}${self._last},{cell})>1"
        if red is not None:
            self._colour(area, red, _RED)

    def _colour(self, area: str, formula: str, fill: PatternFill) -> None:
        rule = Rule(type="expression", formula=[formula], dxf=DifferentialStyle(fill=fill))
        self._sheet.conditional_formatting.add(area, rule)


def note(column: Column, language: str) -> str:
    """Return the note on a heading: what the column is, how to answer, and where that comes from."""
    parts = [column.definition.get(language)]
    if column.kind is Kind.OPTIONS:
        parts.append(
            Text(
                "Meer opties mogen, met een puntkomma ertussen; 'geen' als er bewust geen is.",
                "Several options are allowed, with a semicolon between them; 'geen' when there is none on purpose.",
            ).get(language)
        )
    if column.choices:
        shown = [f"{choice.id}: {choice.label.get(language)}" for choice in column.choices[:20]]
        parts.append("\n".join(shown))
    if column.dimension is not None:
        if column.dimension.unit:
            parts.append(Text(f"Eenheid: {column.dimension.unit}", f"Unit: {column.dimension.unit}").get(language))
        places = "; ".join(anchor.notation for anchor in column.dimension.sources[:6])
        parts.append(Text(f"Bron: {places}", f"Source: {places}").get(language))
    return "\n\n".join(filter(None, parts))


def validation(column: Column, language: str) -> DataValidation | None:
    """Return the drop-down or the check of a column, with a word of help; None when anything goes."""
    if column.choices:
        made = DataValidation(type="list", formula1=f"={options_name(column)}", allow_blank=True)
        # A list can only say what one option may be; several, and labels, are understood as well.
        made.errorStyle, made.showErrorMessage = "warning", not column.many
        made.error = Text("Kies een optie uit de lijst.", "Choose an option from the list.").get(language)
    elif column.kind is Kind.NUMBER:
        made = _number(column, language)
    else:
        made = DataValidation(allow_blank=True)
    made.promptTitle = column.label.get(language)[:32]
    made.prompt = column.definition.get(language)[:_LONGEST_PROMPT]
    made.showInputMessage = True
    return made


def _number(column: Column, language: str) -> DataValidation:
    least, most = column.bounds
    low, high = (None if bound is None else number_text(bound) for bound in (least, most))
    if low is not None and high is not None:
        made = DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=True)
        text = Text(f"Een getal van {low} tot en met {high}.", f"A number from {low} to {high}.")
    elif low is not None:
        made = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=low, allow_blank=True)
        text = Text(f"Een getal van {low} of meer.", f"A number of {low} or more.")
    else:
        made = DataValidation(type="decimal", operator="lessThan", formula1="1000000000000000000", allow_blank=True)
        text = Text("Een getal.", "A number.")
    made.errorStyle, made.showErrorMessage, made.error = "warning", True, text.get(language)
    return made
