"""Prepares what is written to an engine elsewhere: values as an embedded store keeps them, and long texts in parts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid4

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.store.changes import Contents, Copy, Drop, Merge, Replace, Update
from samenhang.store.parsing import read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from samenhang.store.changes import Change
    from samenhang.store.remote_client import EngineClient

STAGED: Final = f"{ns.GRAPH_PRIVATE}tijdelijk/"
"""Where content stands before it is in its place; private, so that nobody sees it."""
_N_QUADS: Final = "application/n-quads"


def as_lines(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples, each once, with the values as an embedded store keeps them."""
    kept = _kept(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return cast("bytes", ox.serialize((quad.triple for quad in kept), format=ox.RdfFormat.N_TRIPLES))


def as_stored(changes: Sequence[Change]) -> list[Change]:
    """Return changes with the content of their documents as an embedded store would keep it.

    Raises RdfSyntaxError with line and column, and UnknownFormatError.
    """
    return [_stored(change) for change in changes]


def everything(source: Path) -> bytes:
    """Return the N-Quads in a file with the values as an embedded store keeps them."""
    return _quads(read_quads(source, _N_QUADS, None))


def per_graph(quads: bytes) -> list[Change]:
    """Return what makes each graph in N-Quads what they have for it."""
    found: dict[str | None, list[ox.Triple]] = {}
    for quad in read_quads(quads, _N_QUADS, None):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None
        found.setdefault(name, []).append(quad.triple)
    return [Replace(name, as_lines(triples), "application/n-triples") for name, triples in found.items()]


@contextmanager
def staged(changes: Sequence[Change], client: EngineClient, adding: str) -> Iterator[list[Change]]:
    """Put the content of changes in graphs of its own first, and give the changes that bring it to its place.

    For engines that take long documents but not long updates. `adding` is the update that adds one graph to another.
    What was staged is gone when the context ends.
    """
    graphs: list[str] = []

    def put(data: bytes) -> str:
        graphs.append(f"{STAGED}{uuid4()}")
        lines = as_lines(quad.triple for quad in read_quads(data, _N_QUADS, None))
        client.put_graph(graphs[-1], lines)
        return graphs[-1]

    def steps(change: Change) -> list[Change]:
        match change:
            case Replace(graph, bytes(data)) if data:
                return [Copy(put(data), graph)]
            case Merge(str(graph), bytes(data)) if data:
                return [Update(adding, {"van": ox.NamedNode(put(data)), "naar": ox.NamedNode(graph)})]
            case Contents(names, quads):
                parts = per_graph(quads)
                held = {part.graph for part in parts if isinstance(part, Replace)}
                emptied: list[Change] = [Drop(name) for name in names if name not in held]
                return emptied + [step for part in parts if part.graph in names for step in steps(part)]  # type: ignore[union-attr]
            case _:
                return [change]

    try:
        yield [step for change in changes for step in steps(change)]
    finally:
        for graph in graphs:
            client.drop_graph(graph)


def _stored(change: Change) -> Change:
    match change:
        case Replace(_, data, media_type, base) | Merge(_, data, media_type, base):
            return replace(change, data=_quads(read_quads(data, media_type, base)), media_type=_N_QUADS, base=None)
        case Contents(_, quads):
            return replace(change, quads=_quads(read_quads(quads, _N_QUADS, None)))
        case _:
            return change


def _quads(quads: Iterable[ox.Quad]) -> bytes:
    return cast("bytes", ox.serialize(_kept(quads), format=ox.RdfFormat.N_QUADS))


def _kept(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return a store of these quads: what comes out of it is written in the one way that values are kept."""
    store = ox.Store()
    store.extend(quads)
    return store
