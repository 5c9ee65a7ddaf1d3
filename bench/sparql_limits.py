"""A very long answer, and a query that never ends: when they come, and what they cost the server."""

from __future__ import annotations

import math
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox
from bench.http_load import ask_once, elsewhere
from bench.measure import Times
from bench.processes import forget_peak, memory, peak, processor_time
from bench.sparql_asking import BARE, Bare, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.sparql_data import Data
    from bench.sparql_servers import Server

_TURNS: Final = 3
_SLOW: Final = 10.0
_AT_ONCE: Final = 2
"""Runaways that run at the same time: as many as the service has processes for queries by default."""
_LONGER: Final = 20.0


@dataclass(slots=True)
class Export:
    """Seconds to the end and to the first byte, rows, and how much the server's first process grew."""

    took: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    rows: int = 0
    whole: bool = True
    size: int = 0
    processor: float = 0.0
    asked: int = 0
    grown: int | None = None

    @property
    def cost(self) -> float:
        """Seconds of processor time that one answer took, over all processes."""
        return self.processor / self.asked if self.asked else math.nan

    @property
    def times(self) -> Times:
        """How long each answer took."""
        return Times(tuple(self.took))


@dataclass(frozen=True, slots=True)
class Stopped:
    """When the callers of runaways had their answer and which, and how much later the next query was answered."""

    answered: float
    status: int
    following: float


class _Counted:
    """A file that only counts; Oxigraph asks no more of it than `write`."""

    def __init__(self) -> None:
        self.size = 0
        self.first = 0.0

    def write(self, data: bytes) -> int:
        self.first = self.first or time.perf_counter()
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


def exports(text: str, bare: Bare, servers: Sequence[Server]) -> dict[str, Export]:
    """Return what every server makes of one long answer, in turns."""
    found = {BARE: Export()} | {server.name: Export() for server in servers}
    for server in servers:
        _first_export(found[server.name], server, text)
    for _ in range(_TURNS):
        _bare_export(found[BARE], bare, text)
        for server in servers:
            if not found[server.name].took or found[server.name].took[0] < _SLOW:
                _export(found[server.name], server, text)
    return found


def _first_export(into: Export, server: Server, text: str) -> None:
    """Count the rows, and what the first such answer adds to the memory; its time only counts when it is long."""
    found = _costing(into, server, lambda: ask_once(server.port, server.asks(text), keep=True))
    into.rows = found["body"].count(b'"ding"') - 1
    into.whole = found["status"] == 200 and found["whole"]
    into.size = found["size"]
    if found["took"] >= _SLOW:
        into.took.append(found["took"])
        into.first.append(found["first"])


def _export(into: Export, server: Server, text: str) -> None:
    found = _costing(into, server, lambda: elsewhere(server.port, 1, 0, [server.asks(text)]))
    into.took.append(found["took"])
    into.first.append(found["first"])


def _costing(into: Export, server: Server, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Ask, and take in what it cost the server."""
    forget_peak(server.pid)
    before, processor = memory(server.pid), processor_time(server.pid)
    found = ask()
    into.processor += processor_time(server.pid) - processor
    into.asked += 1
    into.grown = max(into.grown or 0, peak(server.pid) - before)
    return found


def _bare_export(into: Export, bare: Bare, text: str) -> None:
    output = _Counted()
    start, processor = time.perf_counter(), time.process_time()
    found = bare.store.query(text, use_default_graph_as_union=True)
    if isinstance(found, ox.QuerySolutions):
        found.serialize(cast("IO[bytes]", output), ox.QueryResultsFormat.JSON)  # all that is asked of it is `write`
    into.took.append(time.perf_counter() - start)
    into.processor += time.process_time() - processor
    into.asked += 1
    into.first.append(output.first - start)
    into.size = output.size


def runaways(text: str, data: Data, servers: Sequence[Server], limit: int) -> dict[str, Stopped | None]:
    """Return how every server with a time limit deals with two queries that never end; None: it did not stop them."""
    point = texts_of("punt", data)[0]
    found: dict[str, Stopped | None] = {}
    for server in (server for server in servers if server.limited):
        runaway, following = server.asks(text), server.asks(point)
        with ThreadPoolExecutor(_AT_ONCE) as callers:
            asked = [callers.submit(ask_once, server.port, runaway, within=limit + _LONGER) for _ in range(_AT_ONCE)]
            try:
                answers = [one.result() for one in asked]
                after = ask_once(server.port, following, within=_LONGER)
            except (TimeoutError, ConnectionError):
                found[server.name] = None
                os.kill(server.pid, signal.SIGKILL)  # what it is still busy with would weigh on the next
                continue
        slowest = max(answers, key=lambda answer: answer["took"])
        found[server.name] = Stopped(slowest["took"], slowest["status"], after["took"])
    return found
