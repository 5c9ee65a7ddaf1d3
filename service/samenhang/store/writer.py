"""The one way in which a running service writes: first the store, then the processes that answer queries."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, TypeVar

from samenhang.store.changes import changed_graphs
from samenhang.store.graph_names import is_private

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from samenhang.store.changes import Change, GraphName

_T = TypeVar("_T")


class WritableStore(Protocol):
    """What a writer asks of the store."""

    def write(self, changes: Sequence[Change]) -> None:
        """Carry out changes, all or none."""
        ...

    def contents(self, graphs: Iterable[GraphName]) -> bytes:
        """Return some graphs as N-Quads."""
        ...

    def restore(self, source: Path) -> None:
        """Make a file the content of the whole store."""
        ...


class Readers(Protocol):
    """What a writer asks of the processes that answer queries; `QueryPool` is one."""

    async def apply(self, graphs: Sequence[GraphName], quads: bytes) -> None:
        """Return when every new query sees some graphs as they now are."""
        ...

    async def reload(self) -> None:
        """Return when every new query sees the data as they now are."""
        ...

    async def update(
        self,
        text: str,
        *,
        using_graph_uris: Sequence[str] = (),
        using_named_graph_uris: Sequence[str] = (),
        is_protected: Callable[[GraphName], bool] = is_private,
        documents: Mapping[str, bytes] | None = None,
    ) -> list[Change]:
        """Return what an update would change."""
        ...


class Writer:
    """Writes to a store, one change after another, and has the readers see each before the writing of it returns.

    Whoever cancels a call stops it as long as nothing was written; from then on it is completed all the same.
    """

    def __init__(self, store: WritableStore, readers: Readers) -> None:
        self._store = store
        self._readers = readers
        self._turn = asyncio.Lock()

    async def write(self, changes: Sequence[Change]) -> None:
        """Carry out changes, all or none; when it returns they last and every new query sees them.

        Raises what `Store.write` raises; then nothing has changed.
        """
        async with self._turn:
            await _to_the_end(self._write(changes))

    async def update(
        self,
        text: str,
        *,
        using_graph_uris: Sequence[str] = (),
        using_named_graph_uris: Sequence[str] = (),
        is_protected: Callable[[GraphName], bool] = is_private,
        documents: Mapping[str, bytes] | None = None,
    ) -> frozenset[GraphName]:
        """Carry out a caller's SPARQL Update, all or nothing, and return the names of the graphs it changed.

        See `QueryPool.update` for the arguments, and what it raises; then nothing has changed.
        """
        async with self._turn:
            changes = await self._readers.update(
                text,
                using_graph_uris=using_graph_uris,
                using_named_graph_uris=using_named_graph_uris,
                is_protected=is_protected,
                documents=documents,
            )
            await _to_the_end(self._write(changes))
        return changed_graphs(changes) or frozenset()

    async def run(self, work: Callable[[], _T], graphs: Iterable[GraphName] | None = None) -> _T:
        """Return the result of other work that writes to the store, done in a thread and in turn, for readers to see.

        `graphs` are those it may change; None: any.
        """
        async with self._turn:
            return await _to_the_end(self._run(work, graphs))

    async def restore(self, source: Path) -> None:
        """Make the N-Quads in a file the content of the whole store, all or nothing."""
        await self.run(lambda: self._store.restore(source))

    async def _write(self, changes: Sequence[Change]) -> None:
        if changes:
            await self._run(lambda: self._store.write(changes), changed_graphs(changes))

    async def _run(self, work: Callable[[], _T], graphs: Iterable[GraphName] | None) -> _T:
        result = await asyncio.to_thread(work)
        if graphs is None:
            await self._readers.reload()
        elif public := sorted((g for g in graphs if not is_private(g)), key=lambda name: name or ""):
            await self._readers.apply(public, await asyncio.to_thread(self._store.contents, public))
        return result


async def _to_the_end(work: Awaitable[_T]) -> _T:
    """Return the outcome of work that is not to be left half done: who waits may be cancelled, the work may not."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
