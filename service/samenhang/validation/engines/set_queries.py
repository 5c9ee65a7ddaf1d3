"""SPARQL constraints as questions about all records at once, where that is proven to give the same answer.

SHACL asks a query once for every focus node, with `$this` bound beforehand. Asked once with `$this` free, the solutions
are the same when the query itself binds `$this` wherever it speaks of it; that is read off the algebra. What cannot be
proven this way is left to an engine that asks record by record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib import Variable
from rdflib.paths import MulPath

from samenhang.namespaces import SH
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.engines.targets import TARGETS_AND_NOTES, Targets, read_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from samenhang.validation.engines.shape_graph import Node, ShapeGraph

_THIS: Final = Variable("this")
_SPARQL: Final = f"{SH}sparql"
_THROUGH: Final = frozenset(("SelectQuery", "Distinct", "Reduced", "OrderBy"))
_SPECIAL: Final = ("shapesGraph", "currentShape", "PATH")
Certain = frozenset[Variable]


@dataclass(frozen=True, slots=True)
class SetQuery:
    """One SPARQL constraint as a query with `$this` free, and the messages it gives, values still to be filled in."""

    text: str
    messages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetShape:
    """A shape that consists of SPARQL constraints only."""

    node: Node
    targets: Targets
    queries: tuple[SetQuery, ...]


def read_set_shape(graph: ShapeGraph, node: Node, prove: Callable[[str], None]) -> SetShape:
    """Return a shape whose constraints can all be asked at once; UnsupportedError says why not, or `prove` does."""
    for predicate in graph.properties(node):
        if predicate.startswith(SH) and predicate not in TARGETS_AND_NOTES and predicate != _SPARQL:
            raise UnsupportedError(f"{predicate.replace(SH, 'sh:')} beside sh:sparql")
    if graph.values(node, f"{SH}path") or graph.values(node, f"{SH}deactivated"):
        raise UnsupportedError("sh:sparql on a property shape or on one that may be off")
    queries = tuple(_query(graph, node, constraint, prove) for constraint in graph.values(node, _SPARQL))
    return SetShape(node, read_targets(graph, node), queries)


def _query(graph: ShapeGraph, shape: Node, constraint: Node, prove: Callable[[str], None]) -> SetQuery:
    texts = graph.values(constraint, f"{SH}select")
    if len(texts) != 1 or not isinstance(texts[0], ox.Literal) or graph.values(constraint, f"{SH}deactivated"):
        raise UnsupportedError("sh:sparql without one sh:select, or that may be off")
    text = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in _prefixes(graph, constraint)) + texts[0].value
    prove(text)
    return SetQuery(text, graph.own_messages(constraint) or graph.messages(shape))


def _prefixes(graph: ShapeGraph, constraint: Node) -> Iterator[tuple[str, str]]:
    for holder in graph.values(constraint, f"{SH}prefixes"):
        for declared in graph.values(holder, f"{SH}declare"):
            prefix, namespace = (graph.values(declared, SH + name) for name in ("prefix", "namespace"))
            if len(prefix) != 1 or len(namespace) != 1:
                raise UnsupportedError("a malformed sh:declare")
            yield str(getattr(prefix[0], "value", "")), str(getattr(namespace[0], "value", ""))


def prove(text: str) -> None:
    """Return when a query gives the same solutions with `$this` free; raise UnsupportedError when that is uncertain."""
    # Only here: the parser takes long to import, and what was proven before is not proven again.
    from rdflib.plugins.sparql.algebra import translateQuery  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        algebra = translateQuery(parseQuery(text)).algebra
    except Exception as error:
        raise UnsupportedError("sh:select that cannot be parsed") from error
    if algebra.name != "SelectQuery" or any(Variable(name) in _variables(algebra) for name in _SPECIAL):
        raise UnsupportedError("sh:select that is no SELECT, or that uses $PATH, $shapesGraph or $currentShape")
    if _THIS not in _certain(algebra.p):
        raise UnsupportedError("sh:select in which $this need not be bound")


def _certain(node: Any) -> Certain:  # noqa: ANN401, C901, PLR0911 -- a node of RDFLib's algebra has no type of its own
    """Return what every solution binds; UnsupportedError where `$this` is spoken of and may be unbound."""
    match node.name:
        case "BGP":
            return frozenset(term for triple in node.triples for term in _bound_by(triple))
        case "Join":
            return _certain(node.p1) | _certain(node.p2)
        case "Union":
            return _certain(node.p1) & _certain(node.p2)
        case "LeftJoin":
            left, right = _certain(node.p1), _certain(node.p2)
            _needs(left, node.p2)
            _needs(left | right, node.expr)
            return left
        case "Filter":
            found = _certain(node.p)
            _needs(found, node.expr)
            return found
        case "Extend":
            found = _certain(node.p)
            _needs(found, node.expr)
            if node.var == _THIS:
                raise UnsupportedError("sh:select that computes $this")
            return found
        case "Project":
            if _THIS in _variables(node.p) and _THIS not in node.PV:
                raise UnsupportedError("a sub-select that speaks of $this and does not return it")
            return _certain(node.p) & frozenset(node.PV)
        case "ToMultiSet" if _is_part(node.p):
            return _certain(node.p)
        case name if name in _THROUGH:
            return _certain(node.p)
        case name:
            raise UnsupportedError(f"{name} in sh:select")


def _needs(certain: Certain, part: Any) -> None:  # noqa: ANN401 -- as above
    if _THIS in _variables(part) and _THIS not in certain:
        raise UnsupportedError("sh:select that speaks of $this where it need not be bound")


def _bound_by(triple: tuple[Any, Any, Any]) -> Iterator[Variable]:
    """Yield the variables that a pattern binds; one of no length at all binds nothing for certain."""
    if isinstance(triple[1], MulPath) and triple[1].zero:
        return
    yield from (term for term in triple if isinstance(term, Variable))


def _variables(node: Any) -> set[Variable]:  # noqa: ANN401 -- as above
    """Return every variable that is spoken of in a part of the algebra."""
    if isinstance(node, Variable):
        return {node}
    if _is_part(node):
        # What RDFLib notes down about the variables in a part is no mention by the query.
        return {found for key, value in node.items() if key != "_vars" for found in _variables(value)}
    if isinstance(node, list | tuple | set | frozenset):
        return {found for member in node for found in _variables(member)}
    return set()


def _is_part(node: object) -> bool:
    from rdflib.plugins.sparql.parserutils import CompValue  # noqa: PLC0415 -- as above

    return isinstance(node, CompValue)
