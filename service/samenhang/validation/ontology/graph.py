"""The Turtle files as one store in which each file is a named graph, so that a finding can name its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.assets import turtle_files
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "file:///"


def load_files(root: Path, *folders: str) -> ox.Store:
    """Return a store with every Turtle file below these folders of `root`, each in the graph of its own name.

    Raises SamenhangError with file and line when a file is not valid Turtle.
    """
    store = ox.Store()
    for folder in folders:
        for path in turtle_files(root / folder):
            _load(store, path, path.relative_to(root).as_posix())
    return store


def _load(store: ox.Store, path: Path, name: str) -> None:
    graph = ox.NamedNode(_FILE + name)
    try:
        triples = ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=ns.DEF, rename_blank_nodes=True)
        store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    except SyntaxError as error:
        raise SamenhangError(
            Text(f"{name} is geen geldige Turtle: {error}", f"{name} is not valid Turtle: {error}")
        ) from error


def file_name(quad: ox.Quad) -> str:
    """Return the file a quad stands in, relative to the root it was loaded from."""
    return str(quad.graph_name.value).removeprefix(_FILE) if isinstance(quad.graph_name, ox.NamedNode) else ""


def file_of(store: ox.Store, term: ox.NamedNode | ox.BlankNode) -> str:
    """Return the file that describes a term, else one that uses it, else nothing."""
    for pattern in ((term, None, None), (None, None, term)):
        files = sorted({file_name(quad) for quad in store.quads_for_pattern(*pattern)})
        if files:
            return files[0]
    if isinstance(term, ox.NamedNode):
        return min((file_name(quad) for quad in store.quads_for_pattern(None, term, None)), default="")
    return ""
