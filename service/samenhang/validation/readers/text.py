"""The text of a file: unpacked, decoded, and counted in lines."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.documents import Place, Problem
from samenhang.validation.limits import RefusedError, too_large

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.validation.limits import Limits

_GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WHOLE: Final = Text("Het bestand", "The file")
_BYTES: Final = Text("bytes", "bytes")
_UNPACKED: Final = Text("bytes als het is uitgepakt", "bytes when unpacked")


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file, unpacked when it is a gzip file; TooLargeError beyond the limits."""
    if path.stat().st_size > limits.bytes:
        raise too_large(_WHOLE, limits.bytes, _BYTES)
    data = path.read_bytes()
    return _unpacked(path, limits) if data.startswith(_GZIP) else data


def _unpacked(path: Path, limits: Limits) -> bytes:
    parts, size = [], 0
    try:
        with gzip.open(path) as handle:
            while part := handle.read(_CHUNK):
                size += len(part)
                if size > min(limits.unpacked, limits.ratio * max(path.stat().st_size, 10_000)):
                    raise too_large(_WHOLE, limits.unpacked, _UNPACKED)
                parts.append(part)
    except (OSError, EOFError, zlib.error):
        raise RefusedError(
            Text(
                "Het gzip-bestand is beschadigd en kan niet worden uitgepakt. Pak het opnieuw in.",
                "The gzip file is damaged and cannot be unpacked. Pack it again.",
            )
        ) from None
    return b"".join(parts)


def decode(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """Return the text of bytes in UTF-8, UTF-16 or UTF-32; bytes that are none become U+FFFD, and the first is told."""
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        return body.decode(encoding), []
    except UnicodeDecodeError as error:
        text = body.decode(encoding, errors="replace")
        before = body[: error.start].decode(encoding, errors="replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        wrong = " ".join(f"{byte:02X}" for byte in body[error.start : error.start + 2])
        told = Text(
            f"Hier staan bytes ({wrong}) die geen geldige {encoding.upper()} zijn. Bewaar het bestand als UTF-8.",
            f"Here are bytes ({wrong}) that are not valid {encoding.upper()}. Save the file as UTF-8.",
        )
        return text, [Problem("tekenset", told, Place(name, line, column), wrong)]


class Lines:
    """Turns offsets into a text into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", text))]

    def place(self, name: str, offset: int) -> Place:
        """Return the line and column of an offset in a file of this name."""
        line = bisect_right(self._starts, offset)
        return Place(name, line, offset - self._starts[line - 1] + 1)
