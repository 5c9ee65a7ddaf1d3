"""Turns a document that was fetched from elsewhere into what a worker can take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.store.parsing import RdfSyntaxError, read_quads

if TYPE_CHECKING:
    from collections.abc import Iterator


def as_triples(data: bytes, media_type: str, base: str) -> bytes:
    """Return the triples of a document as N-Triples; RdfSyntaxError and UnknownFormatError say what is wrong."""
    triples = (quad.triple for quad in _quads(data, media_type, base))
    return cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))


def as_graph(data: bytes, media_type: str, base: str, name: str) -> bytes:
    """Return the triples of a document as N-Quads in the graph `name`; raises what `as_triples` raises."""
    graph = ox.NamedNode(name)
    quads = (ox.Quad(q.subject, q.predicate, q.object, graph) for q in _quads(data, media_type, base))
    return cast("bytes", ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def _quads(data: bytes, media_type: str, base: str) -> Iterator[ox.Quad]:
    for quad in read_quads(data, media_type, base):
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            raise RdfSyntaxError(
                Text(
                    f"Het document op {base} noemt zelf grafen, en hier past er precies één in.",
                    f"The document at {base} names graphs itself, and exactly one fits here.",
                )
            )
        yield quad
