"""The web process's end of the socket to one worker: frames in, pieces of an answer out."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Final, Protocol, cast

from samenhang.errors import QueryError, QueryFailedError, QueryTimeoutError, SamenhangError
from samenhang.model import Text
from samenhang.store import worker_wire as wire
from samenhang.store.query_formats import not_acceptable
from samenhang.store.syntax import not_sparql

if TYPE_CHECKING:
    from collections.abc import Callable

_WAIT_FOR_STATUS: Final = 1.0


class Sink(Protocol):
    """What an answer arrives at."""

    def head(self, media_type: str) -> None:
        """Take the media type."""
        ...

    def data(self, piece: bytes) -> None:
        """Take the next piece."""
        ...

    def done(self, *, leaves: bool) -> None:
        """Know that the worker is free again, or leaves."""
        ...

    def fail(self, error: SamenhangError) -> None:
        """Know that the answer will not be completed."""
        ...


class WorkerLink(asyncio.Protocol):
    """One worker process, which answers one query at a time.

    `on_lost` is called once, when the process is gone or its socket has closed. `applied` is the number of the last
    change to the graphs that the worker was born with.
    """

    def __init__(self, number: int, on_lost: Callable[[WorkerLink], None], applied: int = 0) -> None:
        self.number = number
        self.applied = applied
        self.pid: int | None = None
        self.alive = True
        self._on_lost = on_lost
        self._sink: Sink | None = None
        self._status: int | None = None
        self._closed = False
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def ask(self, request: bytes, sink: Sink) -> None:
        """Hand the worker a request; the answer goes to `sink`."""
        self._sink = sink
        if self._transport is not None:
            self._transport.write(wire.frame(wire.REQUEST, request))

    def forget(self) -> None:
        """Stop listening: the worker is being stopped."""
        self._sink = None
        self._lose()
        if self._transport is not None:
            self._transport.abort()

    def pause(self) -> None:
        """Read no further, so that the worker comes to wait."""
        if self._transport is not None and not self._closed:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None and not self._closed:
            self._transport.resume_reading()

    def ended(self, status: int) -> None:
        """Know the exit status of the process."""
        self._status = status
        if self._closed:
            self._break()
        self._lose()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Cut what came in into frames."""
        received = self._received
        received += data
        start = 0
        while len(received) - start >= wire.FRAME.size:
            kind, length = wire.FRAME.unpack_from(received, start)
            end = start + wire.FRAME.size + length
            if len(received) < end:
                break
            payload = bytes(memoryview(received)[start + wire.FRAME.size : end])
            start = end
            self._take(kind, payload)
        del received[:start]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        """Tell the sink, as soon as it is known how the process ended."""
        self._closed = True
        if self._sink is not None and self._status is None:
            asyncio.get_running_loop().call_later(_WAIT_FOR_STATUS, self._break)
        else:
            self._break()
        self._lose()

    def _take(self, kind: bytes, payload: bytes) -> None:
        sink = self._sink
        if sink is None:
            return
        if kind == wire.DATA:
            sink.data(payload)
        elif kind == wire.HEAD:
            sink.head(payload.decode())
        elif kind == wire.ERROR:
            sink.fail(_reported(payload[:1], payload[1:].decode(errors="replace")))
        else:
            self._sink = None
            sink.done(leaves=kind == wire.LAST)

    def _break(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.fail(_broken(self._status))
            sink.done(leaves=True)

    def _lose(self) -> None:
        if self.alive:
            self.alive = False
            self._on_lost(self)


def _reported(cause: bytes, message: str) -> SamenhangError:
    if cause == wire.SYNTAX:
        return not_sparql(message)
    if cause == wire.MEMORY:
        return out_of_memory()
    if cause == wire.FORMAT:
        return not_acceptable()
    return QueryError(
        Text(f"De query kan niet worden beantwoord: {message}", f"The query cannot be answered: {message}")
    )


def _broken(status: int | None) -> SamenhangError:
    if status in (-signal.SIGABRT, -signal.SIGKILL):  # the allocator gave up, or the machine ran out
        return out_of_memory()
    if status == -signal.SIGXCPU:
        return out_of_time()
    return QueryFailedError(
        Text(
            "De query is afgebroken omdat het proces dat haar uitvoerde vastliep. Maak haar eenvoudiger.",
            "The query was given up because the process that ran it broke down. Make it simpler.",
        )
    )


def out_of_memory() -> QueryFailedError:
    """Return the error for a query that asked for more memory than a worker may use."""
    return QueryFailedError(
        Text(
            "De query heeft meer geheugen nodig dan een vraag mag gebruiken. Beperk haar met LIMIT, minder DISTINCT, "
            "ORDER BY of GROUP BY, of een engere voorwaarde.",
            "The query needs more memory than a question may use. Narrow it with LIMIT, less DISTINCT, ORDER BY or "
            "GROUP BY, or a tighter condition.",
        )
    )


def out_of_time() -> QueryTimeoutError:
    """Return the error for a query that ran out of time."""
    return QueryTimeoutError(
        Text(
            "De query is gestopt omdat zij langer duurde dan is toegestaan. Maak haar enger of gebruik LIMIT.",
            "The query was stopped because it took longer than is allowed. Narrow it or use LIMIT.",
        )
    )
