from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from tests.store.conftest import SIZE, small_graph
from tests.store.test_workers import COUNT, ONE, TWO, count, text
from tests.store.test_workers_limits import settle

from samenhang.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.store.workers import QueryPool

THREE = "http://example.org/three"


def quads(graph: str, size: int) -> bytes:
    return b"".join(b"<a:%d> <a:p> <a:o> <%b> .\n" % (i, graph.encode()) for i in range(size))


async def in_graph(pool: QueryPool, graph: str) -> int:
    return await count(pool, COUNT.replace("{ ?s ?p ?o }", f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))


def test_a_query_after_apply_sees_the_new_content_and_the_rest_as_it_was(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        host = pool.state.host
        for size in range(1, 8):
            await pool.apply([TWO, THREE], quads(TWO, size) + quads(THREE, 2 * size))
            found = await asyncio.gather(*(in_graph(pool, graph) for graph in (ONE, TWO, THREE) * 3))
            assert found == [SIZE, size, 2 * size] * 3
        await pool.apply([TWO, THREE], b"")
        assert await count(pool) == SIZE
        assert pool.state.host == host  # only what changed was sent

    with_pool(scenario)


def test_the_unnamed_graph_can_be_applied(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        await pool.apply([None], b"<a:s> <a:p> <a:o> .\n")
        assert await count(pool) == SIZE + 2
        await pool.apply([None], b"")
        assert await count(pool) == SIZE + 1

    with_pool(scenario)


def test_blank_nodes_stay_one_across_graphs_that_are_applied_apart(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        await pool.apply([TWO], b"_:ab1 <a:p> <a:o> <%b> .\n" % TWO.encode())
        await pool.apply([THREE], b"_:ab1 <a:q> <a:o> <%b> .\n" % THREE.encode())
        assert await text(pool, "ASK { ?s <a:p> ?o ; <a:q> ?o }", accept="text/csv") == "true"

    with_pool(scenario)


def test_queries_under_way_finish_on_the_old_content(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        under_way = await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        await pool.apply([ONE], b"")
        assert await count(pool) == 1
        assert (await under_way.read()).count(b"\r\n") == (SIZE + 1) ** 2 + 1
        assert await asyncio.gather(*(count(pool) for _ in range(10))) == [1] * 10

    with_pool(scenario)


def test_a_change_while_all_workers_are_busy_is_seen_by_the_next_query(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        under_way = await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        assert pool.state.idle == 0
        await pool.apply([ONE], b"")
        after = asyncio.create_task(count(pool))
        assert (await under_way.read()).count(b"\r\n") == (SIZE + 1) ** 2 + 1
        assert await after == 1

    with_pool(scenario, workers=1)


def test_reads_and_writes_at_the_same_time_never_go_back(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        applied, seen = 0, 0

        async def read() -> None:
            nonlocal seen
            while applied < 15:
                least = applied
                found = await in_graph(pool, TWO)
                assert found >= least
                seen += 1

        readers = [asyncio.create_task(read()) for _ in range(4)]
        for size in range(1, 16):
            await pool.apply([TWO], quads(TWO, size))
            applied = size
        await asyncio.gather(*readers)
        assert seen > 4

    with_pool(scenario)


def test_a_process_that_dies_while_applying_is_replaced_by_one_that_reads_everything(
    with_pool: Callable[..., Any],
) -> None:
    content = [small_graph(), quads(TWO, 5)]

    async def scenario(pool: QueryPool) -> None:
        host = pool.state.host
        assert host
        os.kill(host, signal.SIGSTOP)  # it will not come to it
        applying = asyncio.create_task(pool.apply([ONE, TWO], quads(TWO, 5)))
        await asyncio.sleep(0.05)
        assert not applying.done()
        os.kill(host, signal.SIGKILL)
        await applying
        assert await count(pool) == 5
        assert pool.state.host != host

    with_pool(scenario, data=lambda: content.pop(0))


def test_content_that_cannot_be_read_costs_a_restart_and_nothing_else(
    with_pool: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    async def scenario(pool: QueryPool) -> None:
        await pool.apply([ONE], b"no quads")
        assert await count(pool) == SIZE + 1

    with_pool(scenario)
    assert "SyntaxError" in capfd.readouterr().err  # the operator sees why


def test_much_that_was_applied_is_given_back_by_reading_everything_anew(
    with_pool: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samenhang.store.workers._MOST_CHURN", 1_000)

    async def scenario(pool: QueryPool) -> None:
        host = pool.state.host
        await pool.apply([TWO], quads(TWO, 1))
        assert pool.state.host == host
        await pool.apply([TWO], quads(TWO, 100))
        assert pool.state.host != host

    with_pool(scenario)


def test_what_comes_along_with_a_query_is_seen_by_that_query_only(with_pool: Callable[..., Any]) -> None:
    extra = quads(THREE, 7)

    async def scenario(pool: QueryPool) -> None:
        first = await settle(pool, 2)
        query = COUNT.replace("{", f"FROM <{THREE}> FROM <{TWO}> {{")
        assert await count(pool, query, extra=extra) == 8
        assert [await count(pool) for _ in range(6)] == [SIZE + 1] * 6
        assert not set(first) <= set(await settle(pool, 2))  # the one that had it has gone
        with pytest.raises(QueryError):
            await pool.run(query, extra=b"no quads")

    with_pool(scenario)
