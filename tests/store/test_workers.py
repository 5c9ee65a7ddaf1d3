from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from samenhang.assets import assets_root
from samenhang.errors import NotAcceptableError, QueryError, SamenhangError
from samenhang.store import EmbeddedStore, load_assets
from samenhang.store.workers import QueryPool

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ONE = "http://example.org/one"
TWO = "http://example.org/two"


async def text(pool: QueryPool, query: str, **options: Any) -> str:
    return (await (await pool.run(query, **options)).read()).decode()


async def count(pool: QueryPool, query: str = COUNT, **options: Any) -> int:
    return int((await text(pool, query, accept="text/csv", **options)).split()[1])


@pytest.mark.parametrize(
    ("accept", "media_type", "beginning"),
    [
        (None, "application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv", "s\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", "?s\n"),
        ("application/json", "application/json", '{"head"'),
    ],
)
def test_solutions_come_in_the_requested_format(
    with_pool: Callable[..., Any], accept: str | None, media_type: str, beginning: str
) -> None:
    async def scenario(pool: QueryPool) -> None:
        answer = await pool.run("SELECT ?s { ?s ?p ?o }", accept=accept)
        body = await answer.read()
        assert answer.media_type == media_type
        assert body.decode().startswith(beginning)

    with_pool(scenario, workers=1)


def test_graphs_come_in_every_format_and_hold_the_same_triples(with_pool: Callable[..., Any]) -> None:
    types = {
        None: ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/trig": ox.RdfFormat.TRIG,
        "application/n-quads": ox.RdfFormat.N_QUADS,
    }

    async def scenario(pool: QueryPool) -> None:
        for accept, format_ in types.items():
            answer = await pool.run("CONSTRUCT WHERE { ?s ?p ?o }", accept=accept)
            assert answer.media_type == format_.media_type
            assert len({str(quad) for quad in ox.parse(await answer.read(), format_)}) == 301

    with_pool(scenario)


def test_ask_and_describe_are_answered(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        assert json.loads(await text(pool, "ASK { ?s ?p 'other' }")) == {"head": {}, "boolean": True}
        assert "other" in await text(pool, "DESCRIBE <http://example.org/other>")

    with_pool(scenario)


def test_a_format_that_does_not_fit_the_answer_is_refused(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        for query, accept in (
            (COUNT, "text/turtle"),
            ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
            (COUNT, "image/png"),
        ):
            with pytest.raises(NotAcceptableError):
                await pool.run(query, accept=accept)

    with_pool(scenario)


def test_a_syntax_error_is_told_with_its_place(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        with pytest.raises(QueryError, match="not valid SPARQL: reading stops at line 1, column"):
            await pool.run("SELECT * { ?s ?p }")
        with pytest.raises(QueryError, match="SERVICE"):
            await pool.run("SELECT * { SERVICE <http://a/> {} }")

    with_pool(scenario)


def test_the_default_graph_is_the_union_unless_graphs_are_named(with_pool: Callable[..., Any]) -> None:
    graph = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    async def scenario(pool: QueryPool) -> None:
        assert await count(pool) == 301
        assert await count(pool, graph) == 301
        assert await count(pool, COUNT.replace("{", f"FROM <{TWO}> {{")) == 1
        assert await count(pool, COUNT.replace("{", "FROM <http://example.org/absent> {")) == 0
        assert await count(pool, graph.replace("{", f"FROM NAMED <{TWO}> {{", 1)) == 1
        assert await count(pool, default_graph_uris=[ONE]) == 300
        assert await count(pool, COUNT.replace("{", f"FROM <{TWO}> {{"), default_graph_uris=[ONE]) == 300
        assert await count(pool, graph, default_graph_uris=[ONE]) == 0
        assert await count(pool, graph, named_graph_uris=[TWO]) == 1
        assert await count(pool, named_graph_uris=[TWO]) == 0

    with_pool(scenario)


def test_a_hundred_queries_at_once_each_get_their_own_answer(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        queries = [f'SELECT ?s {{ ?s ?p "{i}" }}' for i in range(100)]
        answers = await asyncio.gather(*(text(pool, query, accept="text/csv") for query in queries))
        assert answers == [f"s\r\nhttp://example.org/s{i}\r\n" for i in range(100)]
        assert pool.state.busy == 0

    with_pool(scenario)


def test_a_large_answer_is_streamed_whole(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        answer = await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        pieces = [piece async for piece in answer.chunks]
        assert len(pieces) > 50
        assert len(pieces[0]) < 20_000
        assert max(map(len, pieces)) < 200_000
        assert b"".join(pieces).count(b"\r\n") == 301 * 301 + 1

    with_pool(scenario)


def test_an_answer_without_triples_is_whole_and_empty(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        assert await text(pool, "CONSTRUCT { ?s ?p ?o } { ?s <http://example.org/absent> ?o . ?s ?p ?o }") == ""

    with_pool(scenario)


def test_reload_shows_new_data_to_new_queries_while_old_ones_finish(with_pool: Callable[..., Any]) -> None:
    versions = [b"<a:a> <a:b> <a:c> .\n" * 1, b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> .\n"]
    large = b"".join(b"<a:a%d> <a:b> <a:c> .\n" % i for i in range(300))

    async def scenario(pool: QueryPool) -> None:
        under_way = await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        await pool.reload()
        assert await count(pool) == 1
        await asyncio.gather(*(pool.reload() for _ in range(5)))
        assert await count(pool) == 2
        assert (await under_way.read()).count(b"\r\n") == 300 * 300 + 1
        assert await count(pool) == 2

    data = [large, *versions, versions[-1], versions[-1]]
    with_pool(scenario, data=lambda: data.pop(0))


def test_data_that_cannot_be_read_is_an_error_at_the_start(capfd: pytest.CaptureFixture[str]) -> None:
    async def main() -> None:
        pool = QueryPool(lambda: b"no quads")
        with pytest.raises(SamenhangError, match="could not start"):
            await pool.start()
        await pool.stop()

    asyncio.run(main())
    assert "SyntaxError" in capfd.readouterr().err  # the operator sees why


def test_the_product_s_own_graph_is_answered_as_in_process(with_pool: Callable[..., Any]) -> None:
    store = EmbeddedStore()
    load_assets(store, assets_root())
    query = "SELECT ?k (COUNT(*) AS ?n) { ?s a ?k } GROUP BY ?k ORDER BY DESC(?n) ?k"

    async def scenario(pool: QueryPool) -> str:
        return await text(pool, query, accept="text/csv")

    rows = [line.split(",") for line in with_pool(scenario, data=store.dump).split("\r\n")[1:-1]]
    expected = [[getattr(row[name], "value", "") for name in ("k", "n")] for row in store.select(query)]
    assert len(rows) > 10
    assert [row for row in rows if row[0].startswith("http")] == [row for row in expected if row[0].startswith("http")]
