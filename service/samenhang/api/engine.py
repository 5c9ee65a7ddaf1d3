"""Works on questions that take the processor a while in threads, a few at a time, so that the service stays awake."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request

from samenhang.coherence import View
from samenhang.errors import TooManyQueriesError
from samenhang.model import Text

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Engine:
    """A few threads for questions, and a queue of bounded length before them."""

    def __init__(self, threads: int, queue: int) -> None:
        self._threads = threads
        self._most = threads + queue
        self._taken = 0
        self._limiter: CapacityLimiter | None = None

    async def run(self, request: Request, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return what `function` returns, once it is its turn.

        TooManyQueriesError when too many are waiting; nothing is computed for a caller who has gone away meanwhile.
        """
        if self._taken >= self._most:
            raise TooManyQueriesError(
                Text(
                    "Er wachten te veel vragen. Probeer het straks opnieuw.",
                    "Too many questions are waiting. Try again in a moment.",
                )
            )
        self._taken += 1
        try:
            async with self._turns:
                if await request.is_disconnected():
                    raise ClientDisconnect
                return await to_thread.run_sync(lambda: function(*args, **kwargs))
        finally:
            self._taken -= 1

    async def proceed(self, function: Callable[[], _T]) -> _T:
        """Return what `function` returns; for the next part of an answer that was begun, which is never refused."""
        async with self._turns:
            return await to_thread.run_sync(function)

    @property
    def taken(self) -> int:
        """How many questions are being worked on or wait."""
        return self._taken

    @property
    def _turns(self) -> CapacityLimiter:
        # Made within the event loop that it belongs to.
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._threads)
        return self._limiter


def is_compiled(view: View) -> bool:
    """Tell whether the rules of a view are compiled, so that a check under it takes less than a millisecond."""
    return "space" in vars(view) and "ruleset" in vars(view)
