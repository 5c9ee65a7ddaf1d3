"""The records of a CSV file with the line each begins on, and how a cell keeps clear of formulas."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final, TypedDict

from samenhang.model import Text
from samenhang.validation.tabular.cells import HUGE, Complaint, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_SAMPLE: Final = 1 << 16
_MOST_FAULTS: Final = 20
_APOSTROPHE: Final = re.compile(r"'+[=+\-@\t\r]")


class _Arguments(TypedDict):
    delimiter: str
    quotechar: str
    doublequote: bool


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file separates and quotes; `skip` lines at its top are no part of the table."""

    separator: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    skip: int = 0
    comment: str | None = None


class Records:
    """The records of a CSV file with the line each begins on; `tell` hears of lines that cannot be taken apart."""

    def __init__(
        self, stream: BinaryIO, dialect: Dialect, literal: int, tell: Callable[[int, Complaint], None]
    ) -> None:
        self._lines = _Lines(stream, dialect)
        self._dialect = dialect
        self._literal = literal
        self._tell = tell
        self._faults = 0

    def close(self) -> None:
        """Close the stream."""
        self._lines.close()

    def __iter__(self) -> Iterator[tuple[int, dict[int, Raw]]]:
        """Yield the number of the first line of a record and its filled cells by place."""
        comment, limit = self._dialect.comment, self._literal
        for line, record in self._records():
            if comment and record and record[0].startswith(comment):
                continue
            yield (
                line,
                {
                    place: text if text[0] != "'" and len(text) <= limit else _cell(text, limit)
                    for place, text in enumerate(record)
                    if text
                },
            )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            reader = csv.reader(self._lines, strict=True, **_arguments(self._dialect))
            while True:
                self._lines.forget()
                line = self._lines.number + 1
                try:
                    yield line, next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield from self._mended(line, str(error))
                    break

    def _mended(self, line: int, error: str) -> Iterator[tuple[int, list[str]]]:
        """Tell what is wrong with a record, and read on after its first line."""
        open_quote = "end of data" in error or "field limit" in error or len(self._lines.since) > 1
        self._tell(line, _open_quote() if open_quote else _wrong_quote())
        first = self._lines.since[:1]
        self._faults += 1
        if self._faults <= _MOST_FAULTS:
            self._lines.give_back(1)
        if not open_quote and first:
            yield line, next(csv.reader(first, **_arguments(self._dialect)), [])


class _Lines:
    """Lines of a text, numbered, of which the last ones read can be given back."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        stream.seek(0)
        self._text = TextIOWrapper(stream, encoding=dialect.encoding, errors="replace", newline="")
        self._again: list[str] = []
        self.since: list[str] = []
        self.number = 0
        for _ in range(dialect.skip):
            next(self, "")
        self.forget()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._text)
        self.number += 1
        self.since.append(line)
        return line

    def close(self) -> None:
        self._text.close()

    def forget(self) -> None:
        """Begin a new record."""
        self.since.clear()

    def give_back(self, keep: int) -> None:
        """Give back all lines of this record but the first ones."""
        rest = self.since[keep:]
        self._again.extend(reversed(rest))
        self.number -= len(rest)


def sample_records(text: str, dialect: Dialect, most: int) -> list[list[str]]:
    """Return the first records of a text as a dialect reads them; what cannot be taken apart ends the list."""
    found: list[list[str]] = []
    try:
        for record in csv.reader(text.splitlines(keepends=True), **_arguments(dialect)):
            found.append(record)
            if len(found) >= most:
                break
    except csv.Error:
        return found
    return found


def without_apostrophe(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if _APOSTROPHE.match(text) else text


def with_apostrophe(text: str) -> str:
    """Return a cell as it is written: with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} or _APOSTROPHE.match(text) else text


def _cell(text: str, limit: int) -> Raw:
    if len(text) > limit:
        return HUGE, text[:100]
    return without_apostrophe(text) if text[0] == "'" else text


def _arguments(dialect: Dialect) -> _Arguments:
    return {"delimiter": dialect.separator, "quotechar": dialect.quote, "doublequote": True}


def _open_quote() -> Complaint:
    return Complaint(
        "aanhalingstekenOpen",
        Text(
            "Hier begint een aanhalingsteken dat niet wordt gesloten, of een veel te lange cel. De regel is niet "
            "gelezen; sluit het aanhalingsteken.",
            "A quotation mark begins here that is not closed, or a cell that is far too long. The line was not read; "
            "close the quotation mark.",
        ),
    )


def _wrong_quote() -> Complaint:
    return Complaint(
        "aanhalingstekenVerkeerd",
        Text(
            "Na een gesloten aanhalingsteken volgt nog tekst. Verdubbel aanhalingstekens binnen een cel.",
            "Text follows a quotation mark that was closed. Double the quotation marks within a cell.",
        ),
    )


def text_sample(stream: BinaryIO, encoding: str, size: int = _SAMPLE) -> str:
    """Return the first characters of a file."""
    stream.seek(0)
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(stream.read(size))
