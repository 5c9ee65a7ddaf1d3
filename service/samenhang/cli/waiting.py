"""A bar on the terminal for work in steps, once it takes longer than somebody waits without wondering."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE = 2.0


class Steps:
    """Shows which of `total` steps is being done, after two seconds, and only when standard error is a terminal."""

    def __init__(self, total: int, patience: float = _PATIENCE) -> None:
        console = Console(file=sys.stderr)
        columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("", total=total)
        self._timer = threading.Timer(patience, self._bar.start) if console.is_terminal else None
        self._done = -1

    def __enter__(self) -> Self:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def next(self, what: str) -> None:
        """Begin the next step."""
        self._done += 1
        self._bar.update(self._task, completed=self._done, description=what)

    def stop(self) -> None:
        """Take the bar away."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._bar.live.is_started:  # one that was never shown would still write an empty line
            self._bar.stop()
