"""Property paths of shapes: read from the graph, written as SPARQL, and followed over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from samenhang.namespaces import RDF, SH

if TYPE_CHECKING:
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph

_REPEATED: Final = {f"{SH}zeroOrMorePath": "*", f"{SH}oneOrMorePath": "+", f"{SH}zeroOrOnePath": "?"}
_DEEPEST: Final = 9  # pySHACL gives up at ten


class UnsupportedError(Exception):
    """A shape cannot be compiled exactly; the message says which part and why."""


class Predicate(NamedTuple):
    """One property, followed from subject to object, or with `inverse` the other way."""

    iri: str
    inverse: bool = False


class Sequence(NamedTuple):
    """One path after another."""

    steps: tuple[Path, ...]


class Alternative(NamedTuple):
    """Any of these paths."""

    options: tuple[Path, ...]


class Repeat(NamedTuple):
    """A path a number of times: `*`, `+` or `?`."""

    step: Path
    times: str


Path: TypeAlias = Predicate | Sequence | Alternative | Repeat


def read_path(graph: ShapeGraph, node: Node, depth: int = 0) -> Path:
    """Return the path that a node describes; UnsupportedError when malformed, too deep or an inverse of a path."""
    if isinstance(node, ox.NamedNode):
        return Predicate(node.value)
    if depth > _DEEPEST:
        raise UnsupportedError("a property path nested deeper than ten levels")
    if graph.values(node, f"{RDF}first"):
        return Sequence(_members(graph, node, depth))
    ((predicate, values),) = _only(graph, node)
    if predicate == f"{SH}inversePath" and isinstance(values[0], ox.NamedNode):
        return Predicate(values[0].value, inverse=True)
    if predicate == f"{SH}alternativePath":
        return Alternative(_members(graph, values[0], depth))
    if predicate in _REPEATED:
        return Repeat(read_path(graph, values[0], depth + 1), _REPEATED[predicate])
    raise UnsupportedError("a property path that is malformed or the inverse of more than one property")


def _only(graph: ShapeGraph, node: Node) -> list[tuple[str, list[Node]]]:
    found = [(p, list(values)) for p, values in graph.properties(node).items() if p.startswith(SH)]
    if len(found) != 1 or len(found[0][1]) != 1:
        raise UnsupportedError("a malformed property path")
    return found


def _members(graph: ShapeGraph, head: Node, depth: int) -> tuple[Path, ...]:
    try:
        members = tuple(read_path(graph, member, depth + 1) for member in graph.items(head))
    except ValueError:
        raise UnsupportedError("a malformed list in a property path") from None
    if len(members) < 2:  # noqa: PLR2004 -- what SHACL asks of a list in a path
        raise UnsupportedError("a property path over a list of fewer than two members")
    return members


def path_text(graph: ShapeGraph, node: Node) -> str:
    """Return a path as SPARQL writes it, also one that is not followed here; its label when it is malformed."""
    if isinstance(node, ox.NamedNode):
        return f"<{node.value}>"
    try:
        if graph.values(node, f"{RDF}first"):
            return "/".join(_inner(graph, member) for member in graph.items(node))
        ((predicate, (value, *_)),) = _only(graph, node)
        if predicate == f"{SH}alternativePath":
            return "|".join(_inner(graph, member) for member in graph.items(value))
        return f"^{_inner(graph, value)}" if predicate not in _REPEATED else _inner(graph, value) + _REPEATED[predicate]
    except (ValueError, UnsupportedError, RecursionError):
        return str(node)


def _inner(graph: ShapeGraph, node: Node) -> str:
    return path_text(graph, node) if isinstance(node, ox.NamedNode) else f"({path_text(graph, node)})"
