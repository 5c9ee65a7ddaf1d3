"""Hands on what a library writes to a file, piece by piece, while it is being written."""

from __future__ import annotations

import os
import threading
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PIECE: Final = 1 << 16


def pieces(write: Callable[[IO[bytes]], object]) -> Iterator[bytes]:
    """Yield what `write` writes to the file it is given; it runs in a thread, at most a pipe's length ahead.

    An error in it is raised here. Leaving early ends it: its next write fails.
    """
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb", _PIECE) as output:
                write(output)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that reads
            failures.append(error)

    with os.fdopen(reading, "rb", 0) as input_:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while piece := input_.read(_PIECE):
            yield piece
    thread.join()
    if failures:
        raise failures[0]
