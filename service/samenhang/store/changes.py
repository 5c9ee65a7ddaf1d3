"""What can be done to the graphs of a store: the changes that one call of `Store.write` carries out together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from samenhang.store.update_scope import graphs_of_update

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from samenhang.store.base import Term

GraphName: TypeAlias = str | None
"""The IRI of a named graph; None is the unnamed default graph."""


@dataclass(frozen=True, slots=True)
class Replace:
    """The graph comes to hold the triples of one document and nothing else; it exists also when there are none."""

    graph: GraphName
    data: bytes | Path
    media_type: str = "text/turtle"
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The triples of one document are added to the graph; its blank nodes stay apart from those that were there."""

    graph: GraphName
    data: bytes | Path
    media_type: str = "text/turtle"
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The target comes to hold what the source holds and nothing else."""

    source: GraphName
    target: GraphName


@dataclass(frozen=True, slots=True)
class Drop:
    """The graph is gone; nothing happens when it was not there. The default graph is only emptied."""

    graph: GraphName


@dataclass(frozen=True, slots=True)
class Contents:
    """Each of `graphs` comes to hold what `quads` (N-Quads) has for it; a blank node in two of them stays one."""

    graphs: tuple[GraphName, ...]
    quads: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """A trusted SPARQL Update request of the product's own, with values for its variables."""

    text: str
    bindings: Mapping[str, Term] | None = None


Change: TypeAlias = Replace | Merge | Copy | Drop | Contents | Update


def changed_graphs(changes: Sequence[Change]) -> frozenset[GraphName] | None:
    """Return the names of the graphs that changes can touch; None: it can be any."""
    names: set[GraphName] = set()
    for change in changes:
        match change:
            case Update(text, bindings):
                found = graphs_of_update(text, bindings)
                if found is None:
                    return None
                names |= found
            case Contents(graphs):
                names.update(graphs)
            case Copy(_, target):
                names.add(target)
            case Replace(graph) | Merge(graph) | Drop(graph):
                names.add(graph)
    return frozenset(names)
