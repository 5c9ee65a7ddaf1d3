"""What the cells of one column mean: a decoder per kind of column, each cell of the same content worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import XSD
from samenhang.validation.tabular import cells
from samenhang.validation.tabular.cells import CellError, Decoded, Raw, as_text
from samenhang.validation.tabular.dates import read_date, read_serial
from samenhang.validation.tabular.numbers import AmbiguousNumberError, number_text, read_number
from samenhang.validation.tabular.options import OptionReader
from samenhang.validation.tabular.plan import Column, Kind
from samenhang.validation.tabular.references import read_parties, read_rows, read_sources
from samenhang.validation.tabular.words import cut

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from samenhang.validation.tabular.rowids import RowIds

DECIMAL: Final = ox.NamedNode(f"{XSD}decimal")
_REFERRING: Final = {Kind.PARTY: read_parties, Kind.REFERENCE: read_rows, Kind.SOURCE: read_sources}
AFTER_ALL_ROWS: Final = frozenset({*_REFERRING, Kind.NUMBER})
"""Kinds that another cell further down says more about: the row referred to, or the decimal sign that is used."""


class Decoder:
    """Reads the cells of one column; `ids` are the rows a cell can refer to, `point` its decimal sign where known."""

    def __init__(self, column: Column, ids: RowIds, point: str | None = None) -> None:
        self.column = column
        self.point = point
        self._ids = ids
        self._known: dict[Raw, Decoded] = {}
        self._read = self._reader()

    def __call__(self, raw: Raw) -> Decoded:
        """Return what a cell that is not blank means."""
        found = self._known.get(raw)
        if found is None:
            found = self._known[raw] = self._decode(raw)
        return found

    def _decode(self, raw: Raw) -> Decoded:
        try:
            return self._read(raw)
        except CellError as error:
            return Decoded((), (error.complaint,))

    def _reader(self) -> Callable[[Raw], Decoded]:
        column, ids, kind = self.column, self._ids, self.column.kind
        if column.choices:
            return OptionReader(column).read
        if kind in _REFERRING:
            read = _REFERRING[kind]
            return lambda raw: read(column, ids, as_text(raw))
        return {Kind.NUMBER: self._number, Kind.DATE: self._date}.get(kind, self._text)

    def _text(self, raw: Raw) -> Decoded:
        text = as_text(raw)
        if isinstance(raw, tuple) and raw[0] == cells.NUMBER:
            text = _plainly(text)
        elif isinstance(raw, tuple) and raw[0] in {cells.DAYS, cells.DAYS_1904}:
            return self._date(raw)
        return Decoded((ox.Literal(text, language=self.column.language),))

    def _date(self, raw: Raw) -> Decoded:
        text = as_text(raw)
        try:
            return Decoded((ox.Literal(_date_of(raw, text)),))
        except (ValueError, OverflowError):
            raise CellError(
                "geenDatum",
                Text(
                    f"'{cut(text)}' is geen datum. Schrijf 2026-01-31, 31-1-2026, jan 2026 of 2026; de dag gaat voor.",
                    f"'{cut(text)}' is not a date. Write 2026-01-31, 31-1-2026, Jan 2026 or 2026; the day comes first.",
                ),
            ) from None

    def _number(self, raw: Raw) -> Decoded:
        text = as_text(raw)
        try:
            number = _number_of(raw, text, self.column, self.point)
        except AmbiguousNumberError as error:
            raise _ambiguous(text, error.readings) from None
        except ValueError:
            unit = self.column.dimension.unit if self.column.dimension else None
            said = f" ({unit})" if unit else ""
            raise CellError(
                "geenGetal",
                Text(
                    f"'{cut(text)}' is geen getal. '{self.column.id}' vraagt een getal{said}, zoals 1250,5.",
                    f"'{cut(text)}' is not a number. '{self.column.id}' takes a number{said}, such as 1250.5.",
                ),
            ) from None
        return Decoded((ox.Literal(number_text(number), datatype=DECIMAL),))


def _date_of(raw: Raw, text: str) -> str:
    if isinstance(raw, tuple) and raw[0] in {cells.DAYS, cells.DAYS_1904}:
        return read_serial(text, from_1904=raw[0] == cells.DAYS_1904)
    if isinstance(raw, tuple) and raw[0] != cells.NUMBER:
        raise ValueError
    try:
        return read_date(text)
    except ValueError:
        return read_serial(text)


def _number_of(raw: Raw, text: str, column: Column, point: str | None) -> Decimal:
    if isinstance(raw, str):
        unit = column.dimension.unit if column.dimension else None
        plain = text.strip()
        for word in (unit, unit and f"{unit}s", "%" if unit == "procentpunt" else None):
            if word and plain.casefold().endswith(word):
                plain = plain[: -len(word)].strip()
        return read_number(plain, point)
    if raw[0] == cells.PERCENT:
        share = read_number(text, ".")
        raise AmbiguousNumberError((min(share, share * 100), max(share, share * 100)))
    if raw[0] != cells.NUMBER:
        raise ValueError
    return read_number(text, ".")


def _plainly(text: str) -> str:
    """Return a number without exponent, where a text was meant: `12345678`, not `1.2345678E7`."""
    try:
        return number_text(read_number(text, "."))
    except ValueError:
        return text


def _ambiguous(text: str, readings: tuple[Decimal, Decimal]) -> CellError:
    small, large = (number_text(number) for number in readings)
    return CellError(
        "dubbelzinnigGetal",
        Text(
            f"'{cut(text)}' kan {small.replace('.', ',')} zijn en ook {large.replace('.', ',')}. Schrijf het getal "
            f"zonder punten voor duizendtallen, of maak er in Excel een getal zonder procentopmaak van.",
            f"'{cut(text)}' can be {small} and also {large}. Write the number without signs for thousands, or make it "
            f"a number without percent format in Excel.",
        ),
    )
