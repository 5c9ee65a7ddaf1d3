from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

ASK = "ASK { ?s ?p ?o }"
RULES = "https://w3id.org/samenhang/graaf/regels"
SOURCES = "https://w3id.org/samenhang/graaf/bronnen"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"


def number(answer: httpx.Response) -> int:
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_graphs_of_the_protocol_go_before_those_of_the_text(reader: httpx.Client) -> None:
    alone = number(reader.get("/sparql", params={"query": COUNT, "default-graph-uri": SOURCES}))
    text = COUNT.replace("WHERE", f"FROM <{RULES}> WHERE")
    assert number(reader.get("/sparql", params={"query": text, "default-graph-uri": SOURCES})) == alone
    assert number(reader.get("/sparql", params={"query": text})) != alone


def test_graphs_come_with_the_address_of_a_posted_query_too(reader: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    answers = [
        reader.post(
            "/sparql",
            params={"named-graph-uri": SOURCES},
            content=query,
            headers={"content-type": "application/sparql-query"},
        ),
        reader.post("/sparql", data={"query": query, "named-graph-uri": SOURCES}),
        reader.get("/sparql", params={"query": COUNT, "default-graph-uri": SOURCES}),
    ]
    assert len({number(answer) for answer in answers}) == 1


@pytest.mark.parametrize("form", [{"default-graph-uri": "http://example.org/nowhere"}, {}])
def test_a_graph_that_is_not_here_is_refused_and_not_taken_for_empty(
    reader: httpx.Client, form: dict[str, str]
) -> None:
    query = COUNT if form else COUNT.replace("WHERE", "FROM <http://example.org/nowhere> WHERE")
    answer = reader.get("/sparql", params={"query": query} | form, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/problemen/graaf-niet-hier")
    assert "http://example.org/nowhere is not here" in answer.json()["detail"]


def test_a_private_graph_is_as_if_it_were_not_there(reader: httpx.Client) -> None:
    private, nowhere = (f"https://w3id.org/samenhang/graaf/{name}" for name in ("besloten/toegang", "nergens"))
    one, other = (reader.get("/sparql", params={"query": ASK, "default-graph-uri": g}) for g in (private, nowhere))
    assert one.status_code == other.status_code == 400
    assert one.json()["detail"].replace(private, nowhere) == other.json()["detail"]


@pytest.mark.parametrize("query", ["ASK {}", "SELECT (1 AS ?x) {}", "CONSTRUCT { <s> <p> 1 } WHERE {}"])
def test_who_matches_nothing_misses_no_graph(reader: httpx.Client, query: str) -> None:
    answer = reader.get("/sparql", params={"query": query, "default-graph-uri": "http://example.org/nowhere"})
    assert answer.status_code == 200


def test_relative_names_are_relative_to_the_endpoint(reader: httpx.Client) -> None:
    answer = reader.get("/sparql", params={"query": "SELECT (IRI('x') AS ?iri) { BIND (<y> AS ?other) }"})
    assert answer.json()["results"]["bindings"][0]["iri"]["value"] == f"{reader.base_url}/x"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"params": {"query": ASK, "update": "CLEAR ALL"}}, 400),
        ({"params": {"update": "CLEAR ALL"}}, 400),
        ({"params": {"query": ASK, "using-graph-uri": RULES}}, 400),
        ({"params": {"query": ASK, "default-graph-uri": "no address"}}, 400),
        ({"params": {"query": ASK, "access_token": "x"}}, 400),
        ({"method": "POST", "content": ASK}, 415),
        ({"method": "POST", "content": ASK, "headers": {"content-type": "text/plain"}}, 415),
        (
            {
                "method": "POST",
                "content": ASK.encode("utf-16"),
                "headers": {"content-type": "application/sparql-query; charset=UTF-16"},
            },
            415,
        ),
        ({"method": "POST", "content": b"\xff\xfe", "headers": {"content-type": "application/sparql-query"}}, 400),
        (
            {
                "method": "POST",
                "params": {"query": ASK},
                "content": ASK,
                "headers": {"content-type": "application/sparql-query"},
            },
            400,
        ),
        ({"method": "POST", "data": {"q": ASK}}, 400),
        ({"params": {"query": "ASK {"}}, 400),
    ],
)
def test_what_the_protocol_does_not_have_is_a_problem(reader: httpx.Client, sent: dict[str, Any], status: int) -> None:
    answer = reader.request(sent.pop("method", "GET"), "/sparql", **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_those_there_are(reader: httpx.Client, method: str) -> None:
    answer = reader.request(method, "/sparql", params={"query": ASK})
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("text/turtle, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("*/*", JSON),
    ],
)
def test_the_form_follows_the_weights_of_accept(reader: httpx.Client, accept: str, kind: str) -> None:
    answer = reader.get("/sparql", params={"query": COUNT}, headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == kind


def test_head_tells_the_form_and_no_more(reader: httpx.Client) -> None:
    answer = reader.head("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o }"}, headers={"accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content == b""


def test_a_browser_elsewhere_may_ask_and_send_a_token(reader: httpx.Client) -> None:
    wish = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
    }
    answer = reader.options("/sparql", headers=wish)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "if-match"} <= allowed
