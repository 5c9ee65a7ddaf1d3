from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from samenhang.store import worker_wire as wire
from samenhang.store.worker_child import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

P = ox.NamedNode("http://example.org/p")


@pytest.fixture
def link() -> Iterator[socket.socket]:
    """The other end of a worker that runs in a thread, without the limits a process gets."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"http://example.org/s{i}"), P, ox.Literal(i)) for i in range(2_000))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        thread = threading.Thread(target=serve, args=(theirs, store))
        thread.start()
        yield ours
        ours.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        assert not thread.is_alive()


def ask(link: socket.socket, query: str, **options: Any) -> list[tuple[bytes, bytes]]:
    """Send a request and return the frames of the answer."""
    request = {"query": query, "solutions": "text/csv", "graph": "text/turtle", "default": [], "named": []}
    link.sendall(wire.frame(wire.REQUEST, wire.with_line(request | {"union": True, "seconds": 10_000} | options, b"")))
    frames: list[tuple[bytes, bytes]] = []
    stream = link.makefile("rb")
    while not frames or frames[-1][0] not in (wire.DONE, wire.LAST):
        kind, length = wire.FRAME.unpack(stream.read(wire.FRAME.size))
        frames.append((kind, stream.read(length)))
    return frames


def test_a_small_answer_is_head_data_and_end(link: socket.socket) -> None:
    assert ask(link, "SELECT (1 AS ?one) {}") == [
        (wire.HEAD, b"text/csv"),
        (wire.DATA, b"one\r\n1\r\n"),
        (wire.DONE, b""),
    ]


def test_a_large_answer_starts_with_a_small_piece(link: socket.socket) -> None:
    frames = ask(link, "SELECT * { ?s ?p ?o . ?t ?p 1 }")
    sizes = [len(payload) for kind, payload in frames if kind == wire.DATA]
    assert sum(sizes) > 100_000
    assert 8_192 <= sizes[0] < 2 * 8_192
    assert max(sizes) < 2 * 65_536


@pytest.mark.parametrize(
    ("query", "options", "cause"),
    [
        ("SELECT", {}, wire.SYNTAX),
        ("ASK {}", {"solutions": None}, wire.FORMAT),
        ("CONSTRUCT WHERE { ?s ?p ?o }", {"graph": None}, wire.FORMAT),
        ("ASK {}", {"default": ["no iri"]}, wire.EVALUATION),
    ],
)
def test_a_failure_has_a_cause_and_leaves_the_worker_usable(
    link: socket.socket, query: str, options: dict[str, Any], cause: bytes
) -> None:
    (kind, payload), end = ask(link, query, **options)
    assert (kind, payload[:1], end[0]) == (wire.ERROR, cause, wire.DONE)
    assert ask(link, "ASK {}")[1] == (wire.DATA, b"true")
