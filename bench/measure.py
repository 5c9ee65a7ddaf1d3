"""How a bench measures and prints: calls timed one by one, their median and 95th percentile, in plain tables."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_T = TypeVar("_T")
_X = TypeVar("_X")


@dataclass(frozen=True, slots=True)
class Times:
    """The durations of some calls, in seconds; empty when nothing was measured."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the calls took at most this long."""
        return statistics.median(self.seconds) if self.seconds else float("nan")

    @property
    def p95(self) -> float:
        """Of the calls, 95 in 100 took at most this long (nearest rank)."""
        ranked = sorted(self.seconds)
        return ranked[-(-len(ranked) * 95 // 100) - 1] if ranked else float("nan")

    @property
    def mean(self) -> float:
        """The average: what a long row of such calls costs."""
        return statistics.fmean(self.seconds) if self.seconds else float("nan")

    @property
    def number(self) -> str:
        """How many calls were timed."""
        return str(len(self.seconds))


def timed(call: Callable[[], _T]) -> tuple[float, _T]:
    """Return how long one call took by the clock on the wall, and what it returned."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def each(
    ask: Callable[[_X], _T],
    items: Iterable[_X],
    before: Callable[[], object] | None = None,
    *,
    warm: bool = False,
    budget: float = 20.0,
) -> tuple[Times, list[_T]]:
    """Time `ask` on the items one by one in processor time, so that other work on the machine does not count.

    `before` runs ahead of each, outside the clock; with `warm` each is asked once before it is timed. Once all together
    took more than `budget` seconds no more are made, so that a slow one cannot hold up the rest; how many were made
    is for the table to say. The garbage collector runs before a round and not during it, as it would charge one call
    for all.
    """
    seconds: list[float] = []
    results: list[_T] = []
    until = time.process_time() + budget
    gc.collect()
    gc.disable()
    try:
        for item in items:
            if time.process_time() > until:
                break
            if before is not None:
                before()
            if warm:
                ask(item)
            start = time.process_time()
            result = ask(item)
            seconds.append(time.process_time() - start)
            results.append(result)
    finally:
        gc.enable()
    return Times(tuple(seconds)), results


def human(seconds: float) -> str:
    """Return a duration in the unit in which it reads best."""
    if seconds != seconds:  # noqa: PLR0124 -- only "not a number" differs from itself
        return "-"
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_three_digits(seconds / size)} {unit}"
    return f"{_three_digits(seconds / 1e-6)} µs"


def _three_digits(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def ratio(other: float, ours: float) -> str:
    """Return how many times as long the other takes."""
    found = other / ours
    return "-" if found != found else f"{_three_digits(found)}x"  # noqa: PLR0124 -- as in `human`


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> None:
    """Print a table, first column to the left and the rest to the right, with a note under the title."""
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    print(f"\n{title}")
    if note:
        print(note)
    for number, row in enumerate(cells):
        first, *rest = zip(row, widths, strict=True)
        line = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        print("  " + "  ".join(line).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    sys.stdout.flush()


def machine() -> str:
    """Return on what, and beside how much other work, the figures were measured."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({_processor()}), load {load:.2f} at the start, "
        f"Python {platform.python_version()}, {platform.system()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
