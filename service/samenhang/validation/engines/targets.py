"""Which nodes a shape looks at: in the dataset, never in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyoxigraph as ox

from samenhang.namespaces import SH
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.engines.shape_graph import TARGETS

if TYPE_CHECKING:
    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.columns import Columns
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph

_NOTES: Final = ("path", "severity", "message", "name", "description", "order", "group", "defaultValue", "deactivated")
TARGETS_AND_NOTES: Final = frozenset((*TARGETS, *(SH + name for name in _NOTES)))
"""What says where a shape applies and how it is shown, and so never what it demands."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of a shape: classes with their subclasses, the ends of properties, and nodes by name."""

    classes: frozenset[str] = frozenset()
    subjects_of: frozenset[str] = frozenset()
    objects_of: frozenset[str] = frozenset()
    named: frozenset[Node] = frozenset()

    def nodes(self, columns: Columns) -> Ids:
        """Return the nodes, sorted and each once."""
        own = columns.own
        found = [np.array([columns.added(node) for node in sorted(self.named, key=str)], np.int32)]
        if self.classes:
            found.append(columns.instances(columns.subclasses(self.classes), (own,)))
        for iri in self.subjects_of:
            pairs = own.pairs(columns.iri(iri))
            found += [] if pairs is None else [pairs.subjects]
        for iri in self.objects_of:
            pairs = own.pairs(columns.iri(iri))
            found += [] if pairs is None else [pairs.objects]
        return np.unique(np.concatenate(found)).astype(np.int32)


def read_targets(graph: ShapeGraph, node: Node) -> Targets:
    """Return the targets of a shape; UnsupportedError for one that is no SHACL Core."""
    if graph.values(node, f"{SH}target"):
        raise UnsupportedError("sh:target, which is no SHACL Core")
    classes = set(_iris(graph, node, "targetClass"))
    if graph.is_class(node) and isinstance(node, ox.NamedNode):
        classes.add(node.value)
    named = graph.values(node, f"{SH}targetNode")
    if any(isinstance(n, ox.BlankNode) for n in named):
        raise UnsupportedError("sh:targetNode with a blank node")
    subjects_of, objects_of = (frozenset(_iris(graph, node, n)) for n in ("targetSubjectsOf", "targetObjectsOf"))
    return Targets(frozenset(classes), subjects_of, objects_of, frozenset(named))


def _iris(graph: ShapeGraph, node: Node, name: str) -> list[str]:
    values = graph.values(node, SH + name)
    if not all(isinstance(value, ox.NamedNode) for value in values):
        raise UnsupportedError(f"sh:{name} with something else than an IRI")
    return [value.value for value in values]
