"""The names of graphs, and which of them are private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang import namespaces as ns

if TYPE_CHECKING:
    from samenhang.store.changes import GraphName


def is_private(graph: GraphName) -> bool:
    """Tell whether a graph is one that callers' queries never see."""
    return graph is not None and graph.startswith(ns.GRAPH_PRIVATE)


def names(store: ox.Store) -> list[str]:
    """Return the names of the named graphs of a store, in order."""
    return sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))


def node(graph: GraphName) -> ox.NamedNode | ox.DefaultGraph:
    """Return a graph's name as Oxigraph takes it; ValueError when it is no IRI."""
    return ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
