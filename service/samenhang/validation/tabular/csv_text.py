"""The text of a CSV file: which encoding it has, and its records with the line each begins on."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final, TypedDict

from charset_normalizer import from_bytes

from samenhang.model import Text
from samenhang.validation.tabular.cells import HUGE, Complaint, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_SAMPLE: Final = 1 << 16
_CHUNK: Final = 1 << 20
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_IN_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_ONLY_IN_1252: Final = re.compile(rb"[\x80-\x9f]")
_GUESSES: Final = ("cp1252", "latin_1", "cp850", "mac_roman")
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


def encoding_of(stream: BinaryIO) -> str:
    """Return the encoding of a text file: by its byte order mark, else UTF-8 if it is that throughout, else a guess."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    for mark, name in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be"
    stream.seek(0)
    if _is_utf8(stream):
        return "utf-8"
    stream.seek(0)
    return _single_byte(_telling(stream) or sample)


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling(stream: BinaryIO) -> bytes:
    """Return the lines that hold bytes outside ASCII: only they tell an encoding."""
    found, size = [], 0
    for line in stream:
        if not line.isascii():
            found.append(line[:_SAMPLE])
            size += len(line)
            if size > _SAMPLE:
                break
    return b"".join(found)


def _single_byte(sample: bytes) -> str:
    """Return which encoding of one byte per character a text has; in doubt that of Windows."""
    best = from_bytes(sample, cp_isolation=list(_GUESSES)).best() if len(sample) >= 32 else None  # noqa: PLR2004
    if best is not None and best.encoding in {"cp850", "mac_roman"} and best.chaos == 0 and best.coherence > 0:
        return str(best.encoding)
    return "latin-1" if _NOT_IN_1252.search(sample) or not _ONLY_IN_1252.search(sample) else "cp1252"


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
