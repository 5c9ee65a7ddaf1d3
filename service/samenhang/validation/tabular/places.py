"""Where the statements of a table stand: the cell they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.validation.documents import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samenhang.validation.documents import Term
    from samenhang.validation.tabular.plan import Column


def letters(column: int) -> str:
    """Return the letters of a column, from 0: `A`, `Z`, `AA`."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or CSV file as a reader found it; `title` is the name of the sheet, None for CSV."""

    file: str
    title: str | None
    headings: Mapping[int, str] = field(default_factory=dict)

    def place(self, row: int, column: int | None = None) -> Place:
        """Return the place of a cell, or of a whole row."""
        if self.title is None:
            heading = None if column is None else self.headings.get(column)
            return Place(self.file, line=row, field=heading, column=None if heading or column is None else column + 1)
        cell = f"{letters(column)}{row}" if column is not None else f"A{row}"
        return Place(self.file, sheet=self.title, cell=cell)

    def whole(self) -> Place:
        """Return the place of the sheet itself."""
        return Place(self.file, sheet=self.title, cell=None if self.title is None else "A1")


class TableLocator:
    """Knows the cell of every statement that was read from a table."""

    def __init__(self) -> None:
        self._grids: list[Grid] = []
        self._columns: list[dict[str, list[tuple[int, str | None]]]] = []
        self._first: list[int] = []
        self._rows: dict[Term, tuple[int, int]] = {}
        self._lines: dict[tuple[Term, str], Place] = {}
        self._exact: dict[tuple[Term, str, Term], Place] = {}

    def add_grid(self, grid: Grid, columns: Mapping[int, Column], first: int) -> int:
        """Add a sheet with its columns by place and return its number; `first` is where the id stands."""
        by_property: dict[str, list[tuple[int, str | None]]] = {}
        for place, column in columns.items():
            by_property.setdefault(column.property, []).append((place, column.language))
        self._grids.append(grid)
        self._columns.append(by_property)
        self._first.append(first)
        return len(self._grids) - 1

    def add_row(self, subject: Term, grid: int, row: int) -> None:
        """Remember the row of a subject; the first one counts."""
        self._rows.setdefault(subject, (grid, row))

    def add_statement(self, subject: Term, predicate: str, value: Term, place: Place) -> None:
        """Remember a statement that has a row of its own."""
        self._exact.setdefault((subject, predicate, value), place)
        self._lines.setdefault((subject, predicate), place)
        self._lines.setdefault((subject, ""), place)

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return the cell of a statement: of the value, else of the property, else of the id of the subject."""
        name = (predicate or "").removeprefix("<").removesuffix(">")
        if value is not None and (found := self._exact.get((subject, name, value))):
            return found
        row = self._rows.get(subject)
        if row is None:
            return self._lines.get((subject, name)) or self._lines.get((subject, ""))
        grid, number = row
        columns = self._columns[grid].get(name)
        if columns is None:
            return self._lines.get((subject, name)) or self._grids[grid].place(number, self._first[grid])
        return self._grids[grid].place(number, _of_language(columns, value))


def _of_language(columns: Sequence[tuple[int, str | None]], value: Term | None) -> int:
    language = value.language if isinstance(value, ox.Literal) else None
    return next((place for place, tag in columns if tag == language), columns[0][0])
