from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.errors import NotAcceptableError
from samenhang.linked.forms import FORMS, PREFIXES, canonical, serialise
from samenhang.linked.turtle import node_text, to_turtle
from samenhang.namespaces import DEF, RDF, SH

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}

_names = st.sampled_from(
    [DEF + "a", f"{DEF}dim/optie-1", f"{DEF}x.y.", f"{RDF}nil", "urn:x:1", "https://e.org/a/", f"{DEF}1"]
)
_nodes = st.builds(ox.NamedNode, _names)
_blanks = st.builds(ox.BlankNode, st.sampled_from("abcde"))
_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\"\\\n\t'"),
    max_size=12,
)
_literals = (
    st.builds(ox.Literal, _text)
    | st.builds(lambda text: ox.Literal(text, language="nl"), _text)
    | st.builds(
        lambda n: ox.Literal(str(n), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")), st.integers()
    )
    | st.sampled_from([ox.Literal(value) for value in (True, 1.5e300)])
    | st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("urn:type")), _text)
)
_predicates = st.builds(
    ox.NamedNode, st.sampled_from([DEF + "p", f"{RDF}type", f"{RDF}first", f"{RDF}rest", f"{SH}path"])
)
_triples = st.builds(ox.Triple, _nodes | _blanks, _predicates, _nodes | _blanks | _literals)
graphs = st.lists(_triples, max_size=25)


def read(data: bytes, form: ox.RdfFormat) -> ox.Dataset:
    found = ox.Dataset(ox.parse(data, format=form))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def whole(triples: list[ox.Triple]) -> ox.Dataset:
    found = ox.Dataset(ox.Quad(*triple) for triple in triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@given(graphs)
@settings(max_examples=150, deadline=None)
def test_any_graph_comes_back_from_turtle_as_it_was(triples: list[ox.Triple]) -> None:
    assert read(to_turtle(canonical(triples), PREFIXES).encode(), ox.RdfFormat.TURTLE) == whole(triples)


@given(graphs)
@settings(max_examples=40, deadline=None)
def test_any_graph_comes_back_from_every_form_as_it_was(triples: list[ox.Triple]) -> None:
    for form in FORMS:
        assert read(serialise(canonical(triples), form), FORMATS[form.extension]) == whole(triples), form.extension


@given(graphs, st.randoms())
@settings(max_examples=25, deadline=None)
def test_the_same_statements_in_another_order_give_the_same_bytes(triples: list[ox.Triple], random: object) -> None:
    other = list(triples)
    random.shuffle(other)  # type: ignore[attr-defined]
    for form in FORMS:
        assert serialise(canonical(triples), form) == serialise(canonical(other), form)


def test_nameless_nodes_and_lists_stand_where_they_are_used() -> None:
    source = f"""@prefix sam: <{DEF}> . @prefix sh: <{SH}> .
        sam:r sh:not [ sh:and ( [ sh:path sam:d ; sh:hasValue <{DEF}d/x> ] [ sh:path sam:e ; sh:minCount 1 ] ) ] ."""
    triples = [quad.triple for quad in ox.parse(source, format=ox.RdfFormat.TURTLE)]
    text = to_turtle(canonical(triples), PREFIXES)
    assert "_:" not in text
    assert "[ sh:path sam:d ; sh:hasValue d:x ]" in text
    assert "@prefix d: <https://w3id.org/samenhang/def/d/> ." in text


@pytest.mark.parametrize("depth", [50, 5000])
def test_nesting_of_any_depth_is_written(depth: int) -> None:
    nodes = [ox.BlankNode(f"n{i}") for i in range(depth)]
    steps = [ox.Triple(a, ox.NamedNode(f"{DEF}p"), b) for a, b in pairwise(nodes)]
    triples = [ox.Triple(ox.NamedNode(f"{DEF}s"), ox.NamedNode(f"{DEF}p"), nodes[0]), *steps]
    text = to_turtle(canonical(triples), PREFIXES)
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == len(triples)


def test_a_long_list_is_written_as_a_list() -> None:
    listed = " ".join(f"<urn:{n}>" for n in range(3000))
    triples = [q.triple for q in ox.parse(f"<urn:s> <urn:p> ( {listed} ) .", format=ox.RdfFormat.TURTLE)]
    text = to_turtle(canonical(triples), PREFIXES)
    assert "_:" not in text
    assert read(text.encode(), ox.RdfFormat.TURTLE) == whole(triples)


def test_a_ring_of_nameless_nodes_is_written() -> None:
    triples = [q.triple for q in ox.parse("_:a <urn:p> _:b . _:b <urn:p> _:a .", format=ox.RdfFormat.TURTLE)]
    assert read(to_turtle(triples, PREFIXES).encode(), ox.RdfFormat.TURTLE) == whole(triples)
    assert node_text(triples[0].subject, triples, PREFIXES) in ("[ … ]", "[ <urn:p> [ … ] ]")


def test_nodes_that_all_refer_to_each_other_are_written_in_little_time() -> None:
    nodes = [ox.BlankNode(f"n{i}") for i in range(40)]
    triples = [ox.Triple(a, ox.NamedNode("urn:p"), b) for a in nodes for b in nodes if a != b]
    assert len(canonical(triples)) == len(triples)


@pytest.mark.parametrize(
    ("predicate", "value"),
    [("http://e.org/p/", "x"), ("http://e.org/12", "x"), ("http://e.org/p", "a\x01")],
    ids=["no name", "number", "control character"],
)
def test_what_xml_cannot_hold_is_refused_in_words(predicate: str, value: str) -> None:
    graph = [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode(predicate), ox.Literal(value))]
    for form in FORMS:
        if form.extension == "rdf":
            with pytest.raises(NotAcceptableError) as caught:
                serialise(graph, form)
            assert predicate in caught.value.text.nl
            assert "Turtle" in caught.value.text.en
        else:
            assert len(read(serialise(graph, form), FORMATS[form.extension])) == 1


def test_json_ld_has_a_context_of_the_prefixes_that_it_uses() -> None:
    graph = [ox.Triple(ox.NamedNode(f"{DEF}s"), ox.NamedNode(f"{DEF}p"), ox.Literal("x"))]
    text = serialise(graph, FORMS[1]).decode()
    assert '"sam:p"' in text
    assert '"skos"' not in text
