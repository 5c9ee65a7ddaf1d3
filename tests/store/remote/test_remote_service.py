"""Two services over one real Fuseki: the answers of an embedded store, and each other's writes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.api.serving import served
from tests.store.remote.engines import fuseki, missing_fuseki

from samenhang import Samenhang
from samenhang import namespaces as ns
from samenhang.api.loading import load_into
from samenhang.settings import Settings
from samenhang.store import EmbeddedStore
from samenhang.store.changes import Replace
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from samenhang.queries import QuerySpec
    from samenhang.store.opening import AnyStore

pytestmark = pytest.mark.untraced
JSON = {"accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def running() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory: pytest.TempPathFactory, running: ExitStack) -> str:
    if missing := missing_fuseki():
        pytest.skip(missing)
    return running.enter_context(fuseki(tmp_path_factory.mktemp("fuseki")))


@pytest.fixture(scope="module")
def shared(own_engine: str) -> Iterator[RemoteStore]:
    """Return a store that two loaded at the same moment."""
    stores = [RemoteStore(RemoteAddress(own_engine)) for _ in range(2)]

    def load(store: RemoteStore) -> int:
        load_into(store, None)
        return len(store)

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(load, stores))) == 1
    yield stores[0]
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def clients(own_engine: str, shared: RemoteStore) -> Iterator[list[httpx.Client]]:
    assert len(shared)
    # A query of the service's own may take long on a busy machine.
    settings = Settings(derive_graphs=False, store_url=own_engine, query_timeout=60)
    with ExitStack() as stack:
        yield [stack.enter_context(served(settings)) for _ in range(2)]


def test_two_that_load_at_the_same_moment_load_once(shared: RemoteStore) -> None:
    embedded = EmbeddedStore()
    Samenhang(embedded)
    public = [graph for graph in shared.graphs() if not graph.startswith(ns.GRAPH_PRIVATE)]
    assert public == [graph for graph in embedded.graphs() if embedded.size(graph)]
    assert {g: shared.size(g) for g in public} == {g: embedded.size(g) for g in public}


def test_every_saved_query_answers_as_over_an_embedded_store(shared: RemoteStore) -> None:
    embedded = EmbeddedStore()
    queries = Samenhang(embedded).queries
    assert [spec.id for spec in queries if _asked(spec) and _rows(shared, spec) != _rows(embedded, spec)] == []


def _asked(spec: QuerySpec) -> bool:
    """Tell whether a query is for users and needs no parameters; those that derive graphs run on an embedded store."""
    return not (spec.parameters or {"hygiene", "opslag", "toegang", "afleiding"} & set(spec.tags))


def _rows(store: AnyStore, spec: QuerySpec) -> list[tuple[str, ...]]:
    """Return the rows of an answer in an order of their own; blank nodes by their place only.

    What GROUP_CONCAT joins has no order in SPARQL, and Oxigraph gives it a language besides.
    """
    results = store.query(spec.text)
    if isinstance(results, ox.QueryBoolean):
        return [(str(bool(results)),)]
    if isinstance(results, ox.QueryTriples):
        return sorted(tuple(_cell(term, joined=False) for term in triple) for triple in set(results))
    joined = "GROUP_CONCAT" in spec.text.upper()
    return sorted(tuple(_cell(row[name], joined=joined) for name in results.variables) for row in results)


def _cell(term: object, *, joined: bool) -> str:
    if isinstance(term, ox.BlankNode):
        return "_"
    return "".join(sorted(term.value)) if joined and isinstance(term, ox.Literal) else str(term)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/regels/R042",
        "/v1/gemeenten?pageSize=5",
        "/v1/gemeenten/GM0363",
        "/v1/regios?pageSize=5",
        "/v1/inrichtingen?pageSize=5",
        "/def/bekostigingsvorm",
    ],
)
def test_routes_answer_as_over_an_embedded_store(clients: list[httpx.Client], client: httpx.Client, path: str) -> None:
    first, second = (one.get(path, headers={"accept": "application/json, text/turtle;q=0.5"}) for one in clients)
    expected = client.get(path, headers={"accept": "application/json, text/turtle;q=0.5"})
    assert (first.status_code, second.status_code) == (expected.status_code,) * 2
    if "json" in expected.headers["content-type"]:
        assert first.json() == second.json()
        assert first.json() == expected.json()


def test_a_check_answers_as_over_an_embedded_store(clients: list[httpx.Client], client: httpx.Client) -> None:
    body = {"keuzes": {"bekostigingsvorm": "productiebekostiging"}, "peildatum": "2026-01-01"}
    first, expected = (one.post("/v1/samenhangtoetsen", json=body) for one in (clients[0], client))
    assert first.status_code == expected.status_code
    if first.status_code == 200:
        assert first.json()["oordeel"] == expected.json()["oordeel"]


def test_what_one_writes_the_other_sees_at_once(clients: list[httpx.Client], shared: RemoteStore) -> None:
    query = "SELECT ?o { GRAPH <http://example.org/nieuw> { ?s ?p ?o } }"
    for number in range(5):
        shared.write([Replace("http://example.org/nieuw", f"<a:a> <a:b> {number} .".encode())])
        for client in clients:
            rows = client.post("/sparql", data={"query": query}, headers=JSON).json()["results"]["bindings"]
            assert [row["o"]["value"] for row in rows] == [str(number)]
    shared.clear("http://example.org/nieuw")


def test_private_graphs_are_not_served(clients: list[httpx.Client], shared: RemoteStore) -> None:
    graph = f"{ns.GRAPH_PRIVATE}proef"
    shared.write([Replace(graph, b"<a:a> <a:b> 'secret' .")])
    for query in (
        "ASK { ?s ?p 'secret' }",
        f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
        "ASK { GRAPH ?g { <a:a> ?p ?o } }",
    ):
        assert clients[0].post("/sparql", data={"query": query}, headers=JSON).json()["boolean"] is False


def test_services_say_so_when_their_engine_is_gone(
    clients: list[httpx.Client], running: ExitStack, own_engine: str
) -> None:
    """The last test here: it stops the engine of the others."""
    assert own_engine
    running.close()
    for client in clients:
        for response in (client.post("/sparql", data={"query": "ASK { }"}), client.get("/v1/inrichtingen")):
            assert response.status_code == 503
            assert response.headers["content-type"].startswith("application/problem+json")
            assert int(response.headers["retry-after"]) > 0
            assert response.json()["type"].endswith("/problemen/opslag-onbereikbaar")
        assert client.get("/v1/dimensies").is_success
