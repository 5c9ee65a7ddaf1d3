"""The compiled rule set: every rule at once over one selection, with a few wide AND and OR operations.

A condition is put in conjunctive form: it is true when each of its clauses has a true leaf. Clause k of every rule
lies in layer k of one wide integer, one bit per rule; each possible answer carries the clauses it makes true. A check
ORs the masks of the answers and ANDs the layers: what is left are the rules whose condition is true. Only those are
then looked at one by one, for their unless-part and the answers that made them hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from samenhang.model import Answer, AnswerKind, Dimension, Selection, Status
from samenhang.rules.logic import (
    All,
    Answered,
    AnyOf,
    Compare,
    CompareTo,
    Condition,
    In,
    Leaf,
    NotIn,
    evaluate,
    open_dimensions,
    supporting_dimensions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
Clause = tuple[Leaf, ...]
_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule whose condition is true, by its key, with its status.

    `support` names the answered dimensions that make it true, `unanswered` those that could still mitigate it.
    """

    key: str
    status: Status
    support: tuple[str, ...]
    unanswered: tuple[str, ...] = ()


class RuleSet:
    """Rules compiled for checking; `rules` maps a key to its condition and unless-part."""

    def __init__(
        self, rules: Mapping[str, tuple[Condition, Condition | None]], dimensions: Mapping[str, Dimension]
    ) -> None:
        self.keys = tuple(rules)
        self._rules = tuple(rules.values())
        self._width = len(self.keys)
        clauses = [conjunctive(condition) for condition, _ in self._rules]
        self._layers = max((len(c) for c in clauses), default=1)
        self._base = self._missing_clauses(clauses)
        self._single: dict[tuple[str, str], int] = {}
        self._present: dict[tuple[str, str], int] = {}
        self._absent: dict[str, dict[str, int]] = {}
        self._answered: dict[str, int] = {}
        self._masks: dict[tuple[str, Answer], int] = {}
        self._numbers: dict[str, list[tuple[Callable[[Decimal, Selection], bool], int]]] = {}
        for index, rule in enumerate(clauses):
            for layer, clause in enumerate(rule):
                for leaf in clause:
                    self._place(leaf, 1 << (layer * self._width + index), dimensions[leaf.dimension])

    def evaluate(self, selection: Selection) -> list[Hit]:
        """Return the rules whose condition is true, in the order of the rule set."""
        return [self.hit(index, selection) for index in self.holding(selection)]

    def holding(self, selection: Selection) -> Iterator[int]:
        """Yield the places of the rules whose condition is true, in the order of the rule set."""
        true = self._true(selection)
        while true:
            low = true & -true
            yield low.bit_length() - 1
            true ^= low

    def _true(self, selection: Selection) -> int:
        mask = self._base
        known = self._masks
        for pair in selection.items():
            own = known.get(pair)
            if own is None:
                own = self._mask(pair[0], pair[1], selection)
            mask |= own
        width, true = self._width, mask
        for _ in range(self._layers - 1):
            mask >>= width
            true &= mask
        return true & ((1 << width) - 1)

    def _mask(self, dimension: str, answer: Answer, selection: Selection) -> int:
        """Return the clauses that one answer makes true; remembered, but for numbers, which may depend on others."""
        mask = self._answered.get(dimension, 0)
        if isinstance(answer, Decimal):
            for test, own in self._numbers.get(dimension, ()):
                if test(answer, selection):
                    mask |= own
            return mask
        if isinstance(answer, str):
            mask |= self._single.get((dimension, answer), 0)
        else:
            for option in answer:
                mask |= self._present.get((dimension, option), 0)
            for option, absent in self._absent.get(dimension, {}).items():
                if option not in answer:
                    mask |= absent
        if len(self._masks) < _MOST_REMEMBERED:
            self._masks[dimension, answer] = mask
        return mask

    def hit(self, index: int, selection: Selection) -> Hit:
        """Return how the rule at a place holds; its condition must be true."""
        condition, unless = self._rules[index]
        support = supporting_dimensions(condition, selection)
        mitigated = False if unless is None else evaluate(unless, selection)
        if unless is None or mitigated is False:
            return Hit(self.keys[index], Status.HOLDS, support)
        if mitigated:
            more = supporting_dimensions(unless, selection)
            return Hit(self.keys[index], Status.MITIGATED, tuple(dict.fromkeys(support + more)))
        return Hit(self.keys[index], Status.HOLDS_WHILE_UNANSWERED, support, open_dimensions(unless, selection))

    def _missing_clauses(self, clauses: list[list[Clause]]) -> int:
        mask = 0
        for index, rule in enumerate(clauses):
            for layer in range(len(rule), self._layers):
                mask |= 1 << (layer * self._width + index)
        return mask

    def _place(self, leaf: Leaf, bit: int, dimension: Dimension) -> None:
        name = leaf.dimension
        if isinstance(leaf, Answered):
            self._answered[name] = self._answered.get(name, 0) | bit
        elif isinstance(leaf, Compare | CompareTo):
            self._numbers.setdefault(name, []).append((_number_test(leaf), bit))
        elif dimension.kind is not AnswerKind.SET:
            wanted = (
                leaf.options if isinstance(leaf, In) else [o for o in dimension.option_index if o not in leaf.options]
            )
            for option in wanted:
                self._single[name, option] = self._single.get((name, option), 0) | bit
        elif isinstance(leaf, In):
            for option in leaf.options:
                self._present[name, option] = self._present.get((name, option), 0) | bit
        else:
            self._place_absent(name, leaf.options, bit)

    def _place_absent(self, name: str, options: Iterable[str], bit: int) -> None:
        (option,) = options
        masks = self._absent.setdefault(name, {})
        masks[option] = masks.get(option, 0) | bit


def _number_test(leaf: Compare | CompareTo) -> Callable[[Decimal, Selection], bool]:
    def test(_: Answer, selection: Selection) -> bool:
        return evaluate(leaf, selection) is True

    return test


def conjunctive(condition: Condition) -> list[Clause]:
    """Return the clauses of a condition: it is true exactly when each clause has a true leaf.

    A `NotIn` of several options is split into one per option, because a set is without all of them only when it is
    without each.
    """
    if isinstance(condition, All):
        return _without_doubles([clause for part in condition.parts for clause in conjunctive(part)])
    if isinstance(condition, AnyOf):
        parts = [conjunctive(part) for part in condition.parts]
        return _without_doubles([tuple(leaf for c in combination for leaf in c) for combination in product(*parts)])
    if isinstance(condition, NotIn):
        return [(NotIn(condition.dimension, (option,)),) for option in condition.options]
    return [(condition,)]


def _without_doubles(clauses: list[Clause]) -> list[Clause]:
    unique = list(dict.fromkeys(tuple(dict.fromkeys(clause)) for clause in clauses))
    sets = [set(clause) for clause in unique]
    return [c for c, s in zip(unique, sets, strict=True) if not any(other < s for other in sets)]
