"""Runs callers' queries in processes that can be killed; see docs/adr/0006-query-workers.md for why and how."""

from __future__ import annotations

import asyncio
import math
import tempfile
from collections import deque
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from samenhang.errors import QueryFailedError, SamenhangError, TooManyQueriesError
from samenhang.model import Text
from samenhang.store import worker_wire as wire
from samenhang.store.graph_names import is_private
from samenhang.store.guard import check_query
from samenhang.store.query_formats import answer_types
from samenhang.store.query_tokens import names_graphs
from samenhang.store.updating import FIXED_GRAPHS, changes_of, prepare_update
from samenhang.store.worker_answer import RunningQuery
from samenhang.store.worker_host import WorkerHost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence

    from samenhang.store.changes import Change
    from samenhang.store.worker_host import GraphData
    from samenhang.store.worker_link import WorkerLink

_LONG_TEXT: Final = 4_000
_RETRY_FIRST: Final = 0.2
_RETRY_LONGEST: Final = 30.0
_SMOOTHING: Final = 0.1
_MOST_CHURN: Final = 256 << 20  # bytes of N-Quads


class QueryAnswer:
    """The answer to a query: its media type and the bytes as they come.

    Iterating `chunks` raises SamenhangError when the answer breaks off; the server must then break the connection, not
    end it as if all had been said. Whoever stops reading early calls `aclose`, which stops the query.
    """

    def __init__(self, running: RunningQuery) -> None:
        self.media_type = running.media_type
        self.chunks: AsyncIterator[bytes] = running.pieces()
        self._running = running

    def at_hand(self) -> bytes | None:
        """Return the whole answer when all of it has arrived, as small ones do at once; None: it must be streamed."""
        return self._running.at_hand()

    async def aclose(self) -> None:
        """Stop the query when it is still running."""
        self._running.abandon()

    async def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join([chunk async for chunk in self.chunks])


@dataclass(frozen=True, slots=True)
class PoolState:
    """How busy a pool is: workers that answer, workers that are ready, queries that wait; and the process ids."""

    busy: int
    idle: int
    waiting: int
    workers: tuple[int, ...]
    host: int | None


class QueryPool:
    """Processes that each answer one query at a time over the same graph, for use in one event loop.

    `data` returns the public graphs as N-Quads; it is called in a thread, at the start and at every `reload`. `workers`
    queries run at once and `queue` wait; more raise TooManyQueriesError. `timeout` is the number of seconds a query may
    work, and may wait for its turn; `patience` (as long, unless given) is how long a slow reader may keep a worker
    waiting. `memory_mb` is what a worker may use beyond the graph.
    """

    def __init__(  # noqa: PLR0913 - each is a limit of its own, named at the call
        self,
        data: GraphData,
        *,
        workers: int = 2,
        timeout: float = 30.0,
        queue: int = 64,
        memory_mb: int = 2048,
        patience: float | None = None,
    ) -> None:
        self._data = data
        self._workers = workers
        self._timeout = timeout
        self._queue = queue
        self._memory_mb = memory_mb
        self._patience = timeout if patience is None else patience
        self._host: WorkerHost | None = None
        self._hosts: set[WorkerHost] = set()
        self._owners: dict[WorkerLink, WorkerHost] = {}
        self._idle: deque[WorkerLink] = deque()
        self._running: set[RunningQuery] = set()
        self._waiting: deque[asyncio.Future[WorkerLink]] = deque()
        self._starting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._loading = asyncio.Lock()
        self._asked = self._loaded = 0
        self._open = False
        self._usual = 0.1
        self._current = self._churn = 0

    async def start(self) -> None:
        """Load the graph and have the workers ready; SamenhangError when that fails."""
        self._open = True
        await self.reload()

    async def stop(self) -> None:
        """Break off every query and end every process; returns when they are gone."""
        self._open = False
        for task in tuple(self._tasks):
            task.cancel()
        for running in tuple(self._running):
            running.abandon()
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(_closed())
        await asyncio.gather(*self._tasks, return_exceptions=True)
        async with self._loading:
            self._host = None
            self._idle.clear()
            self._owners.clear()
            await asyncio.gather(*(host.stop() for host in self._hosts))
            self._hosts.clear()

    async def reload(self) -> None:
        """Return when new queries see the data as it was at the call or later; queries under way finish on the old."""
        self._asked += 1
        ticket = self._asked
        async with self._loading:
            if self._loaded >= ticket or not self._open:  # a reload that began after this call has done it
                return
            loading = self._asked
            host = await WorkerHost.start(self._data, self._memory_mb, self._host_lost)
            self._hosts.add(host)
            self._loaded = loading
            former, self._host = self._host, host
            self._current = self._churn = 0
            while self._idle:
                self._drop(self._idle.popleft())
            self._retire(former)
        await self._fill()

    async def apply(self, graphs: Sequence[str | None], quads: bytes) -> None:
        """Return when every new query sees each of `graphs` (public ones) hold what `quads` (N-Quads) has for it.

        Queries under way finish on the old. For what changed in a few graphs; `reload` is for the rest, and takes the
        place of this when the process that holds the graphs has gone, or has become large by what it held before.
        """
        async with self._loading:
            host = self._host
            try:
                if host is None or not self._open or self._worn(len(quads)):
                    raise ConnectionResetError
                with await asyncio.to_thread(_content, graphs, quads) as content:
                    self._current = await host.apply(content)
            except OSError:
                host = None
            else:
                self._churn += len(quads)
                for link in [*self._idle]:
                    if not self._up_to_date(link):
                        self._idle.remove(link)
                        self._drop(link)
        await (self._fill() if host else self.reload())

    def _worn(self, size: int) -> bool:
        """Tell whether so much was changed that a fresh process is better: Oxigraph in memory never forgets."""
        return self._churn + size > _MOST_CHURN

    def _up_to_date(self, link: WorkerLink) -> bool:
        return self._owners.get(link) is self._host and link.applied >= self._current

    async def run(
        self,
        query: str,
        *,
        accept: str | None = None,
        default_graph_uris: Sequence[str] = (),
        named_graph_uris: Sequence[str] = (),
        extra: bytes = b"",
    ) -> QueryAnswer:
        """Return the answer to a SPARQL query as soon as it begins.

        The default graph is the union of all graphs, unless the query (FROM) or the graph arguments say otherwise; the
        arguments go before the query, as the SPARQL protocol has it. `extra` is N-Quads that only this query sees.
        Cancelling stops the query.
        Raises QueryError, NotAcceptableError, QueryTimeoutError, QueryFailedError or TooManyQueriesError.
        """
        solutions, graph = answer_types(accept)
        union = await _checked(query)
        request = {
            "query": query,
            "solutions": solutions,
            "graph": graph,
            "default": [*default_graph_uris],
            "named": [*named_graph_uris],
            "union": union,
            "seconds": self._timeout,
        }
        return QueryAnswer(await self._ask(request, extra))

    async def update(
        self,
        text: str,
        *,
        using_graph_uris: Sequence[str] = (),
        using_named_graph_uris: Sequence[str] = (),
        is_protected: Callable[[str | None], bool] = is_private,
        documents: Mapping[str, bytes] | None = None,
    ) -> list[Change]:
        """Return what a caller's SPARQL Update would change; nothing has changed yet.

        It runs on a copy of the public graphs, under the limits of a query. The graph arguments stand for USING and
        USING NAMED. A graph for which `is_protected` holds may not be changed, and private ones never. `documents` are
        N-Triples by address, for LOAD; any other LOAD is refused. Cancelling stops the update. Raises what `run`
        raises, QueryError that names the graph among them.
        """
        prepared = await asyncio.to_thread(prepare_update, text, using_graph_uris, using_named_graph_uris, documents)
        request = {"update": prepared.text, "graphs": prepared.graphs, "seconds": self._timeout}
        running = await self._ask(request | {"fixed": [*FIXED_GRAPHS]}, prepared.extra)
        quads = b"".join([piece async for piece in running.pieces()])
        return changes_of(running.media_type, quads, is_protected)

    async def _ask(self, request: Mapping[str, object], extra: bytes) -> RunningQuery:
        link = await self._take()
        running = self._begin(link)
        try:
            link.ask(wire.with_line(request, extra), running)
            await running.begin()
        except BaseException:
            running.abandon()
            raise
        return running

    @property
    def state(self) -> PoolState:
        """How busy the pool is now."""
        busy = len(self._owners) - len(self._idle)
        pids = tuple(link.pid for link in self._owners if link.pid)
        return PoolState(busy, len(self._idle), len(self._waiting), pids, self._host.pid if self._host else None)

    # Taking a worker and giving it back.

    async def _take(self) -> WorkerLink:
        while True:
            link = self._idle.popleft() if self._idle else await self._wait_for_worker()
            if link.alive:
                return link
            self._give_back(link, reuse=False)

    async def _wait_for_worker(self) -> WorkerLink:
        if not self._open:
            raise _closed()
        # A worker that is being replaced is no reason to turn a query away.
        if len(self._waiting) >= self._queue + max(0, self._workers - len(self._owners)):
            raise self._too_many()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[WorkerLink] = loop.create_future()
        self._waiting.append(future)
        timer = loop.call_later(self._timeout, self._give_up, future)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._offer(future.result())
            raise
        finally:
            timer.cancel()
            if future in self._waiting:
                self._waiting.remove(future)

    def _give_up(self, future: asyncio.Future[WorkerLink]) -> None:
        if not future.done():
            future.set_exception(self._too_many())

    def _offer(self, link: WorkerLink) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(link)
                return
        self._idle.append(link)

    def _begin(self, link: WorkerLink) -> RunningQuery:
        started = asyncio.get_running_loop().time()

        def free(reuse: bool) -> None:  # noqa: FBT001 - called back by position
            self._running.discard(running)
            self._usual += _SMOOTHING * (asyncio.get_running_loop().time() - started - self._usual)
            self._give_back(link, reuse=reuse)

        running = RunningQuery(link, self._timeout, self._patience, free)
        self._running.add(running)
        return running

    def _give_back(self, link: WorkerLink, *, reuse: bool) -> None:
        if reuse and link.alive and self._up_to_date(link):
            self._offer(link)
            return
        self._drop(link)
        if self._open:
            self._spawn(self._fill())

    def _too_many(self) -> TooManyQueriesError:
        seconds = min(math.ceil(self._timeout), max(1, math.ceil(self._usual * self._queue / self._workers)))
        return TooManyQueriesError(
            Text(
                f"Er zijn te veel queries tegelijk. Probeer het over {seconds} seconden opnieuw.",
                f"There are too many queries at once. Try again in {seconds} seconds.",
            ),
            seconds,
        )

    # Keeping the processes up.

    async def _fill(self) -> None:
        """Have as many workers as there should be, counting those that still serve the former graph."""
        pause = _RETRY_FIRST
        while self._open and len(self._owners) + self._starting < self._workers:
            host = self._host
            if host is None or not host.alive:  # whoever starts the next one comes back here
                return
            self._starting += 1
            try:
                link = await host.fork(self._link_lost)
            except OSError:  # the zygote is gone, or there are no descriptors left
                link = None
            finally:
                self._starting -= 1
            if link is not None and link.alive and host is self._host and self._open:
                self._owners[link] = host
                if self._up_to_date(link):
                    self._offer(link)
                else:  # it was asked for before the graphs changed, and came after
                    self._drop(link)
                continue
            if link is not None:
                host.kill(link)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _RETRY_LONGEST)

    def _drop(self, link: WorkerLink) -> None:
        host = self._owners.pop(link, None)
        if host is not None:
            host.kill(link)
            if host is not self._host:
                self._retire(host)

    def _retire(self, host: WorkerHost | None) -> None:
        """Stop a former host once its last query is over."""
        if host is not None and host not in self._owners.values():
            self._spawn(self._stop_host(host))

    async def _stop_host(self, host: WorkerHost) -> None:
        await host.stop()
        self._hosts.discard(host)

    def _link_lost(self, link: WorkerLink) -> None:
        """A worker ended by itself. When it was idle nobody else will notice, so it is replaced here."""
        if link in self._idle:
            self._idle.remove(link)
            self._drop(link)
            if self._open:
                self._spawn(self._fill_later())

    async def _fill_later(self) -> None:
        await asyncio.sleep(_RETRY_FIRST)  # should workers die at birth, then not in a tight loop
        await self._fill()

    def _host_lost(self) -> None:
        """The process with the graph ended unasked, and its workers with it: start over."""
        if self._open and not (self._host and self._host.alive):
            self._spawn(self._recover())

    async def _recover(self) -> None:
        pause = _RETRY_FIRST
        while self._open:
            try:
                await self.reload()
            except (SamenhangError, OSError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _RETRY_LONGEST)
            else:
                return

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _checked(query: str) -> bool:
    """Check a query; return whether its default graph is the union of all graphs."""

    def look() -> bool:
        check_query(query)
        return not names_graphs(query)

    # A long text takes a while to read: in a thread, so that other requests go on.
    return await asyncio.to_thread(look) if len(query) > _LONG_TEXT else look()


def _content(graphs: Sequence[str | None], quads: bytes) -> IO[bytes]:
    """Return a file without a name that says what graphs come to hold, at its start."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    content.write(wire.with_line([*graphs], quads))
    content.seek(0)
    return content


def _closed() -> QueryFailedError:
    return QueryFailedError(
        Text("De dienst stopt en neemt geen queries meer aan.", "The service is stopping and takes no more queries.")
    )
