"""Which encoding a text file has: by its byte order mark, else UTF-8 if it is that throughout, else the likeliest."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.limits import RefusedError

if TYPE_CHECKING:
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
_ONE_BYTE: Final = ("cp1252", "cp850", "mac_roman", "latin-1")
"""Encodings of one byte per character that spreadsheets in the Netherlands write, the likeliest first."""
_LETTERS: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝ")
_SIGNS: Final = frozenset("€‘’“”„–—…•·°§²³½¼¾«»ºª£µ×±÷©®™¹\u00b4\u00a0\u00ad")
_IN_A_WORD: Final = re.compile(r"(?<=[a-z])[^\x00-\x7f’·\u00b4\u00ad](?=[a-z])")

_CAPITAL_LATE: Final = re.compile("(?<=[a-zß-ÿ])[À-ÖØ-Ý]")


def encoding_of(stream: BinaryIO) -> str:
    """Return the encoding of a text file; RefusedError when it is no text."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    for mark, name in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        return _two_bytes(sample)
    stream.seek(0)
    if _is_utf8(stream):
        return "utf-8"
    stream.seek(0)
    return _one_byte(_telling(stream))


def no_text() -> RefusedError:
    """Return the refusal for a file that is no text."""
    return RefusedError(
        Text(
            "Dit is geen tekstbestand. Bewaar de gegevens als CSV (UTF-8) of als XLSX.",
            "This is not a text file. Save the data as CSV (UTF-8) or as XLSX.",
        )
    )


def _two_bytes(sample: bytes) -> str:
    """Return which way round the bytes of UTF-16 without a mark stand: mostly every other one is zero."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 4 or min(even, odd) > len(sample) // 20:
        raise no_text()
    return "utf-16-le" if odd > even else "utf-16-be"


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
    """Return the lines that hold bytes outside ASCII, up to a size: only they tell an encoding."""
    found, size = [], 0
    while size < _SAMPLE and (line := stream.readline(_SAMPLE)):
        if not line.isascii():
            found.append(line)
            size += len(line)
    return b"".join(found)


def _one_byte(sample: bytes) -> str:
    """Return the encoding under which a text has fewest signs that no Dutch or English text has."""
    return min(_ONE_BYTE, key=lambda name: _oddness(sample.decode(name, errors="replace")))


def _oddness(text: str) -> int:
    odd = sum(char > "\x7f" and char not in _LETTERS and char not in _SIGNS for char in text)
    inside = sum(found not in _LETTERS for found in _IN_A_WORD.findall(text.lower()))
    return odd + inside + len(_CAPITAL_LATE.findall(text))
