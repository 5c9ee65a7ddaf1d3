"""What an operator allows is fetched, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served
from tests.protocol.canary import TURTLE, Canary, canary
from tests.protocol.conftest import SECRET

from samenhang.api import fetching
from samenhang.api.failures import ProtocolError
from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

UPDATE = {"content-type": "application/sparql-update", "authorization": f"Bearer {SECRET}"}


@pytest.fixture(scope="module")
def away() -> Iterator[Canary]:
    with canary() as server:
        server.answers = {
            "/open/to-secret": (302, {"location": "/secret"}, b""),
            "/open/to-open": (302, {"location": "/open/graph"}, b""),
            "/open/round": (302, {"location": "/open/round"}, b""),
            "/open/html": (200, {"content-type": "text/html"}, b"<p>"),
            "/open/wrong": (200, {"content-type": "text/turtle"}, b"<a:s>"),
            "/open/gone": (410, {}, b""),
            "/open/large": (200, {"content-type": "text/turtle"}, TURTLE * 2000),
            "/open/bare": (200, {"content-type": "text/turtle"}, b"<> <a:p> <b> ."),
        }
        yield server


@pytest.fixture(scope="module")
def allowing(away: Canary) -> Iterator[httpx.Client]:
    settings = Settings(
        derive_graphs=False,
        admin_token=SECRET,
        remote_documents=f"https://example.org/ {away.address}/open",
        max_graph_bytes=100_000,
    )
    with served(settings) as client:
        yield client


def ask(client: httpx.Client, address: str) -> httpx.Response:
    query = "SELECT * FROM <%s> { ?s ?p ?o }"
    return client.get("/sparql", params={"query": query % address})


def test_an_allowed_graph_is_seen_by_the_query_that_names_it_and_by_no_other(
    allowing: httpx.Client, away: Canary
) -> None:
    answer = ask(allowing, f"{away.address}/open/graph")
    assert [row["p"]["value"] for row in answer.json()["results"]["bindings"]] == ["http://example.org/is"]
    named = allowing.get(
        "/sparql",
        params={
            "query": "SELECT ?g { GRAPH ?g { ?s <http://example.org/is> ?o } }",
            "named-graph-uri": f"{away.address}/open/graph",
        },
    )
    assert [r["g"]["value"] for r in named.json()["results"]["bindings"]] == [f"{away.address}/open/graph"]
    everything = {
        "query": "ASK { { ?s <http://example.org/is> ?o } UNION { GRAPH ?g { ?s <http://example.org/is> ?o } } }"
    }
    assert allowing.get("/sparql", params=everything).json()["boolean"] is False


def test_a_redirect_within_what_is_allowed_is_followed(allowing: httpx.Client, away: Canary) -> None:
    answer = ask(allowing, f"{away.address}/open/to-open")
    assert len(answer.json()["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    "path", ["/open/to-secret", "/open/round", "/open/html", "/open/wrong", "/open/gone", "/open/large"]
)
def test_what_cannot_be_had_is_a_problem_that_says_why(allowing: httpx.Client, away: Canary, path: str) -> None:
    before = len(away.paths)
    answer = ask(allowing, away.address + path)
    assert answer.status_code == 502
    assert answer.json()["type"].endswith("/problemen/bron-onbereikbaar")
    assert "/secret" not in away.paths[before:]


@pytest.mark.parametrize(
    "path",
    ["/secret", "/openly", "/open/../secret", "/open/%2e%2e/secret", "/open/%2E%2E%2Fsecret", "/open/..%5csecret"],
)
def test_an_address_that_only_looks_allowed_is_not_fetched(allowing: httpx.Client, away: Canary, path: str) -> None:
    before = away.connections
    assert ask(allowing, away.address + path).status_code == 400
    assert away.connections == before


def test_load_puts_a_document_in_a_graph(allowing: httpx.Client, away: Canary) -> None:
    text = f"LOAD <{away.address}/open/bare> INTO GRAPH <http://example.org/loaded>"
    assert allowing.post("/sparql", content=text, headers=UPDATE).status_code == 204
    lines = allowing.get("/graphs?graph=http://example.org/loaded", headers={"accept": "application/n-triples"}).text
    assert lines == f"<{away.address}/open/bare> <a:p> <{away.address}/open/b> .\n"


def test_load_of_what_cannot_be_had_fails_and_load_silent_does_not(allowing: httpx.Client, away: Canary) -> None:
    statuses = [
        allowing.post("/sparql", content=f"{verb} <{away.address}/open/gone>", headers=UPDATE).status_code
        for verb in ("LOAD", "LOAD SILENT")
    ]
    assert statuses == [502, 204]


@pytest.mark.parametrize(
    ("entry", "address", "allowed"),
    [
        ("https://example.org/", "https://example.org/a", True),
        ("https://example.org", "https://example.org/a", True),
        ("https://example.org/a", "https://example.org/a", True),
        ("https://example.org/a", "https://example.org/a/b", True),
        ("https://example.org/a", "https://example.org/ab", False),
        ("https://example.org", "https://example.org.evil.example/", False),
        ("https://example.org", "https://example.org@evil.example/", False),
        ("https://example.org", "https://user:pass@example.org/", False),
        ("https://example.org", "http://example.org/", False),
        ("https://example.org", "https://example.org:444/", False),
        ("https://example.org", "https://EXAMPLE.org:443/", True),
        ("https://example.org", "file:///etc/passwd", False),
        ("https://example.org", "ftp://example.org/", False),
        ("", "https://example.org/", False),
    ],
)
def test_an_entry_of_the_list_means_its_host_and_what_is_below_its_path(
    entry: str,
    address: str,
    allowed: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    found = fetching._allowed_by(Settings(remote_documents=entry), address)
    assert (found is not None) is allowed


@pytest.mark.anyio
async def test_a_name_that_leads_into_a_private_network_is_not_followed(away: Canary) -> None:
    before = away.connections
    port = away.server_address[1]
    # This name of the machine itself stands for any name that resolves to a private address.
    settings = Settings(remote_documents=f"http://ip6-localhost:{port}/ http://localhost.localdomain:{port}/")
    for name in ("ip6-localhost", "localhost.localdomain"):
        with pytest.raises(ProtocolError):
            await fetching.fetch(settings, f"http://{name}:{port}/open/graph")
    assert away.connections == before


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
