from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.api.serving import served

from samenhang.settings import Settings

COUNT = "SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE { ?r a <https://w3id.org/samenhang/def/Regel> }"
GRAPH = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3"


def test_a_query_comes_by_get_by_form_and_by_body(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", content=COUNT, headers={"content-type": "application/sparql-query; charset=utf-8"}),
    ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/sparql-results+json"
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == "471"


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (COUNT, "application/sparql-results+json"),
        (COUNT, "application/sparql-results+xml"),
        (COUNT, "text/csv"),
        (COUNT, "text/tab-separated-values"),
        (GRAPH, "text/turtle"),
        (GRAPH, "application/n-triples"),
        (GRAPH, "application/rdf+xml"),
        (GRAPH, "application/ld+json"),
    ],
)
def test_the_caller_chooses_the_form(client: httpx.Client, query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == accept
    assert response.content


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"headers": {"accept": "application/sparql-results+json"}}, 400),
        ({"params": {"query": "SELECT"}}, 400),
        ({"params": [("query", COUNT), ("query", COUNT)]}, 400),
        ({"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 400),
        ({"params": {"query": COUNT}, "headers": {"accept": "image/png"}}, 406),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: httpx.Client, arguments: dict[str, object], status: int) -> None:
    response = client.get("/sparql", **arguments)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"query=%FF", "application/x-www-form-urlencoded", 400),
        (b"\xff", "application/sparql-query", 400),
        (b"update=CLEAR%20ALL", "application/x-www-form-urlencoded", 401),
        (b"CLEAR ALL", "application/sparql-update", 401),
        (b"&" * 10_000 + b"a=1" * 1000, "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_body_that_is_no_query_is_a_problem(client: httpx.Client, content: bytes, kind: str, status: int) -> None:
    response = client.post("/sparql", content=content, headers={"content-type": kind})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_a_dataset_can_be_named(client: httpx.Client) -> None:
    everything = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}
    sources = everything | {"default-graph-uri": "https://w3id.org/samenhang/graaf/bronnen"}

    def count(parameters: dict[str, str]) -> int:
        rows = client.get("/sparql", params=parameters).json()["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    assert 0 < count(sources) < count(everything)


def test_a_long_answer_comes_whole(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o }"})
    assert len(json.loads(response.content)["results"]["bindings"]) > 50_000


HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_that_takes_too_long_is_stopped() -> None:
    with served(Settings(derive_graphs=False, query_timeout=1.0)) as own:
        response = own.get("/sparql", params={"query": HEAVY})
        assert response.status_code == 503
        assert response.json()["type"].endswith("/problemen/query-te-lang")
        assert own.get("/sparql", params={"query": COUNT}).status_code == 200


def test_a_busy_service_says_when_to_try_again() -> None:
    with (
        served(Settings(derive_graphs=False, query_timeout=3.0, query_workers=1, query_queue=0)) as own,
        ThreadPoolExecutor() as threads,
    ):
        heavy = threads.submit(own.get, "/sparql", params={"query": HEAVY})
        time.sleep(1)
        response = own.get("/sparql", params={"query": COUNT})
        assert response.status_code == 503
        assert response.json()["type"].endswith("/problemen/te-druk")
        assert int(response.headers["retry-after"]) >= 1
        assert own.get("/health/live").status_code == 200
        assert heavy.result().status_code == 503


def test_an_answer_that_breaks_off_does_not_look_whole() -> None:
    rows = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with (
        served(Settings(derive_graphs=False, query_timeout=2.0)) as own,
        own.stream("GET", "/sparql", params={"query": rows}) as response,
    ):
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            list(response.iter_bytes())
