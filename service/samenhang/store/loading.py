"""Loads the product's own Turtle into its named graphs and derives what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.assets import content_hash, turtle_files
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.store.base import Store, Term

_SOURCES: Final = "bronnen.ttl"
_GRAPHS: Final = (ns.GRAPH_ONTOLOGY, ns.GRAPH_RULES, ns.GRAPH_STRUCTURE, ns.GRAPH_SOURCES, ns.GRAPH_DERIVED)
_STRUCTURAL: Final = ("structuur", "over-records")
"""The folders of `shapes/` with the rules on the form of records, which are no rules on choices."""
_VERSION: Final = ox.NamedNode(f"{ns.OWL}versionInfo")
_LOADING: Final = 2
"""Raised when this module comes to put something else in the graphs than before, given the same files."""


@dataclass(frozen=True, slots=True)
class AssetVersion:
    """What was loaded: one sha256 over ontology and shapes, and one over the shapes alone."""

    sha256: str
    rules_sha256: str


def asset_version(root: Path) -> AssetVersion:
    """Return the hashes of the Turtle below `root` without loading it."""
    ontology, shapes = turtle_files(root / "ontology"), turtle_files(root / "shapes")
    return AssetVersion(content_hash(ontology + shapes, root), content_hash(shapes, root))


def load_assets(store: Store, root: Path) -> AssetVersion:
    """Load `ontology/` and `shapes/` into their graphs, replacing what was there, and derive the rest.

    The structural shapes, written and derived, have a graph of their own: a reader of rules meets no other shapes.

    A store that already holds them as these files have them is left as it is.
    Raises SamenhangError with file and line when a file is not valid Turtle.
    """
    made_from = ox.Literal(_made_from(root))
    graphs = [ox.NamedNode(graph) for graph in _GRAPHS]
    if _versions(store, root) != dict.fromkeys(graphs, made_from):
        _replace(store, root)
        # Last, and in one transaction: a load that was broken off leaves graphs without a version.
        store.add(ns.GRAPH_VERSIONS, [ox.Triple(graph, _VERSION, made_from) for graph in graphs])
        store.flush()
    return asset_version(root)


def _made_from(root: Path) -> str:
    """Return one hash over all that decides what the graphs hold: the files, the derivations and the way of loading."""
    folders = (root / "ontology", root / "shapes", root / "queries" / "afleidingen")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".ttl", ".rq"})
    return f"{_LOADING}-{content_hash(files, root)}"


def _versions(store: Store, root: Path) -> dict[Term, Term]:
    query = (root / "queries" / "catalogus" / "versies.rq").read_text(encoding="utf-8")
    return {row["graaf"]: row["versie"] for row in store.select(query)}


def _replace(store: Store, root: Path) -> None:
    for graph in (ns.GRAPH_VERSIONS, *_GRAPHS):
        store.clear(graph)
    for path in turtle_files(root / "ontology"):
        _load(store, ns.GRAPH_SOURCES if path.name == _SOURCES else ns.GRAPH_ONTOLOGY, path, root)
    for path in turtle_files(root / "shapes"):
        _load(store, ns.GRAPH_STRUCTURE if path.parent.name in _STRUCTURAL else ns.GRAPH_RULES, path, root)
    derivations = root / "queries" / "afleidingen"
    _derive(store, ns.GRAPH_DERIVED, derivations)
    _derive(store, ns.GRAPH_STRUCTURE, derivations / "structuur")


def _derive(store: Store, graph: str, folder: Path) -> None:
    for query in sorted(folder.glob("*.rq")):
        store.add(graph, list(store.construct(query.read_text(encoding="utf-8"))))


def _load(store: Store, graph: str, path: Path, root: Path) -> None:
    try:
        store.load_turtle(graph, path.read_bytes(), base=ns.DEF)
    except SyntaxError as error:
        name = path.relative_to(root)
        raise SamenhangError(
            Text(f"{name} is geen geldige Turtle: {error}", f"{name} is not valid Turtle: {error}")
        ) from error
