"""Text on a terminal or in a pipe: wrapped and coloured for a reader, whole and plain for a program."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text as Styled

from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

_WIDEST = 100
_NARROWEST = 40
_PATIENCE = 2.0
_GAP = 2
_THINKING = Text("De regels worden doorgerekend …", "The rules are being worked through …")


class _Output(Console):
    """Standard output that tells when its reader went away; rich itself would exit with the code for findings."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Page:
    """Writes lines to standard output. On a terminal they are wrapped at its width, at most 100 columns."""

    def __init__(self) -> None:
        self._console = _Output(file=sys.stdout, highlight=False, markup=False, emoji=False)
        self.terminal = self._console.is_terminal
        self.width = max(_NARROWEST, min(self._console.width, _WIDEST)) if self.terminal else None

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Write a paragraph, indented on every line."""
        self._write(self._wrapped(text, " " * indent, " " * indent), style)

    def field(self, label: str, values: Sequence[str], indent: int = 2, column: int = 14) -> None:
        """Write a label with one or more values beside it, each on its own line; nothing when there is no value."""
        for index, value in enumerate(values):
            head = f"{' ' * indent}{label if index == 0 else '':<{column}}"
            self._write(self._wrapped(value, head, " " * len(head)), "", len(head) if index == 0 else 0)

    def rows(self, rows: Iterable[Sequence[str]], widths: Sequence[int], indent: int = 0) -> None:
        """Write rows in columns; on a terminal the last column wraps within itself."""
        for row in rows:
            cells = [f"{cell:<{width}}" for cell, width in zip(row[:-1], widths, strict=False)]
            head = " " * indent + "".join(cell + " " * _GAP for cell in cells)
            self._write(self._wrapped(row[-1], head, " " * len(head)), "")

    def _wrapped(self, text: str, first: str, rest: str) -> list[str]:
        if self.width is None or len(first) > self.width - 20:
            return [(first + text).rstrip()]
        lines = wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return lines or [first.rstrip()]

    def _write(self, lines: Iterable[str], style: str, head: int = 0) -> None:
        for line in lines:
            styled = Styled(line, style=style)
            if head:
                styled.stylize("dim", 0, head)
                head = 0
            self._console.print(styled, soft_wrap=True)


@contextmanager
def patience(message: str) -> Iterator[Callable[[], None]]:
    """Show a spinner with `message` once the work inside has taken two seconds, and only on a terminal.

    Gives what ends it early, for work that has something to show before it is done.
    """
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda: None
        return
    status = console.status(message)
    timer = threading.Timer(_PATIENCE, status.start)
    timer.daemon = True
    timer.start()

    def stop() -> None:
        timer.cancel()
        status.stop()

    try:
        yield stop
    finally:
        stop()


def thinking(language: str) -> AbstractContextManager[Callable[[], None]]:
    """Show, as `patience` does, that the rules are being worked through."""
    return patience(_THINKING.get(language))


def json_text(data: Any) -> str:  # noqa: ANN401 -- whatever JSON can say
    """Return `data` as JSON for a person or a program to read."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)
