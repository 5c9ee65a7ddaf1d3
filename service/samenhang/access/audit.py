"""The trail of what was tried, in a private graph: only ever added to, through whatever writes to the store."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import uuid4

from samenhang.access.caller import CallerKind
from samenhang.access.events import Event, Outcome, triples

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import pyoxigraph as ox

    Append = Callable[[Sequence[ox.Triple]], Awaitable[None]]
    """Adds triples to the audit graph, all or none."""

_MINUTE: Final = 60.0
_REFUSALS_PER_MINUTE: Final = 30
_MOST_CALLERS: Final = 1000
_log = logging.getLogger(__name__)


class _Kind(NamedTuple):
    """What refusals have in common that are told together."""

    action: str
    method: str
    status: int


class AuditTrail:
    """Records every attempt to write.

    What was done, and what was refused to somebody known, is recorded by itself. Refusals without a good token are
    counted and told once a minute, so that nobody who has no token can fill the disk; the same holds for what one
    caller is refused more than thirty times within a minute.
    """

    def __init__(
        self, append: Append, clock: Callable[[], datetime] = lambda: datetime.now(UTC), minute: float = _MINUTE
    ) -> None:
        self._append = append
        self._clock = clock
        self._minute = timedelta(seconds=minute)
        self._counted: Counter[_Kind] = Counter()
        self._since: datetime | None = None
        self._refusals: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def record(self, event: Event) -> None:
        """Record one attempt; what cannot be recorded is logged whole, since what was done stays done."""
        if event.outcome is Outcome.REFUSED and self._too_many(event):
            self._count(event)
        else:
            await self._keep(event)
        await self.flush(only_when_due=True)

    async def flush(self, *, only_when_due: bool = False) -> None:
        """Record what was counted; with `only_when_due` only when its minute is over."""
        since, now = self._since, self._clock()
        if since is None or (only_when_due and now - since < self._minute):
            return
        counted, self._counted, self._since = self._counted, Counter(), None
        for kind, count in counted.items():
            await self._keep(_summary(kind, count, since, now))

    async def run(self) -> None:
        """Record what was counted, minute by minute, until cancelled; then what is left."""
        try:
            while True:
                await asyncio.sleep(self._minute.total_seconds())
                await self.flush()
        finally:
            await self.flush()

    def _count(self, event: Event) -> None:
        self._since = self._since or event.began
        self._counted[_Kind(event.action, event.method, event.status)] += 1

    def _too_many(self, event: Event) -> bool:
        """Tell whether a refusal is counted instead of kept."""
        if event.caller.kind is CallerKind.ANONYMOUS:
            return True
        key, now = f"{event.caller.issuer} {event.caller.id}", time.monotonic()
        began, count = self._refusals.pop(key, (now, 0))
        if now - began >= self._minute.total_seconds():
            began, count = now, 0
        self._refusals[key] = (began, count + 1)
        while len(self._refusals) > _MOST_CALLERS:
            self._refusals.popitem(last=False)
        return count >= _REFUSALS_PER_MINUTE

    async def _keep(self, event: Event) -> None:
        try:
            await self._append(triples(event))
        except Exception:  # noqa: BLE001 -- whatever it is, what was done stays done and the answer is due
            _log.exception("this event could not be recorded: %r", replace(event, path=event.path[:500]))


def event_id(moment: datetime) -> str:
    """Return a new id that sorts by its moment."""
    return f"{int(moment.timestamp() * 1000):012x}-{uuid4().hex[:20]}"


def _summary(kind: _Kind, count: int, since: datetime, until: datetime) -> Event:
    return Event(
        id=event_id(since),
        began=since,
        ended=until,
        action=kind.action,
        method=kind.method,
        path="",
        outcome=Outcome.REFUSED,
        status=kind.status,
        count=count,
    )
