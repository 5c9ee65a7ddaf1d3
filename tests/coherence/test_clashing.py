"""The short way to clashes and repairs either finds all of them or leaves it to the long way."""

from __future__ import annotations

import random
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.brute_force import cases, subsets
from tests.support.examples import examples
from tests.support.shipped import DAY

from samenhang.coherence.clashing import broken_parts, hitting_sets, quick_clashes
from samenhang.coherence.units import minimal

if TYPE_CHECKING:
    from samenhang import Samenhang


def test_the_short_way_is_right_whenever_it_answers() -> None:
    answered = 0
    for case in cases(120):
        space = case.world.space
        if space.completable(space.request(case.selection)):
            continue
        found = quick_clashes(space, case.selection)
        if found is not None:
            answered += 1
            assert set(found) == case.truth.clashes(case.selection), case
    assert answered > 50


@pytest.mark.parametrize("seed", range(30))
def test_hitting_sets_are_the_smallest_that_touch_every_set(seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    names = "abcdef"
    given = minimal(frozenset(source.sample(names, source.randint(1, 3))) for _ in range(source.randint(1, 5)))
    allowed = frozenset(source.sample(names, 4)) if seed % 2 else None
    candidates = chain.from_iterable(combinations(sorted(allowed or names), size) for size in range(len(names) + 1))
    touching = [frozenset(c) for c in candidates if all(set(c) & s for s in given)]
    assert hitting_sets(given, allowed) == minimal(touching)


def test_nothing_to_touch_is_touched_by_nothing() -> None:
    assert hitting_sets(()) == (frozenset(),)


def test_a_set_that_nothing_can_touch_has_no_hitting_set() -> None:
    assert hitting_sets((frozenset(),)) == ()
    assert hitting_sets((frozenset("a"),), frozenset("b")) == ()


def test_too_many_ways_around_are_not_looked_for() -> None:
    many = tuple(frozenset((f"a{i}", f"b{i}")) for i in range(12))
    assert hitting_sets(many) is None


def test_a_broken_part_is_one_in_which_a_request_cannot_be_completed() -> None:
    for case in cases(60):
        space = case.world.space
        broken = broken_parts(space, space.request(case.selection))
        assert bool(broken) is not case.truth.completable(case.selection), case


def test_unlimited_production_funding_with_little_monitoring_clashes_by_r275(samenhang: Samenhang) -> None:
    clash = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
    (found,) = samenhang.explain({**clash, "contractniveau": "output"}, day=DAY)
    assert dict(found.choices) == clash
    assert found.rules == ("R275",)


@pytest.mark.untraced
@pytest.mark.parametrize("seed", range(20))
def test_clashes_on_the_shipped_rules_are_all_minimal_sets_that_cannot_stand(samenhang: Samenhang, seed: int) -> None:
    view, selection = samenhang.prepare(broken_examples(samenhang, seed), (), DAY)
    space = view.space

    def stands(names: frozenset[str]) -> bool:
        return space.completable(space.request({n: selection[n] for n in names}))

    every = subsets(sorted(selection))
    fine = [s for s in every if stands(s)]
    expected = minimal(s for s in every if not any(s <= f for f in fine))
    found = samenhang.explain(selection, day=DAY)
    assert {frozenset(c.choices) for c in found} == set(expected)
    assert expected, "the examples were made to break a rule"
    for clash in found:
        assert set(clash.rules) <= set(space.rules)
        assert not space.possible_under(clash.rules, space.request(clash.choices))


def broken_examples(samenhang: Samenhang, seed: int) -> dict[str, Any]:
    """Return the answers of two examples that each break a rule that is a violation."""
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    forbidding = set(samenhang.prepare({}, (), DAY)[0].space.rules)
    one, two = source.sample([e for e in examples() if e.code in forbidding and len(e.breaks) <= 4], 2)
    return {**one.breaks, **two.breaks}
