"""Runs callers' queries one after another in a process of its own, which may be killed at any moment.

Runs in a fork of `worker_zygote`. What the process may do is taken away before the first query is read: no file or
connection can be opened, memory and processor time are bounded, and it dies with its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import os
import resource
import signal
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from samenhang.store import worker_wire as wire
from samenhang.store.worker_update import run_update

if TYPE_CHECKING:
    import socket

_FIRST_FLUSH: Final = 8_192  # the first bytes leave early,
_FLUSH: Final = 65_536  # the rest in pieces large enough to cost little
_GROWTH: Final = 128 << 20  # a worker that has used this much more than it was born with leaves
_STACK: Final = 64 << 20  # Oxigraph recurses; the usual 8 MiB is its weakest point
_PR_SET_PDEATHSIG: Final = 1
_OUT_OF_MEMORY_SCORE: Final = "1000"  # when the machine runs out, the kernel is to take this process first


def isolate(parent: int, memory_bytes: int) -> None:
    """Take away from this process what a query has no business with; exits when `parent` has already died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_OUT_OF_MEMORY_SCORE, encoding="ascii")
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory_bytes)
    if os.getppid() != parent:
        os._exit(0)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # the allocator's last words say nothing the exit status does not
    os.close(silence)
    _limit(resource.RLIMIT_STACK, _STACK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The fence that holds whatever the text of a query says: SERVICE, LOAD and files all need a new descriptor.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _limit(which: int, amount: int) -> None:
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (amount if hard == resource.RLIM_INFINITY else min(amount, hard), hard))


def serve(link: socket.socket, store: ox.Store) -> None:
    """Answer the requests that arrive on `link`, until it closes or this process is no longer as it was born.

    It is not when it has grown too large, or when a request has changed its own copy of the graphs.
    """
    born = _peak_memory()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while (request := _receive(link)) is not None:
            writer = _Writer(link)
            try:
                failure = _answer(store, request, writer)
            except BaseException as error:  # noqa: BLE001 - a fault inside Oxigraph is a PanicException, no Exception
                failure = _failure(error)
            leaves = "update" in request or bool(request["extra"]) or _peak_memory() - born > _GROWTH
            writer.finish(failure, wire.LAST if leaves else wire.DONE)
            if leaves:
                return


def _answer(store: ox.Store, request: dict[str, Any], writer: _Writer) -> bytes | None:
    _limit_processor(request["seconds"])
    if request["extra"]:
        store.extend(ox.parse(request["extra"], ox.RdfFormat.N_QUADS))
    if "update" in request:
        report, quads = run_update(store, request["update"], request["graphs"], request["fixed"])
        writer.head(json.dumps(report))
        for start in range(0, len(quads), _FLUSH):
            writer.write(quads[start : start + _FLUSH])
        return None
    results = _evaluate(store, request)
    media_type = request["graph" if isinstance(results, ox.QueryTriples) else "solutions"]
    if media_type is None:
        return wire.FORMAT
    writer.head(media_type)
    # Typed as a file, but all Oxigraph asks of it is `write`.
    output = cast("IO[bytes]", writer)
    if isinstance(results, ox.QueryTriples):
        results.serialize(output, ox.RdfFormat.from_media_type(media_type))
    else:
        results.serialize(output, ox.QueryResultsFormat.from_media_type(media_type))
    return None


def _evaluate(store: ox.Store, request: dict[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    default, named = ([ox.NamedNode(iri) for iri in request[key]] for key in ("default", "named"))
    if default or named:
        # Both lists, always: with one left out Oxigraph falls back on all graphs, the protocol on none.
        return store.query(request["query"], default_graph=[*default], named_graphs=[*named])
    return store.query(request["query"], use_default_graph_as_union=request["union"])


def _failure(error: BaseException) -> bytes:
    if isinstance(error, MemoryError):
        return wire.MEMORY
    return (wire.SYNTAX if isinstance(error, SyntaxError) else wire.EVALUATION) + str(error).encode()


def _limit_processor(seconds: float) -> None:
    """Bound the processor time of the next query, in case nobody is left to stop it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1)


def _peak_memory() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _receive(link: socket.socket) -> dict[str, Any] | None:
    header = _receive_exactly(link, wire.FRAME.size)
    if header is None:
        return None
    _, length = wire.FRAME.unpack(header)
    body = _receive_exactly(link, length)
    if body is None:
        return None
    head, extra = wire.without_line(body)
    return {**head, "extra": extra}


def _receive_exactly(link: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = link.recv(length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


class _Writer:
    """The file that Oxigraph writes an answer to: gathers small pieces into frames."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._frames = bytearray()  # frames that wait to be sent along with the first data
        self._data = bytearray()
        self._flush_at = _FIRST_FLUSH

    def head(self, media_type: str) -> None:
        """Announce the answer; nothing leaves until there is data, so that an early error can still take its place."""
        self._frames += wire.frame(wire.HEAD, media_type.encode())

    def write(self, data: bytes) -> int:
        """Take the next piece of the answer."""
        self._data += data
        if len(self._data) >= self._flush_at:
            self._flush_at = _FLUSH
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is left goes along with the last frame."""

    def finish(self, failure: bytes | None, last: bytes) -> None:
        """Send what is left, the cause when the answer failed, and the frame that frees the worker."""
        if failure is None:
            self._send(wire.frame(last))
        else:
            self._data.clear()
            self._send(wire.frame(wire.ERROR, failure) + wire.frame(last))

    def _send(self, closing: bytes = b"") -> None:
        if self._data:
            self._frames += wire.FRAME.pack(wire.DATA, len(self._data))
            self._frames += self._data
            self._data.clear()
        self._frames += closing
        self._link.sendall(self._frames)
        self._frames.clear()
