from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.store.changes import Change, Contents, Copy, Drop, Merge, Replace, Update, changed_graphs
from samenhang.store.update_scope import graphs_of_update

E = "http://example.org/"
P = f"PREFIX e: <{E}> "


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", ""),
        (f"INSERT DATA {{ GRAPH <{E}a> {{ <a:a> <a:b> 'GRAPH <a:c>' }} }}", "a"),
        (f"{P}DELETE DATA {{ GRAPH e:a {{ e:x e:y e:z }} GRAPH e:b {{ }} }}", "a b"),
        (f"{P}DELETE WHERE {{ GRAPH e:a {{ ?s ?p ?o }} }}", "a"),
        (f"{P}WITH e:a DELETE {{ ?s ?p ?o }} INSERT {{ GRAPH e:b {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}", "a b"),
        (f"{P}INSERT {{ GRAPH e:a {{ ?s ?p ?o }} }} USING NAMED e:q WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}", "a q?"),
        (f"{P}COPY e:a TO GRAPH e:b ; MOVE SILENT GRAPH e:c TO DEFAULT ; ADD DEFAULT TO e:d", "a b c d"),
        (f"{P}CLEAR SILENT GRAPH e:a ; DROP DEFAULT ; CREATE GRAPH e:b", "a b"),
        (f"{P}INSERT DATA {{ e:a e:b 1 }} ; PREFIX e: <{E}sub/> DROP GRAPH e:c", "sub/c"),
    ],
)
def test_the_graphs_that_are_named_are_found(update: str, expected: str) -> None:
    found = graphs_of_update(update)
    assert found is not None
    least = {f"{E}{name}" for name in expected.split() if not name.endswith("?")}
    most = least | {f"{E}{name[:-1]}" for name in expected.split() if name.endswith("?")}
    assert least | {None} <= found <= most | {None}


@pytest.mark.parametrize(
    "update",
    [
        "CLEAR ALL",
        "DROP NAMED",
        "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <a:a>",
        "BASE <http://e/> DROP GRAPH <a>",
        "DROP GRAPH <relative>",
        "DROP GRAPH e:undeclared",
        "PREFIX e: <http://e/> DROP GRAPHe:a",
        "INSERT DATA { GR\\u0041PH <a:a> { <a:a> <a:b> 1 } }",
        "INSERT DATA { GRAPHa:b { <a:a> <a:b> 1 } }",
    ],
)
def test_where_the_text_does_not_tell_it_can_be_any_graph(update: str) -> None:
    assert graphs_of_update(update) is None


def test_a_value_for_a_variable_names_its_graph() -> None:
    update = "DELETE WHERE { GRAPH ?g { ?s ?p ?o } } ; DROP GRAPH ?h"
    assert graphs_of_update(update, {"g": ox.NamedNode("a:a")}) is None
    both = {"g": ox.NamedNode("a:a"), "h": ox.NamedNode("a:b")}
    assert graphs_of_update(update, both) == frozenset((None, "a:a", "a:b"))


def test_every_kind_of_change_tells_its_graphs() -> None:
    changes: list[Change] = [
        Replace("a:1", b""),
        Merge(None, b""),
        Copy("a:2", "a:3"),
        Drop("a:4"),
        Contents(("a:5", "a:6"), b""),
    ]
    assert changed_graphs(changes) == frozenset((None, "a:1", "a:3", "a:4", "a:5", "a:6"))
    assert changed_graphs([*changes, Update("CLEAR ALL")]) is None
    assert changed_graphs([]) == frozenset()


NAMES = ["<a:1>", "e:2", "?g", "<a:3>"]
BLOCK = st.builds(
    "GRAPH {} {{ {} <a:p> {} }}".format, st.sampled_from(NAMES), st.sampled_from(["?s", "<a:s>"]), st.just("1")
)
OPERATIONS = st.one_of(
    st.builds("DELETE {{ {} }} WHERE {{ {} }}".format, BLOCK, BLOCK),
    st.builds("WITH <a:4> INSERT {{ {} ?s <a:q> 2 }} WHERE {{ {} }}".format, BLOCK, BLOCK),
    st.builds("INSERT {{ {} }} WHERE {{ {} OPTIONAL {{ {} }} }}".format, BLOCK, BLOCK, BLOCK),
    st.builds("DELETE WHERE {{ {} }}".format, BLOCK),
    st.builds(
        "{} SILENT {} TO {}".format,
        st.sampled_from(["COPY", "MOVE", "ADD"]),
        *[st.sampled_from(["<a:1>", "DEFAULT", "GRAPH e:5"])] * 2,
    ),
    st.builds(
        "{} SILENT {}".format,
        st.sampled_from(["CLEAR", "DROP"]),
        st.sampled_from(["GRAPH <a:1>", "DEFAULT", "ALL", "NAMED"]),
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(OPERATIONS, min_size=1, max_size=4))
def test_no_graph_changes_that_was_not_found(operations: list[str]) -> None:
    update = "PREFIX e: <a:> " + " ; ".join(operations)
    store = ox.Store()
    for graph in (None, "a:1", "a:2", "a:3", "a:4", "a:other"):
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(1), name))
    before = set(store)
    store.update(update)
    changed = {getattr(quad.graph_name, "value", None) for quad in before ^ set(store)}
    found = graphs_of_update(update)
    assert found is None or changed <= found
