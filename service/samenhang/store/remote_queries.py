"""Runs callers' queries on an engine elsewhere, under the guard, the graphs and the clock that hold for any engine."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING, Final

import httpx

from samenhang.errors import QueryError, QueryFailedError, TooManyQueriesError
from samenhang.model import Text
from samenhang.store.graph_names import is_private
from samenhang.store.guard import check_query
from samenhang.store.query_formats import answer_types, not_acceptable
from samenhang.store.remote_answer import first_part, pieces_of, streamed, turned
from samenhang.store.remote_client import accept_for, check_whole, client_options, hides_cuts, question
from samenhang.store.remote_dataset import plain, read_dataset
from samenhang.store.remote_errors import engine_error, unreachable
from samenhang.store.remote_results import mended
from samenhang.store.remote_update import engine_update
from samenhang.store.worker_answer import too_slow
from samenhang.store.worker_link import out_of_time
from samenhang.store.workers import PoolState

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence

    from samenhang.store.changes import Change
    from samenhang.store.remote import RemoteStore
    from samenhang.store.remote_dataset import Asked
    from samenhang.store.remote_endpoints import RemoteAddress

_OK: Final = 200
_RETRY: Final = 1
_TRIES: Final = 5
"""Times that a query is asked while graphs keep coming."""
_TAKE_A_TIMEOUT: Final = ("fuseki", "rdf4j")
"""Engines that stop a query after the number of seconds in this parameter (Fuseki where its configuration allows)."""
_SOLUTIONS: Final = ("SELECT", "ASK")
_MOST_SHOWN: Final = 2_000
_log = logging.getLogger(__name__)


class RemoteAnswer:
    """The answer to a query: its media type and the bytes as they come, with the face of `QueryAnswer`."""

    def __init__(self, media_type: str, whole: bytes | None, running: _Running | None) -> None:
        self.media_type = media_type
        self.chunks: AsyncIterator[bytes] = running.pieces() if running else _one(whole or b"")
        self._whole = whole
        self._running = running

    def at_hand(self) -> bytes | None:
        """Return the whole answer when all of it has arrived; None: it must be streamed."""
        return self._whole

    async def aclose(self) -> None:
        """Stop the query when it is still running."""
        if self._running is not None:
            await self._running.stop()

    async def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join([chunk async for chunk in self.chunks])


class _Running:
    """A large answer under way. `seconds` is how long the engine may still work, and its reader keep it waiting."""

    def __init__(
        self, response: httpx.Response, source: AsyncGenerator[bytes, None], seconds: float, free: Callable[[], None]
    ) -> None:
        self._response = response
        self._source = source
        self._left = self._patience = seconds
        self._free: Callable[[], None] | None = free

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the answer; raise SamenhangError when it breaks off."""
        clock = asyncio.get_running_loop().time
        try:
            while True:
                began = clock()
                try:
                    async with asyncio.timeout(max(0.0, self._left)):
                        piece = await anext(self._source, None)
                except TimeoutError:
                    raise out_of_time() from None
                self._left -= (arrived := clock()) - began
                if piece is None:
                    return
                yield piece
                self._patience -= clock() - arrived
                if self._patience < 0:
                    raise too_slow()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Break the connection, which ends the query, unless it has come to its end."""
        free, self._free = self._free, None
        if free is not None:
            await self._source.aclose()
            await self._response.aclose()
            free()


class RemoteQueries:
    """Callers' queries to the engine of a store, with the face of `QueryPool`, for use in one event loop.

    `workers` queries run at once and `queue` wait; more raise TooManyQueriesError. `timeout` is the number of seconds a
    query may work, and may wait for its turn. A query that is stopped ends with its connection.
    """

    def __init__(
        self, store: RemoteStore, address: RemoteAddress, *, workers: int = 16, timeout: float = 30.0, queue: int = 64
    ) -> None:
        self._store = store
        self._address = address
        self._workers = workers
        self._timeout = timeout
        self._queue = queue
        self._turns = asyncio.Semaphore(workers)
        self._busy = self._waiting = 0
        self._http: httpx.AsyncClient | None = None

    async def start(self) -> None:
        """Have the connections ready."""
        # A little longer than a query may take: our clock is the one that says so.
        options = client_options(self._address, self._timeout + 1, self._workers)
        self._http = await asyncio.to_thread(lambda: httpx.AsyncClient(**options))

    async def stop(self) -> None:
        """Close the connections, and with them end every query."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def reload(self) -> None:
        """Return when new queries see the data as they now are: an engine has no copies that could lag behind."""
        self._store.changed()

    async def apply(self, graphs: Sequence[str | None], quads: bytes) -> None:  # noqa: ARG002 -- as QueryPool has it
        """Return when new queries see some graphs as they now are."""
        self._store.changed()

    async def run(
        self,
        query: str,
        *,
        accept: str | None = None,
        default_graph_uris: Sequence[str] = (),
        named_graph_uris: Sequence[str] = (),
        extra: bytes = b"",
    ) -> RemoteAnswer:
        """Return the answer to a SPARQL query as soon as it begins; see `QueryPool.run`.

        `extra` cannot be given to an engine: QueryError says so. Private graphs are as if they were not there.
        """
        if extra:
            raise _no_extra()
        types = answer_types(accept)
        asked = await asyncio.to_thread(_checked, query)
        media_type = types[0] if asked.form in _SOLUTIONS else types[1]
        if media_type is None:
            raise not_acceptable()
        await self._take()
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._timeout):
                response, body, begun, whole = await self._begin(asked, default_graph_uris, named_graph_uris)
        except TimeoutError:
            self._give_back()
            raise out_of_time() from None
        except BaseException:
            self._give_back()
            raise
        solutions = asked.form in _SOLUTIONS
        if whole:
            self._give_back()
            return RemoteAnswer(media_type, turned(begun, media_type, solutions=solutions), None)
        left = self._timeout - (asyncio.get_running_loop().time() - began)
        source = streamed(begun, body, media_type, solutions=solutions)
        return RemoteAnswer(media_type, None, _Running(response, source, left, self._give_back))

    async def update(
        self,
        text: str,
        *,
        using_graph_uris: Sequence[str] = (),
        using_named_graph_uris: Sequence[str] = (),
        is_protected: Callable[[str | None], bool] = is_private,
        documents: Mapping[str, bytes] | None = None,
    ) -> list[Change]:
        """Return a caller's SPARQL Update as the change that carries it out; see `QueryPool.update`.

        The engine runs it as it stands, so that the writes of several services follow one another; therefore it must
        name the graphs it changes. Raises QueryError that names a graph that may not be changed.
        """
        if documents:
            raise _no_extra()
        _, public = await asyncio.to_thread(self._store.public_graphs)
        endpoints = self._store.endpoints
        using = (using_graph_uris, using_named_graph_uris)
        return [await asyncio.to_thread(engine_update, text, using, public, endpoints.unnamed, is_protected)]

    @property
    def state(self) -> PoolState:
        """How busy the engine is with queries of ours; it has no processes here."""
        return PoolState(self._busy, self._workers - self._busy, self._waiting, (), None)

    # Taking a turn and asking the engine.

    async def _take(self) -> None:
        """Wait for a turn."""
        if self._http is None:
            raise _closed()
        if self._turns.locked() and self._waiting >= self._queue:
            raise self._too_many()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._timeout):
                await self._turns.acquire()
        except TimeoutError:
            raise self._too_many() from None
        finally:
            self._waiting -= 1
        self._busy += 1

    def _give_back(self) -> None:
        self._busy -= 1
        self._turns.release()

    async def _begin(
        self, asked: Asked, default: Sequence[str], named: Sequence[str]
    ) -> tuple[httpx.Response, AsyncIterator[bytes], bytes, bool]:
        """Return the response, what is still to come of it, its beginning, and whether that is all.

        The engine is told the names of the graphs, so a graph that came while it was asked would be missing from the
        answer, and what came with it would not: then it is asked again.
        """
        for _ in range(_TRIES):
            graphs = await asyncio.to_thread(self._graphs, asked, default, named)
            response, body, begun, whole = await self._ask(asked, *graphs)
            try:
                later = await asyncio.to_thread(self._graphs, asked, default, named)
            except BaseException:
                await response.aclose()
                raise
            if {*later[0], *later[1]} <= {*graphs[0], *graphs[1]}:
                break
            await response.aclose()
        else:
            raise self._too_many()
        return response, body, begun, whole

    async def _ask(
        self, asked: Asked, *graphs: Sequence[str]
    ) -> tuple[httpx.Response, AsyncIterator[bytes], bytes, bool]:
        """Return what `_begin` does, about graphs that are known."""
        if hides_cuts(self._store.endpoints, asked):
            rows = await self._send(asked.as_rows(), *graphs)
            await rows.aclose()
        response = await self._send(asked, *graphs)
        try:
            body = pieces_of(response, self._store.endpoints.query)
            begun, whole = await first_part(body)
            if self._store.endpoints.engine == "virtuoso":  # it has at most as many rows as fit in memory
                begun, whole = mended(begun + b"".join([piece async for piece in body])), True
            if whole:
                await response.aclose()
        except BaseException:
            await response.aclose()
            raise
        return response, body, begun, whole

    async def _send(self, asked: Asked, default: Sequence[str], named: Sequence[str]) -> httpx.Response:
        endpoints, http = self._store.endpoints, self._http
        if http is None:
            raise _closed()
        form, headers = question(endpoints, asked, default, named), {"accept": accept_for(asked)}
        if endpoints.engine in _TAKE_A_TIMEOUT:
            form["timeout"] = str(math.ceil(self._timeout))
        request = http.build_request("POST", endpoints.query, data=form, headers=headers)
        try:
            response = await http.send(request, stream=True)
            if response.status_code == _OK:
                check_whole(response.headers, response.status_code)
                return response
            body = (await response.aread()).decode(errors="replace")[:_MOST_SHOWN]
        except httpx.TimeoutException:
            raise out_of_time() from None
        except httpx.HTTPError as error:
            raise unreachable(endpoints.query, error) from error
        _log.info("%s: %s %s", endpoints.query, response.status_code, body)
        raise engine_error(response, endpoints.query, body)

    def _graphs(self, asked: Asked, default: Sequence[str], named: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the public graphs that a query is about: of the protocol, of its text, or all."""
        all_default, public = self._store.public_graphs()
        if default or named:
            wanted = (default, named)
        elif asked.default is not None or asked.named is not None:
            wanted = (asked.default or (), asked.named or ())
        else:
            return all_default, public
        known = frozenset(public)
        one, two = ([graph for graph in dict.fromkeys(graphs) if graph in known] for graphs in wanted)
        return one, two

    def _too_many(self) -> TooManyQueriesError:
        return TooManyQueriesError(
            Text(
                f"Er zijn te veel queries tegelijk. Probeer het over {_RETRY} seconden opnieuw.",
                f"There are too many queries at once. Try again in {_RETRY} seconds.",
            ),
            _RETRY,
        )


def _checked(query: str) -> Asked:
    text = plain(query)
    check_query(text)
    return read_dataset(text)


async def _one(whole: bytes) -> AsyncIterator[bytes]:
    yield whole


def _no_extra() -> QueryError:
    return QueryError(
        Text(
            "Deze dienst draait op een database elders en haalt daarvoor niets van buiten op. Laat FROM en LOAD van "
            "een ander adres weg.",
            "This service runs on a database elsewhere and fetches nothing from outside for it. Leave out FROM and "
            "LOAD of another address.",
        )
    )


def _closed() -> QueryFailedError:
    return QueryFailedError(
        Text("De dienst stopt en neemt geen queries meer aan.", "The service is stopping and takes no more queries.")
    )
