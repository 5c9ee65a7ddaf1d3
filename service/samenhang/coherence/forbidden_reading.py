"""Reads a forbidden box as what a selection must be like, dimension by dimension."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from samenhang.coherence.numbers import NumberRegion
from samenhang.rules import Answered, In, NotIn
from samenhang.rules.logic import OPPOSITE, Leaf, evaluate, leaf_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.coherence.forbidden_values import Product, Values
    from samenhang.coherence.space import Space
    from samenhang.coherence.variables import Variable
    from samenhang.model import Selection

_MEMBER, _NO_MEMBER = 0b10, 0b01


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a forbidden combination; with `or_open` also met while it is unknown, as when not answered."""

    leaf: Leaf
    or_open: bool = False

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimension it looks at; two for a comparison of two numbers."""
        return leaf_dimensions(self.leaf)

    def met_by(self, selection: Selection) -> bool:
        """Tell whether a selection meets it."""
        value = evaluate(self.leaf, selection)
        return self.or_open if value is None else value


class Reader:
    """Reads the boxes of one space."""

    def __init__(self, space: Space, values: Mapping[int, Values]) -> None:
        self._encoding = space.encoding
        self._core = space.core
        self._values = values

    def as_given(self, box: Product) -> Product | None:
        """Return a box as far as a selection can meet it, without what goes without saying; None when none can.

        A selection answers a dimension or leaves it open for all its completions: what is forbidden for only some of
        these is not forbidden for the open dimension.
        """
        found: Product = {}
        for variable, mask in box.items():
            values = self._values[variable]
            kept = mask & values.given | (values.open if mask & values.open == values.open else 0)
            if not kept:
                return None
            if kept != values.all:
                found[variable] = kept
        return self._with_sets_explicit(found)

    def _with_sets_explicit(self, box: Product) -> Product | None:
        """Say that a set with a member, or that could else get any, is answered, and that an open one has none."""
        for name, status in self._encoding.status.items():
            values, every = self._values[status.index], [v.index for v in self._encoding.members[name].values()]
            members, mask = [box[v] for v in every if v in box], box.get(status.index, values.all)
            if members and (name in self._core or _MEMBER in members):
                if not mask & values.given:
                    return None
                if values.given != values.all:
                    box[status.index] = values.given
            elif name not in self._core and not mask & values.given:
                box.update(dict.fromkeys(every, _NO_MEMBER))
        return box

    def masks(self, box: Product) -> list[int]:
        """Return the values that a box leaves every variable."""
        return [box.get(v.index, self._values[v.index].all) for v in self._encoding.variables]

    def read(self, box: Product) -> Iterator[tuple[Requirement, ...]]:
        """Yield what a box requires; more than once when it joins numbers that no one condition describes."""
        names = dict.fromkeys(n for v in self._encoding.variables if v.index in box for n in v.dimensions)
        parts: list[list[tuple[Requirement, ...]]] = []
        clusters: set[int] = set()
        for name in names:
            if name in self._encoding.choice:
                parts.append([self._choice(self._encoding.choice[name], box)])
            elif name in self._encoding.status:
                parts.append([tuple(self._set(name, box))])
            elif (variable := self._encoding.numbers[name]).index not in clusters:
                clusters.add(variable.index)
                parts.append(list(self._numbers(variable, box[variable.index])))
        for choice in product(*parts):
            yield tuple(requirement for part in choice for requirement in part)

    def _choice(self, variable: Variable, box: Product) -> tuple[Requirement, ...]:
        (name,), values, mask = variable.dimensions, self._values[variable.index], box[variable.index]
        options = dict.fromkeys(str(o) for i, o in enumerate(variable.values) if (mask & values.given) >> i & 1)
        is_open = mask & values.open == values.open
        if not is_open and mask == values.given:
            return (Requirement(Answered(name)),)
        return (Requirement(In(name, tuple(options)), is_open),)

    def _set(self, name: str, box: Product) -> Iterator[Requirement]:
        status = self._encoding.status[name]
        values, members = self._values[status.index], self._encoding.members[name]
        inside = [o for o, v in members.items() if box.get(v.index) == _MEMBER]
        outside = tuple(o for o, v in members.items() if box.get(v.index) == _NO_MEMBER)
        mask = box.get(status.index, values.all)
        may_be_open = values.open != values.given and mask & values.open == values.open
        if not mask & values.given:
            yield Requirement(In(name, ()), or_open=True)
            return
        yield from (Requirement(In(name, (option,))) for option in inside)
        if outside:
            yield Requirement(NotIn(name, outside), may_be_open)
        elif not inside:
            yield Requirement(Answered(name))

    def _numbers(self, variable: Variable, mask: int) -> Iterator[tuple[Requirement, ...]]:
        """Yield the shortest lists of comparisons, the widest first, that together describe these regions."""
        literals, left = [pair for pair in self._literals(variable) if pair[1] & mask], mask
        for size in range(1, len(literals) + 1):
            inside = []
            for chosen in combinations(literals, size):
                regions = self._values[variable.index].all
                for _, own in chosen:
                    regions &= own
                if regions and not regions & ~mask:
                    inside.append((regions, tuple(requirement for requirement, _ in chosen)))
            for regions, requirements in sorted(inside, key=lambda pair: -pair[0].bit_count()):
                if regions & left:
                    yield requirements
                    left &= ~regions
            if not left:
                return

    def _literals(self, variable: Variable) -> Iterator[tuple[Requirement, int]]:
        """Yield what can be said of the numbers of a variable, with the regions where it holds."""
        everything = self._values[variable.index].all
        regions = [
            (1 << i, r) for i, r in enumerate(variable.values) if isinstance(r, NumberRegion) and everything >> i & 1
        ]
        for at, leaf in enumerate(self._encoding.number_leaves[variable.index]):
            opposite = replace(leaf, operator=OPPOSITE[leaf.operator])
            states = [variable.dimensions.index(name) for name in leaf_dimensions(leaf)]
            true = sum(bit for bit, r in regions if r.truths[at] and all(r.states[s] == "g" for s in states))
            known = sum(bit for bit, r in regions if all(r.states[s] == "g" for s in states))
            yield Requirement(leaf), true
            yield Requirement(opposite), known & ~true
            if known != everything:
                yield Requirement(opposite, or_open=True), everything & ~true
        for at, name in enumerate(variable.dimensions):
            answered = sum(bit for bit, r in regions if r.states[at] == "g")
            yield Requirement(Answered(name)), answered
            yield Requirement(In(name, ()), or_open=True), everything & ~answered
