"""Names nameless nodes after what they say, so that the same graph is written the same by every process.

The standard way (RDFC-1.0) takes exponential time for hostile graphs, and long for a chain of nodes that look alike.
This one is linear: exact for the trees and lists that descriptions are made of; nodes that are shared or form rings are
told apart by their surroundings, and where that fails their names differ, but need not be the same in another process.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samenhang.store import Term

_ROUNDS: Final = 8
_DIGITS: Final = 16
_ELSEWHERE: Final = "*"


def with_fixed_names(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Return the triples with every nameless node named after what it says and where it stands."""
    if not any(isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode) for t in triples):
        return list(triples)
    names = _Naming(triples).names()

    def renamed(term: Term) -> Term:
        return ox.BlankNode(names[term]) if isinstance(term, ox.BlankNode) else term

    return [
        ox.Triple(renamed(t.subject), t.predicate, renamed(t.object))  # type: ignore[arg-type]
        if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
        else t
        for t in triples
    ]


class _Naming:
    def __init__(self, triples: Sequence[ox.Triple]) -> None:
        self._triples = triples
        self._about: defaultdict[Term, list[ox.Triple]] = defaultdict(list)
        self._uses: defaultdict[Term, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode):
                self._about[triple.subject].append(triple)
            if isinstance(triple.object, ox.BlankNode):
                self._uses[triple.object].append(triple)
        self._signs: dict[Term, str] = {}

    def names(self) -> dict[Term, str]:
        """Return a name for every nameless node."""
        nodes = dict.fromkeys([*self._about, *self._uses])
        below = self._trees(nodes)
        for node in below:  # deepest first
            self._signs[node] = _hash(sorted(self._statements(node)))
        tangled = [node for node in nodes if node not in self._signs]
        names = self._name_tangled(tangled)
        self._name_trees(list(reversed(below)), names)
        return names

    def _trees(self, nodes: dict[Term, None]) -> list[Term]:
        """Return the nodes that are used at most once and lie in no ring, the deepest first."""
        single = {node for node in nodes if len(self._uses[node]) <= 1}
        order: list[Term] = []
        roots = [n for n in nodes if n in single and not self._within(n, single)]
        for root in roots:
            waiting = [root]
            while waiting:
                node = waiting.pop()
                order.append(node)
                waiting += [t.object for t in self._about[node] if t.object in single]
        return order[::-1]

    def _within(self, node: Term, single: set[Term]) -> bool:
        """Tell whether a node hangs on another one that is used once."""
        return bool(self._uses[node]) and self._uses[node][0].subject in single

    def _statements(self, node: Term) -> Iterator[str]:
        for triple in self._about[node]:
            value = triple.object
            said = self._signs.get(value, _ELSEWHERE) if isinstance(value, ox.BlankNode) else str(value)
            yield f"{triple.predicate} {said}"

    def _name_tangled(self, nodes: list[Term]) -> dict[Term, str]:
        colours: dict[Term, str] = dict.fromkeys(nodes, "")
        for _ in range(_ROUNDS):
            colours = {node: _hash(sorted(self._surroundings(node, colours))) for node in nodes}
        seen: Counter[str] = Counter()
        names: dict[Term, str] = {}
        for node in sorted(nodes, key=lambda n: (colours[n], str(n))):
            names[node] = f"b{colours[node]}x{seen[colours[node]]}"
            seen[colours[node]] += 1
        return names

    def _surroundings(self, node: Term, colours: dict[Term, str]) -> Iterator[str]:
        def said(term: Term) -> str:
            if isinstance(term, ox.BlankNode):
                return colours[term] if term in colours else self._signs[term]
            return str(term)

        for triple in self._about[node]:
            yield f"> {triple.predicate} {said(triple.object)}"
        for triple in self._uses[node]:
            yield f"< {triple.predicate} {said(triple.subject)}"

    def _name_trees(self, nodes: list[Term], names: dict[Term, str]) -> None:
        """Name nodes after where they stand and what they say, those above first; of equals each has a number."""
        seen: Counter[str] = Counter()
        for node in nodes:
            place = ""
            if self._uses[node]:
                use = self._uses[node][0]
                above = names[use.subject] if isinstance(use.subject, ox.BlankNode) else str(use.subject)
                place = f"{above} {use.predicate}"
            key = _hash([place, self._signs[node]])
            names[node] = f"b{key}" if not seen[key] else f"b{key}n{seen[key]}"
            seen[key] += 1


def _hash(parts: list[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
