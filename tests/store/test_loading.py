from __future__ import annotations

from shutil import copytree
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.assets import assets_root
from samenhang.errors import SamenhangError
from samenhang.namespaces import DEF, GRAPH_DERIVED, GRAPH_ONTOLOGY, GRAPH_REFERENCE, GRAPH_RULES, GRAPH_VERSIONS
from samenhang.store import EmbeddedStore, load_assets

if TYPE_CHECKING:
    from pathlib import Path

ASK = "ASK { <https://w3id.org/samenhang/def/iets> ?p ?o }"
EXTRA = f"<{DEF}iets> <{DEF}volgorde> 1 .".encode()


class Counting(EmbeddedStore):
    """A store that counts the files it was given."""

    loads = 0

    def load_turtle(self, graph: str, data: bytes, base: str) -> None:
        """Count, and load."""
        self.loads += 1
        super().load_turtle(graph, data, base)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Write a product that is small: one term, one rule, and the real queries."""
    copytree(assets_root() / "queries", tmp_path / "queries")
    for name in ("ontology/a.ttl", "shapes/b.ttl"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"<{DEF}a> <{DEF}volgorde> 1 .", encoding="utf-8")
    return tmp_path


def test_what_is_loaded_is_not_loaded_again(root: Path) -> None:
    store = Counting()
    first = load_assets(store, root)
    size, loads = len(store), store.loads
    assert load_assets(store, root) == first
    assert (len(store), store.loads) == (size, loads)


def test_a_store_on_disk_is_taken_as_it_is_by_the_next_process(root: Path, tmp_path: Path) -> None:
    first = load_assets(EmbeddedStore(tmp_path / "graaf"), root)
    store = Counting(tmp_path / "graaf")
    assert load_assets(store, root) == first
    assert store.loads == 0


@pytest.mark.parametrize("changed", ["ontology/a.ttl", "shapes/b.ttl"])
def test_a_change_in_a_file_replaces_the_graphs(root: Path, changed: str) -> None:
    store = EmbeddedStore()
    first = load_assets(store, root)
    store.load_turtle(GRAPH_ONTOLOGY, EXTRA, DEF)
    (root / changed).write_text(f"<{DEF}b> <{DEF}volgorde> 2 .", encoding="utf-8")
    assert load_assets(store, root) != first
    assert not store.ask(ASK)


def test_a_change_in_a_derivation_replaces_the_graphs(root: Path) -> None:
    store = EmbeddedStore()
    load_assets(store, root)
    store.load_turtle(GRAPH_DERIVED, EXTRA, DEF)
    (root / "queries" / "afleidingen" / "nieuw.rq").write_text("CONSTRUCT {} WHERE {}", encoding="utf-8")
    load_assets(store, root)
    assert not store.ask(ASK)


def test_a_load_that_was_broken_off_is_done_again(root: Path) -> None:
    store = EmbeddedStore()
    load_assets(store, root)
    good = (root / "shapes" / "b.ttl").read_text(encoding="utf-8")
    (root / "shapes" / "b.ttl").write_text("geen Turtle", encoding="utf-8")
    with pytest.raises(SamenhangError, match=r"b\.ttl"):
        load_assets(store, root)
    (root / "shapes" / "b.ttl").write_text(good, encoding="utf-8")
    load_assets(store, root)
    assert store.ask(f"ASK {{ GRAPH <{GRAPH_RULES}> {{ <{DEF}a> ?p ?o }} }}")


def test_other_graphs_stay_when_the_product_changes(root: Path) -> None:
    store = EmbeddedStore()
    load_assets(store, root)
    store.add(GRAPH_REFERENCE, [ox.Triple(ox.NamedNode(DEF), ox.NamedNode(DEF), ox.NamedNode(DEF))])
    (root / "ontology" / "a.ttl").write_text("", encoding="utf-8")
    load_assets(store, root)
    assert store.ask(f"ASK {{ GRAPH <{GRAPH_REFERENCE}> {{ ?s ?p ?o }} }}")


def test_the_graph_says_what_it_was_made_from(root: Path) -> None:
    store = EmbeddedStore()
    load_assets(store, root)
    rows = list(store.select((root / "queries" / "catalogus" / "versies.rq").read_text(encoding="utf-8")))
    assert {row["graaf"].value for row in rows} >= {GRAPH_ONTOLOGY, GRAPH_RULES, GRAPH_DERIVED}  # type: ignore[union-attr]
    assert GRAPH_VERSIONS not in {row["graaf"].value for row in rows}  # type: ignore[union-attr]
