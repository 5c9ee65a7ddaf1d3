"""Two-valued formulas over finite variables, each kept once, with restriction to one value of one variable.

A node is an integer; FALSE is 0 and TRUE is 1. A literal says that a variable takes one of the values in a bit mask.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FALSE: Final = 0
TRUE: Final = 1
_LIT, _AND, _OR = "lit", "and", "or"
_Node = tuple[str, tuple[int, ...]]


class Formulas:
    """A table of formulas over variables whose domains are given as bit masks of all their values.

    Threads may share it: a node is published only when it is complete.
    """

    def __init__(self, domains: list[int]) -> None:
        self.domains = domains
        self._nodes: list[_Node] = [("false", ()), ("true", ())]
        self._ids: dict[_Node, int] = {}
        self._variables: dict[int, frozenset[int]] = {FALSE: frozenset(), TRUE: frozenset()}
        self._lock = Lock()
        self._restricted: dict[tuple[int, int, int], int] = {}

    def literal(self, variable: int, mask: int) -> int:
        """Return the formula that a variable takes one of the values in the mask."""
        mask &= self.domains[variable]
        if mask == 0:
            return FALSE
        if mask == self.domains[variable]:
            return TRUE
        return self._keep((_LIT, (variable, mask)), frozenset((variable,)))

    def conjunction(self, parts: Iterable[int]) -> int:
        """Return the formula that all parts hold."""
        return self._combine(_AND, parts, FALSE, TRUE)

    def disjunction(self, parts: Iterable[int]) -> int:
        """Return the formula that some part holds."""
        return self._combine(_OR, parts, TRUE, FALSE)

    def negation(self, node: int) -> int:
        """Return the formula that holds exactly where this one does not."""
        if node <= TRUE:
            return TRUE - node
        kind, content = self._nodes[node]
        if kind == _LIT:
            return self.literal(content[0], self.domains[content[0]] & ~content[1])
        parts = [self.negation(part) for part in content]
        return self.disjunction(parts) if kind == _AND else self.conjunction(parts)

    def variables(self, node: int) -> frozenset[int]:
        """Return the variables a formula still looks at."""
        return self._variables[node]

    def restrict(self, node: int, variable: int, value: int) -> int:
        """Return the formula once a variable has taken a value."""
        if variable not in self._variables[node]:
            return node
        key = (node, variable, value)
        known = self._restricted.get(key)
        if known is None:
            known = self._restricted[key] = self._restrict(node, variable, value)
        return known

    def always(self, node: int, masks: Sequence[int]) -> bool:
        """Tell whether a formula holds whatever its variables take of the values in `masks`."""
        if node <= TRUE:
            return node == TRUE
        variable = min(self._variables[node], key=lambda v: masks[v].bit_count())
        mask = masks[variable]
        return all(
            self.always(self.restrict(node, variable, value), masks)
            for value in range(mask.bit_length())
            if mask >> value & 1
        )

    def avoidable(self, nodes: Iterable[int], masks: Sequence[int]) -> bool:
        """Tell whether the variables can take values from `masks` that make none of these formulas hold."""
        left = set(nodes) - {FALSE}
        if TRUE in left:
            return False
        if not left:
            return True
        tightest = min(left, key=lambda n: (len(self._variables[n]), n))
        variable = min(self._variables[tightest], key=lambda v: (masks[v].bit_count(), v))
        mask = masks[variable]
        return any(
            self.avoidable({self.restrict(node, variable, value) for node in left}, masks)
            for value in range(mask.bit_length())
            if mask >> value & 1
        )

    def _restrict(self, node: int, variable: int, value: int) -> int:
        kind, content = self._nodes[node]
        if kind == _LIT:
            return content[1] >> value & 1
        parts = [self.restrict(part, variable, value) for part in content]
        return self.conjunction(parts) if kind == _AND else self.disjunction(parts)

    def _combine(self, kind: str, parts: Iterable[int], absorbing: int, neutral: int) -> int:
        flat: set[int] = set()
        for part in parts:
            if part == absorbing:
                return absorbing
            if part == neutral:
                continue
            inner, content = self._nodes[part]
            flat.update(content if inner == kind else (part,))
        flat = self._merge_literals(kind, flat)
        if absorbing in flat:
            return absorbing
        if not flat:
            return neutral
        if len(flat) == 1:
            return flat.pop()
        content = tuple(sorted(flat))
        return self._keep((kind, content), frozenset().union(*(self._variables[p] for p in content)))

    def _merge_literals(self, kind: str, parts: set[int]) -> set[int]:
        """Join literals on the same variable, so that equal formulas more often become the same node."""
        masks: dict[int, int] = {}
        rest = set()
        for part in parts:
            inner, content = self._nodes[part]
            if inner != _LIT:
                rest.add(part)
                continue
            variable, mask = content
            known = masks.get(variable)
            masks[variable] = mask if known is None else (known & mask if kind == _AND else known | mask)
        return rest | ({self.literal(v, m) for v, m in masks.items()} - {TRUE if kind == _AND else FALSE})

    def _keep(self, node: _Node, variables: frozenset[int]) -> int:
        known = self._ids.get(node)
        if known is not None:
            return known
        with self._lock:
            known = self._ids.get(node)
            if known is None:
                known = len(self._nodes)
                self._nodes.append(node)
                self._variables[known] = variables
                self._ids[node] = known
        return known
