"""What the engine should answer, found by trying every answer to every dimension of a small world."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, TypeAlias

from tests.support.worlds import answers, random_selection, random_world

from samenhang.model import Answer, AnswerKind, Dimension, Selection
from samenhang.rules import Compare, CompareTo
from samenhang.rules.logic import evaluate, leaves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tests.support.worlds import Rules, World

Names: TypeAlias = frozenset[str]
Key: TypeAlias = frozenset[tuple[str, object]]
Weight: TypeAlias = tuple[int, int]


class BruteForce:
    """The answers about one world; what was tried is remembered."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._completable: dict[tuple[Key, Names], bool] = {}
        parts = [c for pair in (*world.violations.values(), *world.warnings.values()) for c in pair if c is not None]
        found = [leaf for c in parts for leaf in leaves(c) if isinstance(leaf, Compare | CompareTo)]
        self._comparisons = tuple(dict.fromkeys(found))

    def completions(self, selection: Selection, named: Iterable[str] = ()) -> Iterator[dict[str, Answer]]:
        """Yield the selection with an answer to each open dimension that is core or named and applies, unviolated."""
        wanted = set(named)
        free = [d for d in self.world.dimensions.values() if d.id not in selection and (d.core or d.id in wanted)]
        for given in product(*[self._open_answers(d, selection) for d in free]):
            added = {d.id: a for d, a in zip(free, given, strict=True)}
            full = {**selection, **{d: a for d, a in added.items() if a is not None}}
            if all((a is None) is self.meaningless(d, full) for d, a in added.items()) and not self.violated(full):
                yield full

    def _open_answers(self, dimension: Dimension, selection: Selection) -> tuple[Answer | None, ...]:
        """Return what an open dimension may become; an applicability that is decided already stays so."""
        condition = self.world.not_applicable.get(dimension.id)
        meaningless = False if condition is None else evaluate(condition, selection)
        if meaningless is None:
            return (None, *answers(dimension))
        return (None,) if meaningless else answers(dimension)

    def key(self, choices: Selection, beside: Selection) -> Key:
        """Return choices as what the rules see of them: numbers only by the comparisons that hold, given the others."""
        rest = [(d, a) for d, a in choices.items() if not isinstance(a, Decimal)]
        found = tuple(evaluate(leaf, {**beside, **choices}) is True for leaf in self._comparisons)
        return frozenset([*rest, *((d, found) for d, a in choices.items() if isinstance(a, Decimal))])

    def count(self, selection: Selection, named: Iterable[str] = ()) -> int:
        """Return the number of completions that the rules can tell apart."""
        return len({self.key(full, {}) for full in self.completions(selection, named)})

    def completable(self, selection: Selection, named: Iterable[str] = ()) -> bool:
        """Tell whether there is a completion."""
        key = frozenset(selection.items()), frozenset(named)
        if key not in self._completable:
            self._completable[key] = next(self.completions(selection, key[1]), None) is not None
        return self._completable[key]

    def meaningless(self, dimension: str, selection: Selection) -> bool:
        """Tell whether the answers make a dimension not apply."""
        condition = self.world.not_applicable.get(dimension)
        return condition is not None and evaluate(condition, selection) is True

    def violated(self, selection: Selection) -> list[str]:
        """Return the violations that hold and are not mitigated."""
        return counting(self.world.violations, selection)

    def weight(self, selection: Selection) -> Weight:
        """Return the number of violations and of warnings that count."""
        return len(self.violated(selection)), len(counting(self.world.warnings, selection))

    def containing(self, dimension: str, option: str) -> tuple[Answer, ...]:
        """Return the answers to a dimension that contain an option."""
        if self.world.dimensions[dimension].kind is not AnswerKind.SET:
            return (option,)
        return tuple(a for a in answers(self.world.dimensions[dimension]) if isinstance(a, frozenset) and option in a)

    def possible(self, selection: Selection, dimension: str, option: str) -> bool:
        """Tell whether an option can be chosen beside the other answers; in an answered set, beside its members."""
        before = selection.get(dimension)
        wider = (before | {option},) if isinstance(before, frozenset) else self.containing(dimension, option)
        return any(self.completable({**selection, dimension: answer}) for answer in wider)

    def follows(self, selection: Selection, dimension: str, option: str) -> bool:
        """Tell whether the dimension applies and every completion of it contains an option.

        Outside the core an open applicability stays open, and a set need not contain anything.
        """
        about, condition = self.world.dimensions[dimension], self.world.not_applicable.get(dimension)
        decided = condition is None or evaluate(condition, selection) is False
        if not about.core and (about.kind is AnswerKind.SET or not decided):
            return False
        found = [full.get(dimension) for full in self.completions(selection, (dimension,))]
        return all(a is not None and (option in a if isinstance(a, frozenset) else a == option) for a in found)

    def other_changes(self, selection: Selection, dimension: str, option: str) -> int | None:
        """Return the fewest other dimensions that must change to make an option possible."""
        others = [d for d in self.world.dimensions if d != dimension]
        for size in range(len(others) + 1):
            for names in combinations(others, size):
                for changed in self.changed(selection, names):
                    if any(self.completable({**changed, dimension: a}) for a in self.containing(dimension, option)):
                        return size
        return None

    def changed(self, selection: Selection, names: Sequence[str]) -> Iterator[dict[str, Answer]]:
        """Yield the selections in which each of these dimensions, and nothing else, has another answer or none."""
        others: list[list[Answer | None]] = []
        for name in names:
            new: list[Answer | None] = [a for a in answers(self.world.dimensions[name]) if a != selection.get(name)]
            others.append([None, *new] if name in selection else new)
        rest = {d: a for d, a in selection.items() if d not in names}
        for given in product(*others):
            yield {**rest, **{d: a for d, a in zip(names, given, strict=True) if a is not None}}

    def corrections(self, selection: Selection, changeable: Iterable[str]) -> set[Names]:
        """Return the minimal sets of dimensions with whose change the selection can be completed."""
        found: list[Names] = []
        for names in subsets(sorted(changeable)):
            if not any(f <= names for f in found) and self.helps(selection, names):
                found.append(names)
        return set(found)

    def fewest_changes(self, selection: Selection, changeable: Iterable[str]) -> int | None:
        """Return the fewest dimensions with whose change the selection can be completed; None when nothing helps."""
        every = subsets(sorted(changeable))
        return next((len(names) for names in every if self.helps(selection, names)), None)

    def helps(self, selection: Selection, names: Names) -> bool:
        """Tell whether some change of exactly these dimensions lets the selection be completed."""
        return any(self.completable(c) for c in self.changed(selection, sorted(names)))

    def clashes(self, selection: Selection) -> set[Names]:
        """Return the minimal sets of answers that cannot be completed, whichever of the other answers stay."""
        every = subsets(sorted(selection))
        fine = [s for s in every if self.completable({d: selection[d] for d in s})]
        found: list[Names] = []
        for names in every:
            if not any(f <= names for f in found) and not any(names <= f for f in fine):
                found.append(names)
        return set(found)

    def combinations(self, selection: Selection, over: Collection[str]) -> dict[Key, Weight]:
        """Return the coherent combinations over some dimensions, each with what counts against it with the choices."""
        found: dict[Key, Weight] = {}
        for full in self.completions(selection, over):
            chosen = {d: full[d] for d in over if d in full and d not in selection}
            key = self.key(chosen, selection)
            if key not in found:
                found[key] = self.weight({**selection, **chosen})
        return found

    def path_length(self, start: Selection, goal: Selection, bundles: Iterable[Collection[str]] = ()) -> int | None:
        """Return the fewest steps along coherent states, each of a dimension or a bundle straight to its new answer."""
        differing = frozenset(d for d in {**start, **goal} if start.get(d) != goal.get(d))
        moves = [frozenset((d,)) for d in differing] + [b for b in (differing & set(b) for b in bundles) if b]
        layer, seen, length = {frozenset[str]()}, {frozenset[str]()}, 0
        if not self.completable(start):
            return None
        while layer and differing not in layer:
            further = {done | move for done in layer for move in moves if not done & move} - seen
            layer = {done for done in further if self.completable(moved(start, goal, done))}
            seen |= layer
            length += 1
        return length if layer else None


def counting(rules: Rules, selection: Selection) -> list[str]:
    """Return the rules that hold for a selection and are not mitigated."""
    return [
        code
        for code, (condition, unless) in rules.items()
        if evaluate(condition, selection) is True and not (unless is not None and evaluate(unless, selection) is True)
    ]


def moved(start: Selection, goal: Selection, done: Collection[str]) -> dict[str, Answer]:
    """Return the selection in which these dimensions are as in the goal and the others as at the start."""
    kept = {d: a for d, a in start.items() if d not in done}
    return kept | {d: a for d, a in goal.items() if d in done}


def subsets(names: Sequence[str]) -> list[Names]:
    """Return every set of these names, smallest first."""
    return [frozenset(s) for s in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))]


@cache
def brute_force(world: World) -> BruteForce:
    """Return what is known by brute force about a world, the same for every test in a process."""
    return BruteForce(world)


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """A world, a selection in it, what is true of them by brute force, and a source of more random choices."""

    world: World
    selection: dict[str, Answer]
    truth: BruteForce
    source: random.Random

    def __repr__(self) -> str:
        """Return what is needed to see the case again: the seed of the world and the selection."""
        return f"{self.world.name}, {self.selection}"

    def some_dimensions(self, chance: float = 0.5) -> list[str]:
        """Return about this part of the dimensions."""
        return [name for name in self.world.dimensions if self.source.random() < chance]


def cases(amount: int, *, core_numbers: bool = False, conditional: bool = True) -> Iterator[Case]:
    """Yield three cases in each of so many worlds, with few, many and nearly all answers; always the same ones."""
    for seed in range(amount):
        world = random_world(seed, core_numbers=core_numbers, conditional=conditional)
        source = random.Random(seed)  # noqa: S311 -- repeatable cases, not a secret
        for chance in (0.3, 0.6, 0.9):
            yield Case(world, random_selection(world, source, chance), brute_force(world), source)
