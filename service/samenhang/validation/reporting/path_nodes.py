"""Property paths of SHACL as triples, from their text in SPARQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.namespaces import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN: Final = re.compile(r"<[^<>\s]*>|[()/|^*+?]")
_REPEATED: Final = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}
_FIRST, _REST, _NIL = (ox.NamedNode(f"{RDF}{name}") for name in ("first", "rest", "nil"))


class PathNodes:
    """Writes paths as nodes; `fresh` makes the blank nodes and `triples` gathers what is said of them."""

    def __init__(self, fresh: Callable[[], ox.BlankNode]) -> None:
        self._fresh = fresh
        self._tokens: list[str] = []
        self.triples: list[ox.Triple] = []

    def node(self, path: str) -> ox.NamedNode | ox.BlankNode | None:
        """Return the node of a path; None when it is not one that SPARQL knows."""
        if "".join(_TOKEN.findall(path)) != path.replace(" ", ""):
            return None
        self._tokens = [*_TOKEN.findall(path), ""]
        self.triples = []
        try:
            found = self._alternative()
        except (ValueError, RecursionError):
            found = None
        return found if self._tokens == [""] else None

    def _alternative(self) -> ox.NamedNode | ox.BlankNode:
        options = self._separated("|", self._sequence)
        return options[0] if len(options) == 1 else self._of("alternativePath", self._list(options))

    def _sequence(self) -> ox.NamedNode | ox.BlankNode:
        steps = self._separated("/", self._step)
        return steps[0] if len(steps) == 1 else self._list(steps)

    def _separated(
        self, sign: str, part: Callable[[], ox.NamedNode | ox.BlankNode]
    ) -> list[ox.NamedNode | ox.BlankNode]:
        parts = [part()]
        while self._tokens[0] == sign:
            self._tokens.pop(0)
            parts.append(part())
        return parts

    def _step(self) -> ox.NamedNode | ox.BlankNode:
        sign = self._tokens.pop(0)
        if sign == "^":
            return self._of("inversePath", self._step())
        if sign == "(":
            found = self._alternative()
            if self._tokens.pop(0) != ")":
                raise ValueError(sign)
        elif sign.startswith("<"):
            found = ox.NamedNode(sign[1:-1])
        else:
            raise ValueError(sign)
        while self._tokens[0] in _REPEATED:
            found = self._of(_REPEATED[self._tokens.pop(0)], found)
        return found

    def _of(self, name: str, value: ox.NamedNode | ox.BlankNode) -> ox.BlankNode:
        node = self._fresh()
        self.triples.append(ox.Triple(node, ox.NamedNode(f"{SH}{name}"), value))
        return node

    def _list(self, members: list[ox.NamedNode | ox.BlankNode]) -> ox.BlankNode:
        nodes = [self._fresh() for _ in members]
        for place, (node, member) in enumerate(zip(nodes, members, strict=True)):
            rest = nodes[place + 1] if place + 1 < len(nodes) else _NIL
            self.triples += [ox.Triple(node, _FIRST, member), ox.Triple(node, _REST, rest)]
        return nodes[0]
