"""Conditions over a selection, in negation normal form, with the three values true, false and unknown (None).

A condition on an unanswered dimension is unknown. `All` is false when any part is false, else unknown when any part is
unknown; `AnyOf` is true when any part is true, else unknown when any part is unknown (strong Kleene logic). Negation
stands only at the leaves, as `NotIn` or the opposite comparison; by De Morgan, which holds in this logic, nothing is
lost.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from samenhang.model import Answer, Selection

OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class In:
    """The answer is one of the options; of a set: it contains one of them."""

    dimension: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotIn:
    """The dimension is answered with none of the options."""

    dimension: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The dimension is answered: true or unknown, never false."""

    dimension: str


@dataclass(frozen=True, slots=True)
class Compare:
    """The number compares with a constant."""

    dimension: str
    operator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class CompareTo:
    """The number compares with the number of another dimension."""

    dimension: str
    operator: str
    other: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Leaf: TypeAlias = In | NotIn | Answered | Compare | CompareTo
Condition: TypeAlias = Leaf | All | AnyOf


def evaluate(condition: Condition, selection: Selection) -> bool | None:
    """Return True, False or None (unknown) for a condition over a selection."""
    if isinstance(condition, All):
        return _fold(condition.parts, selection, stop=False)
    if isinstance(condition, AnyOf):
        return _fold(condition.parts, selection, stop=True)
    answer = selection.get(condition.dimension)
    if answer is None:
        return None
    return _leaf(condition, answer, selection)


def _fold(parts: tuple[Condition, ...], selection: Selection, *, stop: bool) -> bool | None:
    result: bool | None = not stop
    for part in parts:
        value = evaluate(part, selection)
        if value is stop:
            return stop
        if value is None:
            result = None
    return result


def _leaf(leaf: Leaf, answer: Answer, selection: Selection) -> bool | None:
    if isinstance(leaf, In):
        return _chosen(leaf.options, answer)
    if isinstance(leaf, NotIn):
        return not _chosen(leaf.options, answer)
    if isinstance(leaf, Answered):
        return True
    other = leaf.value if isinstance(leaf, Compare) else selection.get(leaf.other)
    if other is None:
        return None
    if not isinstance(answer, Decimal) or not isinstance(other, Decimal):
        return False
    return OPERATORS[leaf.operator](answer, other)


def _chosen(options: tuple[str, ...], answer: Answer) -> bool:
    if isinstance(answer, frozenset):
        return any(option in answer for option in options)
    return answer in options


def negate(condition: Condition) -> Condition:
    """Return the condition that is true where this one is false, and unknown where it is unknown.

    `Answered` has no negation and raises TypeError.
    """
    if isinstance(condition, All):
        return AnyOf(tuple(map(negate, condition.parts)))
    if isinstance(condition, AnyOf):
        return All(tuple(map(negate, condition.parts)))
    if isinstance(condition, In):
        return NotIn(condition.dimension, condition.options)
    if isinstance(condition, NotIn):
        return In(condition.dimension, condition.options)
    if isinstance(condition, Compare):
        return Compare(condition.dimension, OPPOSITE[condition.operator], condition.value)
    if isinstance(condition, CompareTo):
        return CompareTo(condition.dimension, OPPOSITE[condition.operator], condition.other)
    message = "'answered' is never false and cannot be negated"
    raise TypeError(message)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves from left to right."""
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def leaf_dimensions(leaf: Leaf) -> tuple[str, ...]:
    """Return the one or two dimensions a leaf looks at."""
    return (leaf.dimension, leaf.other) if isinstance(leaf, CompareTo) else (leaf.dimension,)


def dimensions(condition: Condition) -> tuple[str, ...]:
    """Return the dimensions a condition looks at, in order of first mention."""
    return tuple(dict.fromkeys(d for leaf in leaves(condition) for d in leaf_dimensions(leaf)))


def open_dimensions(condition: Condition, selection: Selection) -> tuple[str, ...]:
    """Return the unanswered dimensions that keep an unknown condition unknown; empty when it is not unknown."""
    return tuple(dict.fromkeys(_open(condition, selection)))


def _open(condition: Condition, selection: Selection) -> Iterator[str]:
    if evaluate(condition, selection) is not None:
        return
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _open(part, selection)
    else:
        yield from (d for d in leaf_dimensions(condition) if d not in selection)


def supporting_dimensions(condition: Condition, selection: Selection) -> tuple[str, ...]:
    """Return the answered dimensions that make a true condition true; empty when it is not true."""
    return tuple(dict.fromkeys(_support(condition, selection)))


def _support(condition: Condition, selection: Selection) -> Iterator[str]:
    if evaluate(condition, selection) is not True:
        return
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _support(part, selection)
    else:
        yield from leaf_dimensions(condition)


def unguarded(condition: Condition, answered: frozenset[str] = frozenset()) -> Iterator[CompareTo]:
    """Yield the comparisons with a dimension that nothing beside them requires to be answered.

    SHACL lets such a comparison hold while the other dimension is unanswered; here it would be unknown.
    """
    if isinstance(condition, All):
        beside = frozenset(part.dimension for part in condition.parts if isinstance(part, Answered))
        for part in condition.parts:
            yield from unguarded(part, answered | beside)
    elif isinstance(condition, AnyOf):
        for part in condition.parts:
            yield from unguarded(part, answered)
    elif isinstance(condition, CompareTo) and condition.other not in answered:
        yield condition
