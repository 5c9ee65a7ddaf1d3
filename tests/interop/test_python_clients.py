"""SPARQLWrapper and rdflib's stores, as their makers publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.query import ResultRow
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from tests.interop.conftest import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = "https://w3id.org/samenhang/def/Regel"
COUNT = f"SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r a <{RULE}> }}"
GRAPH = f"CONSTRUCT {{ ?r a <{RULE}> }} WHERE {{ ?r a <{RULE}> }} LIMIT 5"
OWN = "http://example.org/interop/"


def wrapper(endpoint: str, query: str, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(form)
    return client


def converted(client: SPARQLWrapper) -> Any:
    return client.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("way", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_asks_in_every_way(endpoint: str, method: str, way: str) -> None:
    client = wrapper(endpoint, COUNT, JSON)
    client.setMethod(method)
    client.setRequestMethod(way)
    assert converted(client)["results"]["bindings"][0]["n"]["value"] == "471"


def test_sparqlwrapper_reads_every_form_of_a_table(endpoint: str) -> None:
    assert "471" in converted(wrapper(endpoint, COUNT, XML)).toxml()
    assert [b"471" in converted(wrapper(endpoint, COUNT, form)) for form in (CSV, TSV)] == [True, True]
    assert converted(wrapper(endpoint, f"ASK {{ ?r a <{RULE}> }}", JSON))["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper uses it
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_reads_every_form_of_a_graph(endpoint: str, form: str) -> None:
    found = converted(wrapper(endpoint, GRAPH, form))
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 5


def test_sparqlwrapper_shows_a_fault_as_one(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="SPARQL"):
        converted(wrapper(endpoint, "SELECT", JSON))


@pytest.mark.parametrize("way", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_updates_with_a_token(endpoint: str, way: str) -> None:
    client = wrapper(endpoint, f"INSERT DATA {{ GRAPH <{OWN}{way}> {{ <{OWN}s> <{OWN}p> 'é' }} }}", JSON)
    client.setMethod(POST)
    client.setRequestMethod(way)
    client.addCustomHttpHeader("Authorization", f"Bearer {SECRET}")
    assert client.query().response.status == 204
    found = converted(wrapper(endpoint, f"SELECT ?o {{ GRAPH <{OWN}{way}> {{ ?s ?p ?o }} }}", JSON))
    assert found["results"]["bindings"][0]["o"]["value"] == "é"


def test_sparqlwrapper_names_the_graphs_of_a_query(endpoint: str) -> None:
    client = wrapper(endpoint, COUNT, JSON)
    client.addDefaultGraph("https://w3id.org/samenhang/graaf/bronnen")
    assert converted(client)["results"]["bindings"][0]["n"]["value"] == "0"


@pytest.mark.parametrize("form", ["xml", "json", "csv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_in_every_way(endpoint: str, form: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, returnFormat=form, method=method))
    (row,) = graph.query(COUNT)
    assert isinstance(row, ResultRow)
    assert int(row[0]) == 471


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_makes_a_graph(endpoint: str, method: str) -> None:
    found = Graph(SPARQLStore(endpoint, method=method)).query(GRAPH).graph
    assert found is not None
    assert len(found) == 5


def test_rdflib_reads_a_graph_as_its_own(endpoint: str) -> None:
    store = SPARQLStore(endpoint)
    rules = Graph(store, identifier=URIRef("https://w3id.org/samenhang/graaf/regels"))
    kind = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    assert len(set(rules.subjects(kind, URIRef(RULE)))) == 471
    names = {str(name) for name in store.contexts()}
    assert "https://w3id.org/samenhang/graaf/regels" in names


@pytest.fixture
def writing(endpoint: str) -> Iterator[SPARQLUpdateStore]:
    """Give a store of rdflib that writes."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    store = SPARQLUpdateStore(endpoint, endpoint, headers=headers, context_aware=True)
    yield store
    store.close()


def test_rdflib_writes_reads_and_removes(writing: SPARQLUpdateStore) -> None:
    graph = Graph(writing, identifier=URIRef(f"{OWN}rdflib"))
    triple = (URIRef(f"{OWN}s"), URIRef(f"{OWN}p"), Literal("tekst", lang="nl"))
    graph.add(triple)
    assert triple in graph
    assert list(graph) == [triple]
    graph.update(f"INSERT DATA {{ <{OWN}s> <{OWN}p> 2 }}")
    assert len(graph) == 2
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_rdflib_is_told_when_it_may_not_write(endpoint: str) -> None:
    store = SPARQLUpdateStore(endpoint, endpoint, context_aware=True)
    with pytest.raises(Exception, match="401"):
        Graph(store, identifier=URIRef(f"{OWN}no")).add((URIRef(OWN), URIRef(OWN), URIRef(OWN)))
