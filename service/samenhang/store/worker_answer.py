"""One query under way: what has arrived of its answer, and the clocks that end it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from samenhang.errors import QueryFailedError, QueryTimeoutError, SamenhangError
from samenhang.model import Text
from samenhang.store.worker_link import out_of_time

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from samenhang.store.worker_link import WorkerLink

_HIGH: Final = 256 * 1024  # above this much unread answer the worker is made to wait,
_LOW: Final = 64 * 1024  # below this much it goes on


class RunningQuery:
    """Receives one answer from a worker and hands it on at the reader's pace.

    Two clocks, of which one runs at a time. `timeout` is the time the worker may work; it stands still while the reader
    keeps the worker waiting. `patience` is the time the reader may keep the worker waiting, in total. Both together
    bound how long a query holds a worker. An answer that has arrived whole no longer holds one.
    """

    def __init__(self, link: WorkerLink, timeout: float, patience: float, on_free: Callable[[bool], None]) -> None:
        self.media_type = ""
        self._link = link
        self._on_free = on_free
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._error: SamenhangError | None = None
        self._whole = False
        self._begun = False
        self._holds_worker = True
        self._paused = False
        self._news: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._other_clock = patience
        self._clock = self._loop.call_later(timeout, self._work_is_up)

    async def begin(self) -> None:
        """Return when the answer has begun; raise what went wrong before it did."""
        while self._error is None and not self._pieces and not self._whole:
            await self._wait()
        if self._error is not None:
            raise self._error

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the answer; raise SamenhangError when it breaks off, so that a part is never taken for the whole."""
        self._begun = True
        try:
            while True:
                if self._error is not None:
                    raise self._error
                if self._pieces:
                    yield self._next()
                elif self._whole:
                    return
                else:
                    await self._wait()
        finally:
            self.abandon()

    def at_hand(self) -> bytes | None:
        """Return the whole answer when all of it has arrived and none was handed on; None otherwise."""
        return b"".join(self._pieces) if self._whole and not self._begun else None

    def abandon(self) -> None:
        """Stop the worker when it is still at it; nobody wants the rest."""
        if self._holds_worker:
            self.fail(_stopped())
            self._free(reuse=False)

    # What the worker's link calls.

    def head(self, media_type: str) -> None:
        """Take the media type."""
        self.media_type = media_type

    def data(self, piece: bytes) -> None:
        """Take the next piece; make the worker wait when too much is unread."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > _HIGH and not self._paused and self._holds_worker:
            self._paused = True
            self._link.pause()
            self._switch_clock(self._patience_is_up)
        self._tell()

    def done(self, *, leaves: bool) -> None:
        """Know that all has arrived; the worker is free for the next query unless it leaves."""
        self._whole = self._error is None
        self._free(reuse=not leaves)
        self._tell()

    def fail(self, error: SamenhangError) -> None:
        """Know that the answer will not be completed."""
        if self._error is None and not self._whole:
            self._error = error
            self._pieces.clear()
            self._tell()

    def _next(self) -> bytes:
        piece = self._pieces.popleft()
        self._size -= len(piece)
        if self._paused and self._size < _LOW:
            self._paused = False
            if self._holds_worker:
                self._switch_clock(self._work_is_up)
            self._link.resume()
        return piece

    async def _wait(self) -> None:
        self._news = self._loop.create_future()
        await self._news

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    def _switch_clock(self, at_end: Callable[[], None]) -> None:
        left = max(0.0, self._clock.when() - self._loop.time())
        self._clock.cancel()
        self._clock = self._loop.call_later(self._other_clock, at_end)
        self._other_clock = left

    def _work_is_up(self) -> None:
        self.fail(out_of_time())
        self._free(reuse=False)

    def _patience_is_up(self) -> None:
        self.fail(too_slow())
        self._free(reuse=False)

    def _free(self, *, reuse: bool) -> None:
        if self._holds_worker:
            self._holds_worker = False
            self._clock.cancel()
            if reuse and self._paused:  # the next query's answer must come through
                self._paused = False
                self._link.resume()
            self._on_free(reuse)


def _stopped() -> QueryFailedError:
    return QueryFailedError(
        Text(
            "De query is gestopt voordat het antwoord compleet was. Probeer het opnieuw.",
            "The query was stopped before its answer was complete. Try again.",
        )
    )


def too_slow() -> QueryTimeoutError:
    """Return the error for an answer that its reader takes in too slowly."""
    return QueryTimeoutError(
        Text(
            "Het antwoord is afgebroken omdat het te langzaam werd gelezen. Lees sneller of vraag minder met LIMIT.",
            "The answer was broken off because it was read too slowly. Read faster or ask for less with LIMIT.",
        )
    )
