"""Rows in columns: fitted to a terminal, whole in a pipe."""

from __future__ import annotations

import shutil
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenhang.cli.page import Page

_LOOK_AHEAD = 500
_NARROWEST = 12
_WIDEST_PADDING = 60


def show_table(page: Page, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table as its rows come in, and return how many there were.

    On a terminal long cells are cut so that a row stays a line; in a pipe every cell is whole.
    """
    cells = iter(rows)
    first = list(islice(cells, _LOOK_AHEAD))
    widths = [max(len(_flat(c)) for c in column) for column in zip(columns, *first, strict=True)]
    if page.terminal:
        widths = _fitted(widths, shutil.get_terminal_size().columns)
    else:
        widths = [min(width, _WIDEST_PADDING) for width in widths]
    page.line(_row(columns, widths, cut=page.terminal), "bold")
    count = 0
    for count, row in enumerate(chain(first, cells), start=1):  # noqa: B007 -- the last count is returned
        page.line(_row(row, widths, cut=page.terminal))
    return count


def _fitted(widths: list[int], room: int) -> list[int]:
    """Narrow the widest columns until a row fits the terminal, but none below twelve signs."""
    fitted = [min(width, max(room, 1)) for width in widths]
    while sum(fitted) + 2 * (len(fitted) - 1) > room and max(fitted, default=0) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _row(cells: Sequence[str], widths: Sequence[int], *, cut: bool) -> str:
    shown = (_flat(cell) for cell in cells)
    if cut:
        shown = (c if len(c) <= w else f"{c[: w - 1]}…" for c, w in zip(shown, widths, strict=True))
    return "  ".join(f"{c:<{w}}" for c, w in zip(shown, widths, strict=True)).rstrip()


def _flat(cell: str) -> str:
    return " ".join(cell.split())
