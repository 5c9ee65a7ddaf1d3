"""What to write in a cell for the values of a property: only what reads back as exactly those values."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from samenhang.namespaces import EMPTY_ANSWER
from samenhang.rules.selection import EMPTY
from samenhang.validation.tabular.cells import NUMBER
from samenhang.validation.tabular.decoding import DECIMAL, Decoder
from samenhang.validation.tabular.numbers import number_text
from samenhang.validation.tabular.plan import Column, Kind
from samenhang.validation.tabular.references import PARTIES, SOURCES
from samenhang.validation.tabular.rowids import node_text, row_iri

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samenhang.validation.documents import Term
    from samenhang.validation.tabular.cells import Raw
    from samenhang.validation.tabular.plan import Sheet
    from samenhang.validation.tabular.rowids import RowIds

Cell: TypeAlias = str | Decimal
"""What is written: a text, or a number."""

LONGEST: Final = 30_000
"""Characters in one cell at most; a spreadsheet keeps 32 767."""


class Encoder:
    """Writes the cells of one column; `ids` are the rows as they are written, `texts` the id of each."""

    def __init__(self, column: Column, ids: RowIds, texts: dict[str, dict[Term, str]]) -> None:
        self.column = column
        self._ids = ids
        self._texts = texts
        self._decode = Decoder(column, ids)
        self._options = {choice.iri: choice.id for choice in column.choices}
        self._own_none = any(choice.id == EMPTY for choice in column.choices)

    def __call__(self, values: Sequence[Term]) -> tuple[Cell | None, tuple[Term, ...]]:
        """Return what to write for some values, and which of them it holds; None and nothing when no cell can."""
        if self.column.many and len(values) > 1:
            parts = [part for value in values if (part := self._one(value)[0]) is not None]
            whole = ";".join(map(str, parts))
            if len(parts) == len(values) and self._holds(whole, values):
                return whole, tuple(values)
        for value in values:
            cell, kept = self._one(value)
            if cell is not None:
                return cell, kept
        return None, ()

    def _one(self, value: Term) -> tuple[Cell | None, tuple[Term, ...]]:
        for cell in self._candidates(value):
            if self._holds(cell, [value]):
                return cell, (value,)
        return None, ()

    def _holds(self, cell: Cell, values: Sequence[Term]) -> bool:
        """Tell whether a cell reads back as exactly these values."""
        if isinstance(cell, str) and (not cell.strip() or len(cell) > LONGEST):
            return False
        raw: Raw = cell if isinstance(cell, str) else (NUMBER, number_text(cell))
        read = self._decode(raw)
        return not read.complaints and set(read.values) == set(values)

    def _candidates(self, value: Term) -> Iterator[Cell]:
        column = self.column
        if isinstance(value, ox.Literal):
            yield from self._of_literal(value)
        elif column.choices:
            if value.value in self._options:
                yield self._options[value.value]
            elif value.value == EMPTY_ANSWER and not self._own_none:
                yield EMPTY
        elif column.kind is Kind.PARTY:
            party = self._ids.plan.parties.by_iri.get(value.value)
            if party is not None:
                yield party.code
            yield from self._as_row(value, self._ids.plan.by_id[PARTIES])
        elif column.kind is Kind.REFERENCE:
            yield from self._as_row(value, self._ids.plan.by_class[column.reference or ""])
        elif column.kind is Kind.SOURCE:
            yield from self._as_row(value, self._ids.plan.by_id[SOURCES])

    def _of_literal(self, value: ox.Literal) -> Iterator[Cell]:
        if self.column.kind is Kind.NUMBER and value.datatype == DECIMAL:
            try:
                yield Decimal(value.value)
            except InvalidOperation:
                return
        elif self.column.kind in {Kind.TEXT, Kind.DIGITS, Kind.DATE}:
            yield value.value

    def _as_row(self, value: Term, sheet: Sheet) -> Iterator[str]:
        """Yield how a reference to a row can be written: by the id it has here, a short id, or in full."""
        known = self._texts.get(sheet.id, {}).get(value)
        if known is not None:
            yield known
        if not isinstance(value, ox.NamedNode | ox.BlankNode):
            return
        start, _, end = sheet.about.partition("{id}")
        if value.value.startswith(start) and isinstance(value, ox.NamedNode):
            short = value.value.removeprefix(start).removesuffix(end)
            if short and row_iri(sheet, short) == value:
                yield short
        yield node_text(value)
