from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from tests.store.processes import open_descriptors
from tests.store.test_workers import count, text
from tests.store.test_workers_limits import until
from tests.store.test_workers_update import BUSY

from samenhang.errors import QueryError, QueryTimeoutError
from samenhang.namespaces import GRAPH_PRIVATE
from samenhang.store import Copy, Drop, EmbeddedStore, Merge, Replace
from samenhang.store.parsing import RdfSyntaxError
from samenhang.store.workers import QueryPool
from samenhang.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

E = "http://example.org/"
ONE, TWO = f"{E}one", f"{E}two"
PRIVATE = f"{GRAPH_PRIVATE}versie/1"


def document(size: int) -> bytes:
    return b"".join(b"<a:s%d> <a:p> <a:o> .\n" % number for number in range(size))


@pytest.fixture(params=["in memory", "on disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    found = EmbeddedStore(tmp_path / "graaf" if request.param == "on disk" else None)
    found.write([Replace(ONE, document(300)), Replace(TWO, document(1))])
    return found


def served(store: EmbeddedStore, scenario: Callable[[Writer, QueryPool], Awaitable[None]], **options: Any) -> None:
    """Run a scenario with a writer on a store and a pool that reads it."""

    async def main() -> None:
        settings: dict[str, Any] = {"timeout": 10.0, "queue": 200, "memory_mb": 256}
        pool = QueryPool(partial(store.dump, public_only=True), **(settings | options))
        before = open_descriptors()
        await pool.start()
        try:
            async with asyncio.timeout(30):
                await scenario(Writer(store, pool), pool)
        finally:
            await pool.stop()
        assert open_descriptors() <= before

    asyncio.run(main())


async def in_graph(pool: QueryPool, graph: str) -> int:
    return await count(pool, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")


def test_what_was_written_is_in_the_store_and_in_the_next_query(store: EmbeddedStore) -> None:
    async def scenario(writer: Writer, pool: QueryPool) -> None:
        for size in range(1, 12):
            await writer.write([Replace(ONE, document(size)), Copy(ONE, TWO), Replace(PRIVATE, document(7))])
            assert await asyncio.gather(*(in_graph(pool, graph) for graph in (ONE, TWO, PRIVATE))) == [size, size, 0]
            assert [store.size(graph) for graph in (ONE, TWO, PRIVATE)] == [size, size, 7]
        await writer.write([Drop(ONE), Drop(PRIVATE)])
        assert await in_graph(pool, ONE) == 0

    served(store, scenario)


def test_a_write_that_is_refused_changes_nothing_for_anyone(store: EmbeddedStore) -> None:
    async def scenario(writer: Writer, pool: QueryPool) -> None:
        with pytest.raises(RdfSyntaxError):
            await writer.write([Drop(ONE), Replace(TWO, b"no turtle")])
        await writer.write([])
        assert (await in_graph(pool, ONE), store.size(ONE)) == (300, 300)

    served(store, scenario)


def test_an_update_is_written_and_seen_and_its_graphs_are_named(store: EmbeddedStore) -> None:
    async def scenario(writer: Writer, pool: QueryPool) -> None:
        update = f"INSERT {{ GRAPH <{TWO}> {{ ?s <a:q> _:b }} }} WHERE {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}"
        assert await writer.update(update) == {TWO}
        assert (await in_graph(pool, TWO), store.size(TWO)) == (301, 301)
        assert await writer.update(f"DROP GRAPH <{ONE}> ; DELETE WHERE {{ GRAPH <{TWO}> {{ ?s <a:q> ?o }} }}") == {
            ONE,
            TWO,
        }
        assert (await in_graph(pool, TWO), store.graphs()) == (1, [TWO])
        assert await writer.update("DELETE WHERE { ?s <a:absent> ?o }") == frozenset()
        with pytest.raises(QueryError, match=TWO):
            await writer.update(f"DROP GRAPH <{TWO}>", is_protected=lambda graph: graph == TWO)
        assert await in_graph(pool, TWO) == 1

    served(store, scenario)


def test_an_update_leaves_a_private_graph_alone(store: EmbeddedStore) -> None:
    async def scenario(writer: Writer, pool: QueryPool) -> None:
        await writer.write([Replace(PRIVATE, document(3))])
        await writer.update("DROP ALL")
        assert (store.graphs(), store.size(PRIVATE), await count(pool)) == ([PRIVATE], 3, 0)
        for update in (f"DROP SILENT GRAPH <{PRIVATE}>", f"COPY SILENT <{PRIVATE}> TO <{ONE}>"):
            assert await writer.update(update) <= {ONE}
        assert (store.size(PRIVATE), store.size(ONE)) == (3, 0)
        with pytest.raises(QueryError, match=PRIVATE):
            await writer.update(f"INSERT DATA {{ GRAPH <{PRIVATE}> {{ <a:a> <a:b> 1 }} }}")

    served(store, scenario)


def test_updates_at_the_same_time_are_carried_out_one_after_another(store: EmbeddedStore) -> None:
    step = f"""
        DELETE {{ GRAPH <{TWO}> {{ <a:counter> <a:value> ?old }} }}
        INSERT {{ GRAPH <{TWO}> {{ <a:counter> <a:value> ?new }} }}
        WHERE {{ GRAPH <{TWO}> {{ <a:counter> <a:value> ?old BIND(?old + 1 AS ?new) }} }}"""

    async def scenario(writer: Writer, pool: QueryPool) -> None:
        await writer.write([Merge(TWO, b"<a:counter> <a:value> 0 .")])
        await asyncio.gather(*(writer.update(step) for _ in range(12)))
        assert await text(pool, "SELECT ?v { ?s <a:value> ?v }", accept="text/csv") == "v\r\n12\r\n"

    served(store, scenario)


def test_an_update_that_runs_out_of_time_or_is_cancelled_writes_nothing(store: EmbeddedStore) -> None:
    async def scenario(writer: Writer, pool: QueryPool) -> None:
        before = b"".join(store.dump())
        with pytest.raises(QueryTimeoutError):
            await writer.update(BUSY)
        task = asyncio.create_task(writer.update(BUSY))
        await until(lambda: pool.state.busy == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert b"".join(store.dump()) == before
        await writer.write([Replace(ONE, document(2))])  # its turn has been given up
        assert await in_graph(pool, ONE) == 2

    served(store, scenario, timeout=0.4)


def test_a_write_that_is_cancelled_while_it_is_written_is_completed_for_readers_too() -> None:
    entered, go_on = threading.Event(), threading.Event()

    class Slow(EmbeddedStore):
        """A store whose disk takes its time."""

        def write(self, changes: Any) -> None:
            entered.set()
            assert go_on.wait(10)
            super().write(changes)

    store = Slow()

    async def scenario(writer: Writer, pool: QueryPool) -> None:
        task = asyncio.create_task(writer.write([Replace(ONE, document(5))]))
        await until(entered.is_set)
        task.cancel()
        await asyncio.sleep(0.01)
        assert not task.done()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (store.size(ONE), await in_graph(pool, ONE)) == (5, 5)

    served(store, scenario)


def test_other_work_takes_its_turn_and_is_seen(store: EmbeddedStore, tmp_path: Path) -> None:
    backup = tmp_path / "backup.nq"
    backup.write_bytes(b"".join(store.dump()))

    async def scenario(writer: Writer, pool: QueryPool) -> None:
        def work() -> str:
            store.clear(ONE)
            return "done"

        assert await writer.run(work, [ONE]) == "done"
        assert await count(pool) == 1
        await writer.restore(backup)
        assert await in_graph(pool, ONE) == 300

    served(store, scenario)
