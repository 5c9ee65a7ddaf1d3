"""Lets one of many services at a time do what must not be done twice, by a lock that the engine itself keeps.

The lock is a pair of triples in a private graph: who holds it, and a last sign of life that changes all the while.
No clock is compared with another: whoever waits takes the lock away when the sign has been the same for long enough on
its own clock, and only if it is still the same at that moment. Where an engine is not strict in what runs at the same
time (Virtuoso), two may come in at once; both see it, and both step back for a while of their own.
"""

from __future__ import annotations

import random
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import SamenhangError, StoreUnavailableError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from samenhang.store.base import Row, Term

_SLOT: Final = f"{ns.GRAPH_PRIVATE}slot#"
_PAUSE: Final = 0.2


class EngineLock:
    """A lock by name. `update` and `select` carry out a saved update or query, by its name, on the engine.

    The holder gives a sign of life every `beat` seconds; without one for `silence` seconds the lock is taken from it.
    Whoever waits does so for at most `patience` seconds.
    """

    def __init__(
        self,
        update: Callable[[str, Mapping[str, Term]], None],
        select: Callable[[str, Mapping[str, Term]], list[Row]],
        *,
        beat: float = 5.0,
        silence: float = 30.0,
        patience: float = 900.0,
    ) -> None:
        self._update = update
        self._select = select
        self._beat = beat
        self._silence = silence
        self._patience = patience

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold a lock for as long as the context lasts; StoreUnavailableError when it cannot be had in time."""
        slot, holder = ox.NamedNode(_SLOT + name), ox.NamedNode(f"{_SLOT}{uuid4()}")
        self._take(slot, holder)
        stop = Event()
        beating = Thread(target=self._live, args=(slot, holder, stop), daemon=True)
        beating.start()
        try:
            yield
        finally:
            stop.set()
            beating.join()
            self._update("slot-geven", {"slot": slot, "ik": holder})

    def _take(self, slot: ox.NamedNode, holder: ox.NamedNode) -> None:
        deadline, since, last = monotonic() + self._patience, monotonic(), None
        while monotonic() < deadline:
            self._update("slot-nemen", {"slot": slot, "ik": holder, "teken": _sign()})
            rows = self._select("opslag-slot", {"slot": slot})
            holders = {row["houder"] for row in rows}
            if holders == {holder}:
                return
            if holder in holders:
                self._update("slot-geven", {"slot": slot, "ik": holder})
            signs = {(row["houder"], row["teken"]) for row in rows if row["houder"] != holder}
            if signs != last:
                since, last = monotonic(), signs
            elif monotonic() - since > self._silence:
                for other, sign in signs:
                    self._update("slot-afnemen", {"slot": slot, "ik": other, "teken": sign})
            Event().wait(_PAUSE * (0.5 + random.random()))  # noqa: S311 -- only to keep two from moving in step
        raise StoreUnavailableError(
            Text(
                "Een andere dienst houdt de database al te lang voor zich. Start opnieuw als die klaar is.",
                "Another service has kept the database to itself for too long. Start again when it is done.",
            )
        )

    def _live(self, slot: ox.NamedNode, holder: ox.NamedNode, stop: Event) -> None:
        while not stop.wait(self._beat):
            try:
                self._update("slot-verversen", {"slot": slot, "ik": holder, "teken": _sign()})
            except SamenhangError:  # the engine is away for a moment; the next sign may come through
                continue


def _sign() -> ox.Literal:
    return ox.Literal(str(uuid4()))
