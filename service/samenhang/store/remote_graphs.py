"""Keeps the names of the graphs of an engine elsewhere, as fresh as they can be had without waiting long for them."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_QUICK: Final = 0.05
"""Seconds within which an engine that lists its graphs is asked every time."""


class GraphNames:
    """The names of the graphs of an engine; safe to share between threads.

    Other services write to the same engine, so the names are asked anew for every question. Questions at the same time
    share one list, made after each of them began. An engine that never lists them quickly is asked once in `seconds`,
    and after every write of ours.
    """

    def __init__(self, fetch: Callable[[], list[str]], seconds: float = 1.0) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._lock = Lock()
        self._names: tuple[str, ...] = ()
        self._begun = float("-inf")
        self._written = float("-inf")
        self._quickest = float("inf")

    def now(self) -> tuple[str, ...]:
        """Return the names in order, those of graphs without content only where the engine knows these."""
        asked = monotonic()
        wanted = asked if self._quickest < _QUICK else max(asked - self._seconds, self._written)
        with self._lock:
            if self._begun < wanted or self._quickest == float("inf"):
                begun = monotonic()
                self._names = tuple(sorted(self._fetch()))
                self._begun = begun
                self._quickest = min(self._quickest, monotonic() - begun)
            return self._names

    def forget(self) -> None:
        """Know that the graphs may have changed."""
        self._written = monotonic()
