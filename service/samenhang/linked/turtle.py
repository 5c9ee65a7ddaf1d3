"""Writes a graph as Turtle that a person can read: nameless nodes and lists stand where they are used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w\-.]*[\w\-])?\Z", re.ASCII)
_PREFIX: Final = re.compile(r"[A-Za-z][\w\-]*\Z", re.ASCII)
_FIRST, _REST, _NIL, _TYPE = (ox.NamedNode(ns.RDF + name) for name in ("first", "rest", "nil", "type"))
_PATH: Final = ox.NamedNode(f"{ns.SH}path")
_WIDTH: Final = 110
_PLAIN: Final = {f"{ns.XSD}boolean": r"true|false", f"{ns.XSD}integer": r"[+-]?\d+"}

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def to_turtle(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Return the triples as Turtle, subjects and properties in the order in which they come."""
    try:
        return _Writer(triples, prefixes).document()
    except RecursionError:  # nested deeper than anybody reads
        return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b"").decode()


def node_text(node: Node, triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Return one node as Turtle on one line, nameless nodes written out; the same content gives the same text."""
    try:
        return _Writer(triples, prefixes, width=None).alone(node)
    except RecursionError:  # a ring, or nested deeper than anybody reads
        return "[ … ]"


class _Writer:
    def __init__(self, triples: Sequence[ox.Triple], prefixes: Mapping[str, str], width: int | None = _WIDTH) -> None:
        self._about: defaultdict[Node, defaultdict[ox.NamedNode, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._about[triple.subject][triple.predicate].append(triple.object)
        self._namespaces = {iri: name for name, iri in prefixes.items()}
        self._taken = set(prefixes)
        self._used: dict[str, str] = {}
        self._width = width
        self._inline = self._find_inline(triples)

    def document(self) -> str:
        blocks = [self._block(subject) for subject in self._about if subject not in self._inline]
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._used.items()))
        return head + ("\n" if head else "") + "\n".join(blocks)

    def alone(self, node: Node) -> str:
        """Return a node that stands on its own, and so is written out though nothing refers to it."""
        if isinstance(node, ox.BlankNode):
            self._inline.add(node)
        return self.term(node, 0)

    def term(self, node: Node, depth: int) -> str:
        if isinstance(node, ox.NamedNode):
            return self._iri(node.value)
        if isinstance(node, ox.Literal):
            return self._literal(node)
        if isinstance(node, ox.BlankNode) and node in self._inline:
            members = self._members(node)
            return self._nested(node, depth) if members is None else self._list(members, depth)
        # On its own a node has nothing to refer to by name.
        return "[ … ]" if self._width is None and isinstance(node, ox.BlankNode) else str(node)

    def _find_inline(self, triples: Sequence[ox.Triple]) -> set[Node]:
        """Return the nameless nodes that are used once, and so can be written where they are used."""
        uses = Counter(t.object for t in triples if isinstance(t.object, ox.BlankNode))
        owner: dict[Node, Node] = {t.object: t.subject for t in triples if isinstance(t.object, ox.BlankNode)}
        found: set[Node] = {node for node, count in uses.items() if count == 1}
        rooted: set[Node] = set()
        for start in owner:
            way: dict[Node, None] = {}
            node = start
            while node in found and node not in rooted and node not in way:
                way[node] = None
                node = owner[node]
            if node in way:  # a ring has no place to be written from, so one of it keeps a name
                found.discard(node)
            rooted.update(way)
        return found

    def _block(self, subject: Node) -> str:
        lines = self._statements(subject, 1)
        return f"{self.term(subject, 0)}\n    " + " ;\n    ".join(lines) + " .\n"

    def _statements(self, subject: Node, depth: int) -> list[str]:
        about: Mapping[ox.NamedNode, list[Node]] = self._about.get(subject, {})
        ordered = sorted(about, key=lambda p: (p != _TYPE, p != _PATH))
        lines = []
        for predicate in ordered:
            name = "a" if predicate == _TYPE else self._iri(predicate.value)
            values = [self.term(value, depth) for value in about[predicate]]
            if self._width is None:
                values.sort()
            short = f"{name} {', '.join(values)}"
            if self._width is None or len(short) + 4 * depth <= self._width or len(values) == 1:
                lines.append(short)
            else:
                pad = "    " * (depth + 1)
                lines.append(f"{name}\n{pad}" + f" ,\n{pad}".join(values))
        return lines

    def _nested(self, node: Node, depth: int) -> str:
        parts = self._statements(node, depth + 1)
        short = f"[ {' ; '.join(parts)} ]" if parts else "[]"
        if self._width is None or (len(short) + 4 * depth <= self._width and "\n" not in short):
            return short
        pad = "    " * (depth + 1)
        return f"[\n{pad}" + f" ;\n{pad}".join(parts) + f"\n{'    ' * depth}]"

    def _list(self, members: list[Node], depth: int) -> str:
        parts = [self.term(member, depth + 1) for member in members]
        short = f"( {' '.join(parts)} )"
        if self._width is None or (len(short) + 4 * depth <= self._width and "\n" not in short):
            return short
        pad = "    " * (depth + 1)
        return f"(\n{pad}" + f"\n{pad}".join(parts) + f"\n{'    ' * depth})"

    def _members(self, node: Node) -> list[Node] | None:
        """Return the members of a list; None when the node does not start one that can be written with brackets."""
        members: list[Node] = []
        while node != _NIL:
            about: Mapping[ox.NamedNode, list[Node]] = self._about.get(node, {})
            if node not in self._inline or set(about) != {_FIRST, _REST}:
                return None
            if len(about[_FIRST]) != 1 or len(about[_REST]) != 1:
                return None
            members.append(about[_FIRST][0])
            node = about[_REST][0]
        return members

    def _literal(self, literal: ox.Literal) -> str:
        datatype = literal.datatype.value
        if re.fullmatch(_PLAIN.get(datatype, "(?!)"), literal.value):
            return literal.value
        written = str(literal)
        full = f"^^<{datatype}>"
        return written[: -len(full)] + "^^" + self._iri(datatype) if written.endswith(full) else written

    def _iri(self, iri: str) -> str:
        if iri == _NIL.value:
            return "()"
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        space, local = iri[:cut], iri[cut:]
        if _LOCAL.match(local) and (name := self._name(space)):
            self._used[name] = space
            return f"{name}:{local}"
        return f"<{iri}>"

    def _name(self, space: str) -> str | None:
        """Return the prefix of a namespace; one of our own is named after the last part of its address."""
        if space not in self._namespaces and space.startswith(ns.BASE):
            name = space.rstrip("/").rsplit("/", 1)[-1]
            if not _PREFIX.match(name) or name in self._taken:
                return None
            self._taken.add(name)
            self._namespaces[space] = name
        return self._namespaces.get(space)
