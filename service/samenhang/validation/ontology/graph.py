"""The Turtle files with each file as a named graph, so that a finding can name its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.assets import turtle_files
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILE = "file:///"


def read_files(root: Path, *folders: str) -> list[ox.Quad]:
    """Return the triples of every Turtle file below these folders of `root`, each in the graph of its own file.

    Not a store: that would write a number of any integer type as xsd:integer, and the profile check looks at the type.
    Raises SamenhangError with file and line when a file is not valid Turtle.
    """
    paths = [path for folder in folders for path in turtle_files(root / folder)]
    return [quad for path in paths for quad in _read(path, path.relative_to(root).as_posix())]


def as_store(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return a store that holds these quads, to be queried."""
    store = ox.Store()
    store.extend(quads)
    return store


def _read(path: Path, name: str) -> list[ox.Quad]:
    graph = ox.NamedNode(_FILE + name)
    try:
        triples = ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=ns.DEF, rename_blank_nodes=True)
        return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
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
