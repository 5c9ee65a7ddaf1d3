"""Long answers for a program: a line per item on standard output, and a bar on the terminal when it takes a while."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from samenhang.wire import csv_lines, dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

_T = TypeVar("_T")
_PATIENCE = 2.0
_EVERY = 0.2


def write_ndjson(items: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object per line, as the API streams them."""
    _write(dumps(item) + b"\n" for item in items)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the names of the columns and then the rows as CSV (RFC 4180), as the API streams them."""
    _write(csv_lines([columns]).encode() for _ in range(1))
    _write(csv_lines([row]).encode() for row in rows)


def write_json_list(head: dict[str, Any], name: str, items: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object: the members of `head`, then the items as a list under `name`, one per line."""
    _write(_json_list(head, name, items))


def _json_list(head: dict[str, Any], name: str, items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    yield dumps(head)[:-1] + f',"{name}":['.encode()
    separator = b"\n"
    for item in items:
        yield separator + dumps(item)
        separator = b",\n"
    yield b"\n]}\n"


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def with_progress(items: Iterable[_T], total: int | None, label: str) -> Iterator[_T]:
    """Yield the items; once that has taken two seconds, show on the terminal how far it is.

    Nothing is shown when standard error is no terminal, or when the items themselves can be seen going by.
    """
    console = Console(file=sys.stderr)
    if not console.is_terminal or sys.stdout.isatty():
        yield from items
        return
    yield from _watched(items, total, label, console)


def _watched(items: Iterable[_T], total: int | None, label: str, console: Console) -> Iterator[_T]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(label, total=total)
    started = shown = time.monotonic()
    try:
        for number, item in enumerate(items):
            now = time.monotonic()
            if now - started >= _PATIENCE and now - shown >= _EVERY:
                bar.start()
                bar.update(task, completed=number)
                shown = now
            yield item
    finally:
        bar.stop()
