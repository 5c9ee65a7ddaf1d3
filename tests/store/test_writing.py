from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from samenhang.errors import NotFoundError, QueryError, SamenhangError
from samenhang.namespaces import GRAPH_PRIVATE
from samenhang.store import Change, Contents, Copy, Drop, EmbeddedStore, Merge, Replace, Update
from samenhang.store.parsing import RdfSyntaxError, UnknownFormatError
from samenhang.store.request import InvalidNameError

if TYPE_CHECKING:
    from pathlib import Path

E = "http://example.org/"
ONE, TWO = f"{E}one", f"{E}two"
PRIVATE = f"{GRAPH_PRIVATE}concept/een"
DOCUMENT = b"<a> <p> _:x . _:x <p> [] ; <q> 1 , 'twee'@nl ."


@pytest.fixture(params=["in memory", "on disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "graaf" if request.param == "on disk" else None)


def triples(store: EmbeddedStore, graph: str | None) -> list[str]:
    return sorted(b"".join(store.read(graph, "application/n-triples")).decode().splitlines())


def canonical(data: bytes) -> ox.Dataset:
    found = ox.Dataset(ox.parse(data, ox.RdfFormat.N_QUADS))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def everything(store: EmbeddedStore) -> ox.Dataset:
    return canonical(b"".join(store.dump()))


def simple(number: int) -> bytes:
    return f"<{E}s> <{E}p> {number} .".encode()


def test_replace_makes_a_document_all_that_a_graph_holds(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, simple(1)), Replace(TWO, simple(2))])
    store.write([Replace(ONE, DOCUMENT, base=E)])
    assert store.graphs() == [ONE, TWO]
    assert (store.size(ONE), store.size(TWO), store.size(f"{E}absent")) == (4, 1, 0)


def test_merge_adds_a_document_whose_blank_nodes_stay_apart(store: EmbeddedStore) -> None:
    store.write([Merge(ONE, DOCUMENT, base=E)])
    store.write([Merge(ONE, DOCUMENT, base=E), Merge(ONE, simple(1))])
    assert store.size(ONE) == 2 * 4 + 1


def test_a_blank_node_is_one_node_within_a_document(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, DOCUMENT, base=E)])
    assert store.ask(f"ASK {{ <{E}a> <{E}p> ?x . ?x <{E}q> 1 ; <{E}p> ?y FILTER(isBlank(?y) && ?x != ?y) }}")


def test_copy_replaces_the_target_and_leaves_the_source(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, simple(1)), Replace(TWO, simple(2)), Copy(ONE, TWO), Copy(TWO, f"{E}three")])
    assert triples(store, ONE) == triples(store, TWO) == triples(store, f"{E}three")


def test_a_copy_onto_itself_or_of_nothing_is_no_accident(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, simple(1)), Replace(TWO, simple(2)), Copy(ONE, ONE), Copy(f"{E}absent", TWO)])
    assert (store.size(ONE), store.size(TWO)) == (1, 0)


def test_drop_removes_a_graph_and_minds_none_that_is_absent(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, simple(1)), Drop(f"{E}absent")])
    store.write([Drop(ONE)])
    assert store.graphs() == []
    assert len(store) == 0


def test_the_unnamed_graph_is_written_as_any_other(store: EmbeddedStore) -> None:
    store.write([Replace(None, simple(1)), Merge(None, simple(2)), Replace(ONE, simple(3))])
    assert (store.size(None), store.graphs()) == (2, [ONE])
    store.write([Copy(None, TWO), Drop(None)])
    assert (store.size(None), store.size(TWO)) == (0, 2)
    with pytest.raises(StopIteration):
        next(store.read(None, "application/n-triples"))


def test_an_empty_graph_exists_until_it_is_dropped(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, b"")])
    assert store.graphs() == [ONE]
    assert b"".join(store.read(ONE, "application/n-quads")) == b""
    store.write([Drop(ONE)])
    with pytest.raises(NotFoundError, match=ONE):
        store.read(ONE, "text/turtle")


def test_contents_keep_a_blank_node_one_across_graphs_and_touch_no_other(store: EmbeddedStore) -> None:
    quads = f"_:b <{E}p> 1 <{ONE}> .\n_:b <{E}p> 2 <{TWO}> .\n<{E}s> <{E}p> 3 <{E}other> .\n".encode()
    quads = quads.replace(b" 1 ", b' "1" ').replace(b" 2 ", b' "2" ').replace(b" 3 ", b' "3" ')
    store.write([Replace(ONE, simple(9)), Contents((ONE, TWO), quads)])
    assert store.graphs() == [ONE, TWO]
    assert store.ask(f"ASK {{ GRAPH <{ONE}> {{ ?b <{E}p> '1' }} GRAPH <{TWO}> {{ ?b <{E}p> '2' }} }}")


def test_an_update_is_carried_out_with_values_for_its_variables(store: EmbeddedStore) -> None:
    store.write([Replace(ONE, simple(1)), Replace(TWO, simple(1))])
    store.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } } ;", {"g": ox.NamedNode(ONE)})
    assert (store.size(ONE), store.size(TWO)) == (0, 1)


def test_changes_are_carried_out_in_their_order(store: EmbeddedStore) -> None:
    store.write(
        [
            Replace(ONE, simple(1)),
            Copy(ONE, TWO),
            Update(f"PREFIX e: <{E}> INSERT {{ GRAPH <{TWO}> {{ ?s e:q 5 }} }} WHERE {{ GRAPH e:one {{ ?s ?p 1 }} }}"),
            Drop(ONE),
        ]
    )
    assert triples(store, TWO) == [
        f'<{E}s> <{E}p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        f'<{E}s> <{E}q> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    ]


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/turtle; charset=utf-8", b"<http://example.org/s> <http://example.org/p> 'caf\xc3\xa9\\n\"\\u0007' ."),
        ("application/n-triples", b'<http://example.org/s> <http://example.org/p> "caf\\u00E9\\n\\"\\u0007" .'),
        ("text/plain", b'<http://example.org/s> <http://example.org/p> "caf\\u00E9\\n\\"\\u0007" .'),
        ("application/ld+json", b'{"@id":"http://example.org/s","http://example.org/p":"caf\xc3\xa9\\n\\"\\u0007"}'),
        ("application/json", b'{"@id":"http://example.org/s","http://example.org/p":"caf\xc3\xa9\\n\\"\\u0007"}'),
        ("application/trig", b"{<http://example.org/s> <http://example.org/p> 'caf\xc3\xa9\\n\"\\u0007' }"),
        ("application/n-quads", b'<http://example.org/s> <http://example.org/p> "caf\xc3\xa9\\n\\"\\u0007" .'),
    ],
)
def test_every_format_is_read(media_type: str, data: bytes) -> None:
    store = EmbeddedStore()
    store.write([Replace(ONE, data, media_type)])
    (row,) = store.select("SELECT ?o { ?s ?p ?o }")
    assert row["o"] == ox.Literal('caf\u00e9\n"\u0007')


def test_a_document_may_be_a_file(tmp_path: Path) -> None:
    path, store = tmp_path / "document.ttl", EmbeddedStore()
    path.write_bytes(DOCUMENT)
    store.write([Replace(ONE, path, base=E), Merge(ONE, path, base=E)])
    assert store.size(ONE) == 8


BROKEN: list[tuple[Change, type[SamenhangError], str]] = [
    (Replace(ONE, b"<a:a> <a:b> 1 .\n<a:a> <a:b> ."), RdfSyntaxError, "line 2, column 13"),
    (Replace(ONE, b"{\n\n]", "application/ld+json"), RdfSyntaxError, "line 3, column 1"),
    (Replace(ONE, b"<rdf:RDF", "application/rdf+xml"), RdfSyntaxError, "not valid RDF"),
    (Merge(ONE, b"<a> <b> <c> ."), RdfSyntaxError, "No scheme"),
    (Replace(ONE, b"<a:g> { <a:a> <a:b> 1 }", "application/trig"), RdfSyntaxError, "names graphs itself"),
    (Contents((ONE,), b"<a:a> <a:b> 1 ."), RdfSyntaxError, "line 1, column 13"),
    (Replace(ONE, b"", "text/html"), UnknownFormatError, "text/turtle"),
    (Drop("not an iri"), InvalidNameError, "not a valid IRI"),
    (Drop("http://example.org/> ; DROP ALL #"), InvalidNameError, "not a valid IRI"),
    (Update("DELETE WHERE { ?s ?p }"), QueryError, "not valid SPARQL"),
    (Update(f"MOVE <{E}absent> TO <{ONE}>"), QueryError, "does not exist"),
]


@pytest.mark.parametrize(("change", "error", "says"), BROKEN)
def test_a_change_that_fails_leaves_those_before_it_undone(
    store: EmbeddedStore, change: Change, error: type[SamenhangError], says: str
) -> None:
    store.write([Replace(ONE, simple(1))])
    before = everything(store)
    with pytest.raises(error, match=says):
        store.write([Drop(ONE), Replace(TWO, simple(2)), change])
    assert everything(store) == before


def test_a_syntax_error_has_its_place() -> None:
    with pytest.raises(RdfSyntaxError) as caught:
        EmbeddedStore().write([Replace(ONE, b"<a:a> <a:b> 1 .\n  <a:a> 'b' 2 .")])
    assert (caught.value.line, caught.value.column, caught.value.status) == (2, 9, 400)
    assert caught.value.text.nl.startswith("Het document is geen geldige RDF: op regel 2, kolom 9")


def test_readers_see_all_of_a_write_or_nothing(store: EmbeddedStore) -> None:
    query = f"SELECT ?n ?m {{ GRAPH <{ONE}> {{ ?s <{E}p> ?n }} GRAPH <{TWO}> {{ ?s <{E}p> ?m }} }}"
    seen, stop = [], threading.Event()
    store.write([Replace(ONE, simple(0)), Replace(TWO, simple(0)), Replace(PRIVATE, simple(0))])

    def read() -> None:
        while not stop.is_set():
            seen.append([(row["n"], row["m"]) for row in store.select(query)])

    reader = threading.Thread(target=read)
    reader.start()
    number = 0
    while number < 40 or len({rows[0][0] for rows in seen}) < 5:
        number += 1
        assert number < 10_000
        store.write([Replace(ONE, simple(number)), Replace(PRIVATE, simple(number)), Replace(TWO, simple(number))])
    stop.set()
    reader.join()
    assert all(len(rows) == 1 and rows[0][0] == rows[0][1] for rows in seen)


def test_a_graph_is_read_as_it_was_when_reading_began(store: EmbeddedStore) -> None:
    lines = "".join(f"<{E}s{i}> <{E}p> {i} .\n" for i in range(20_000))
    store.write([Replace(ONE, lines.encode())])
    pieces = store.read(ONE, "application/n-triples")
    first = next(pieces)
    store.write([Replace(ONE, simple(1))])
    assert (first + b"".join(pieces)).count(b"\n") == 20_000


def test_leaving_a_graph_half_read_leaves_nothing_running() -> None:
    store = EmbeddedStore()
    store.write([Replace(ONE, "".join(f"<{E}s{i}> <{E}p> {i} .\n" for i in range(20_000)).encode())])
    before = threading.active_count()
    pieces: Any = store.read(ONE, "text/turtle")
    next(pieces)
    assert threading.active_count() == before + 1
    pieces.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before:
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"],
)
def test_a_graph_is_written_out_in_every_format(media_type: str) -> None:
    store = EmbeddedStore()
    store.write([Replace(ONE, DOCUMENT, base=E)])
    written = b"".join(store.read(ONE, media_type))
    store.write([Replace(TWO, written, media_type)])
    assert canonical(b"".join(store.read(ONE, "application/n-quads"))) == canonical(
        b"".join(store.read(TWO, "application/n-quads"))
    )


def test_turtle_is_written_with_the_product_s_prefixes() -> None:
    store = EmbeddedStore()
    store.write([Replace(ONE, b"@prefix s: <http://www.w3.org/2004/02/skos/core#> . <a:a> s:prefLabel 1 .")])
    assert b"<a:a> skos:prefLabel 1 ." in b"".join(store.read(ONE, "text/turtle"))


def test_restore_brings_back_what_dump_gave(store: EmbeddedStore, tmp_path: Path) -> None:
    store.write([Replace(ONE, DOCUMENT, base=E), Replace(None, simple(1)), Replace(PRIVATE, simple(2))])
    before, backup = everything(store), tmp_path / "backup.nq"
    backup.write_bytes(b"".join(store.dump()))
    store.write([Drop(ONE), Replace(TWO, simple(3)), Drop(PRIVATE)])
    store.restore(backup)
    assert everything(store) == before
    assert store.graphs() == [ONE, PRIVATE]
    backup.write_bytes(backup.read_bytes()[:-10])
    with pytest.raises(RdfSyntaxError):
        store.restore(backup)
    assert everything(store) == before


def test_what_was_written_is_there_when_the_store_opens_again(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.write([Replace(ONE, DOCUMENT, base=E), Replace(TWO, b"")])
    before = everything(store)
    del store
    again = EmbeddedStore(tmp_path)
    assert (everything(again), again.graphs()) == (before, [ONE, TWO])
    with pytest.raises(SamenhangError, match="Is another service using it"):
        EmbeddedStore(tmp_path)


def test_a_store_in_memory_gives_back_what_was_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    # Oxigraph keeps what was removed; with the limit lowered, a few writes do what takes hundreds of megabytes.
    monkeypatch.setattr("samenhang.store.embedded._MUCH", 10_000)
    store = EmbeddedStore()
    first = store._store
    store.write([Replace(TWO, b""), Replace(None, DOCUMENT, base=E), Replace(PRIVATE, simple(0))])
    for number in range(200):
        store.write([Replace(ONE, DOCUMENT + simple(number), base=E)])
    assert store._store is not first
    assert store._written < 10_000
    assert (store.graphs(), len(store)) == ([ONE, TWO, PRIVATE], 5 + 4 + 1)
    assert len(list(store.select("SELECT * { ?s ?p ?o }"))) == 9
