"""Hypothesis strategies for selections: any kind of answer, with the empty set and numbers around every threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from samenhang.model import Answer, AnswerKind, Dimension, Selection
from samenhang.rules.logic import Compare, dimensions, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samenhang.rules import Condition, RuleCondition

Numbers = dict[str, tuple[Decimal, ...]]


def parts(rules: Iterable[RuleCondition]) -> list[Condition]:
    """Return the if-parts and unless-parts of rules as one list of conditions."""
    return [part for rule in rules for part in (rule.condition, rule.unless) if part is not None]


def telling_numbers(conditions: Iterable[Condition]) -> Numbers:
    """Return for each number the values just below, on and above every threshold in the conditions."""
    found: dict[str, set[Decimal]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Compare):
                around = {leaf.value - Decimal("0.5"), leaf.value, leaf.value + Decimal("0.5")}
                found.setdefault(leaf.dimension, set()).update(around)
    return {dimension: tuple(sorted(values)) for dimension, values in found.items()}


def answers(dimension: Dimension, numbers: Numbers) -> st.SearchStrategy[Answer]:
    """Return a strategy for the answers to one dimension."""
    if dimension.kind is AnswerKind.NUMBER:
        values = {Decimal(0), Decimal(7), Decimal("7.25"), *numbers.get(dimension.id, ())}
        return st.sampled_from(sorted(values))
    options = list(dimension.option_index)
    if dimension.kind is AnswerKind.SET:
        return st.frozensets(st.sampled_from(options))
    return st.sampled_from(options)


def selections(
    ids: Sequence[str], known: Mapping[str, Dimension], numbers: Numbers, *, full: bool = False
) -> st.SearchStrategy[Selection]:
    """Return a strategy for selections over the dimensions with these ids; with `full` each of them is answered."""
    each = {dimension: answers(known[dimension], numbers) for dimension in ids}
    return st.fixed_dictionaries(each) if full else st.fixed_dictionaries({}, optional=each)


def around(rules: Iterable[RuleCondition]) -> list[str]:
    """Return the dimensions that rules look at, so that answers to them make a difference."""
    return list(dict.fromkeys(d for part in parts(rules) for d in dimensions(part)))
