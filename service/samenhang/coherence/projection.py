"""The diagrams of a space, projected on some variables: a walk that only stops where one of them is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from samenhang.coherence.passes import counts_below, reachable, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samenhang.coherence.compile import Diagram
    from samenhang.coherence.space import Request, Space
    from samenhang.coherence.variables import Variable

Nodes: TypeAlias = frozenset[int]
"""The nodes of one level that may have been reached; none when there is no way on."""

Advance: TypeAlias = Callable[[Nodes], Nodes]
Step: TypeAlias = Callable[[Nodes, int], Nodes]
ROOT: Nodes = frozenset((0,))


@dataclass(frozen=True, slots=True)
class Decision:
    """One variable to decide on: its values, the step a value makes, and the way from there to the next decision."""

    variable: Variable
    values: tuple[int, ...]
    step: Step
    onward: tuple[Advance, ...]

    def after(self, nodes: Nodes, value: int) -> Nodes:
        """Return where the next decision finds itself when this one takes a value."""
        return _along(self.step(nodes, value), self.onward)


@dataclass(frozen=True, slots=True)
class Projection:
    """The decisions in order, with where the first finds itself."""

    start: Nodes
    decisions: tuple[Decision, ...]


def project(space: Space, request: Request, variables: Mapping[int, Variable]) -> Projection:
    """Return the space of a request as decisions on `variables`: diagram by diagram, then what no diagram looks at."""
    left = dict(variables)
    opening: list[Advance] = []
    decisions: list[tuple[Variable, tuple[int, ...], Step, list[Advance]]] = []
    for index, diagram in enumerate(space.diagrams):
        onward = decisions[-1][3] if decisions else opening
        if left.keys().isdisjoint(diagram.order):
            if not space.part_completable(index, request):
                onward.append(_nowhere)
            continue
        first, own = _through_diagram(diagram, request, left)
        onward.append(first)
        decisions.extend(own)
        for variable in diagram.order:
            left.pop(variable, None)
    decisions.extend((v, values_of(request.masks[v.index]), _stay, []) for v in left.values())
    return Projection(
        _along(ROOT, opening),
        tuple(Decision(variable, values, step, tuple(onward)) for variable, values, step, onward in decisions),
    )


def _through_diagram(
    diagram: Diagram, request: Request, variables: Mapping[int, Variable]
) -> tuple[Advance, list[tuple[Variable, tuple[int, ...], Step, list[Advance]]]]:
    """Return the way to the first decision in a diagram, and its decisions each with the way to the next."""
    values = [values_of(request.masks[v]) for v in diagram.order]
    alive = [frozenset(level) for level in counts_below(diagram, values, reachable(diagram, values))]
    stops = [level for level, v in enumerate(diagram.order) if v in variables]
    ends = [*stops[1:], len(diagram.order)]
    decisions = [
        (
            variables[diagram.order[stop]],
            values[stop],
            _stepper(diagram, alive, stop),
            [_walker(diagram, values, alive, range(stop + 1, end))],
        )
        for stop, end in zip(stops, ends, strict=True)
    ]
    return _walker(diagram, values, alive, range(stops[0])), decisions


def _stepper(diagram: Diagram, alive: Sequence[Nodes], level: int) -> Step:
    children = diagram.levels[level]
    return lambda nodes, value: frozenset(children[n][value] for n in nodes) & alive[level + 1]


def _walker(diagram: Diagram, values: Sequence[Sequence[int]], alive: Sequence[Nodes], levels: range) -> Advance:
    """Return the walk through some levels along all allowed values, with what it found remembered."""
    known: dict[Nodes, Nodes] = {}

    def advance(nodes: Nodes) -> Nodes:
        found = known.get(nodes)
        if found is None:
            found = nodes & alive[levels.start]
            for level in levels:
                children = diagram.levels[level]
                found = frozenset(children[n][v] for n in found for v in values[level]) & alive[level + 1]
            known[nodes] = found
        return found

    return advance


def _along(nodes: Nodes, ways: Sequence[Advance]) -> Nodes:
    for way in ways:
        nodes = way(nodes)
    return nodes


def _stay(nodes: Nodes, _: int) -> Nodes:
    return nodes


def _nowhere(_: Nodes) -> Nodes:
    return frozenset()
