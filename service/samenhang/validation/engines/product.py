"""The shapes of the product and the background of a check, from a loaded store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.namespaces import GRAPH_ONTOLOGY, GRAPH_REFERENCE, GRAPH_RULES, GRAPH_STRUCTURE
from samenhang.validation.documents import TableBuilder
from samenhang.validation.engines.columns import Background
from samenhang.validation.engines.shape_graph import ShapeGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_SHAPES = (GRAPH_RULES, GRAPH_STRUCTURE)
_BACKGROUND = (GRAPH_ONTOLOGY, GRAPH_REFERENCE)


def product_shapes(store: Store, queries: QueryLibrary) -> ShapeGraph:
    """Return every shape of the product: those in files and those derived from the dimensions."""
    return ShapeGraph(_content(store, queries, _SHAPES))


def product_background(store: Store, queries: QueryLibrary) -> Background:
    """Return what datasets refer to: the ontology and the reference data."""
    builder = TableBuilder()
    for triple in _content(store, queries, _BACKGROUND):
        if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
            builder.add(triple.subject, triple.predicate, triple.object)
    return Background(builder.table())


def _content(store: Store, queries: QueryLibrary, graphs: tuple[str, ...]) -> Iterator[ox.Triple]:
    for graph in graphs:
        yield from store.construct(queries["graaf-triples"].text, {"graaf": ox.NamedNode(graph)})
