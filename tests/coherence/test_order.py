"""The order of variables holds every variable once, is always the same, and keeps what interacts together."""

from __future__ import annotations

import itertools
import random

import pytest

from samenhang.coherence.order import variable_order


def random_scopes(seed: int) -> tuple[list[int], list[frozenset[int]]]:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    variables = list(range(source.randint(1, 12)))
    sizes = [source.randint(1, min(4, len(variables))) for _ in range(source.randint(1, 10))]
    return variables, [frozenset(source.sample(variables, size)) for size in sizes]


@pytest.mark.parametrize("seed", range(15))
def test_every_variable_that_interacts_is_in_the_order_once(seed: int) -> None:
    _, scopes = random_scopes(seed)
    for part in connected(scopes):
        own = [s for s in scopes if s <= part]
        assert sorted(variable_order(sorted(part), own)) == sorted(part)


def connected(scopes: list[frozenset[int]]) -> list[frozenset[int]]:
    parts: list[frozenset[int]] = []
    for scope in scopes:
        touching = [p for p in parts if p & scope]
        parts = [p for p in parts if not p & scope] + [scope.union(*touching)]
    return parts


@pytest.mark.parametrize("seed", range(5))
def test_the_same_interactions_always_give_the_same_order(seed: int) -> None:
    _, scopes = random_scopes(seed)
    for part in connected(scopes):
        own = [s for s in scopes if s <= part]
        first = variable_order(sorted(part), own)
        assert first == variable_order(sorted(part), list(reversed(own)))


def test_a_chain_is_walked_from_one_end_to_the_other() -> None:
    names = [4, 0, 3, 1, 2]
    chain = [frozenset(pair) for pair in itertools.pairwise(names)]
    assert list(variable_order(sorted(names), chain)) in (names, names[::-1])


def test_the_rays_of_a_star_stay_next_to_what_they_hang_on() -> None:
    rays = [frozenset((0, outer)) for outer in range(1, 6)]
    order = variable_order(range(6), rays)
    assert 0 in order[:2]


def test_one_variable_is_its_own_order() -> None:
    assert variable_order([7], [frozenset((7,))]) == (7,)
