"""A real Virtuoso, where there is one: its own ways stay out of the answers, and nothing is cut unseen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.store.remote.engines import missing_virtuoso, virtuoso

from samenhang import namespaces as ns
from samenhang.errors import QueryError, QueryFailedError
from samenhang.store.changes import Drop, Merge, Replace
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress
from samenhang.store.remote_queries import RemoteQueries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.store.changes import Change

ONE, TWO = "http://example.org/one", "http://example.org/two"
SECRET = f"{ns.GRAPH_PRIVATE}proef"
LIMIT = 50


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if missing := missing_virtuoso():
        pytest.skip(missing)
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), LIMIT) as url:
        yield url


@pytest.fixture
def store(address: str) -> Iterator[RemoteStore]:
    store = RemoteStore(RemoteAddress(address))
    store.write([Drop(graph) for graph in store.graphs()])
    yield store
    store.close()


def test_it_is_known_by_its_answer_and_asked_by_digest(store: RemoteStore, address: str) -> None:
    assert store.endpoints.engine == "virtuoso"
    assert "dba" not in store.endpoints.update
    assert address.endswith(store.endpoints.query.removesuffix("/sparql").removeprefix("http://"))


def test_its_own_graphs_are_no_part_of_the_data(store: RemoteStore) -> None:
    store.write([Replace(ONE, b"<a:a> <a:b> 1 .")])
    assert store.graphs() == [ONE]
    assert len(store) == 1


def test_booleans_yes_or_no_and_blank_nodes_come_back_as_the_standards_write_them(store: RemoteStore) -> None:
    store.write([Replace(ONE, b"<a:a> <a:b> true ; <a:c> [ <a:d> 1.50 ] .")])
    found = {row["p"]: row["o"] for row in store.select("SELECT ?p ?o { <a:a> ?p ?o }")}
    assert found[ox.NamedNode("a:b")] == ox.Literal(value=True)
    assert isinstance(found[ox.NamedNode("a:c")], ox.BlankNode)
    assert [t.object for t in store.construct("CONSTRUCT { ?s <a:b> ?o } { ?s <a:b> ?o }")] == [ox.Literal(value=True)]
    assert store.ask("ASK { ?s ?p 1.5 }")
    assert not store.ask("ASK { ?s ?p 2 }")


def test_changes_go_by_way_of_graphs_that_are_gone_afterwards(store: RemoteStore) -> None:
    store.write([Replace(ONE, b"<a:a> <a:b> 1 .")])
    store.write([Merge(ONE, b"<a:a> <a:b> 2 ."), Replace(TWO, b"<a:a> <a:b> 3 .")])
    assert store.graphs() == [ONE, TWO]
    assert (store.size(ONE), store.size(TWO)) == (2, 1)


@pytest.mark.parametrize("beside", [[], [Replace(ONE, b"<a:a> <a:b> 1 .")]])
def test_private_graphs_stay_private(store: RemoteStore, beside: list[Change]) -> None:
    store.write([Replace(SECRET, b"<a:a> <a:b> 99 ."), *beside])
    assert not store.ask("ASK { GRAPH ?g { ?s ?p 99 } }")
    assert store.ask(f"ASK {{ GRAPH <{SECRET}> {{ ?s ?p 99 }} }}")


@pytest.mark.parametrize("query", ["SELECT ?o { ?s ?p ?o }", "CONSTRUCT { <a:a> <a:b> <a:c> } { ?s ?p ?o }"])
def test_what_meets_its_limit_is_refused_and_never_looks_whole(store: RemoteStore, address: str, query: str) -> None:
    for part in range(4):
        lines = "\n".join(f"<a:s{part}-{n}> <a:p> {n} ." for n in range(30))
        store.write([Replace(f"{ONE}/{part}", lines.encode())])

    async def ask() -> None:
        queries = RemoteQueries(store, RemoteAddress(address))
        await queries.start()
        try:
            with pytest.raises(QueryFailedError, match="cuts the answer off"):
                await queries.run(query)
            assert (await (await queries.run(f"{query} LIMIT 10")).read()) != b""
        finally:
            await queries.stop()

    asyncio.run(ask())
    with pytest.raises(QueryFailedError, match="cuts the answer off"):
        list(store.construct(query) if "CONSTRUCT" in query else store.select(query))


def test_a_graph_that_it_would_cut_is_not_handed_out(store: RemoteStore) -> None:
    for part in range(3):
        lines = "\n".join(f"<a:s{part}-{n}> <a:p> {n} ." for n in range(30))
        store.write([Merge(ONE, lines.encode())])
    with pytest.raises(QueryFailedError, match="cuts the answer off"):
        b"".join(store.read(ONE, "text/turtle"))


def test_a_query_it_cannot_read_says_where(store: RemoteStore) -> None:
    with pytest.raises(QueryError, match="line"):
        store.ask("ASK {")


def test_one_service_at_a_time_holds_the_lock(store: RemoteStore) -> None:
    with store.alone("proef"):
        assert store.size(f"{ns.GRAPH_PRIVATE}slot") == 2
    assert store.size(f"{ns.GRAPH_PRIVATE}slot") == 0
