"""A selection seen dimension by dimension: each dimension is kept as it is, or changed as a whole.

A set is several variables of a diagram, so a walk carries, beside the node, what was decided on every dimension whose
variables are not all behind it yet. From the layered graph of these states follow, exactly, the minimal sets of answers
that clash, the minimal sets of dimensions to change, and the fewest changes that any one answer needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from samenhang.coherence.compile import DEAD, Diagram
from samenhang.coherence.passes import values_of

Sets = tuple[frozenset[str], ...]
"""Sets of dimensions of which none contains another, smallest first."""

Decisions = tuple[tuple[str, bool], ...]
"""Dimensions with whether each is kept, in order of name."""

State = tuple[int, Decisions]
MaskOf = Callable[[int, Mapping[str, bool]], int]
"""The values a variable may take once it is decided which of its dimensions are kept."""


class Move(NamedTuple):
    """One decision at a state: the dimensions it newly keeps or changes, and where each value leads."""

    kept: frozenset[str]
    changed: frozenset[str]
    targets: tuple[tuple[int, State], ...]


class UnitWalk:
    """The layered graph of one diagram when each of `units` may be kept or changed.

    `units_of` names, per variable, the dimensions that are decided on there; other variables keep their mask.
    """

    def __init__(
        self, diagram: Diagram, masks: Sequence[int], units_of: Mapping[int, tuple[str, ...]], mask_of: MaskOf
    ) -> None:
        self._diagram = diagram
        self._masks = masks
        self._units_of = units_of
        self._mask_of = mask_of
        self._last = {n: level for level, v in enumerate(diagram.order) for n in units_of.get(v, ())}
        self.start: State = (0, ())
        self.end: State = (0, ())
        self.layers = self._explore()

    def _explore(self) -> list[dict[State, list[Move]]]:
        states: Iterable[State] = [self.start] if not self._diagram.levels or self._diagram.levels[0] else []
        layers: list[dict[State, list[Move]]] = []
        for level in range(len(self._diagram.levels)):
            cache: dict[Decisions, list[tuple[frozenset[str], frozenset[str], Decisions, tuple[int, ...]]]] = {}
            layer: dict[State, list[Move]] = {}
            following: dict[State, None] = {}
            for state in states:
                node, decided = state
                if decided not in cache:
                    cache[decided] = list(self._decide(level, decided))
                children = self._diagram.levels[level][node]
                moves = layer[state] = []
                for kept, changed, open_next, values in cache[decided]:
                    targets = tuple((v, (children[v], open_next)) for v in values)
                    moves.append(Move(kept, changed, targets))
                    following.update((t, None) for _, t in targets if t[0] != DEAD)
            layers.append(layer)
            states = following
        return layers

    def _decide(
        self, level: int, decided: Decisions
    ) -> Iterator[tuple[frozenset[str], frozenset[str], Decisions, tuple[int, ...]]]:
        variable = self._diagram.order[level]
        names = self._units_of.get(variable, ())
        before = dict(decided)
        for choices in product(*((before[n],) if n in before else (True, False) for n in names)):
            now = dict(zip(names, choices, strict=True))
            mask = self._mask_of(variable, now) if names else self._masks[variable]
            fresh = {n: k for n, k in now.items() if n not in before}
            still = {n: k for n, k in (before | now).items() if self._last[n] > level}
            yield (
                frozenset(n for n, k in fresh.items() if k),
                frozenset(n for n, k in fresh.items() if not k),
                tuple(sorted(still.items())),
                values_of(mask),
            )

    def clashes(self) -> Sets:
        """Return the minimal sets of kept dimensions that leave no way to the end, whichever others are kept too."""
        below: dict[State, Sets] = {self.end: ()}
        blocked: Sets = (frozenset(),)
        for layer in reversed(self.layers):
            here: dict[State, Sets] = {}
            for state, moves in layer.items():
                joined = [(m.kept, _one_of_each({below.get(t, blocked) for _, t in m.targets})) for m in moves]
                found: set[frozenset[str]] = set()
                for kept, own in joined:
                    parts = {p for k, p in joined if kept <= k} if len(joined) > 1 else {own}
                    found.update(kept | s for s in _one_of_each(parts))
                here[state] = minimal(found)
            below = here
        return below.get(self.start, blocked)

    def corrections(self) -> Sets:
        """Return the minimal sets of dimensions that open a way to the end when changed."""
        below: dict[State, Sets] = {self.end: (frozenset(),)}
        for layer in reversed(self.layers):
            here: dict[State, Sets] = {}
            for state, moves in layer.items():
                found = {
                    move.changed | s for move in moves for _, target in move.targets for s in below.get(target, ())
                }
                here[state] = minimal(found)
            below = here
        return below.get(self.start, ())

    def fewest_changes(self) -> list[dict[int, int]]:
        """Return, per level and value, the fewest changes of a way to the end that takes this value there."""
        below = self._changes_below()
        above: dict[State, int] = {self.start: 0}
        result: list[dict[int, int]] = []
        for layer, further in zip(self.layers, below[1:], strict=True):
            best: dict[int, int] = {}
            following: dict[State, int] = {}
            for state, moves in layer.items():
                if state not in above:
                    continue
                for move in moves:
                    cost = above[state] + len(move.changed)
                    for value, target in move.targets:
                        rest = further.get(target)
                        if rest is None:
                            continue
                        if cost < following.get(target, cost + 1):
                            following[target] = cost
                        if cost + rest < best.get(value, cost + rest + 1):
                            best[value] = cost + rest
            result.append(best)
            above = following
        return result

    def least(self) -> int | None:
        """Return the fewest changes that open a way to the end; None when no change does."""
        return self._changes_below()[0].get(self.start)

    def _changes_below(self) -> list[dict[State, int]]:
        below: dict[State, int] = {self.end: 0}
        result = [below]
        for layer in reversed(self.layers):
            here: dict[State, int] = {}
            for state, moves in layer.items():
                costs = [len(m.changed) + below[t] for m in moves for _, t in m.targets if t in below]
                if costs:
                    here[state] = min(costs)
            below = here
            result.append(below)
        result.reverse()
        return result


def _one_of_each(parts: Iterable[Sets]) -> Sets:
    """Return the minimal sets that contain a set of every part; none when a part has none."""
    result: Sets = (frozenset(),)
    for part in sorted(parts, key=len):
        if not part:
            return ()
        if part != (frozenset(),):
            result = minimal({a | b for a in result for b in part})
    return result


def minimal(sets: Iterable[frozenset[str]]) -> Sets:
    """Return those sets that contain no other, smallest first and then by name."""
    result: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(kept <= candidate for kept in result):
            result.append(candidate)
    return tuple(result)
