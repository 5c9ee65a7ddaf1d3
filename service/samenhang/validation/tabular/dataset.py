"""A dataset under construction: what the sheets of one workbook, or the CSV files of one folder, share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.limits import Limits, too_large
from samenhang.validation.tabular.assembling import Problems, Triples
from samenhang.validation.tabular.headers import LOOKED_AT, best_sheet, find_header
from samenhang.validation.tabular.numbers import decimal_sign
from samenhang.validation.tabular.places import TableLocator
from samenhang.validation.tabular.plan import Kind
from samenhang.validation.tabular.reading_rows import RowReader
from samenhang.validation.tabular.rowids import RowIds
from samenhang.validation.tabular.statements import Statements
from samenhang.validation.tabular.unread import double_column, no_header, no_ids, unknown_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.validation.tabular.cells import Complaint, Raw
    from samenhang.validation.tabular.headers import Header, Row
    from samenhang.validation.tabular.places import Grid
    from samenhang.validation.tabular.plan import Plan, Sheet

_OFTEN: Final = 512


class Dataset:
    """Takes in sheets one by one, and gives what they say together."""

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self.plan = plan
        self.limits = limits
        self.deadline = limits.deadline()
        self.triples = Triples()
        self.problems = Problems(limits.problems)
        self.locator = TableLocator()
        self.ids = RowIds(plan)
        self.statements = Statements()
        self.sheets = 0
        self._rank = 0
        self._cells = 0
        self._put_off: list[tuple[RowReader, int, int, Raw, tuple[int, int]]] = []

    def next_rank(self) -> int:
        """Return a number above all before: the place of a row in the document."""
        self._rank += 1
        return self._rank

    def put_off(self, reader: RowReader, subject: int, place: int, raw: Raw, where: tuple[int, int]) -> None:
        """Keep a cell until all rows are known."""
        self._put_off.append((reader, subject, place, raw, where))

    def read_sheet(
        self,
        grid: Grid,
        rows: Iterator[Row],
        sheet: Sheet | None = None,
        *,
        renamed: Mapping[str, str] | None = None,
        points: Mapping[str, str] | None = None,
    ) -> Header | None:
        """Read one sheet and return its heading, if it was one of ours.

        `sheet` is None when its columns must tell which it is; `renamed` gives the column of a heading, `points` the
        decimal sign of a column, where metadata tell.
        """
        top = _first(rows)
        if renamed:
            top = [(number, {p: renamed.get(str(raw), raw) for p, raw in cells.items()}) for number, cells in top]
        found = sheet or best_sheet(self.plan, top)
        header = find_header(self.plan, found, top) if found is not None else None
        if found is None or header is None:
            if top and sheet is not None:
                self.problems.add(grid.whole(), no_header(sheet))
            return None
        self.sheets += 1
        self._tell(replace(grid, headings=header.headings), found, header)
        signs = {p: points[c.id] for p, c in header.columns.items() if points and c.id in points}
        reader = RowReader(self, found, replace(grid, headings=header.headings), header, signs)
        self._take(reader, header, top)
        self._take(reader, header, rows)
        return header

    def _take(self, reader: RowReader, header: Header, rows: Iterable[Row]) -> None:
        for count, (number, cells) in enumerate(rows):
            if count % _OFTEN == 0:
                self.deadline.check()
            if number <= header.row or number in header.rows:
                continue
            self._cells += len(cells)
            if self._cells > self.limits.cells:
                raise too_large(
                    Text("Het bestand", "The file"), self.limits.cells, Text("gevulde cellen", "filled cells")
                )
            reader.read(number, cells.items())

    def _tell(self, grid: Grid, sheet: Sheet, header: Header) -> None:
        def add(place: int, complaint: Complaint, heading: str) -> None:
            self.problems.add(grid.place(header.row, place), complaint, heading, (self.sheets, header.row, place))

        known = [column.id for column in self.plan.columns(sheet)]
        for place, heading in header.unknown.items():
            add(place, unknown_column(heading, known), heading)
        for place, heading in header.double.items():
            add(place, double_column(heading), heading)
        if sheet.row_class and not header.has(Kind.ID) and not header.has(Kind.SUBJECT):
            self.problems.add(grid.place(header.row), no_ids(sheet), None, (self.sheets, header.row, -1))

    def finish(self) -> None:
        """Read what was put off."""
        signs = {
            sign
            for reader, _, place, raw, _ in self._put_off
            if isinstance(raw, str) and reader.column(place).kind is Kind.NUMBER and (sign := decimal_sign(raw))
        }
        point = signs.pop() if len(signs) == 1 else None
        for count, (reader, subject, place, raw, where) in enumerate(self._put_off):
            if count % _OFTEN == 0:
                self.deadline.check()
            if point is not None and reader.column(place).kind is Kind.NUMBER:
                reader.give_point(place, point)
            reader.finish(subject, place, raw, where)
        self._put_off.clear()
        self.statements.finish(self)


def _first(rows: Iterator[Row]) -> list[Row]:
    top = []
    for row in rows:
        top.append(row)
        if len(top) >= LOOKED_AT:
            break
    return top
