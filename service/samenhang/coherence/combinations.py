"""Every coherent combination over some dimensions: counted exactly, ordered by findings, each reachable by its rank.

The diagrams of the space are projected on the dimensions asked for and walked together with the rules that can hold on
them and on the choices made. Every state of that walk knows how many combinations of each weight follow it, so the
combination of any rank is found by one descent: nothing is enumerated that is not asked for, and nothing is cut.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from samenhang.coherence.answers import Combination
from samenhang.coherence.formula import FALSE, TRUE
from samenhang.coherence.projection import ROOT, Nodes, project
from samenhang.coherence.view import VIOLATION_WEIGHT
from samenhang.errors import SamenhangError
from samenhang.model import Severity, Text, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from samenhang.coherence.projection import Decision
    from samenhang.coherence.variables import Variable
    from samenhang.coherence.view import View
    from samenhang.model import Selection

_MOST_DIGITS = 9
_MOST_STATES = 15_000
"""More states than this take seconds and hundreds of megabytes; the count alone needs far fewer."""


class State(NamedTuple):
    """Where the walk is: the nodes that may have been reached, and what is left of the rules."""

    nodes: Nodes
    residue: tuple[tuple[int, int], ...]


class Edge(NamedTuple):
    """One value of a decision: where it leads and the weight of the rules that it makes hold."""

    value: int
    target: State
    weight: int


class TooManyStatesError(SamenhangError):
    """The projection is too large to order; the text says how to narrow it."""

    code = "projectie-te-groot"
    status = 400
    title = Text("De projectie is te groot", "The projection is too large")


class Combinations:
    """The coherent combinations over `over`, given a selection, under a view.

    A combination answers every dimension in `over` that is open and applies, and is coherent when some completion over
    the core dimensions and `over` is free of violations. With `threshold` warning, combinations against which a warning
    counts are left out too. `len` is not used because counts exceed what it can say.
    """

    def __init__(
        self, view: View, selection: Selection, over: Iterable[str], threshold: Severity = Severity.VIOLATION
    ) -> None:
        self._view = view
        self._selection = dict(selection)
        self._open = tuple(dict.fromkeys(d for d in over if d not in selection))
        self._request = view.space.request(selection, self._open)
        self._constant, residue = self._rules()
        opened = {v.index: v for v in self._variables_of(self._open)}
        self._projection = project(view.space, self._request, opened)
        self._layers: list[dict[State, list[Edge]]] = []
        start = self._explore(residue)
        self._ways = self._count_ways()
        self._start = start
        self._total: Counter[int] = self._ways[0].get(start, Counter())
        if threshold is not Severity.VIOLATION:
            self._total = Counter({w: n for w, n in self._total.items() if w + self._constant == 0})
        self.count = sum(self._total.values())

    def __iter__(self) -> Iterator[Combination]:
        """Yield every combination, fewest and lightest findings first."""
        return self.slice(0, self.count)

    def slice(self, start: int, stop: int) -> Iterator[Combination]:
        """Yield the combinations of rank `start` up to `stop`."""
        for rank in range(start, min(stop, self.count)):
            yield self.at(rank)

    def at(self, rank: int) -> Combination:
        """Return the combination of a rank; IndexError beyond the last."""
        for weight in sorted(self._total):
            if rank < self._total[weight]:
                return self._combination(self._descend(weight, rank), weight + self._constant)
            rank -= self._total[weight]
        raise IndexError(rank)

    def sample(self, size: int, seed: int | None) -> list[Combination]:
        """Return `size` combinations, each drawn uniformly and independently; none when there are none."""
        source = random.Random(seed)  # noqa: S311 -- a repeatable sample, not a secret
        return [self.at(source.randrange(self.count)) for _ in range(size)] if self.count else []

    def _rules(self) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return the weight of what holds whatever is chosen, and what is left of the rules that depend on it."""
        space, formulas = self._view.space, self._view.space.formulas
        masks = space.encoding.allowed(self._selection, frozenset())
        opened = {v.index for v in self._variables_of(self._open)}
        constant, residue = 0, []
        for node, weight in self._view.weights:
            for variable in formulas.variables(node) - opened:
                node = formulas.restrict(node, variable, masks[variable].bit_length() - 1)  # noqa: PLW2901
            if node == TRUE:
                constant += weight
            elif node != FALSE:
                residue.append((node, weight))
        return constant, tuple(sorted(residue))

    def _variables_of(self, names: Iterable[str]) -> Iterator[Variable]:
        encoding = self._view.space.encoding
        for name in names:
            yield from encoding.of_dimension(name)

    def _explore(self, residue: tuple[tuple[int, int], ...]) -> State:
        """Build the layers of states and edges; return the state to start from."""
        start = State(self._projection.start, residue)
        states = [start] if start.nodes else []
        total = 0
        for decision in self._projection.decisions:
            layer = {state: list(self._edges(decision, state)) for state in states}
            self._layers.append(layer)
            states = list(dict.fromkeys(edge.target for edges in layer.values() for edge in edges))
            total += len(states)
            if total > _MOST_STATES:
                raise TooManyStatesError(_too_large(self._count_only()))
        return start

    def _count_only(self) -> int:
        """Return the number of combinations without ordering them, which needs no look at the rules that weigh."""
        ways = {self._projection.start: 1} if self._projection.start else {}
        for decision in self._projection.decisions:
            following: dict[Nodes, int] = {}
            for nodes, number in ways.items():
                for value in decision.values:
                    after = decision.after(nodes, value)
                    if after:
                        following[after] = following.get(after, 0) + number
            ways = following
        return sum(ways.values())

    def _edges(self, decision: Decision, state: State) -> Iterator[Edge]:
        formulas, index = self._view.space.formulas, decision.variable.index
        for value in decision.values:
            nodes = decision.after(state.nodes, value)
            if not nodes:
                continue
            weight, residue = 0, []
            for node, cost in state.residue:
                left = formulas.restrict(node, index, value)
                if left == TRUE:
                    weight += cost
                elif left != FALSE:
                    residue.append((left, cost))
            yield Edge(value, State(nodes, tuple(residue)), weight)

    def _count_ways(self) -> list[dict[State, Counter[int]]]:
        """Return, per layer and state, how many combinations of each weight follow."""
        end = State(ROOT, ())
        below: dict[State, Counter[int]] = {end: Counter({0: 1})}
        result = [below]
        for layer in reversed(self._layers):
            here: dict[State, Counter[int]] = {}
            for state, edges in layer.items():
                ways: Counter[int] = Counter()
                for edge in edges:
                    for weight, number in below.get(edge.target, {}).items():
                        ways[weight + edge.weight] += number
                here[state] = ways
            below = here
            result.append(below)
        result.reverse()
        return result

    def _descend(self, weight: int, rank: int) -> list[int]:
        """Return the values on the way of a rank among those of one weight."""
        state, values = self._start, []
        for layer, below in zip(self._layers, self._ways[1:], strict=True):
            for edge in layer[state]:
                number = below[edge.target].get(weight - edge.weight, 0)
                if rank < number:
                    values.append(edge.value)
                    state, weight = edge.target, weight - edge.weight
                    break
                rank -= number
        return values

    def _combination(self, values: Sequence[int], weight: int) -> Combination:
        taken = {d.variable.index: value for d, value in zip(self._projection.decisions, values, strict=True)}
        encoding = self._view.space.encoding
        choices = {
            name: answer for name in self._open if (answer := encoding.answer(name, taken, self._selection)) is not None
        }
        violations, warnings = divmod(weight, VIOLATION_WEIGHT)
        verdict = Verdict.CONTRADICTION if violations else Verdict.RISK if warnings else Verdict.COHERENT
        return Combination(choices, verdict, violations, warnings)


def _too_large(count: int) -> Text:
    shown = str(count)
    about = f"{shown[0]}.{shown[1:3]} × 10^{len(shown) - 1}" if len(shown) > _MOST_DIGITS else ""
    return Text(
        f"Er zijn {shown} mogelijkheden{f' ({about})' if about else ''}: te veel om te ordenen. "
        "Noem minder dimensies of maak eerst meer keuzes.",
        f"There are {shown} possibilities{f' ({about})' if about else ''}: too many to order. "
        "Name fewer dimensions or make more choices first.",
    )
