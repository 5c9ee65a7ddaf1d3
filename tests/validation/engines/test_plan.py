"""Which engine runs what, and that rules across records asked at once say what they say record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.validation.engines.random_shapes import PREFIXES
from tests.validation.engines.reading import keys, table

from samenhang.namespaces import ARRANGEMENT, DEF, dimension_iri, option_iri
from samenhang.validation.engines import (
    Background,
    Engines,
    SetEngine,
    ShapeGraph,
    ShapesError,
    UnsupportedError,
    product_background,
    product_shapes,
)
from samenhang.validation.engines.set_queries import prove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang
    from samenhang.validation.engines import PyShaclEngine

DOUBLE = """:T sh:targetClass :A ; sh:message "{?value} staat er ook"@nl ; sh:sparql [ sh:prefixes :ns ;
    sh:select "SELECT DISTINCT $this ?path ?value WHERE { $this v:p ?n . ?value ?path ?n FILTER($this != ?value) }" ] .
:ns sh:declare [ sh:prefix "v" ; sh:namespace "https://voorbeeld.example/"^^xsd:anyURI ] .
"""
CORE = ":S sh:targetClass :A ; sh:property [ sh:path :p ; sh:datatype xsd:integer ] .\n"
MIXED = ":M sh:targetClass :A ; sh:nodeKind sh:IRI ; sh:sparql [ sh:select 'SELECT $this { $this a $this }' ] .\n"


def shapes(text: str) -> ShapeGraph:
    return ShapeGraph.from_text(PREFIXES + text)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with Engines() as engines:
        yield engines


def test_shapes_of_the_product_run_where_they_are_exact_and_the_rest_says_why(engines: Engines) -> None:
    graph = shapes(CORE + DOUBLE + MIXED)
    given = table(PREFIXES + ":x a :A ; :p 1 . :y a :A ; :p 1 , 'een' .")
    checked = engines.run(given, None, graph, trusted=True)
    assert checked.engines == {"kolommen": 1, "verzamelingen": 1, engines.general.name: 1}
    assert set(checked.reasons) == {"https://voorbeeld.example/M"}
    assert "sh:sparql" in checked.reasons["https://voorbeeld.example/M"]
    assert sorted(result.shape[-1] for result in checked.results) == ["S", "T", "T"]
    assert checked.results[0] in list(checked.results)
    assert checked.results[-1] == list(checked.results)[-1]
    assert {r.messages.get("nl") for r in checked.results if r.shape.endswith("T")} == {
        "https://voorbeeld.example/x staat er ook",
        "https://voorbeeld.example/y staat er ook",
    }


def test_shapes_of_a_users_own_run_in_a_process_that_can_be_killed(engines: Engines) -> None:
    plan = engines.choose(shapes(CORE + DOUBLE), trusted=False)
    assert set(plan.shapes) == {engines.general.name}
    with pytest.raises(ShapesError):
        engines.run(table(""), None, shapes(":S sh:targetClass :A ; sh:rule [ ] ."), trusted=False)


@pytest.mark.parametrize("amount", [3, 40])
def test_asked_about_all_records_or_each_a_query_gives_the_results_of_pyshacl(
    amount: int, engines: Engines, pyshacl_engine: PyShaclEngine
) -> None:
    own = "".join(f":x{n} a :B ; :p {n % 7} , '{n % 5}' .\n" for n in range(amount)) + "_:b a :A ; :p 1 .\n"
    background = Background(table(PREFIXES + ":B rdfs:subClassOf :A . :oud a :A ; :p 1 ."))
    given, graph = table(PREFIXES + own), shapes(DOUBLE)
    assert keys(engines.sets.run(given, background, graph)) == keys(pyshacl_engine.run(given, background, graph))


def test_a_value_is_reported_as_it_was_written(engines: Engines) -> None:
    graph = shapes(
        ":T sh:targetClass :A ; sh:sparql [ sh:select "
        "'SELECT $this ?value WHERE { $this <https://voorbeeld.example/p> ?value FILTER(?value > 5) }' ] ."
    )
    given = table(PREFIXES + ':x a :A ; :p "007.50"^^xsd:decimal .')
    for _ in range(2):  # the second time the process has a store that must be clean again
        (result,) = engines.sets.run(given, None, graph)
        assert str(result.value) == '"007.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    assert engines.sets.run(table(PREFIXES + ":y a :A ."), None, graph) == []


PROVEN = [
    "SELECT $this WHERE { $this ?p ?o OPTIONAL { $this <urn:q> ?x } FILTER(BOUND(?x)) }",
    "SELECT DISTINCT $this WHERE { { SELECT $this ?x WHERE { $this <urn:p> ?x } } FILTER(?x > 1) }",
    "SELECT $this WHERE { { $this <urn:p> ?x } UNION { ?x <urn:q> $this } }",
    "SELECT $this WHERE { $this a ?c FILTER NOT EXISTS { $this <urn:p>/<urn:q>* ?c } }",
    "SELECT $this (<urn:p> AS ?path) WHERE { $this <urn:p> ?o BIND(STR($this) AS ?s) }",
]
UNPROVEN = [
    "SELECT $this WHERE { ?s <urn:p> ?o }",
    "SELECT $this WHERE { OPTIONAL { $this <urn:p> ?x } }",
    "SELECT $this WHERE { ?s <urn:p> ?o OPTIONAL { $this <urn:q> ?x } $this a ?c }",
    "SELECT $this WHERE { { ?s <urn:p> ?o FILTER(?s != $this) } $this a ?c }",
    "SELECT $this WHERE { $this a ?c { SELECT ?x WHERE { $this <urn:p> ?x } } }",
    "SELECT $this WHERE { { SELECT $this (COUNT(*) AS ?n) WHERE { $this <urn:p> ?x } GROUP BY $this } }",
    "SELECT $this WHERE { { SELECT $this WHERE { $this <urn:p> ?x } LIMIT 1 } }",
    "SELECT $this WHERE { $this a ?c MINUS { $this <urn:p> ?x } }",
    "SELECT $this WHERE { { $this a ?c } UNION { ?x <urn:p> ?y } }",
    "SELECT $this WHERE { $this <urn:p>* ?x }",
    "SELECT $this WHERE { $this $PATH ?x }",
    "ASK { $this ?p ?o }",
    "SELECT $this WHERE {",
]


@pytest.mark.parametrize("query", PROVEN)
def test_a_query_that_binds_this_itself_may_be_asked_at_once(query: str) -> None:
    prove(query)


@pytest.mark.parametrize("query", UNPROVEN)
def test_a_query_that_might_answer_otherwise_may_not(query: str) -> None:
    with pytest.raises(UnsupportedError):
        prove(query)


def test_a_shape_that_is_not_proven_is_refused_by_the_engine_that_asks_at_once() -> None:
    engine = SetEngine()
    with pytest.raises(UnsupportedError):
        engine.run(table(""), None, shapes(MIXED))
    engine.close()


def test_the_product_runs_all_of_its_shapes_without_the_general_engine(samenhang: Samenhang, engines: Engines) -> None:
    graph = product_shapes(samenhang.store, samenhang.queries)
    background = product_background(samenhang.store, samenhang.queries)
    assert engines.choose(graph, trusted=True).reasons == {}
    given = table(
        f"<https://voorbeeld.example/x> a <{ARRANGEMENT}> ; <{dimension_iri('tariefniveau')}> "
        f"<{option_iri('tariefniveau', 'onder-kostprijs')}> , 'nog iets' ; <{DEF}onbekend> 1 ."
    )
    checked = engines.run(given, background, graph, trusted=True)
    assert sum(checked.engines.values()) == len(graph.roots) > 1000
    found = {result.shape.rsplit("/", 1)[1] for result in checked.results}
    assert {"R399", "S007"} <= found
    assert {str(result.focus) for result in checked.results} == {"<https://voorbeeld.example/x>"}
    general = engines.general.run(given, background, graph, engines.choose(graph, trusted=False).shapes["turbo"])
    assert keys(general) == keys(checked.results)
