"""Walks over a diagram count and find what going through every assignment finds."""

from __future__ import annotations

import random
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from samenhang.coherence.compile import DEAD, Diagram
from samenhang.coherence.passes import count, counts_above, counts_below, possible_values, reachable, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS, VALUES = 4, 3
Allowed = list[tuple[int, ...]]


def random_diagram(seed: int) -> tuple[Diagram, Allowed, Allowed]:
    """Return a diagram with the values that are allowed at each level, and others that one level at a time may take."""
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    sizes = [1, *(source.randint(1, 3) for _ in range(LEVELS - 1)), 1]
    levels = tuple(
        tuple(tuple(source.choice([DEAD, *range(below)]) for _ in range(VALUES)) for _ in range(here))
        for here, below in pairwise(sizes)
    )
    allowed = [tuple(sorted(source.sample(range(VALUES), source.randint(1, 2)))) for _ in range(LEVELS)]
    extra = [tuple(v for v in range(VALUES) if v not in a and source.random() < 0.7) for a in allowed]
    return Diagram(tuple(range(LEVELS)), levels), allowed, extra


def nodes_on(diagram: Diagram, values: tuple[int, ...]) -> list[int]:
    nodes = [0]
    for level, value in zip(diagram.levels, values, strict=True):
        nodes.append(DEAD if nodes[-1] == DEAD else level[nodes[-1]][value])
    return nodes


def ways(diagram: Diagram, allowed: Allowed) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Yield every assignment that comes to the end, with the nodes it goes through."""
    for values in product(*allowed):
        nodes = nodes_on(diagram, values)
        if nodes[-1] != DEAD:
            yield values, nodes


@pytest.mark.parametrize("mask", [0, 0b1, 0b1010, 0b111, 1 << 70])
def test_the_values_of_a_mask_are_its_bits_in_order(mask: int) -> None:
    assert values_of(mask) == tuple(i for i in range(80) if mask >> i & 1)


@pytest.mark.parametrize("seed", range(40))
def test_a_count_is_the_number_of_assignments_that_come_to_the_end(seed: int) -> None:
    diagram, allowed, _ = random_diagram(seed)
    assert count(diagram, allowed) == sum(1 for _ in ways(diagram, allowed))


@pytest.mark.parametrize("seed", range(40))
def test_the_ways_from_above_and_from_below_meet_in_every_node(seed: int) -> None:
    diagram, allowed, _ = random_diagram(seed)
    nodes = reachable(diagram, allowed)
    below, above = counts_below(diagram, allowed, nodes), counts_above(diagram, allowed, nodes)
    found = [trail for _, trail in ways(diagram, allowed)]
    for level in range(LEVELS + 1):
        through = {n: above[level][n] * ways_down for n, ways_down in below[level].items()}
        assert through == {n: sum(1 for t in found if t[level] == n) for n in through}
        assert sum(through.values()) == len(found)


@pytest.mark.parametrize("seed", range(40))
def test_a_node_is_reachable_when_some_assignment_leads_to_it(seed: int) -> None:
    diagram, allowed, _ = random_diagram(seed)
    trails = [nodes_on(diagram, values) for values in product(*allowed)]
    for level, nodes in enumerate(reachable(diagram, allowed)):
        assert set(nodes) == {t[level] for t in trails} - {DEAD}


@pytest.mark.parametrize("seed", range(60))
def test_a_value_is_possible_when_the_others_can_stay_as_allowed(seed: int) -> None:
    diagram, allowed, extra = random_diagram(seed)
    for level, mask in enumerate(possible_values(diagram, allowed, extra)):
        for value in (*allowed[level], *extra[level]):
            alone = [*allowed[:level], (value,), *allowed[level + 1 :]]
            assert bool(mask >> value & 1) is any(ways(diagram, alone)), (level, value)


def test_a_diagram_without_a_root_has_no_assignment() -> None:
    empty = Diagram((0,), ((),))
    assert count(empty, [(0, 1)]) == 0
    assert possible_values(empty, [(0,)], [(1,)]) == [0]


def test_a_diagram_without_levels_has_one() -> None:
    assert count(Diagram((), ()), []) == 1
