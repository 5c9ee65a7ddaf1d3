"""The cells of one sheet, row by row as they are unpacked: value, kind, address, and whether their row is hidden."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from samenhang.model import Text
from samenhang.validation.limits import too_large
from samenhang.validation.tabular import cells
from samenhang.validation.tabular.xlsx_parts import joined, local, make_parser, not_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.validation.limits import Limits
    from samenhang.validation.tabular.cells import Raw
    from samenhang.validation.tabular.headers import Row
    from samenhang.validation.tabular.xlsx_parts import Attributes, Workbook

Span = tuple[int, int, int, int]
"""First and last row (from 1), first and last column (from 0)."""

_MERGE: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s+[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"'
)
_TAIL: Final = 300
_TRUE: Final = frozenset({"1", "true", "on"})
_SHEET_ROWS: Final = 1_048_576
_MOST_MERGES: Final = 100_000
_DIGITS: Final = 9
_NO_TEXT: Final = (cells.ERROR, "#TEKST?")


def column_number(letters: str) -> int:
    """Return the number of a column from 0: `A` is 0, `AA` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def merged_spans(chunks: Iterable[bytes]) -> list[Span]:
    """Return the merged cells of a sheet; they stand after its cells, so they are looked for beforehand."""
    found: list[Span] = []
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        last = 0
        for match in _MERGE.finditer(data):
            left, top, right, bottom = (part.decode() for part in match.groups())
            found.append((int(top), int(bottom), column_number(left), column_number(right)))
            last = match.end()
        if len(found) > _MOST_MERGES:
            raise too_large(Text("Een blad", "A sheet"), _MOST_MERGES, Text("samengevoegde cellen", "merged cells"))
        rest = data[max(last, len(data) - _TAIL) :]
    return found


class SheetCells:
    """Reads the rows of one sheet; afterwards `hidden_rows` and `hidden_columns` tell what was out of sight."""

    def __init__(self, book: Workbook, limits: Limits) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._book = book
        self._limits = limits
        self._ready: deque[Row] = deque()
        self._columns: dict[str, int] = {}
        self._row = 0
        self._row_hidden = False
        self._filled: dict[int, Raw] = {}
        self._column = -1
        self._kind = ""
        self._style = 0
        self._pieces: list[str] = []
        self._size = 0
        self._reading = False
        self._formula: list[str] | None = None
        self._in_formula = False
        self._aside = False

    def rows(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        """Yield number and filled cells of every row that has any."""
        parser = make_parser(self._start, self._end, self._data)
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)  # noqa: FBT003 -- expat's signature
                while self._ready:
                    yield self._ready.popleft()
            parser.Parse(b"", True)  # noqa: FBT003 -- expat's signature
        except expat.ExpatError as error:
            raise not_well_formed(error) from None
        yield from self._ready

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = local(name) if ":" in name else name
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in {"v", "t"}:
            self._reading = not self._aside
        elif tag == "f":
            self._formula, self._in_formula = [], True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._aside = True
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self.hidden_columns.append((_number(attributes.get("min"), 0) - 1, _number(attributes.get("max"), 0) - 1))

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = _number(attributes.get("r"), self._row + 1)
        self._row_hidden = attributes.get("hidden") in _TRUE
        self._column = -1
        if self._row > min(self._limits.rows, _SHEET_ROWS):
            raise too_large(Text("Een blad", "A sheet"), self._limits.rows, Text("rijen", "rows"))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_number(letters[:4].upper())
            self._column = column
        self._kind = attributes.get("t", "n")
        self._style = _number(attributes.get("s"), 0)
        self._pieces, self._size, self._formula = [], 0, None

    def _data(self, text: str) -> None:
        if self._reading:
            self._size += len(text)
            if self._size <= self._limits.literal:
                self._pieces.append(text)
        elif self._in_formula and self._formula is not None and len(self._formula) < 10:  # noqa: PLR2004 -- to show
            self._formula.append(text[:200])

    def _end(self, name: str) -> None:
        tag = local(name) if ":" in name else name
        if tag in {"v", "t"}:
            self._reading = False
        elif tag == "c":
            if self._pieces or self._formula is not None or self._size:
                self._end_cell()
        elif tag == "f":
            self._in_formula = False
        elif tag == "rPh":
            self._aside = False
        elif tag == "row" and self._filled:
            if self._row_hidden:
                self.hidden_rows.append(self._row)
            self._ready.append((self._row, self._filled))
            self._filled = {}

    def _end_cell(self) -> None:
        if not 0 <= self._column < self._limits.columns:
            raise too_large(Text("Een blad", "A sheet"), self._limits.columns, Text("kolommen", "columns"))
        raw = self._value()
        if raw:
            self._filled[self._column] = raw

    def _value(self) -> Raw:
        if self._formula is not None:
            return cells.FORMULA, "".join(self._formula)[:500]
        if self._kind == "s":
            return self._shared()
        raw = joined(self._pieces, self._size, self._limits.literal)
        if not isinstance(raw, str) or self._kind in {"inlineStr", "str", "d"}:
            return raw
        if self._kind == "b":
            return cells.BOOLEAN, "1" if raw.strip() in _TRUE else "0"
        if self._kind == "e":
            return cells.ERROR, raw
        styles = self._book.styles
        return (styles[self._style] if self._style < len(styles) else cells.NUMBER), raw.strip()

    def _shared(self) -> Raw:
        """Return the shared text that a cell refers to by number."""
        try:
            number = int(self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces))
            return self._book.texts[number] if number >= 0 else _NO_TEXT
        except (ValueError, IndexError):
            return _NO_TEXT


def _number(text: str | None, otherwise: int) -> int:
    """Return a whole number of a reasonable length; something else when it is none."""
    return int(text) if text and len(text) <= _DIGITS and text.isascii() and text.isdigit() else otherwise


def with_merged(rows: Iterator[Row], spans: Iterable[Span]) -> Iterator[Row]:
    """Yield the rows with the value of cells merged over rows in each of those rows."""
    starting: dict[int, list[Span]] = {}
    for span in spans:
        if span[1] > span[0]:
            starting.setdefault(span[0], []).append(span)
    if not starting:
        yield from rows
        return
    first = min(starting)
    open_spans: list[tuple[int, int, Raw]] = []
    for number, filled in rows:
        if number >= first:
            open_spans = [span for span in open_spans if span[0] >= number]
            for _, column, raw in open_spans:
                filled.setdefault(column, raw)
            for _, last, column, _ in starting.get(number, ()):
                if column in filled:
                    open_spans.append((last, column, filled[column]))
        yield number, filled
