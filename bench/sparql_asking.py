"""Asks servers and the bare engine the same queries, in turns, and compares what they answer."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from bench.http_load import ask_once, elsewhere
from bench.measure import Times
from bench.processes import processor_time
from bench.sparql_data import quads_in, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.sparql_data import Data
    from bench.sparql_servers import Server

BARE: Final = "bare engine"
_LONGEST: Final = 10.0
_COMPARED: Final = 5
Row = frozenset[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many callers ask at once, for how many seconds, and how often all servers take turns."""

    clients: Sequence[int]
    seconds: float
    rounds: int


@dataclass(slots=True)
class Figures:
    """What was measured of one server with so many callers, over all rounds."""

    took: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    processor: float = 0.0
    wrong: int = 0
    why: list[str] = field(default_factory=list)

    @property
    def times(self) -> Times:
        """How long each answer took."""
        return Times(tuple(self.took))

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.took) / self.elapsed if self.took else float("nan")

    @property
    def cost(self) -> float:
        """Seconds of processor time that one answer took."""
        return self.processor / len(self.took) if self.took else float("nan")

    def add(self, found: dict[str, Any], processor: float) -> None:
        """Take in one round."""
        self.took += found["took"]
        self.elapsed += found["elapsed"]
        self.processor += processor
        self.wrong += found["wrong"]
        self.why = (self.why + found["why"])[:1]


Asked = dict[str, dict[int, Figures]]
"""By name of the server and number of callers."""


class Bare:
    """The engine inside this process, over the union of the same graphs."""

    def __init__(self, data: Data) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(quads_in(data.quads))

    def ask(self, text: str) -> bytes:
        """Return the answer to a query of rows, as JSON."""
        found = self.store.query(text, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            raise TypeError(found)
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def load(self, texts: Sequence[str], seconds: float) -> tuple[dict[str, Any], float]:
        """Return what one caller measures who asks these in turn, as `http_load.run` does, and the processor time."""
        took: list[float] = []
        processor = time.process_time()
        began = ended = time.perf_counter()
        while ended < began + seconds:
            start = time.perf_counter()
            self.ask(texts[len(took) % len(texts)])
            ended = time.perf_counter()
            took.append(ended - start)
        used = time.process_time() - processor
        return {"took": took, "elapsed": ended - began, "wrong": 0, "why": []}, used


def texts_of(kind: str, data: Data) -> list[str]:
    """Return the queries of one kind; a point query is about another thing each time."""
    text = query(kind)
    return [text.replace("?ding", f"<{iri}>") for iri in data.subjects] if kind == "punt" else [text]


def measured(kind: str, data: Data, bare: Bare, servers: Sequence[Server], sizes: Sizes) -> Asked:
    """Return the figures of every server for one kind of query."""
    texts = texts_of(kind, data)
    requests = {server.name: [server.asks(text) for text in texts] for server in servers}
    bare.load(texts, sizes.seconds)
    found: Asked = {BARE: {1: Figures()}}
    usual = {}
    for server in servers:
        warm = elsewhere(server.port, 1, sizes.seconds, requests[server.name])
        usual[server.name] = Times(tuple(warm["took"])).median
        found[server.name] = {}
    for clients in sizes.clients:
        for _ in range(sizes.rounds):
            if clients == 1:
                found[BARE][1].add(*bare.load(texts, sizes.seconds))
            for server in servers:
                # A server that would need so long for one round only that nobody would wait for it is left out.
                if usual[server.name] * clients < _LONGEST:
                    figures = found[server.name].setdefault(clients, Figures())
                    load(figures, server, clients, sizes.seconds, requests[server.name])
    return found


def load(figures: Figures, server: Server, clients: int, seconds: float, requests: Sequence[bytes]) -> None:
    """Have so many callers ask a server, and add what they saw and what it cost."""
    before = processor_time(server.pid)
    found = elsewhere(server.port, clients, seconds, requests)
    figures.add(found, processor_time(server.pid) - before)


def same_answers(kind: str, data: Data, bare: Bare, servers: Sequence[Server]) -> dict[str, str]:
    """Return for every server whether its answers have the rows of the bare engine's."""
    texts = texts_of(kind, data)[:_COMPARED]
    expected = [_rows(bare.ask(text)) for text in texts]
    found = {BARE: f"{sum(map(len, expected)) / len(texts):g} rows"}
    for server in servers:
        answers = [_asked(server, text) for text in texts]
        wrong = sum(one != other for one, other in zip(answers, expected, strict=True))
        found[server.name] = "same rows" if not wrong else f"{wrong} of {len(texts)} differ"
    return found


def _asked(server: Server, text: str) -> list[Row] | None:
    """Return the rows of a server's answer; None when it gives none."""
    try:
        found = ask_once(server.port, server.asks(text), keep=True)
    except OSError:
        return None
    return _rows(found["body"]) if found["status"] == 200 and found["whole"] else None


def _rows(body: bytes) -> list[Row]:
    """Return the rows of an answer, in an order of their own; a blank node is any blank node."""
    bindings = json.loads(body)["results"]["bindings"]
    return sorted((_row(binding) for binding in bindings), key=sorted)


def _row(binding: dict[str, dict[str, str]]) -> Row:
    return frozenset(
        (
            name,
            "" if term["type"] == "bnode" else term["value"],
            term.get("xml:lang", "").lower(),
            term.get("datatype", "").removesuffix("http://www.w3.org/2001/XMLSchema#string"),
        )
        for name, term in binding.items()
    )
