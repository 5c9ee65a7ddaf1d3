"""The shortest way from one selection to another, every state on the way coherent, or the proof that there is none.

A step gives one dimension its new answer, or the dimensions of one declared bundle together. Only dimensions that some
rule ties together, given what both selections share, have to be searched together; the ways of such groups are joined.
"""

from __future__ import annotations

import heapq
from itertools import combinations, count
from typing import TYPE_CHECKING

from samenhang.coherence.answers import Clash, Path, Proof, Step
from samenhang.coherence.check import find, verdict_of
from samenhang.coherence.formula import FALSE
from samenhang.coherence.options import explain
from samenhang.coherence.repairs import differences
from samenhang.coherence.space import Request, Space
from samenhang.errors import SamenhangError
from samenhang.model import Answer, Selection, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from samenhang.coherence.view import View

_MOST_STATES = 100_000
_MOST_SUGGESTED = 200
Group = frozenset[str]


class PathTooLongError(SamenhangError):
    """Too many states would have to be tried."""

    code = "pad-te-groot"
    status = 400
    title = Text("Het pad is te groot om te doorzoeken", "The path is too large to search")


def find_path(view: View, start: Selection, goal: Selection, bundles: Iterable[Iterable[str]] = ()) -> Path:
    """Return the shortest path from `start` to `goal`; without one, the proof says what was tried and what blocks.

    Both ends must be coherent themselves; if one is not, its clashes are the proof.
    """
    for end in (start, goal):
        if not view.space.completable(view.space.request(end)):
            return Path((), Proof((), 1, explain(view, end)))
    declared = [frozenset(b) for b in bundles]
    found: list[list[Group]] = []
    for group in groups(view.space, start, goal, declared):
        search = _Search(view, start, goal, group, [b & group for b in declared if b & group])
        moves = search.run()
        if moves is None:
            return Path((), Proof(search.names, search.tried, search.blocking(), search.suggestion()))
        found.append(moves)
    return Path(tuple(_steps(view, start, goal, [move for moves in found for move in moves])))


def groups(space: Space, start: Selection, goal: Selection, bundles: Sequence[Group] = ()) -> list[Group]:
    """Return the dimensions that differ, in groups that no rule ties together given what is shared."""
    changing = [c.dimension for c in differences(start, goal, space.dimensions)]
    masks = [a | b for a, b in zip(space.request(start).masks, space.request(goal).masks, strict=True)]
    for name in changing:
        if name in space.encoding.numbers:
            # Numbers that are compared share a variable, and on the way one may be changed before the other.
            variable = space.encoding.numbers[name]
            masks[variable.index] = (1 << len(variable.values)) - 1
    request = Request({}, frozenset(), masks)
    tied = [space.formulas.variables(n) for n in space.narrowed_all(request) if n > FALSE and space.ever(n, request)]
    of_variable = {v: v for scope in tied for v in scope}

    def root(variable: int) -> int:
        while of_variable[variable] != variable:
            variable = of_variable[variable]
        return variable

    for scope in tied:
        first, *rest = scope
        for other in rest:
            of_variable[root(other)] = root(first)
    keys: dict[str, set[object]] = {}
    for name in changing:
        own = {root(v.index) for v in space.encoding.of_dimension(name) if v.index in of_variable}
        keys[name] = {*own, *(b for b in bundles if name in b)} or {name}
    return _united(keys)


def _united(keys: Mapping[str, set[object]]) -> list[Group]:
    result: list[tuple[set[str], set[object]]] = []
    for name, own in keys.items():
        names, together = {name}, set(own)
        for entry in [e for e in result if e[1] & together]:
            names |= entry[0]
            together |= entry[1]
            result.remove(entry)
        result.append((names, together))
    return [frozenset(names) for names, _ in result]


class _Search:
    """A* over which dimensions of a group already have their new answer."""

    def __init__(self, view: View, start: Selection, goal: Selection, group: Group, bundles: Sequence[Group]) -> None:
        self._view = view
        self._start = start
        self._goal = goal
        self.names = tuple(sorted(group))
        self._bundles = [b for b in bundles if len(b) > 1]
        self._moves = [frozenset((n,)) for n in self.names] + self._bundles
        self._widest = max(len(m) for m in self._moves)
        self._known: dict[Group, bool] = {}
        self.tried = 0

    def run(self) -> list[Group] | None:
        """Return the moves of a shortest way; None when every state that can be reached was tried."""
        whole, order = frozenset(self.names), count()
        queue: list[tuple[int, int, int, Group]] = [(self._left(frozenset()), 0, next(order), frozenset())]
        came: dict[Group, tuple[Group, Group] | None] = {frozenset(): None}
        steps = {frozenset[str](): 0}
        while queue:
            _, _, _, done = heapq.heappop(queue)
            if done == whole:
                return _backwards(came, done)
            for move in self._moves:
                after = done | move
                cost = steps[done] + 1
                if after == done or move & done or cost >= steps.get(after, cost + 1) or not self._is_coherent(after):
                    continue
                steps[after], came[after] = cost, (done, move)
                heapq.heappush(queue, (cost + self._left(after), -cost, next(order), after))
        return None

    def _left(self, done: Group) -> int:
        return -(-(len(self.names) - len(done)) // self._widest)

    def _is_coherent(self, done: Group) -> bool:
        if done not in self._known:
            self.tried += 1
            if self.tried > _MOST_STATES:
                raise PathTooLongError(_too_long(self.names))
            space = self._view.space
            self._known[done] = space.completable(space.request(self._after(done)))
        return self._known[done]

    def _after(self, done: Group) -> dict[str, Answer]:
        return _moved(self._start, self._goal, done)

    def blocking(self) -> tuple[Clash, ...]:
        """Return the clashes that stop every way, each once."""
        found: dict[tuple[str, ...], Clash] = {}
        for done in [d for d, fine in self._known.items() if not fine]:
            for clash in explain(self._view, self._after(done)):
                found.setdefault(tuple(f"{k}={v}" for k, v in clash.choices.items()), clash)
            if len(found) > len(self.names):
                break
        return tuple(found.values())

    def suggestion(self) -> tuple[str, ...]:
        """Return two dimensions that, changed together, make the path possible; empty when no two do."""
        for number, pair in enumerate(combinations(self.names, 2)):
            if number >= _MOST_SUGGESTED:
                break
            search = _Search(
                self._view, self._start, self._goal, frozenset(self.names), [*self._bundles, frozenset(pair)]
            )
            search._known = self._known
            if search.run() is not None:
                return pair
        return ()


def _backwards(came: Mapping[Group, tuple[Group, Group] | None], done: Group) -> list[Group]:
    moves = []
    while (step := came[done]) is not None:
        done, move = step
        moves.append(move)
    return moves[::-1]


def _moved(start: Selection, goal: Selection, done: Iterable[str]) -> dict[str, Answer]:
    after = dict(start)
    for name in done:
        if name in goal:
            after[name] = goal[name]
        else:
            after.pop(name, None)
    return after


def _steps(view: View, start: Selection, goal: Selection, moves: Iterable[Group]) -> Iterator[Step]:
    now = dict(start)
    for move in moves:
        after = _moved(now, goal, move)
        changes = differences(now, after, view.catalogue.dimensions)
        yield Step(changes, after, verdict_of(find(view, after)))
        now = after


def _too_long(names: Sequence[str]) -> Text:
    return Text(
        f"Er hangen te veel veranderingen samen ({len(names)}). Noem bundels of leg een tussenstap vast.",
        f"Too many changes hang together ({len(names)}). Declare bundles or fix a step in between.",
    )
