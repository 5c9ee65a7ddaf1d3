"""The general engines give one form of result, look up the background without reporting on it, and can be stopped."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.validation.engines.random_shapes import PREFIXES, Shapes, data
from tests.validation.engines.reading import keys, table

from samenhang.model import Severity
from samenhang.namespaces import SH
from samenhang.validation.engines import (
    Background,
    ColumnEngine,
    Limits,
    PyShaclEngine,
    ShapeGraph,
    ShapesError,
    TurboEngine,
    ValidationFailedError,
    ValidationTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.engines import Engine

EXAMPLE = "https://voorbeeld.example/"
SPARQL = """:S sh:targetClass :A ; sh:severity sh:Warning ; sh:sparql [ a sh:SPARQLConstraint ;
    sh:message "te hoog: {?value}"@nl , "too high: {?value}"@en ; sh:prefixes :ns ;
    sh:select "SELECT $this ?path ?value WHERE { BIND(v:p AS ?path) $this v:p ?value FILTER(?value > 3) }" ] .
:ns sh:declare [ sh:prefix "v" ; sh:namespace "https://voorbeeld.example/"^^xsd:anyURI ] ."""


def shapes(text: str) -> ShapeGraph:
    return ShapeGraph.from_text(PREFIXES + text)


@pytest.fixture(params=["pyshacl", "turbo"])
def engine(request: pytest.FixtureRequest) -> PyShaclEngine | TurboEngine:
    found: PyShaclEngine | TurboEngine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def short() -> Iterator[PyShaclEngine]:
    engine = PyShaclEngine(Limits(seconds=6.0, memory_bytes=512 << 20))
    yield engine
    engine.close()


def test_a_result_of_a_sparql_constraint_is_whole_with_its_messages_in_their_languages(
    engine: PyShaclEngine | TurboEngine,
) -> None:
    (result,) = engine.run(table(PREFIXES + ":x a :A ; :p 3 , 4 ."), None, shapes(SPARQL))
    assert (result.focus, result.shape) == (ox.NamedNode(f"{EXAMPLE}x"), f"{EXAMPLE}S")
    assert (result.component, result.severity) == (f"{SH}SPARQLConstraintComponent", Severity.WARNING)
    assert (result.path, str(result.value)) == (f"<{EXAMPLE}p>", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>')
    assert dict(result.messages) == {"nl": "te hoog: 4", "en": "too high: 4"}


def test_blank_nodes_and_lexical_forms_come_back_as_they_were(engine: PyShaclEngine | TurboEngine) -> None:
    rule = ":S sh:targetClass :A ; sh:property [ sh:path ( :p :q ) ; sh:maxExclusive 1 ] ."
    given = PREFIXES + '_:a a :A ; :p _:b . _:b :q "007"^^xsd:integer .'
    (result,) = engine.run(table(given), None, shapes(rule))
    assert isinstance(result.focus, ox.BlankNode)
    assert result.path == f"<{EXAMPLE}p>/<{EXAMPLE}q>"
    assert isinstance(result.value, ox.Literal)
    assert result.value.value == "007"
    assert result.focus in table(given).terms or result.focus.value


def test_a_nested_result_is_not_one_of_its_own(engine: PyShaclEngine | TurboEngine) -> None:
    rule = ":S sh:targetClass :A ; sh:node [ sh:property [ sh:path :p ; sh:minCount 1 ] ] ."
    (result,) = engine.run(table(PREFIXES + ":x a :A ."), None, shapes(rule))
    assert result.component == f"{SH}NodeConstraintComponent"


@pytest.mark.parametrize("kind", ["columns", "pyshacl", "turbo"])
def test_the_background_is_looked_up_and_never_reported_on(kind: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = ColumnEngine() if kind == "columns" else request.getfixturevalue(f"{kind}_engine")
    rule = """:S sh:targetClass :A ; sh:property [ sh:path :p ; sh:class :Plaats ; sh:minCount 1 ] .
        :T sh:targetObjectsOf :p ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
        :U sh:targetSubjectsOf :p ; sh:nodeKind sh:IRI ."""
    background = ":B rdfs:subClassOf :A . :plaats a :Plaats ; rdfs:label 'P' . :oud a :A . :ouder :p :nergens ."
    own = ":x a :B ; :p :plaats . :y a :A . :z a :B ; :p :dorp . _:blank a :A ; :p :plaats ."
    results = engine.run(table(PREFIXES + own), Background(table(PREFIXES + background)), shapes(rule))
    found = {
        (str(result.focus).partition("example/")[2] or "_:", result.component.removeprefix(SH)) for result in results
    }
    assert found == {
        ("y>", "MinCountConstraintComponent"),
        ("z>", "ClassConstraintComponent"),
        ("dorp>", "MinCountConstraintComponent"),
        ("_:", "NodeKindConstraintComponent"),
    }


@pytest.mark.untraced
def test_the_engines_agree_beside_a_background(pyshacl_engine: PyShaclEngine) -> None:
    for seed in range(500, 525):
        source = random.Random(seed)  # noqa: S311 -- repeatable cases, not a secret
        graph = ShapeGraph.from_text(Shapes(source).graph(2))
        given, background = table(data(source)), Background(table(data(source)))
        mine = ColumnEngine().run(given, background, graph)
        assert keys(mine) == keys(pyshacl_engine.run(given, background, graph)), seed


def test_a_long_literal_is_shortened_for_turbo_and_reported_whole(turbo_engine: TurboEngine) -> None:
    long = "a" * 150_000
    graph = shapes(":S sh:targetClass :A ; sh:property [ sh:path :p ; sh:nodeKind sh:IRI ] .")
    results = turbo_engine.run(table(f'{PREFIXES} :x a :A ; :p "{long}" , "{long}b" .'), None, graph)
    assert {getattr(result.value, "value", "") for result in results} == {long, f"{long}b"}


def test_turbo_runs_shapes_with_annotations_of_results(turbo_engine: TurboEngine) -> None:
    rule = SPARQL.replace("a sh:SPARQLConstraint ;", "sh:resultAnnotation [ sh:annotationProperty :extra ] ;")
    assert len(turbo_engine.run(table(PREFIXES + ":x a :A ; :p 4 ."), None, shapes(rule))) == 1


def test_a_catastrophic_pattern_is_stopped_in_time_and_the_next_check_runs(short: PyShaclEngine) -> None:
    rule = ":S sh:targetClass :A ; sh:property [ sh:path :p ; sh:pattern '^(a+)+$' ] ."
    given = table(f'{PREFIXES} :x a :A ; :p "{"a" * 40}!" .')
    began = time.monotonic()
    with pytest.raises(ValidationTimeoutError) as caught:
        short.run(given, None, shapes(rule))
    assert time.monotonic() - began < 20, "and not the years that the pattern would take"
    assert "6 seconden" in caught.value.text.nl
    assert len(short.run(given, None, shapes(":S sh:targetClass :A ; sh:nodeKind sh:Literal ."))) == 1


def test_a_cartesian_query_is_stopped(short: PyShaclEngine) -> None:
    query = "SELECT $this WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a = $this && ?l = 1) }"
    rule = f":S sh:targetClass :A ; sh:sparql [ sh:select '{query}' ] ."
    given = table(PREFIXES + "".join(f":x{n} a :A ; :p {n} .\n" for n in range(200)))
    with pytest.raises((ValidationTimeoutError, ValidationFailedError)):
        short.run(given, None, shapes(rule))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("sh:sparql [ sh:select 'SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }' ]", "SERVICE"),
        ("sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate :p ; sh:object :o ]", "sh:rule"),
        ("sh:js [ ]", "sh:js"),
        ("sh:target [ sh:select 'SELECT ?this WHERE { ?this a :A }' ]", "sh:target"),
        ("sh:property [ sh:minCount 1 ]", "PropertyShape"),
        ("sh:sparql [ sh:select 'SELECT nonsense' ]", ""),
    ],
)
def test_shapes_that_may_not_or_cannot_be_run_are_refused_with_the_cause(
    rule: str, said: str, engine: PyShaclEngine | TurboEngine
) -> None:
    with pytest.raises(ShapesError) as caught:
        engine.run(table(PREFIXES + ":x a :A ."), None, shapes(f":S sh:targetClass :A ; {rule} ."))
    assert said in caught.value.text.nl
    assert caught.value.status == 400


@pytest.mark.parametrize("text", ["niet a Turtle", ":a :b", "<a> <b> <<( :c :d :e )>> ."])
def test_shapes_that_are_no_rdf_are_refused(text: str) -> None:
    with pytest.raises(ShapesError):
        ShapeGraph.from_text(text)
    with pytest.raises(ShapesError):
        ShapeGraph.from_text("", "text/csv")
