"""The validations of callers' files: a few at once, each in a process that is killed when nobody waits for it."""

from __future__ import annotations

import asyncio

from anyio import CapacityLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from samenhang.errors import TooManyQueriesError
from samenhang.model import Text
from samenhang.settings import Settings
from samenhang.validation.isolated import Answer, Isolated, Order, Running

_LOOK_EVERY = 0.2
_RETRY_AFTER = 5


class Validations:
    """Runs validations for one service. Close it when the service stops."""

    def __init__(self, settings: Settings) -> None:
        self._at_once, self._queue = settings.validation_workers, settings.validation_queue
        self._isolated = Isolated(
            settings.assets, seconds=settings.validation_timeout, memory_bytes=settings.validation_memory_mb << 20
        )
        self._taken = 0
        self._limiter: CapacityLimiter | None = None

    def start(self) -> None:
        """Load rules and shapes in the background, so that the first caller need not wait for it."""
        self._isolated.start()

    def close(self) -> None:
        """End every process."""
        self._isolated.close()

    @property
    def isolated(self) -> Isolated:
        """What starts the processes, for others that have files to check."""
        return self._isolated

    @property
    def taken(self) -> int:
        """How many validations run or wait."""
        return self._taken

    @property
    def pid(self) -> int | None:
        """The process that forks the others; None before the first validation."""
        return self._isolated.pid

    def check_room(self) -> None:
        """Raise TooManyQueriesError when so many wait that another would be turned away."""
        if self._taken >= self._at_once + self._queue:
            raise TooManyQueriesError(
                Text(
                    f"Er wachten te veel validaties. Probeer het over {_RETRY_AFTER} seconden opnieuw.",
                    f"Too many validations are waiting. Try again in {_RETRY_AFTER} seconds.",
                ),
                _RETRY_AFTER,
            )

    async def run(self, request: Request, order: Order) -> Answer:
        """Return what came of a validation once it is its turn, or raise as `Running.wait`.

        TooManyQueriesError when too many wait. ClientDisconnect, with everything stopped, when the caller goes away.
        """
        self.check_room()
        self._taken += 1
        try:
            async with self._turns:
                if await request.is_disconnected():
                    raise ClientDisconnect
                running = await run_in_threadpool(self._isolated.begin, order)
                return await _watched(request, running)
        finally:
            self._taken -= 1

    @property
    def _turns(self) -> CapacityLimiter:
        # Made within the event loop that it belongs to.
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        return self._limiter


async def _watched(request: Request, running: Running) -> Answer:
    waiting = asyncio.create_task(run_in_threadpool(running.wait))
    try:
        while not (await asyncio.wait((waiting,), timeout=_LOOK_EVERY))[0]:
            if await request.is_disconnected():
                raise ClientDisconnect
        return waiting.result()
    finally:
        if not waiting.done():
            running.cancel()
            await asyncio.wait((waiting,))
            waiting.exception()  # that it ended without an answer is what was asked for
