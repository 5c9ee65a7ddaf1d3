from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    import httpx

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
WHOLE = ox.NamedNode("https://w3id.org/samenhang/graaf")
FORMS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


def graph(client: httpx.Client, path: str, accept: str = "text/turtle") -> ox.Dataset:
    answer = client.get(path, headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].split(";")[0]
    assert kind == accept
    form = ox.RdfFormat.from_media_type(kind)
    assert form is not None
    return ox.Dataset(ox.parse(answer.content, form))


def values(found: ox.Dataset, subject: ox.NamedNode, name: str) -> list[str]:
    quads = found.quads_for_subject(subject)
    return [q.object.value for q in quads if q.predicate.value == name and not isinstance(q.object, ox.Triple)]


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_a_description_is_the_same_in_every_form(reader: httpx.Client, path: str) -> None:
    found = [graph(reader, path, accept) for accept in FORMS]
    for one in found:
        one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert all(one == found[0] for one in found)


def test_the_bare_endpoint_tells_what_it_is(reader: httpx.Client) -> None:
    found = graph(reader, "/sparql")
    service = ox.NamedNode(f"{reader.base_url}/sparql")
    assert values(found, service, f"{SD}endpoint") == [service.value]
    assert f"{SD}UnionDefaultGraph" in values(found, service, f"{SD}feature")
    assert f"{SD}BasicFederatedQuery" not in values(found, service, f"{SD}feature")
    languages = values(found, service, f"{SD}supportedLanguage")
    assert {f"{SD}SPARQL11Query", f"{SD}SPARQL11Update"} == set(languages)
    named = {q.object.value for q in found if q.predicate.value == f"{SD}name" and isinstance(q.object, ox.NamedNode)}
    assert "https://w3id.org/samenhang/graaf/regels" in named
    assert not any("/besloten/" in name for name in named)


def test_a_browser_gets_the_query_page_there(reader: httpx.Client) -> None:
    answer = reader.get("/sparql", headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")


def test_the_bare_endpoint_asks_for_a_query_from_who_wants_results(reader: httpx.Client) -> None:
    answer = reader.get("/sparql", headers={"accept": "application/sparql-results+json"})
    assert answer.status_code == 400


def test_void_tells_what_there_is_and_its_numbers_are_right(reader: httpx.Client) -> None:
    found = graph(reader, "/.well-known/void")
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    rows = reader.get("/sparql", params={"query": count}).json()["results"]["bindings"]
    assert values(found, WHOLE, f"{VOID}triples") == [rows[0]["n"]["value"]]
    assert values(found, WHOLE, f"{VOID}sparqlEndpoint") == [f"{reader.base_url}/sparql"]
    assert values(found, WHOLE, "http://purl.org/dc/terms/license")
    assert "http://www.w3.org/2004/02/skos/core#" in values(found, WHOLE, f"{VOID}vocabulary")
    linksets = [q.subject for q in found if q.object == ox.NamedNode(f"{VOID}Linkset")]
    assert linksets
    targets = {q.object for q in found if q.predicate.value == f"{VOID}objectsTarget"}
    assert targets == {ox.NamedNode("https://identifier.overheid.nl/tooi")}


def test_every_dump_that_void_names_can_be_fetched(reader: httpx.Client) -> None:
    found = graph(reader, "/.well-known/void")
    dumps = {
        q.object.value for q in found if q.predicate.value == f"{VOID}dataDump" and isinstance(q.object, ox.NamedNode)
    }
    assert len(dumps) > 5
    assert {reader.head(dump).status_code for dump in dumps} == {200}


def test_a_browser_is_sent_to_the_list_of_graphs(reader: httpx.Client) -> None:
    answer = reader.get("/.well-known/void", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/graaf")
    assert reader.get("/.well-known/void", headers={"accept": "image/png"}).status_code == 406


def test_the_first_page_leads_to_both(reader: httpx.Client) -> None:
    page = reader.get("/", headers={"accept": "text/html"}).text
    assert "/.well-known/void" in page
    assert "/sparql" in page
