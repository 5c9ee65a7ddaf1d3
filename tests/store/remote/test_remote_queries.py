"""Callers' queries on a real Fuseki: same face, same errors, nothing private, nothing cut."""

# ruff: noqa: S608 -- the queries are made of constants
from __future__ import annotations

import asyncio
import json
from time import monotonic
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from tests.store.remote.engines import fuseki

from samenhang import namespaces as ns
from samenhang.errors import (
    NotAcceptableError,
    QueryError,
    QueryFailedError,
    QueryTimeoutError,
    SamenhangError,
    StoreUnavailableError,
    TooManyQueriesError,
)
from samenhang.store.changes import Merge, Replace
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress
from samenhang.store.remote_queries import RemoteQueries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

ONE, TWO = "http://example.org/one", "http://example.org/two"
SECRET = f"{ns.GRAPH_PRIVATE}proef"
ROWS = 3_000
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def filled(store: RemoteStore) -> RemoteStore:
    lines = "\n".join(f'<http://example.org/s{n}> <http://example.org/p> "v{n}" .' for n in range(ROWS))
    store.write(
        [
            Replace(ONE, lines.encode()),
            Replace(TWO, b'<http://example.org/other> <http://example.org/p> "other" .'),
            Replace(SECRET, b'<http://example.org/secret> <http://example.org/p> "secret" .'),
            Merge(None, b'<http://example.org/nowhere> <http://example.org/p> "unnamed" .'),
        ]
    )
    return store


def ask(store: RemoteStore, url: str, scenario: Callable[[RemoteQueries], Awaitable[Any]], **options: Any) -> Any:
    """Run a scenario on started queries, and check that stopping leaves no turn taken."""

    async def main() -> Any:
        queries = RemoteQueries(store, RemoteAddress(url), **options)
        await queries.start()
        try:
            async with asyncio.timeout(60):
                return await scenario(queries)
        finally:
            assert queries.state.busy == 0
            await queries.stop()

    return asyncio.run(main())


def answer(store: RemoteStore, url: str, query: str, accept: str | None = None, **graphs: Any) -> bytes:
    async def scenario(queries: RemoteQueries) -> bytes:
        return await (await queries.run(query, accept=accept, **graphs)).read()

    return bytes(ask(store, url, scenario))


def values(body: bytes) -> list[str]:
    rows = json.loads(body)["results"]["bindings"]
    return sorted(next(iter(row.values()))["value"] for row in rows)


class Busy(RemoteStore):
    """A store to which somebody adds a graph each time just after the graphs were listed, for a number of times."""

    times = 0

    def public_graphs(self) -> tuple[list[str], list[str]]:
        """Return the graphs as they were before the next one came."""
        found = super().public_graphs()
        if self.times:
            self.times -= 1
            triple = f'<http://example.org/late> <http://example.org/p> "{self.times}" .'.encode()
            self.write([Replace(f"http://example.org/late{self.times}", triple), Replace(ONE, triple)])
        return found


@pytest.mark.parametrize("accept", [None, "text/csv"])
def test_a_graph_that_comes_while_a_query_is_asked_is_seen_with_all_that_came_with_it(
    engine: str, remote: RemoteStore, accept: str | None
) -> None:
    assert remote.graphs() == []
    store = Busy(RemoteAddress(engine))
    store.write([Replace(ONE, b'<http://example.org/a> <http://example.org/p> "old" .')])
    store.times = 1
    query = "SELECT ?g { GRAPH ?g { ?s ?p '0' } } ORDER BY ?g"
    found = answer(store, engine, query, accept)
    store.close()
    assert (found.count(b"late0"), found.count(ONE.encode())) == (1, 1)


def test_a_query_gives_up_when_graphs_keep_coming(engine: str, remote: RemoteStore) -> None:
    assert remote.graphs() == []
    store = Busy(RemoteAddress(engine))
    store.times = 1000
    with pytest.raises(TooManyQueriesError):
        answer(store, engine, "ASK {}")
    store.close()


def test_the_default_graph_is_all_that_is_public(engine: str, remote: RemoteStore) -> None:
    body = answer(filled(remote), engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert values(body) == [str(ROWS + 2)]


@pytest.mark.parametrize(
    ("query", "graphs", "expected"),
    [
        ("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", {}, [ONE, TWO]),
        (f"SELECT ?o FROM <{TWO}> {{ ?s ?p ?o }}", {}, ["other"]),
        (f"PREFIX : <http://example.org/> SELECT ?o FROM :two FROM <{SECRET}> {{ ?s ?p ?o }}", {}, ["other"]),
        (f"SELECT ?o FROM <{SECRET}> {{ ?s ?p ?o }}", {}, []),
        (f"SELECT ?o FROM NAMED <{SECRET}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}, []),
        (f"SELECT ?o FROM NAMED <{TWO}> {{ ?s ?p ?o }}", {}, []),
        (f"SELECT ?o {{ GRAPH <{SECRET}> {{ ?s ?p ?o }} }}", {}, []),
        ("SELECT ?o { ?s ?p ?o }", {"default_graph_uris": [SECRET]}, []),
        ("SELECT ?o { ?s ?p ?o }", {"default_graph_uris": [TWO]}, ["other"]),
        (f"SELECT ?o FROM <{ONE}> {{ ?s ?p ?o }}", {"default_graph_uris": [TWO]}, ["other"]),
        ("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", {"named_graph_uris": [TWO, SECRET]}, [TWO]),
        (rf"SELECT ?o FR\u004FM <{SECRET}> {{ ?s ?p ?o }}", {}, []),
        ("SELECT ?o FROM <urn:x-arq:UnionGraph> { ?s ?p ?o }", {}, []),
        ("SELECT ?o { GRAPH <urn:x-arq:UnionGraph> { ?s ?p ?o FILTER(?o = 'secret') } }", {}, []),
    ],
)
def test_a_query_sees_the_graphs_it_names_when_they_are_public(
    engine: str, remote: RemoteStore, query: str, graphs: dict[str, Any], expected: list[str]
) -> None:
    assert values(answer(filled(remote), engine, query, **graphs)) == expected


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_rows_come_in_every_form_small_and_streamed(
    engine: str, remote: RemoteStore, accept: str, kind: ox.QueryResultsFormat
) -> None:
    filled(remote)
    for query, number in (("SELECT ?s ?o { ?s ?p ?o }", ROWS + 2), ("SELECT ?s ?o { ?s ?p ?o } LIMIT 3", 3)):
        results = ox.parse_query_results(answer(remote, engine, query, accept), kind)
        assert isinstance(results, ox.QuerySolutions)
        assert len(list(results)) == number


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"]
)
def test_triples_come_in_every_form_small_and_streamed(engine: str, remote: RemoteStore, accept: str) -> None:
    filled(remote)
    for query, number in (
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", ROWS + 2),
        ("DESCRIBE <http://example.org/other>", 1),
    ):
        body = answer(remote, engine, query, accept)
        form = ox.RdfFormat.from_media_type(accept)
        assert form is not None
        assert len(list(ox.parse(body, form))) == number


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {", "line 1, column 10"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        (r"SELECT * { S\u0045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("DROP ALL", "DROP"),
        ("define get:soft 'soft' SELECT * { ?s ?p ?o }", "Begin the query"),
        ("SELECT (<java:java.lang.System.exit>(1) AS ?x) { }", "java:"),
        ("SELECT ?x { ?s <bif:contains> ?x }", "bif:"),
        ("SELECT ?o { ?s ?p ?o FROM <http://example.org/two> }", "FROM belongs"),
    ],
)
def test_what_may_not_run_is_refused_with_the_reason(engine: str, remote: RemoteStore, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        answer(remote, engine, query)


def test_a_form_that_does_not_fit_the_answer_is_refused(engine: str, remote: RemoteStore) -> None:
    with pytest.raises(NotAcceptableError):
        answer(remote, engine, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/csv")


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answers(engine: str, remote: RemoteStore) -> None:
    filled(remote)

    async def scenario(queries: RemoteQueries) -> float:
        begun = monotonic()
        with pytest.raises(QueryTimeoutError):
            await queries.run(ENDLESS)
        took = monotonic() - begun
        assert values(await (await queries.run("SELECT (1 AS ?n) { }")).read()) == ["1"]
        return took

    assert ask(remote, engine, scenario, timeout=1.0) < 2.5


def test_an_answer_that_the_engine_cuts_never_looks_whole_and_an_engine_that_is_gone_is_told(
    tmp_path: Path, engine: str
) -> None:
    assert engine  # where there is none, this is skipped with it
    with fuseki(tmp_path / "impatient", "--timeout=1000") as url:
        store = filled(RemoteStore(RemoteAddress(url)))
        for query, accept in (
            ("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", "text/csv"),
            ("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", None),
            ("CONSTRUCT { ?a ?b ?d } { ?a ?b ?c . ?d ?e ?f }", "application/n-triples"),
        ):
            with pytest.raises((QueryFailedError, QueryTimeoutError, StoreUnavailableError)):
                answer(store, url, query, accept)
    with pytest.raises(StoreUnavailableError) as caught:
        answer(store, url, "ASK { }")
    assert caught.value.retry_after > 0
    for work in (store.graphs, lambda: store.write([Replace(ONE, b"")])):
        with pytest.raises(StoreUnavailableError):
            work()
    store.close()


def test_leaving_an_answer_early_gives_its_turn_back(engine: str, remote: RemoteStore) -> None:
    filled(remote)

    async def scenario(queries: RemoteQueries) -> None:
        for _ in range(5):
            never_begun = await queries.run("SELECT * { ?a ?b ?c . ?d ?e ?f }")
            await never_begun.aclose()
            begun = await queries.run("SELECT * { ?a ?b ?c . ?d ?e ?f }")
            assert await anext(aiter(begun.chunks))
            await begun.aclose()
            waiting = asyncio.create_task(queries.run("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"))
            await asyncio.sleep(0.05)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    ask(remote, engine, scenario, workers=1)


def test_more_queries_than_may_wait_are_sent_away(engine: str, remote: RemoteStore) -> None:
    async def scenario(queries: RemoteQueries) -> list[Any]:
        asked = (queries.run("SELECT (1 AS ?n) { }") for _ in range(12))
        return await asyncio.gather(*asked, return_exceptions=True)

    outcomes = ask(remote, engine, scenario, workers=1, queue=3)
    sent_away = [one for one in outcomes if isinstance(one, TooManyQueriesError)]
    assert sent_away
    assert all(one.retry_after >= 1 for one in sent_away)
    assert len(sent_away) + sum(not isinstance(one, BaseException) for one in outcomes) == 12


def test_many_at_once_all_get_the_whole_answer(engine: str, remote: RemoteStore) -> None:
    filled(remote)

    async def scenario(queries: RemoteQueries) -> list[bytes]:
        async def one(query: str) -> bytes:
            return await (await queries.run(query, accept="text/csv")).read()

        return await asyncio.gather(*(one(f"SELECT ?s ?o {{ ?s ?p ?o }} # {n}") for n in range(30)))

    bodies = ask(remote, engine, scenario, workers=4)
    assert {body.count(b"\r\n") or body.count(b"\n") for body in bodies} == {ROWS + 3}


@pytest.mark.parametrize(
    ("url", "words"),
    [("ftp://example.org/x", "not the address"), ("nothing", "not the address"), ("http://127.0.0.1:1/x", "answer")],
)
def test_an_address_that_leads_nowhere_is_told_at_the_start(url: str, words: str) -> None:
    with pytest.raises(SamenhangError, match=words):
        RemoteStore(RemoteAddress(url))


def updated(store: RemoteStore, url: str, text: str, **options: Any) -> None:
    async def scenario(queries: RemoteQueries) -> None:
        store.write(await queries.update(text, **options))

    ask(store, url, scenario)


def test_an_update_changes_the_graph_it_names(engine: str, remote: RemoteStore) -> None:
    updated(filled(remote), engine, f"INSERT DATA {{ GRAPH <{TWO}> {{ <a:a> <a:b> 1 }} }}")
    updated(remote, engine, f"DELETE WHERE {{ GRAPH <{TWO}> {{ ?s ?p 'other' }} }}")
    updated(remote, engine, f"INSERT {{ GRAPH <{ONE}> {{ ?s ?p 2 }} }} WHERE {{ GRAPH ?g {{ ?s ?p 1 }} }}")
    assert (remote.size(TWO), remote.size(ONE)) == (1, ROWS + 1)


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ GRAPH <{SECRET}> {{ <a:a> <a:b> 1 }} }}",
        f"COPY <{SECRET}> TO <{TWO}>",
        f"INSERT {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{SECRET}> {{ ?s ?p ?o }} }}",
        f"INSERT {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }} USING NAMED <{SECRET}> WHERE {{ GRAPH <{SECRET}> {{ ?s ?p ?o }} }}",
        f"WITH <{TWO}> INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "DROP ALL",
        "INSERT { GRAPH ?g { <a:a> <a:b> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:1/>",
        f"INSERT {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}",
    ],
)
def test_an_update_that_reads_or_changes_what_is_private_or_unknown_is_refused(
    engine: str, remote: RemoteStore, text: str
) -> None:
    before = len(filled(remote))
    with pytest.raises(QueryError):
        updated(remote, engine, text)
    assert len(remote) == before


def test_an_update_that_asks_every_graph_copies_nothing_private(engine: str, remote: RemoteStore) -> None:
    text = f"INSERT {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?o = 'secret') }}"
    updated(filled(remote), engine, text)
    assert remote.size(TWO) == 1


def test_the_unnamed_graph_counts_as_changed_only_when_it_is(engine: str, remote: RemoteStore) -> None:
    def guarded(graph: str | None) -> bool:
        return graph is None

    updated(filled(remote), engine, f"INSERT DATA {{ GRAPH <{TWO}> {{ <a:a> <a:b> 1 }} }}", is_protected=guarded)
    for text in ("INSERT DATA { <a:a> <a:b> 1 }", "CLEAR DEFAULT", "DELETE WHERE { ?s ?p ?o }"):
        with pytest.raises(QueryError):
            updated(remote, engine, text, is_protected=guarded)
    assert (remote.size(TWO), remote.size(None)) == (2, 1)
