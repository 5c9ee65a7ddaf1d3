"""Compiles shapes, each exactly or not at all: what cannot be, is said to be unsupported and goes to another engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from samenhang.namespaces import SH, XSD
from samenhang.validation.engines import constraints as c
from samenhang.validation.engines import constraints_pairs as p
from samenhang.validation.engines.columns import BLANK, IRI, LITERAL
from samenhang.validation.engines.compiled import And, CompiledShape, NodeShape, Not, Or, Property, Qualified, Xone
from samenhang.validation.engines.literals import as_rdflib
from samenhang.validation.engines.paths import UnsupportedError, path_text, read_path
from samenhang.validation.engines.targets import TARGETS_AND_NOTES, Targets, read_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from samenhang.validation.engines.shape_graph import Node, ShapeGraph

_DEEPEST: Final = 12  # pySHACL gives up at fifteen
_COUNTS: Final = re.compile(r"\+?[0-9]{1,18}")
_KINDS: Final[Mapping[str, tuple[int, ...]]] = {
    "IRI": (IRI,),
    "BlankNode": (BLANK,),
    "Literal": (LITERAL,),
    "BlankNodeOrIRI": (BLANK, IRI),
    "BlankNodeOrLiteral": (BLANK, LITERAL),
    "IRIOrLiteral": (IRI, LITERAL),
}
_BOUNDS: Final = {
    "minExclusive": (c.MinExclusive, ">"),
    "minInclusive": (c.MinInclusive, ">="),
    "maxExclusive": (c.MaxExclusive, "<"),
    "maxInclusive": (c.MaxInclusive, "<="),
}
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_PARTS: Final = frozenset(  # parameters that are read with another
    SH + name
    for name in ("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")
)


class Root(NamedTuple):
    """A compiled shape with its targets."""

    targets: Targets
    shape: CompiledShape


class Compiler:
    """Compiles the shapes of one graph; a pattern is only taken from a graph that is trusted not to be hostile."""

    def __init__(self, graph: ShapeGraph, *, patterns: bool) -> None:
        self._graph = graph
        self._patterns = patterns
        self._known: dict[Node, CompiledShape | UnsupportedError] = {}
        self._open: list[Node] = []
        self._uids: dict[Hashable, int] = {}
        self._parameters = {v for node in _components(graph) for v in graph.values(node, f"{SH}path")}

    def root(self, node: Node) -> Root:
        """Return a shape with its targets; UnsupportedError says why not."""
        return Root(read_targets(self._graph, node), self.shape(node))

    def shape(self, node: Node) -> CompiledShape:
        """Return the shape that a node describes; UnsupportedError says why not."""
        known = self._known.get(node)
        if known is None:
            try:
                known = self._compile(node)
            except UnsupportedError as error:
                known = error
            self._known[node] = known
        if isinstance(known, UnsupportedError):
            raise known
        return known

    def _compile(self, node: Node) -> CompiledShape:
        if node in self._open:
            raise UnsupportedError("a shape that refers to itself")
        if isinstance(node, ox.Literal) or len(self._open) > _DEEPEST:
            raise UnsupportedError("a literal where a shape belongs, or shapes nested too deep")
        self._open.append(node)
        try:
            return self._shape(node)
        finally:
            self._open.pop()

    def _shape(self, node: Node) -> CompiledShape:
        graph = self._graph
        paths = graph.values(node, f"{SH}path")
        if len(paths) > 1 or len(graph.values(node, f"{SH}severity")) > 1:
            raise UnsupportedError("more than one sh:path or sh:severity")
        path = read_path(graph, paths[0]) if paths else None
        deactivated = self._flag(node, "deactivated")
        found = () if deactivated else tuple(self._constraints(node))
        key = path, deactivated, found
        return CompiledShape(
            self._uids.setdefault(key, len(self._uids)),
            graph.owner(node),
            graph.severity(node),
            graph.messages(node),
            path,
            path_text(graph, paths[0]) if paths else None,
            found,
            deactivated=deactivated,
        )

    def _constraints(self, node: Node) -> Iterator[c.Constraint]:
        for predicate, values in self._graph.properties(node).items():
            if ox.NamedNode(predicate) in self._parameters:
                raise UnsupportedError(f"the constraint component of its own that {predicate} belongs to")
            if not predicate.startswith(SH) or predicate in TARGETS_AND_NOTES:
                continue
            name = predicate.removeprefix(SH)
            if predicate in _PARTS:
                self._belongs(node, name)
                continue
            read = _READERS.get(name)
            if read is None:
                raise UnsupportedError(f"sh:{name}")
            yield from read(self, node, values)

    def _belongs(self, node: Node, name: str) -> None:
        owner = {"flags": "pattern", "ignoredProperties": "closed"}.get(name, "qualifiedValueShape")
        if not self._graph.values(node, SH + owner):
            raise UnsupportedError(f"sh:{name} without sh:{owner}")

    # --- parameters ----------------------------------------------------------------------------------------------

    def _only(self, node: Node, name: str) -> Node | None:
        values = self._graph.values(node, SH + name)
        if len(values) > 1:
            raise UnsupportedError(f"more than one sh:{name}")
        return values[0] if values else None

    def _flag(self, node: Node, name: str) -> bool:
        value = self._only(node, name)
        if value is None:
            return False
        if isinstance(value, ox.Literal) and value.datatype.value == f"{XSD}boolean" and value.value in _FLAGS:
            return value.value == "true"
        raise UnsupportedError(f"sh:{name} that is neither true nor false")

    def _count(self, node: Node, name: str) -> int | None:
        value = self._only(node, name)
        if value is None:
            return None
        integer = isinstance(value, ox.Literal) and value.datatype.value == f"{XSD}integer"
        if not integer or not _COUNTS.fullmatch(value.value):
            raise UnsupportedError(f"sh:{name} that is no natural number")
        return int(value.value)

    def _list(self, node: Node, name: str) -> list[Node]:
        try:
            return self._graph.items(node)
        except ValueError:
            raise UnsupportedError(f"sh:{name} without a well-formed list") from None

    def _on_property(self, node: Node, name: str) -> None:
        if not self._graph.values(node, f"{SH}path"):
            raise UnsupportedError(f"sh:{name} on a node shape")

    # --- components ----------------------------------------------------------------------------------------------

    def counted(self, node: Node, name: str, make: Callable[[int], c.Constraint]) -> Iterator[c.Constraint]:
        """Read a constraint with one natural number."""
        if name in ("minCount", "maxCount"):
            self._on_property(node, name)
        count = self._count(node, name)
        if count is not None:
            yield make(count)

    def class_(self, _: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:class."""
        for value in values:
            yield c.Class(_iri(value, "class"))

    def datatype(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:datatype."""
        value = self._only(node, "datatype")
        iri = _iri(value, "datatype") if value is not None else ""
        if iri in (f"{_RDFS}Literal", f"{_RDFS}Datatype"):
            raise UnsupportedError(f"sh:datatype {iri}, on which engines differ")
        yield c.Datatype(iri)

    def node_kind(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:nodeKind."""
        value = self._only(node, "nodeKind")
        kinds = _KINDS.get(_iri(value, "nodeKind").removeprefix(SH)) if value is not None else None
        if kinds is None:
            raise UnsupportedError("sh:nodeKind with an unknown kind")
        yield c.NodeKind(kinds)

    def bound(self, values: Sequence[Node], name: str) -> Iterator[c.Constraint]:
        """Read a bound on the value."""
        make, sign = _BOUNDS[name]
        for value in values:
            if not isinstance(value, ox.Literal):
                raise UnsupportedError(f"sh:{name} that is no literal")
            yield make(sign, value, as_rdflib(value))

    def pattern(self, node: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:pattern with sh:flags."""
        if not self._patterns:
            raise UnsupportedError("sh:pattern, which may run for ever and so belongs in a process that can be killed")
        given = self._only(node, "flags")
        flags = given.value if isinstance(given, ox.Literal) else ""
        if set(flags) - {"i", "m"}:
            raise UnsupportedError("sh:flags other than i and m")
        for value in values:
            if not isinstance(value, ox.Literal):
                raise UnsupportedError("sh:pattern that is no literal")
            try:
                yield c.Pattern(re.compile(value.value, _flags(flags)))
            except (re.error, RecursionError, OverflowError):
                raise UnsupportedError("sh:pattern that is no regular expression of Python") from None

    def language_in(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:languageIn."""
        head = self._only(node, "languageIn")
        ranges = self._list(head, "languageIn") if head is not None else []
        if not all(isinstance(r, ox.Literal) and "-" not in r.value for r in ranges):
            raise UnsupportedError("sh:languageIn with a range of several parts")
        yield c.LanguageIn(frozenset(str(r.value).lower() for r in ranges))

    def unique_lang(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:uniqueLang."""
        self._on_property(node, "uniqueLang")
        if self._flag(node, "uniqueLang"):
            yield c.UniqueLang()

    def in_(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:in."""
        head = self._only(node, "in")
        yield c.In(tuple(self._list(head, "in") if head is not None else ()))

    def has_value(self, _: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:hasValue."""
        for value in values:
            yield c.HasValue(value)

    def closed(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:closed with sh:ignoredProperties."""
        if not self._flag(node, "closed"):
            return
        head = self._only(node, "ignoredProperties")
        shapes = self._graph.values(node, f"{SH}property")
        allowed = [path for shape in shapes for path in self._graph.values(shape, f"{SH}path")]
        allowed += self._list(head, "ignoredProperties") if head is not None else []
        yield p.Closed(frozenset(path.value for path in allowed if isinstance(path, ox.NamedNode)))

    def compared(
        self, values: Sequence[Node], name: str, make: Callable[[str], c.Constraint]
    ) -> Iterator[c.Constraint]:
        """Read a comparison with another property."""
        for value in values:
            yield make(_iri(value, name))

    def ordered(
        self, node: Node, values: Sequence[Node], name: str, make: Callable[[str], c.Constraint]
    ) -> Iterator[c.Constraint]:
        """Read a comparison that only a property shape can make."""
        self._on_property(node, name)
        return self.compared(values, name, make)

    def property_(self, _: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:property."""
        for value in values:
            self._on_property(value, "property")
            yield Property(self.shape(value))

    def node(self, _: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:node."""
        for value in values:
            if self._graph.values(value, f"{SH}path"):
                raise UnsupportedError("sh:node with a property shape")
            yield NodeShape(self.shape(value))

    def not_(self, _: Node, values: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:not."""
        for value in values:
            yield Not(self.shape(value))

    def several(
        self, values: Sequence[Node], name: str, make: Callable[[tuple[CompiledShape, ...]], c.Constraint]
    ) -> Iterator[c.Constraint]:
        """Read a constraint with a list of shapes."""
        for value in values:
            members = self._list(value, name)
            if not members or len(set(members)) < len(members):
                raise UnsupportedError(f"sh:{name} with an empty list or a shape twice")
            yield make(tuple(self.shape(member) for member in members))

    def qualified(self, node: Node, _: Sequence[Node]) -> Iterator[c.Constraint]:
        """Read sh:qualifiedValueShape with its counts."""
        self._on_property(node, "qualifiedValueShape")
        own = self._only(node, "qualifiedValueShape")
        least, most = self._count(node, "qualifiedMinCount"), self._count(node, "qualifiedMaxCount")
        if own is None or (least is None and most is None):
            raise UnsupportedError("sh:qualifiedValueShape without a count")
        siblings: list[Node] = []
        if self._flag(node, "qualifiedValueShapesDisjoint"):
            for parent in self._graph.subjects(f"{SH}property", node):
                for other in self._graph.values(parent, f"{SH}property"):
                    siblings += [s for s in self._graph.values(other, f"{SH}qualifiedValueShape") if s != own]
        beside = tuple(self.shape(sibling) for sibling in dict.fromkeys(siblings))
        yield Qualified(self.shape(own), beside, least, most)


_FLAGS: Final = ("true", "false")
_READERS: Final[Mapping[str, Callable[[Compiler, Node, Sequence[Node]], Iterator[c.Constraint]]]] = {
    "minCount": lambda k, n, _: k.counted(n, "minCount", c.MinCount),
    "maxCount": lambda k, n, _: k.counted(n, "maxCount", c.MaxCount),
    "minLength": lambda k, n, _: k.counted(n, "minLength", c.MinLength),
    "maxLength": lambda k, n, _: k.counted(n, "maxLength", c.MaxLength),
    "class": Compiler.class_,
    "datatype": Compiler.datatype,
    "nodeKind": Compiler.node_kind,
    "minExclusive": lambda k, _, v: k.bound(v, "minExclusive"),
    "minInclusive": lambda k, _, v: k.bound(v, "minInclusive"),
    "maxExclusive": lambda k, _, v: k.bound(v, "maxExclusive"),
    "maxInclusive": lambda k, _, v: k.bound(v, "maxInclusive"),
    "pattern": Compiler.pattern,
    "languageIn": Compiler.language_in,
    "uniqueLang": Compiler.unique_lang,
    "in": Compiler.in_,
    "hasValue": Compiler.has_value,
    "closed": Compiler.closed,
    "equals": lambda k, _, v: k.compared(v, "equals", p.Equals),
    "disjoint": lambda k, _, v: k.compared(v, "disjoint", p.Disjoint),
    "lessThan": lambda k, n, v: k.ordered(n, v, "lessThan", lambda iri: p.LessThanStrictly(iri, "<")),
    "lessThanOrEquals": lambda k, n, v: k.ordered(n, v, "lessThanOrEquals", lambda iri: p.LessThanOrEquals(iri, "<=")),
    "property": Compiler.property_,
    "node": Compiler.node,
    "not": Compiler.not_,
    "and": lambda k, _, v: k.several(v, "and", And),
    "or": lambda k, _, v: k.several(v, "or", Or),
    "xone": lambda k, _, v: k.several(v, "xone", Xone),
    "qualifiedValueShape": Compiler.qualified,
}


def _flags(letters: str) -> re.RegexFlag:
    ignoring = re.IGNORECASE if "i" in letters else re.NOFLAG
    return ignoring | (re.MULTILINE if "m" in letters else re.NOFLAG)


def _iri(value: Node, name: str) -> str:
    if not isinstance(value, ox.NamedNode):
        raise UnsupportedError(f"sh:{name} with something else than an IRI")
    return value.value


def _components(graph: ShapeGraph) -> Iterator[Node]:
    for triple in graph.triples:
        if triple.predicate.value == f"{SH}parameter" and not isinstance(triple.object, ox.Triple):
            yield triple.object
