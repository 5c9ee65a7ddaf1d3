from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from samenhang.namespaces import GRAPH_PRIVATE
from samenhang.store import Change, Copy, Drop, EmbeddedStore, Merge, Replace, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from samenhang.store.workers import QueryPool

PUBLIC = "http://example.org/public"
PRIVATE = f"{GRAPH_PRIVATE}concept/een"
OPEN, SECRET = b"<a:open> <a:p> 1 .", b"<a:secret> <a:p> 1 ."
SUBJECTS = "SELECT ?s { ?s ?p ?o }"
NAMED = "SELECT ?s { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(params=["in memory", "on disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    found = EmbeddedStore(tmp_path / "graaf" if request.param == "on disk" else None)
    found.write([Replace(PUBLIC, OPEN), Replace(PRIVATE, SECRET)])
    return found


def subjects(store: EmbeddedStore, query: str = SUBJECTS, **bindings: ox.NamedNode) -> list[str]:
    return sorted(str(row["s"]) for row in store.select(query, bindings))


def test_the_default_graph_and_graph_variables_leave_private_graphs_out(store: EmbeddedStore) -> None:
    assert subjects(store) == subjects(store, NAMED) == ["<a:open>"]
    assert not store.ask("ASK { <a:secret> ?p ?o }")
    assert [str(triple) for triple in store.construct("DESCRIBE <a:secret>")] == []


def test_who_spells_the_private_prefix_out_reaches_them_inside_graph_only(store: EmbeddedStore) -> None:
    assert subjects(store, f"SELECT ?s {{ GRAPH <{PRIVATE}> {{ ?s ?p ?o }} }}") == ["<a:secret>"]
    assert subjects(store, "SELECT ?s ?g { GRAPH ?g { ?s ?p ?o } }", g=ox.NamedNode(PRIVATE)) == ["<a:secret>"]
    assert subjects(store, f"SELECT ?s {{ ?s ?p ?o FILTER(BOUND(?s) || ?s = <{PRIVATE}>) }}") == ["<a:open>"]


def test_the_public_dump_leaves_them_out_and_the_whole_one_does_not(store: EmbeddedStore) -> None:
    assert b"".join(store.dump(public_only=True)).count(b"\n") == 1
    assert b"".join(store.dump()).count(b"\n") == 2
    assert store.graphs() == [PUBLIC, PRIVATE]
    assert (store.size(PRIVATE), len(store)) == (1, 2)


def test_a_store_that_is_opened_keeps_them_apart(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path).write([Replace(PUBLIC, OPEN), Replace(PRIVATE, SECRET)])
    assert subjects(EmbeddedStore(tmp_path)) == ["<a:open>"]


def test_with_no_public_graph_at_all_there_is_nothing_to_see(store: EmbeddedStore) -> None:
    store.write([Drop(PUBLIC)])
    assert subjects(store) == []
    assert b"".join(store.dump(public_only=True)) == b""


ADD = [ox.Triple(ox.NamedNode("a:added"), ox.NamedNode("a:p"), ox.Literal(1))]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda s: s.write([Merge(PUBLIC, b"<a:more> <a:p> 1 .")]), ["<a:more>", "<a:open>"]),
        (lambda s: s.write([Copy(PRIVATE, PUBLIC)]), ["<a:secret>"]),
        (lambda s: s.write([Copy(PUBLIC, PRIVATE)]), ["<a:open>"]),
        (lambda s: s.write([Replace(None, b"<a:unnamed> <a:p> 1 .")]), ["<a:open>", "<a:unnamed>"]),
        (lambda s: s.write([Update("CLEAR ALL")]), []),
        (lambda s: s.update(f"DELETE WHERE {{ GRAPH <{PUBLIC}> {{ ?s ?p ?o }} }}"), []),
        (lambda s: s.add(PUBLIC, ADD), ["<a:added>", "<a:open>"]),
        (lambda s: s.add(PRIVATE, ADD), ["<a:open>"]),
        (lambda s: s.load_turtle(PUBLIC, b"<x> <p> 1 .", "a:"), ["<a:open>", "<a:x>"]),
        (lambda s: s.clear(PUBLIC), []),
        (lambda s: s.write([Drop(PRIVATE), Merge(PUBLIC, b"<a:more> <a:p> 1 .")]), ["<a:more>", "<a:open>"]),
    ],
)
def test_every_way_of_writing_shows_in_what_is_public(
    store: EmbeddedStore, write: Callable[[EmbeddedStore], None], expected: list[str]
) -> None:
    write(store)
    assert subjects(store) == expected
    dumped = {str(quad.subject) for quad in ox.parse(b"".join(store.dump(public_only=True)), ox.RdfFormat.N_QUADS)}
    assert sorted(dumped) == expected


def test_a_public_graph_that_was_written_much_takes_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samenhang.store.public_view._FEW", 10)
    store = EmbeddedStore()
    store.write([Replace(PRIVATE, SECRET)])
    for number in range(40):
        store.write([Replace(PUBLIC, b"<a:open> <a:p> %d ." % number)])
        assert [str(row["o"]) for row in store.select("SELECT ?o { ?s ?p ?o }")] == [str(ox.Literal(number))]
        assert store._view._written <= 11


CHANGES: Sequence[Change] = [Replace(PUBLIC, OPEN), Replace(PRIVATE, SECRET)]


def test_no_query_of_a_caller_sees_a_private_graph(with_pool: Callable[..., Any]) -> None:
    store = EmbeddedStore()
    store.write(CHANGES)
    queries: list[tuple[str, dict[str, Any]]] = [
        (SUBJECTS, {}),
        (NAMED, {}),
        (f"SELECT ?s {{ GRAPH <{PRIVATE}> {{ ?s ?p ?o }} }}", {}),
        (SUBJECTS.replace("{", f"FROM <{PRIVATE}> {{"), {}),
        (NAMED.replace("{", f"FROM NAMED <{PRIVATE}> {{", 1), {}),
        (SUBJECTS, {"default_graph_uris": [PRIVATE]}),
        (NAMED, {"named_graph_uris": [PRIVATE]}),
        ("SELECT (?g AS ?s) { GRAPH ?g { } }", {}),
        ("DESCRIBE <a:secret>", {}),
    ]

    async def scenario(pool: QueryPool) -> None:
        for query, options in queries:
            body = await (await pool.run(query, **options)).read()
            assert b"secret" not in body, query
            assert b"besloten" not in body, query

    with_pool(scenario, data=partial(store.dump, public_only=True), workers=1)
