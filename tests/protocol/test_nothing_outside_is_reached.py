"""Every way in which a request could make the service fetch something, tried against a server that counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.protocol.canary import Canary, canary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

UPDATE = {"content-type": "application/sparql-update"}
GRAPH = {"graph": "http://example.org/outside"}
QUERIES = [
    "SELECT * { SERVICE <@> { ?s ?p ?o } }",
    "SELECT * { service silent <@> { ?s ?p ?o } }",
    "SELECT * { SERVICE<@>{ ?s ?p ?o } }",
    "PREFIX e: <@> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "PREFIX e: <@> SELECT * { SERVICEe:x{ ?s ?p ?o } }",
    "BASE <@> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { SERVICE # <nothing>\n <@> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <@> { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <@> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { BIND (IRI('@') AS ?u) SERVICE SILENT ?u { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <@> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <@> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <@> { ?s ?p ?o } }",
    "ASK { SERVICE <@?a<b#c> { ?s ?p ?o } }",
    "SELECT * FROM <@> { ?s ?p ?o }",
    "SELECT * FROM<@>{ ?s ?p ?o }",
    "SELECT * FROM NAMED <@> { GRAPH ?g { ?s ?p ?o } }",
    "PREFIX e: <@> SELECT * FROM e:x { ?s ?p ?o }",
    "BASE <@> ASK FROM <> { ?s ?p ?o }",
    "DESCRIBE ?s FROM <@> { ?s ?p ?o }",
]
UPDATES = [
    "LOAD <@>",
    "load<@>",
    "LOAD <@> INTO GRAPH <a:g>",
    "PREFIX e: <@> LOAD e:x",
    "BASE <@> LOAD <> INTO GRAPH <a:g>",
    "LOAD # comment\n <@>",
    "L\\u004FAD <@>",
    "INSERT DATA { <a:s> <a:p> 1 } ; LOAD <@>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <@> { ?s ?p ?o } }",
    "DELETE { ?s ?p ?o } USING <a:g> WHERE { SERVICE ?u { ?s ?p ?o } VALUES ?u { <@> } }",
]
SILENT_UPDATES = [
    "LOAD SILENT <@>",
    "LOAD SILENT <@> INTO GRAPH <a:g>",
    "INSERT { ?s ?p ?o } USING <@> WHERE { ?s ?p ?o }",
    "INSERT { ?s ?p ?o } USING NAMED <@> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "COPY SILENT <@> TO <a:g>",
]
"""These may succeed, for what is not there changes nothing."""
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DOCUMENTS = [
    ("application/ld+json", '{"@context": "@", "@id": "a:s", "a:p": 1}'),
    ("application/ld+json", '{"@context": ["@", {"x": "a:x"}], "@id": "a:s", "x": 1}'),
    ("application/ld+json", '{"@context": {"@import": "@"}, "@id": "a:s", "a:p": 1}'),
    ("application/ld+json", '{"@id": "a:s", "a:p": {"@context": "@", "@value": 1}}'),
    (
        "application/rdf+xml",
        f"""<!DOCTYPE r [<!ENTITY e SYSTEM "@">]>
        <rdf:RDF {RDF} xmlns:a="a:"><rdf:Description rdf:about="a:s"><a:p>&e;</a:p></rdf:Description></rdf:RDF>""",
    ),
    ("application/rdf+xml", f'<!DOCTYPE r [<!ENTITY % e SYSTEM "@"> %e;]><rdf:RDF {RDF}/>'),
    ("application/rdf+xml", f'<!DOCTYPE r SYSTEM "@"><rdf:RDF {RDF}/>'),
    (
        "application/rdf+xml",
        f"""<?xml-stylesheet href="@"?>
        <rdf:RDF {RDF} xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="@"/></rdf:RDF>""",
    ),
    ("text/turtle", "@prefix e: <@> . e:x <http://www.w3.org/2002/07/owl#imports> <@> ."),
]


@pytest.fixture(scope="module")
def away() -> Iterator[Canary]:
    with canary() as server:
        yield server


@pytest.fixture(autouse=True)
def untouched(away: Canary) -> Iterator[None]:
    """Hold every test here to its promise: nothing came to the other server."""
    yield
    assert (away.connections, away.paths) == (0, [])


def filled(text: str, away: Canary) -> str:
    """Put the address of the other server in the place of every lone `@`."""
    return re.sub("@(?![a-z])", f"{away.address}/x", text)


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_fetches_nothing(reader: httpx.Client, away: Canary, text: str) -> None:
    answer = reader.post("/sparql", data={"query": filled(text, away)})
    assert answer.status_code in (400, 503), answer.text


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_the_graphs_of_the_protocol_fetch_nothing(reader: httpx.Client, away: Canary, name: str) -> None:
    answer = reader.get("/sparql", params={"query": "ASK { ?s ?p ?o }", name: away.address})
    assert answer.status_code == 400


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_fetches_nothing(admin: httpx.Client, away: Canary, text: str) -> None:
    answer = admin.post("/sparql", content=filled(text, away), headers=UPDATE)
    assert answer.status_code in (400, 503), answer.text


@pytest.mark.parametrize("text", SILENT_UPDATES)
def test_an_update_that_may_fail_in_silence_fetches_nothing(admin: httpx.Client, away: Canary, text: str) -> None:
    answer = admin.post("/sparql", content=filled(text, away), headers=UPDATE)
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_the_graphs_of_an_update_fetch_nothing(admin: httpx.Client, away: Canary, name: str) -> None:
    text = "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    answer = admin.post("/sparql", params={name: away.address}, content=text, headers=UPDATE)
    assert answer.status_code == 204


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
def test_a_document_fetches_nothing(admin: httpx.Client, away: Canary, kind: str, document: str) -> None:
    content = filled(document, away)
    answer = admin.put("/graphs", params=GRAPH, content=content, headers={"content-type": kind})
    assert answer.status_code in (201, 204, 400), answer.text
    form = admin.post("/graphs", params=GRAPH, files={"x": ("x", content, kind)})
    assert form.status_code in (201, 204, 400), form.text


def test_naming_a_graph_by_an_address_elsewhere_fetches_nothing(admin: httpx.Client, away: Canary) -> None:
    where = {"graph": f"{away.address}/graph"}
    assert admin.get("/graphs", params=where).status_code == 404
    assert admin.post("/graphs", params=where, content="", headers={"content-type": "text/turtle"}).status_code == 201
    assert admin.get("/graphs", params=where).status_code == 200
