"""What any store promises, held to the embedded one and to a real Fuseki alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang import namespaces as ns
from samenhang.errors import NotFoundError, QueryError
from samenhang.store.changes import Contents, Copy, Drop, Merge, Replace, Update
from samenhang.store.parsing import RdfSyntaxError, UnknownFormatError
from samenhang.store.request import InvalidNameError

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.store import Term
    from samenhang.store.opening import AnyStore

ONE, TWO = "http://example.org/one", "http://example.org/two"
SECRET = f"{ns.GRAPH_PRIVATE}proef"
DATA = b"""\
@prefix : <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :p 01, "x"@nl-NL, "y"@en, true, 1.50, "2026-01-01"^^xsd:date, "2026-01-01T10:00:00Z"^^xsd:dateTime, "" .
:a :q [ :r :b ; :s ( 1 2 3 ) ] ; :t "a \\"quoted\\" \\\\ line\\nand \xc3\xa9 \xf0\x9f\x8c\xb3" .
"""


def triples(store: AnyStore, graph: str | None) -> frozenset[ox.Triple]:
    """Return a graph with its blank nodes named by what is around them."""
    data = ox.Dataset(quad for quad in ox.parse(b"".join(store.read(graph, "text/turtle")), ox.RdfFormat.TURTLE))
    data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(quad.triple for quad in data)


def loaded(store: AnyStore) -> AnyStore:
    store.write([Replace(ONE, DATA), Replace(TWO, b"<http://example.org/a> <http://example.org/p> 5 .")])
    return store


VALUES = {
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"x"@nl-nl',
    '"y"@en',
    '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    '"2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
    '"2026-01-01T10:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
    '""',
}


def test_values_come_back_in_one_way_of_writing(store: AnyStore) -> None:
    rows = loaded(store).select("SELECT ?o { GRAPH <http://example.org/one> { ?s <http://example.org/p> ?o } }")
    assert {str(row["o"]) for row in rows} == VALUES


def test_strings_keep_every_sign(store: AnyStore) -> None:
    (row,) = loaded(store).select("SELECT ?o { ?s <http://example.org/t> ?o }")
    assert row["o"] == ox.Literal('a "quoted" \\ line\nand é 🌳')


def test_lists_and_blank_nodes_hold_together(store: AnyStore) -> None:
    query = """
        PREFIX : <http://example.org/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?item { :a :q ?node . ?node :r :b ; :s/rdf:rest*/rdf:first ?item } ORDER BY ?item"""
    assert [row["item"] for row in loaded(store).select(query)] == [ox.Literal(n) for n in (1, 2, 3)]


def test_the_default_graph_is_the_union_and_holds_what_has_no_graph(store: AnyStore) -> None:
    loaded(store).write([Merge(None, b"<http://example.org/a> <http://example.org/p> 7 .")])
    query = "SELECT ?o { <http://example.org/a> <http://example.org/p> ?o FILTER(?o > 4) } ORDER BY ?o"
    assert [str(row["o"]) for row in store.select(query)] == [str(ox.Literal(n)) for n in (5, 7)]
    assert store.size(None) == 1
    assert store.graphs() == [ONE, TWO]


def test_bindings_take_the_place_of_variables(store: AnyStore) -> None:
    bindings: dict[str, Term] = {"s": ox.NamedNode("http://example.org/a"), "o": ox.Literal(5)}
    (row,) = loaded(store).select("SELECT ?s ?o ?g { GRAPH ?g { ?s ?p ?o } }", bindings)
    assert row == {**bindings, "g": ox.NamedNode(TWO)}


def test_a_binding_can_hold_what_would_be_syntax(store: AnyStore) -> None:
    text = ox.Literal('"} DROP ALL #\n\\', language="nl")
    store.add(ONE, [ox.Triple(ox.NamedNode(ONE), ox.NamedNode(ONE), text)])
    assert [row["o"] for row in store.select("SELECT ?s ?o { ?s ?p ?o }", {"o": text})] == [text]


def test_ask_and_construct_answer(store: AnyStore) -> None:
    loaded(store)
    assert store.ask("ASK { ?s ?p 5 }")
    assert not store.ask("ASK { ?s ?p 6 }")
    found = list(store.construct("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }"))
    assert [(t.subject, t.object) for t in found if isinstance(t.object, ox.NamedNode)] == []


def test_private_graphs_are_seen_only_by_those_who_name_them(store: AnyStore) -> None:
    loaded(store).write([Replace(SECRET, b"<http://example.org/a> <http://example.org/p> 99 .")])
    assert not store.ask("ASK { ?s ?p 99 }")
    assert not store.ask("ASK { GRAPH ?g { ?s ?p 99 } }")
    assert store.ask(f"ASK {{ GRAPH <{SECRET}> {{ ?s ?p 99 }} }}")
    assert store.ask("ASK { GRAPH ?g { ?s ?p 99 } }", {"g": ox.NamedNode(SECRET)})
    assert store.graphs() == [ONE, TWO, SECRET]
    assert b'"99"' not in b"".join(store.dump(public_only=True))


def test_changes_are_carried_out_in_their_order(store: AnyStore) -> None:
    loaded(store).write(
        [
            Copy(TWO, "http://example.org/copy"),
            Merge("http://example.org/copy", b"<http://example.org/b> <http://example.org/p> 6 ."),
            Drop(TWO),
            Update("INSERT DATA { GRAPH ?g { ?s ?s ?s } }", {"g": ox.NamedNode(ONE), "s": ox.NamedNode(ONE)}),
        ]
    )
    assert store.graphs() == ["http://example.org/copy", ONE]
    assert store.size("http://example.org/copy") == 2
    assert store.size(TWO) == 0


def test_replacing_leaves_nothing_of_what_was(store: AnyStore) -> None:
    loaded(store).write([Replace(ONE, b"<http://example.org/n> <http://example.org/p> 1 .")])
    assert store.size(ONE) == 1


def test_merging_keeps_blank_nodes_apart(store: AnyStore) -> None:
    for _ in range(2):
        store.write([Merge(ONE, b"_:x <http://example.org/p> 1 .")])
    assert store.size(ONE) == 2


def test_contents_keep_a_blank_node_of_two_graphs_one(store: AnyStore) -> None:
    quads = f"_:x <http://example.org/p> _:y <{ONE}> .\n_:y <http://example.org/q> _:x <{TWO}> .\n".encode()
    store.write([Contents((ONE, TWO), quads)])
    query = "ASK { GRAPH ?a { ?x <http://example.org/p> ?y } GRAPH ?b { ?y <http://example.org/q> ?x } }"
    assert store.ask(query)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Replace(ONE, b"<a> <b>"), RdfSyntaxError),
        (Replace(ONE, b"", "image/png"), UnknownFormatError),
        (Replace("no iri", b""), InvalidNameError),
        (Update("INSERT DATA {"), QueryError),
        (Contents((ONE,), b"not quads"), RdfSyntaxError),
    ],
)
def test_nothing_changes_when_one_change_is_not_valid(store: AnyStore, change: Replace, error: type[Exception]) -> None:
    before = len(loaded(store))
    with pytest.raises(error):
        store.write([Drop(TWO), change])
    assert len(store) == before


def test_turtle_that_breaks_off_names_its_line_and_changes_nothing(store: AnyStore) -> None:
    with pytest.raises(SyntaxError, match="line 2"):
        loaded(store).load_turtle(ONE, b"<a> <b> <c> .\n<a> <b> .", "http://example.org/")
    assert store.size(ONE) == 18


def test_loading_resolves_names_and_adds(store: AnyStore) -> None:
    for word in (b"c", b"d"):
        store.load_turtle(ONE, b"<a> <b> <" + word + b"> .", "http://example.org/")
    assert store.ask(
        "ASK { <http://example.org/a> <http://example.org/b> <http://example.org/c>, <http://example.org/d> }"
    )


def test_clearing_empties_one_graph(store: AnyStore) -> None:
    loaded(store).clear(ONE)
    assert (store.size(ONE), store.size(TWO)) == (0, 1)


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_a_graph_reads_back_in_every_form(store: AnyStore, media_type: str) -> None:
    loaded(store)
    body = b"".join(store.read(ONE, media_type))
    store.write([Replace(TWO, body, media_type)])
    assert triples(store, TWO) == triples(store, ONE)
    assert store.size(ONE) == 18


def test_a_graph_that_is_not_there_or_a_form_that_is_unknown_is_told_at_once(store: AnyStore) -> None:
    with pytest.raises(NotFoundError):
        store.read(ONE, "text/turtle")
    with pytest.raises(UnknownFormatError):
        store.read(None, "image/png")


def test_a_dump_restores_to_the_same(store: AnyStore, tmp_path: Path) -> None:
    loaded(store).write([Replace(SECRET, b"<a:a> <a:b> _:c ."), Merge(None, b"<a:a> <a:b> <a:c> .")])
    before, file = triples(store, ONE), tmp_path / "dump.nq"
    file.write_bytes(b"".join(store.dump()))
    store.write([Drop(ONE), Replace("http://example.org/later", b"<a:a> <a:b> <a:c> .")])
    store.restore(file)
    assert triples(store, ONE) == before
    assert store.graphs() == [ONE, TWO, SECRET]
    assert (store.size(None), len(store)) == (1, 21)


def test_contents_are_those_of_the_graphs_asked_for(store: AnyStore) -> None:
    assert loaded(store).contents([TWO]).count(b"\n") == 1
    assert TWO.encode() in store.contents([TWO])


@pytest.mark.parametrize("query", ["SELECT * {", "SELECT nothing", "DROP ALL", "ASK { ?s ?p"])
def test_a_query_that_is_none_says_so(store: AnyStore, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        list(store.select(query))
    assert caught.value.text.nl != caught.value.text.en
