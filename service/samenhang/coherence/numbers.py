"""Numbers as regions: the combinations of comparisons that can hold together, each with a readable example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import count, islice, pairwise, product

from samenhang.rules import Compare, CompareTo
from samenhang.rules.logic import evaluate

Comparison = Compare | CompareTo
UNANSWERED, ABSENT, GIVEN, COMPLETED = "u", "n", "g", "f"


@dataclass(frozen=True, slots=True)
class NumberRegion:
    """One region of numbers: per dimension its state, and which comparisons hold.

    A state is `u` unanswered, `n` not applicable, `g` given or `f` completed where it applies.
    """

    states: tuple[str, ...]
    truths: tuple[bool, ...]


Example = Mapping[str, Decimal]


def regions_of(
    names: Sequence[str], states: Iterable[Sequence[str]], comparisons: Sequence[Comparison], known: Example
) -> dict[NumberRegion, Example]:
    """Return every region that can occur, with an example; given dimensions in `known` have that number.

    `states` are the combinations of states to look at.
    """
    points = readable_points(comparisons, known.values(), len(names))
    found: dict[NumberRegion, Example] = {}
    for state in states:
        filled = [name for name, s in zip(names, state, strict=True) if s in (GIVEN, COMPLETED)]
        for example in _examples(filled, points, known):
            truths = tuple(evaluate(leaf, example) is True for leaf in comparisons)
            found.setdefault(NumberRegion(tuple(state), truths), example)
    return found


def _examples(names: Sequence[str], points: Sequence[Decimal], known: Example) -> Iterator[Example]:
    for numbers in product(*((known[n],) if n in known else points for n in names)):
        yield dict(zip(names, numbers, strict=True))


def readable_points(comparisons: Iterable[Comparison], known: Iterable[Decimal], width: int) -> tuple[Decimal, ...]:
    """Return the bounds and, between and beyond them, as many points as numbers may have to be told apart.

    The points that read most easily come first: not negative, with few decimals, small.
    """
    bounds = sorted({leaf.value for leaf in comparisons if isinstance(leaf, Compare)} | set(known)) or [Decimal(0)]
    points = set(bounds)
    for low, high in pairwise(bounds):
        points.update(_between(low, high, width))
    points.update(_between(min(Decimal(0), bounds[0] - width - 1), bounds[0], width))
    points.update(bounds[-1] + k for k in range(1, width + 1))
    return tuple(sorted(points, key=lambda p: (p < 0, _decimals(p), abs(p))))


def _between(low: Decimal, high: Decimal, width: int) -> list[Decimal]:
    """Return `width` different numbers strictly between two, whole ones first and then with few decimals."""
    found: list[Decimal] = []
    for digits in count():
        unit = Decimal(1).scaleb(-digits)
        first = (low / unit).to_integral_value(ROUND_FLOOR) * unit
        inside = (first + unit * k for k in range(1, 10 * width + 2))
        found.extend(islice((n for n in inside if low < n < high and n not in found), width - len(found)))
        if len(found) == width:
            break
    return found


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def clusters(names: Sequence[str], comparisons: Iterable[Comparison]) -> list[tuple[str, ...]]:
    """Return the dimensions in groups of those that are compared with each other."""
    group = {name: {name} for name in names}
    for leaf in comparisons:
        if isinstance(leaf, CompareTo):
            joined = group[leaf.dimension] | group[leaf.other]
            for name in joined:
                group[name] = joined
    return list(dict.fromkeys(tuple(sorted(group[name])) for name in names))
