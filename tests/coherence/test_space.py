"""Counts of completions are exact, on small worlds and on the rules of the product."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import BruteForce, cases
from tests.support.shipped import DAY, as_world, coherent_core, narrow
from tests.support.worlds import World, choice, several

from samenhang.rules import All, In, NotIn

if TYPE_CHECKING:
    from samenhang import Samenhang


def test_a_count_is_that_of_trying_everything() -> None:
    for case in cases(120):
        assert case.world.space.count(case.selection) == case.truth.count(case.selection), case


def test_what_is_named_is_completed_too() -> None:
    for case in cases(80):
        named = case.some_dimensions()
        assert case.world.space.count(case.selection, named) == case.truth.count(case.selection, named), (case, named)


def test_numbers_in_the_core_count_by_what_the_rules_tell_apart() -> None:
    for case in cases(80, core_numbers=True):
        assert case.world.space.count(case.selection) == case.truth.count(case.selection), case


def test_completable_means_that_the_count_is_not_zero() -> None:
    for case in cases(80):
        space = case.world.space
        assert space.completable(space.request(case.selection)) is case.truth.completable(case.selection), case


def test_a_request_is_possible_under_some_of_the_rules_when_those_alone_allow_it() -> None:
    for case in cases(40):
        space = case.world.space
        codes = [code for code in case.world.violations if case.source.random() < 0.5]
        expected = BruteForce(case.world.with_only(codes)).completable(case.selection)
        assert space.possible_under(codes, space.request(case.selection)) is expected, (case, codes)


def test_a_dimension_no_rule_looks_at_multiplies_the_count() -> None:
    rule = {"R1": All((In("a", ("x",)), In("b", ("x",))))}
    small = World.of(choice("a", "x", "y"), choice("b", "x", "y"), violations=rule)
    large = World.of(
        choice("a", "x", "y"),
        choice("b", "x", "y"),
        choice("c", "x", "y", "z"),
        several("d", "p", "q"),
        violations=rule,
    )
    assert small.space.count({}) == 3
    assert large.space.count({}) == 3 * 3 * 4
    assert large.space.count({"c": "x", "d": frozenset()}) == 3


def test_a_dimension_that_does_not_apply_is_not_counted() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "p", "q"), not_applicable={"b": In("a", ("x",))})
    assert world.space.count({}) == 3
    assert world.space.count({"a": "x"}) == 1
    assert world.space.count({"a": "y"}) == 2


def test_what_is_not_core_is_neither_completed_nor_counted() -> None:
    world = World.of(choice("a", "x", "y", core=False), choice("b", "p", "q"), violations={"R1": In("a", ("x",))})
    assert world.space.count({}) == 2
    assert world.space.count({}, ["a"]) == 2
    assert world.space.count({"a": "x"}) == 0


def test_a_violation_that_a_completion_mitigates_does_not_count() -> None:
    rule = (In("a", ("x",)), In("b", ("q",)))
    core = World.of(choice("a", "x", "y"), choice("b", "p", "q"), violations={"R1": rule})
    assert core.space.count({"a": "x"}) == 1
    other = World.of(choice("a", "x", "y"), choice("b", "p", "q", core=False), violations={"R1": rule})
    assert other.space.count({"a": "x"}) == 0
    assert other.space.count({"a": "x", "b": "q"}) == 1


def test_nothing_is_left_when_every_answer_is_forbidden() -> None:
    world = World.of(choice("a", "x", "y"), violations={"R1": In("a", ("x",)), "R2": NotIn("a", ("x",))})
    assert world.space.count({}) == 0
    assert world.space.count({"a": "y"}) == 0


def test_counts_are_exact_beyond_what_a_machine_word_holds() -> None:
    world = World.of(*(choice(f"d{i}", "x", "y", "z") for i in range(100)))
    assert world.space.count({}) == 3**100


LENSES = [[], ["D1"], ["D2"], ["D3"], ["D4"], ["D0"], ["juridisch"], ["onverenigbaar"], ["D4", "risico"]]


@pytest.mark.parametrize("lens", LENSES, ids=",".join)
def test_every_lens_compiles_and_leaves_something(samenhang: Samenhang, lens: list[str]) -> None:
    result = samenhang.check({}, lens=lens, day=DAY)
    assert result.completable
    assert result.completions > 10**20


@pytest.mark.untraced
@pytest.mark.parametrize("lens", [[], ["D1"], ["D4"], ["juridisch"]], ids=",".join)
@pytest.mark.parametrize("seed", range(4))
def test_counts_on_the_shipped_rules_are_those_of_trying_every_answer(
    samenhang: Samenhang, lens: list[str], seed: int
) -> None:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    view, _ = samenhang.prepare({}, lens, DAY)
    chosen, opened = narrow(view, coherent_core(view, source), source)
    expected = sum(1 for _ in BruteForce(as_world(view)).completions(chosen))
    assert view.space.count(chosen) == expected, (chosen, opened)
    assert expected > 0
