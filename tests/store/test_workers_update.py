from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from tests.store.conftest import SIZE
from tests.store.test_workers import ONE, TWO, count
from tests.store.test_workers_limits import seconds_to_answer, settle, until, works

from samenhang import namespaces as ns
from samenhang.errors import QueryError, QueryFailedError, QueryTimeoutError
from samenhang.store.changes import Contents, Drop

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.store.workers import QueryPool

E = "http://example.org/"
NEW = f"{E}new"
RUNAWAY = f"INSERT {{ GRAPH <{NEW}> {{ ?a ?e ?i }} }} WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
BUSY = RUNAWAY.replace("WHERE", f"USING <{ONE}> WHERE")


def lines(changes: list[Any], graph: str | None) -> list[str]:
    """Return the triples that changes leave in a graph."""
    (contents,) = [change for change in changes if isinstance(change, Contents)]
    assert graph in contents.graphs
    quads = ox.parse(contents.quads, ox.RdfFormat.N_QUADS)
    return sorted(str(quad.triple) for quad in quads if getattr(quad.graph_name, "value", None) == graph)


def test_an_update_says_what_it_would_change_and_changes_nothing(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        changes = await pool.update(
            f"PREFIX e: <{E}> DELETE DATA {{ GRAPH e:two {{ e:other e:p 'other' }} }} ;"
            "INSERT DATA { GRAPH e:new { e:a e:b 1 } GRAPH e:one { } e:a e:b 2 }"
        )
        (contents,) = changes
        assert isinstance(contents, Contents)
        assert contents.graphs == (None, NEW, TWO)
        assert lines(changes, NEW) == [f'<{E}a> <{E}b> "1"^^<{ns.XSD}integer>']
        assert lines(changes, None) == [f'<{E}a> <{E}b> "2"^^<{ns.XSD}integer>']
        assert lines(changes, TWO) == []
        assert await count(pool) == SIZE + 1

    with_pool(scenario)


@pytest.mark.parametrize(
    ("update", "gone", "changed"),
    [
        (f"DROP GRAPH <{TWO}>", [TWO], []),
        (f"CLEAR GRAPH <{TWO}>", [], [TWO]),
        (f"CREATE GRAPH <{NEW}>", [], [NEW]),
        (f"MOVE <{TWO}> TO <{NEW}>", [TWO], [NEW]),
        (f"COPY <{TWO}> TO <{ONE}>", [], [ONE]),
        ("DROP ALL", [ONE, TWO], []),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?o = 'other') } }", [], [TWO]),
        (f"WITH <{TWO}> INSERT {{ ?s ?p 'more' }} WHERE {{ ?s ?p ?o }}", [], [TWO]),
        (f"INSERT DATA {{ GRAPH <{TWO}> {{ <{E}other> <{E}p> 'other' }} }}", [], []),
        ("DELETE WHERE { <a:absent> ?p ?o }", [], []),
        ("", [], []),
    ],
)
def test_only_graphs_that_came_out_otherwise_are_reported(
    with_pool: Callable[..., Any], update: str, gone: list[str], changed: list[str]
) -> None:
    async def scenario(pool: QueryPool) -> None:
        changes = await pool.update(update)
        assert [change.graph for change in changes if isinstance(change, Drop)] == gone
        assert [name for change in changes if isinstance(change, Contents) for name in change.graphs] == changed

    with_pool(scenario, workers=1)


def test_a_graph_that_shares_a_blank_node_comes_along_unless_it_is_protected(with_pool: Callable[..., Any]) -> None:
    quads = f"_:b1 <a:p> '1' <{ONE}> .\n_:b1 <a:p> '2' <{TWO}> .\n_:b2 <a:p> '3' <{ns.GRAPH_RULES}> .\n".replace(
        "'", '"'
    )
    update = f"INSERT {{ GRAPH <{NEW}> {{ ?b <a:q> 1 }} }} WHERE {{ GRAPH ?g {{ ?b <a:p> ?o }} }}"

    async def scenario(pool: QueryPool) -> None:
        (contents,) = await pool.update(update, is_protected=lambda graph: graph == TWO)
        assert isinstance(contents, Contents)
        assert contents.graphs == (NEW, ONE)
        assert contents.quads.count(b"_:b1 ") == 3

    with_pool(scenario, data=quads.encode)


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT DATA {{ GRAPH <{ns.GRAPH_PRIVATE}x> {{ <a:a> <a:b> 1 }} }}",
        f"CREATE GRAPH <{ns.GRAPH_PRIVATE}x>",
        f"COPY <{TWO}> TO <{ns.GRAPH_PRIVATE}x>",
        f"INSERT {{ GRAPH ?g {{ <a:a> <a:b> 1 }} }} WHERE {{ BIND(IRI(CONCAT('{ns.GRAPH_PRIVATE}', 'x')) AS ?g) }}",
        f"INSERT DATA {{ GRAPH <{TWO}> {{ <a:a> <a:b> 1 }} }}",
        f"DROP GRAPH <{TWO}>",
        "DROP ALL",
        f"INSERT DATA {{ GRAPH <{NEW}> {{ <a:a> <a:b> 1 }} }} ; CLEAR GRAPH <{TWO}>",
    ],
)
def test_a_protected_or_private_graph_is_named_and_nothing_comes_of_it(
    with_pool: Callable[..., Any], update: str
) -> None:
    async def scenario(pool: QueryPool) -> None:
        with pytest.raises(QueryError, match=f"The graph ({TWO}|{ns.GRAPH_PRIVATE}x) may not be changed"):
            await pool.update(update, is_protected=lambda graph: graph == TWO)

    with_pool(scenario, workers=1)


@pytest.mark.parametrize(
    ("update", "says"),
    [
        ("INSERT { ?s ?p }", "not valid SPARQL: reading stops at line 1, column"),
        ("SELECT * { ?s ?p ?o }", "not valid SPARQL"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD is not allowed"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        (f"MOVE <{E}absent> TO <{NEW}>", "does not exist"),
    ],
)
def test_an_update_that_cannot_be_is_refused_with_the_reason(
    with_pool: Callable[..., Any], update: str, says: str
) -> None:
    async def scenario(pool: QueryPool) -> None:
        with pytest.raises(QueryError, match=says):
            await pool.update(update)

    with_pool(scenario, workers=1)


def test_the_graph_arguments_stand_for_using(with_pool: Callable[..., Any]) -> None:
    insert = (
        f"INSERT {{ GRAPH <{NEW}> {{ ?s <a:q> ?o }} }} WHERE {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    )

    async def scenario(pool: QueryPool) -> None:
        assert len(lines(await pool.update(insert, using_graph_uris=[ONE]), NEW)) == SIZE
        assert len(lines(await pool.update(insert, using_graph_uris=[ONE, TWO]), NEW)) == SIZE + 1
        assert len(lines(await pool.update(insert, using_named_graph_uris=[TWO]), NEW)) == 1
        assert await pool.update("DELETE WHERE { ?s ?p ?o }", using_graph_uris=[ONE]) == []
        for clause in (f"USING <{ONE}>", f"USING NAMED <{ONE}>"):
            with pytest.raises(QueryError, match="Choose one of the two"):
                await pool.update(insert.replace("WHERE", f"{clause} WHERE"), using_graph_uris=[ONE])
        with pytest.raises(QueryError, match="WITH"):
            await pool.update(f"WITH <{ONE}> {insert}", using_named_graph_uris=[ONE])

    with_pool(scenario, workers=1)


def test_documents_that_are_handed_along_can_be_loaded(with_pool: Callable[..., Any]) -> None:
    documents = {f"{E}doc": b"<a:s> <a:p> _:x .\n", f"{E}doc2": b"<a:t> <a:p> <a:o> .\n"}
    update = f"LOAD <{E}doc> ; load silent <{E}doc2> INTO GRAPH <{NEW}> ; DELETE DATA {{ GRAPH <{TWO}> {{ }} }}"

    async def scenario(pool: QueryPool) -> None:
        changes = await pool.update(update, documents=documents)
        assert len(lines(changes, None)) == 1
        assert lines(changes, NEW) == ["<a:t> <a:p> <a:o>"]
        with pytest.raises(QueryError, match="LOAD is not allowed"):
            await pool.update(f"{update} LOAD <{E}other>", documents=documents)

    with_pool(scenario, workers=1)


def test_a_runaway_update_is_stopped_at_the_limit_and_the_next_query_is_fast(with_pool: Callable[..., Any]) -> None:
    stopped: list[float] = []
    answered: list[float] = []

    async def scenario(pool: QueryPool) -> None:
        for _ in range(4):
            start = time.monotonic()
            with pytest.raises(QueryTimeoutError):
                await pool.update(BUSY)
            stopped.append(time.monotonic() - start)
            answered.append(await seconds_to_answer(pool))

    with_pool(scenario, workers=1, timeout=0.3)
    # The quickest of some: what takes longer waited for a busy machine.
    assert 0.3 <= min(stopped) < 0.3 + 0.2
    assert min(answered) < 0.2


def test_an_update_that_wants_too_much_memory_is_given_up(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        with pytest.raises(QueryFailedError, match="more memory"):
            await pool.update(BUSY)
        assert await works(pool)

    with_pool(scenario, workers=1, memory_mb=48)


def test_cancelling_stops_the_update(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        (worker,) = await settle(pool)
        task = asyncio.create_task(pool.update(BUSY))
        await until(lambda: pool.state.busy == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await works(pool)
        assert await settle(pool) != (worker,)

    with_pool(scenario, workers=1)


def test_a_worker_that_ran_an_update_answers_no_query_after_it(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        for _ in range(5):
            await pool.update("DROP ALL")
            assert await count(pool) == SIZE + 1

    with_pool(scenario, workers=1)


def test_much_data_is_taken_in_and_told_back(with_pool: Callable[..., Any]) -> None:
    data = "".join(f"<a:{i}> <a:p> 'a value of some length, number {i}' .\n" for i in range(20_000))

    async def scenario(pool: QueryPool) -> None:
        changes = await pool.update(f"INSERT DATA {{ GRAPH <{NEW}> {{ {data} }} }}")
        assert len(lines(changes, NEW)) == 20_000
        with pytest.raises(QueryError, match="longer than"):
            await pool.update("DELETE WHERE { ?s ?p 'LONG' }".replace("LONG", "x" * 110_000))

    with_pool(scenario, workers=1)
