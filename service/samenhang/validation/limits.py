"""How much of a file is read at most; beyond that it is refused with a plain sentence."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable

_MEGABYTE: Final = 1_000_000


class RefusedError(SamenhangError):
    """A file is not read, or not read on: it is too large, takes too long, or is not what it says it is."""

    code = "bestand-geweigerd"
    status = 400
    title = Text("Het bestand wordt niet gelezen", "The file is not read")


class TooLargeError(RefusedError):
    """A file holds more than is read."""

    code = "bestand-te-groot"
    status = 413
    title = Text("Het bestand is te groot", "The file is too large")


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds a reader keeps to; the defaults serve a national dataset on an ordinary machine.

    Sizes are in bytes. `bytes` is the size of the file, `unpacked` that of everything in an archive together, `ratio`
    how many times larger a part of an archive may be than it is packed, `literal` one value, `text` all distinct
    values of a workbook together, `cells`, `columns` and `rows` the filled part of a table, `triples` the statements of
    an RDF file, `depth` the nesting of its lists and objects, `problems` how many faults are told one by one.
    """

    bytes: int = 100 * _MEGABYTE
    unpacked: int = 1_000 * _MEGABYTE
    ratio: int = 200
    cells: int = 20_000_000
    columns: int = 2_000
    rows: int = 1_048_576
    triples: int = 10_000_000
    literal: int = 100_000
    text: int = 200 * _MEGABYTE
    depth: int = 200
    problems: int = 1_000
    seconds: float = 120.0

    def deadline(self, clock: Callable[[], float] = time.monotonic) -> Deadline:
        """Return a deadline that starts to run now."""
        return Deadline(self.seconds, clock)


class Deadline:
    """The moment at which reading is given up."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def check(self) -> None:
        """Raise RefusedError once the time is over."""
        if self._clock() > self._end:
            limit = f"{self._seconds:g}"
            raise RefusedError(
                Text(
                    f"Lezen duurde langer dan {limit} seconden. Splits het bestand en lees de delen apart.",
                    f"Reading took longer than {limit} seconds. Split the file and read the parts one by one.",
                )
            )


def too_large(what: Text, limit: int, unit: Text) -> TooLargeError:
    """Return the error for something that has more of a unit than is read; `what` begins the sentence."""
    return TooLargeError(
        Text(
            f"{what.nl} heeft meer dan {limit:,} {unit.nl}; meer wordt niet gelezen. Splits het bestand.".replace(
                ",", "."
            ),
            f"{what.en} has more than {limit:,} {unit.en}; more is not read. Split the file.",
        )
    )
