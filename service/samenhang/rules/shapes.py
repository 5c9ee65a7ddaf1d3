"""Reads rule shapes from the store into logical form.

The supported profile (docs/rules.md) is: `sh:not [ if ]`, or `sh:or ( [ sh:not [ if ] ] unless … )`, where a condition
is a property shape on one dimension or a list of conditions under `sh:and` or `sh:or`. Anything else is an error that
names the shape: a rule that cannot be read exactly is never skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import UnsupportedShapeError
from samenhang.model import AnswerKind, Dimension
from samenhang.namespaces import DEF, RDF, SH, XSD
from samenhang.rules.logic import All, Answered, AnyOf, Compare, CompareTo, Condition, In, NotIn, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BOUNDS = {
    f"{SH}minInclusive": ">=",
    f"{SH}minExclusive": ">",
    f"{SH}maxInclusive": "<=",
    f"{SH}maxExclusive": "<",
}
_PAIRS = {f"{SH}lessThan": "<", f"{SH}lessThanOrEquals": "<="}
_NUMBERS = (f"{XSD}integer", f"{XSD}decimal")
_ANNOTATIONS = frozenset(
    SH + name for name in ("targetClass", "severity", "message", "name", "description", "order", "group")
)
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """The logical form of one rule: it holds when `condition` is true; `unless` may then mitigate it."""

    iri: str
    condition: Condition
    unless: Condition | None


class ShapeGraph:
    """The triples of the shapes, indexed by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._index: dict[_Node, dict[str, list[_Node]]] = {}
        for triple in triples:
            self._index.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)

    def values(self, node: _Node, predicate: str) -> list[_Node]:
        """Return the objects of a node and predicate."""
        return self._index.get(node, {}).get(predicate, [])

    def constraints(self, node: _Node) -> dict[str, list[_Node]]:
        """Return everything SHACL knows about a shape but its annotations, by predicate.

        What is not known here is kept too, so that nothing SHACL acts on (`sh:deactivated`, `sh:targetNode`) is missed.
        """
        return {p: o for p, o in self._index.get(node, {}).items() if p.startswith(SH) and p not in _ANNOTATIONS}

    def list_items(self, node: _Node) -> Iterator[_Node]:
        """Yield the members of an RDF list; ValueError when it is not one."""
        while node != ox.NamedNode(f"{RDF}nil"):
            (first,), (rest,) = self.values(node, f"{RDF}first"), self.values(node, f"{RDF}rest")
            yield first
            node = rest

    def instances(self, class_iri: str) -> list[ox.NamedNode]:
        """Return the named instances of a class, in order of their IRI."""
        target = ox.NamedNode(class_iri)
        found = [
            n for n, po in self._index.items() if target in po.get(f"{RDF}type", ()) and isinstance(n, ox.NamedNode)
        ]
        return sorted(found, key=lambda n: n.value)


class ShapeReader:
    """Turns shapes over the given dimensions into conditions."""

    def __init__(self, graph: ShapeGraph, dimensions: Iterable[Dimension]) -> None:
        self._graph = graph
        self._dimensions = {d.iri: d for d in dimensions}
        self._options = {o.iri: o.id for d in self._dimensions.values() for o in d.options}

    def rule(self, node: ox.NamedNode) -> RuleCondition:
        """Return the if-part and unless-part of a rule shape; UnsupportedShapeError when it is outside the profile."""
        self._require_target(node)
        parameters = self._graph.constraints(node)
        if set(parameters) == {f"{SH}not"}:
            return RuleCondition(node.value, self._whole(node, self._one(node, parameters, "not")), None)
        if set(parameters) != {f"{SH}or"}:
            raise UnsupportedShapeError(node.value, "a rule has exactly one sh:not or one sh:or")
        first, *others = self._list(node, self._one(node, parameters, "or"))
        inner = self._graph.constraints(first)
        if set(inner) != {f"{SH}not"} or not others:
            raise UnsupportedShapeError(node.value, "the first member of sh:or must be the sh:not, unless-parts follow")
        unless = tuple(self._whole(node, other) for other in others)
        condition = self._whole(node, self._one(node, inner, "not"))
        return RuleCondition(node.value, condition, unless[0] if len(unless) == 1 else AnyOf(unless))

    def applicability(self, node: ox.NamedNode) -> tuple[str, Condition]:
        """Return a dimension id and the condition under which it does not apply."""
        self._require_target(node)
        targets, parameters = self._graph.values(node, f"{DEF}voorDimensie"), self._graph.constraints(node)
        if len(targets) != 1 or set(parameters) != {f"{SH}not"}:
            raise UnsupportedShapeError(node.value, "it must have one sam:voorDimensie and one sh:not")
        dimension = self._dimension(node, targets[0])
        condition = self._whole(node, self._one(node, parameters, "not"))
        parts = list(condition.parts) if isinstance(condition, All) else []
        if not parts or parts[0] != Answered(dimension.id):
            raise UnsupportedShapeError(node.value, "it must say: answered, and a condition")
        return dimension.id, parts[1] if len(parts) == 2 else All(tuple(parts[1:]))  # noqa: PLR2004 -- answered and one more

    def condition(self, node: ox.NamedNode) -> Condition:
        """Return the condition that a named shape without target expresses."""
        return self._whole(node, node)

    def consequence(self, node: ox.NamedNode, predicate: str) -> Condition | None:
        """Return the condition that a rule requires, advises, discourages or implies, if it has one."""
        values = self._graph.values(node, predicate)
        return self._whole(node, values[0]) if values else None

    def _whole(self, root: ox.NamedNode, shape: _Node) -> Condition:
        condition = self._condition(root, shape)
        for leaf in unguarded(condition):
            raise UnsupportedShapeError(
                root.value,
                f"{leaf.dimension} is compared with {leaf.other}, which may be unanswered: "
                f"add [ sh:path sam:{leaf.other} ; sh:minCount 1 ] to the same sh:and",
            )
        return condition

    def _condition(self, root: ox.NamedNode, shape: _Node) -> Condition:
        parameters = self._graph.constraints(shape)
        kinds = set(parameters)
        if kinds == {f"{SH}and"}:
            return All(tuple(self._members(root, self._one(root, parameters, "and"))))
        if kinds == {f"{SH}or"}:
            return AnyOf(tuple(self._members(root, self._one(root, parameters, "or"))))
        if kinds == {f"{SH}property"}:
            return self._condition(root, self._one(root, parameters, "property"))
        if f"{SH}path" in kinds:
            return self._leaf(root, parameters)
        found = ", ".join(sorted(ns.local_name(k) for k in kinds)) or "nothing"
        raise UnsupportedShapeError(root.value, f"a condition is sh:and, sh:or or a property shape, not: {found}")

    def _members(self, root: ox.NamedNode, head: _Node) -> Iterator[Condition]:
        for member in self._list(root, head):
            yield self._condition(root, member)

    def _list(self, root: ox.NamedNode, head: _Node) -> list[_Node]:
        try:
            members = list(self._graph.list_items(head))
        except ValueError:
            raise UnsupportedShapeError(root.value, "something else where a list belongs") from None
        if not members:
            raise UnsupportedShapeError(root.value, "an empty list")
        return members

    def _leaf(self, root: ox.NamedNode, parameters: dict[str, list[_Node]]) -> Condition:
        dimension = self._dimension(root, self._one(root, parameters, "path"))
        rest = {p: o for p, o in parameters.items() if p not in (f"{SH}path", f"{SH}minCount")}
        counted = f"{SH}minCount" in parameters
        if counted and [getattr(o, "value", "") for o in parameters[f"{SH}minCount"]] != ["1"]:
            raise UnsupportedShapeError(root.value, f"sh:minCount on {dimension.id} must be 1")
        if not rest and counted:
            return Answered(dimension.id)
        if len(rest) != 1:
            raise UnsupportedShapeError(root.value, f"a condition on {dimension.id} needs exactly one constraint")
        ((predicate, _),) = rest.items()
        value = self._one(root, rest, ns.local_name(predicate))
        if predicate == f"{SH}hasValue":
            return In(dimension.id, (self._option(root, dimension, value),))
        if not counted:
            raise UnsupportedShapeError(
                root.value, f"{ns.local_name(predicate)} on {dimension.id} needs sh:minCount 1, or no answer would do"
            )
        return self._counted(root, dimension, predicate, value)

    def _counted(self, root: ox.NamedNode, dimension: Dimension, predicate: str, value: _Node) -> Condition:
        if predicate == f"{SH}in":
            if dimension.kind is AnswerKind.SET:
                raise UnsupportedShapeError(root.value, f"sh:in on the set {dimension.id}: use sh:or of sh:hasValue")
            return In(dimension.id, tuple(self._option(root, dimension, v) for v in self._list(root, value)))
        if predicate == f"{SH}not":
            return NotIn(dimension.id, self._excluded(root, dimension, value))
        if dimension.kind is not AnswerKind.NUMBER:
            raise UnsupportedShapeError(root.value, f"{ns.local_name(predicate)} on {dimension.id}, which is no number")
        if predicate in _BOUNDS:
            return Compare(dimension.id, _BOUNDS[predicate], self._number(root, value))
        if predicate in _PAIRS:
            other = self._dimension(root, value)
            if other.kind is not AnswerKind.NUMBER:
                raise UnsupportedShapeError(root.value, f"{dimension.id} is compared with {other.id}, no number")
            return CompareTo(dimension.id, _PAIRS[predicate], other.id)
        raise UnsupportedShapeError(root.value, f"{ns.local_name(predicate)} on {dimension.id}")

    def _number(self, root: ox.NamedNode, node: _Node) -> Decimal:
        if isinstance(node, ox.Literal) and node.datatype.value in _NUMBERS:
            return Decimal(node.value)
        raise UnsupportedShapeError(root.value, f"the bound {node} is not a decimal or integer number")

    def _excluded(self, root: ox.NamedNode, dimension: Dimension, shape: _Node) -> tuple[str, ...]:
        parameters = self._graph.constraints(shape)
        if set(parameters) == {f"{SH}hasValue"}:
            return (self._option(root, dimension, self._one(root, parameters, "hasValue")),)
        if set(parameters) == {f"{SH}in"}:
            members = self._list(root, self._one(root, parameters, "in"))
            return tuple(self._option(root, dimension, value) for value in members)
        raise UnsupportedShapeError(root.value, f"sh:not on {dimension.id} takes sh:hasValue or sh:in")

    def _one(self, root: ox.NamedNode, parameters: dict[str, list[_Node]], name: str) -> _Node:
        values = parameters.get(SH + name, [])
        if len(values) != 1:
            raise UnsupportedShapeError(root.value, f"it needs one sh:{name}, not {len(values)}")
        return values[0]

    def _dimension(self, root: ox.NamedNode, node: _Node) -> Dimension:
        iri = node.value if isinstance(node, ox.NamedNode) else str(node)
        try:
            return self._dimensions[iri]
        except KeyError:
            raise UnsupportedShapeError(root.value, f"{iri} is not a dimension") from None

    def _option(self, root: ox.NamedNode, dimension: Dimension, node: _Node) -> str:
        iri = node.value if isinstance(node, ox.NamedNode) else str(node)
        if not iri.startswith(f"{dimension.iri}/") or iri not in self._options:
            raise UnsupportedShapeError(root.value, f"{iri} is not an option of {dimension.id}")
        return self._options[iri]

    def _require_target(self, node: ox.NamedNode) -> None:
        if self._graph.values(node, f"{SH}targetClass") != [ox.NamedNode(ns.ARRANGEMENT)]:
            raise UnsupportedShapeError(node.value, "its target must be sh:targetClass sam:Inrichting")


@dataclass(frozen=True, slots=True)
class Shapes:
    """Everything the shapes say, in logical form, by IRI of rule, id of dimension or IRI of measure."""

    rules: dict[str, RuleCondition]
    not_applicable: dict[str, tuple[str, Condition]]
    consequences: dict[str, tuple[Condition, ...]]
    measures: dict[str, Condition]


def read_shapes(triples: Iterable[ox.Triple], dimensions: Iterable[Dimension]) -> Shapes:
    """Read all rule, applicability and measure shapes; UnsupportedShapeError names the first that cannot be read."""
    graph = ShapeGraph(triples)
    reader = ShapeReader(graph, dimensions)
    not_applicable = {}
    for node in graph.instances(f"{DEF}Toepasselijkheid"):
        dimension, condition = reader.applicability(node)
        not_applicable[dimension] = (node.value, condition)
    rules = graph.instances(f"{DEF}Regel")
    predicates = [f"{DEF}{name}" for name in ("vereist", "adviseert", "impliceert")]
    consequences = {
        node.value: tuple(c for p in predicates if (c := reader.consequence(node, p)) is not None) for node in rules
    }
    measures = {
        value.value: reader.condition(node)
        for node in graph.instances(f"{DEF}Uitvoering")
        for value in graph.values(node, f"{DEF}uitvoeringVan")
        if isinstance(value, ox.NamedNode)
    }
    return Shapes({node.value: reader.rule(node) for node in rules}, not_applicable, consequences, measures)
