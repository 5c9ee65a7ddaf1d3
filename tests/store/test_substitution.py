from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.store.substitution import substitute

E = "http://example.org/"
A, B = ox.NamedNode(f"{E}a"), ox.NamedNode(f"{E}b")
VALUES: list[ox.NamedNode | ox.Literal] = [
    A,
    B,
    ox.NamedNode(f"{E}absent"),
    ox.Literal(1),
    ox.Literal("x y", language="nl"),
]
DATA = b"""
@prefix : <http://example.org/> .
:a :p 1 , 2 ; :q :b .
:b :p 2 ; :q :a , "x y"@nl .
:c :p 1 ; :q :a .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.load(DATA, ox.RdfFormat.TURTLE)
    return found


def rows(solutions: object) -> Counter[tuple[str, ...]]:
    assert isinstance(solutions, ox.QuerySolutions)
    names = sorted(variable.value for variable in solutions.variables)
    return Counter(tuple(f"{name}={solution[name]}" for name in names) for solution in solutions)


SIMPLE = [
    "?x :p ?y .",
    "?y :q ?x .",
    "?y :p ?x .",
    "OPTIONAL { ?x :q ?z }",
    "OPTIONAL { ?x :p ?z . FILTER(?z != ?x) }",
    "{ ?x :p ?y } UNION { ?y :q ?x }",
    "FILTER NOT EXISTS { ?x :p 2 }",
    "FILTER EXISTS { ?y :q ?x }",
    "FILTER(?x = :a || isLiteral(?x))",
    "VALUES ?x { :a 1 }",
    "VALUES (?x ?y) { (:a 1) (UNDEF 2) (:b :a) }",
    "{ BIND(:a AS ?x) }",
    "{ SELECT ?x (COUNT(*) AS ?z) { ?x :p ?y } GROUP BY ?x }",
    "{ SELECT (COUNT(?x) AS ?z) { ?x :p ?y } }",
    "{ SELECT * { ?x :p ?y } }",
    "{ SELECT DISTINCT ?x { ?x :q ?w } ORDER BY DESC(?x) LIMIT 9 }",
    "?x :p|:q ?y .",
    "?x :q/:p ?y .",
]
HEADS = [
    ("SELECT ?x ?y WHERE {", "}"),
    ("SELECT DISTINCT ?y ?x {", "}"),
    ("SELECT ?x (STR(?x) AS ?s) ?y {", "} ORDER BY ?x DESC(?y)"),
    ("SELECT ?x (COUNT(*) AS ?n) {", "} GROUP BY ?x HAVING (COUNT(*) > 0) ORDER BY ?x"),
    ("SELECT ?x (MAX(?y) AS ?n) WHERE {", "} GROUP BY ?x"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(SIMPLE), min_size=1, max_size=3), st.sampled_from(HEADS), st.sampled_from(VALUES))
def test_the_answer_is_that_of_oxigraph_s_own_substitution(
    store: ox.Store, patterns: list[str], head: tuple[str, str], value: ox.NamedNode | ox.Literal
) -> None:
    query = f"PREFIX : <{E}>\n{head[0]} {' '.join(patterns)} {head[1]}"
    expected = rows(store.query(query, substitutions={ox.Variable("x"): value}))
    assert rows(store.query(substitute(query, {"x": value}))) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?x ?p ?y }", f"ASK {{ <{E}a> ?p ?y }}"),
        ("SELECT $x { $x ?p 'is ?x' }", f"SELECT (<{E}a> AS $x) {{ <{E}a> ?p 'is ?x' }}"),
        (
            "CONSTRUCT { ?x ?p 1 } WHERE { ?x ?p ?xs } # ?x",
            f"CONSTRUCT {{ <{E}a> ?p 1 }} WHERE {{ <{E}a> ?p ?xs }} # ?x",
        ),
        ("DESCRIBE ?x", f"DESCRIBE <{E}a>"),
        ("INSERT DATA { GRAPH ?x { ?x <b:c> 1 } }", f"INSERT DATA {{ GRAPH <{E}a> {{ <{E}a> <b:c> 1 }} }}"),
        ("DROP SILENT GRAPH ?x", f"DROP SILENT GRAPH <{E}a>"),
        ("ASK { _:x ?p ?y }", "ASK { _:x ?p ?y }"),
    ],
)
def test_a_variable_gives_way_to_its_value_and_nothing_else_does(query: str, expected: str) -> None:
    assert substitute(query, {"x": A}) == expected


def test_values_cannot_break_out_of_their_place(store: ox.Store) -> None:
    nasty = ox.Literal('"} DROP ALL # \\ \n ?x')
    (solution,) = store.query(substitute("SELECT ?x { FILTER(STRLEN(?x) > 1) }", {"x": nasty}))  # type: ignore[misc]
    assert solution["x"] == nasty


def test_without_values_the_text_stays_as_it_is() -> None:
    assert substitute("SELECT ?x {", {}) == "SELECT ?x {"


def test_a_blank_node_is_refused() -> None:
    with pytest.raises(ValueError, match="blank node"):
        substitute("ASK { ?x ?p ?o }", {"x": ox.BlankNode("b")})
