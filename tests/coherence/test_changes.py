"""Clashes are all minimal sets of answers that cannot stand; corrections all minimal sets of dimensions to change."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import BruteForce, Case, cases
from tests.support.worlds import World, choice, number, several

from samenhang.coherence.changes import blamed, clashes, corrections
from samenhang.coherence.units import minimal
from samenhang.rules import All, Answered, AnyOf, Compare, CompareTo, In, NotIn

if TYPE_CHECKING:
    from samenhang.model import Selection


def found_clashes(world: World, selection: Selection) -> set[frozenset[str]]:
    return set(clashes(world.space, world.space.request(selection)))


def found_corrections(world: World, selection: Selection, changeable: list[str]) -> set[frozenset[str]]:
    return set(corrections(world.space, world.space.request(selection), changeable))


@pytest.mark.untraced
def test_clashes_are_all_minimal_sets_that_no_completion_and_no_other_answer_saves() -> None:
    for case in cases(120):
        assert found_clashes(case.world, case.selection) == case.truth.clashes(case.selection), case


def test_a_selection_that_can_be_completed_has_no_clash_and_any_other_has_one() -> None:
    for case in cases(80):
        assert bool(found_clashes(case.world, case.selection)) is not case.truth.completable(case.selection), case


@pytest.mark.untraced
def test_corrections_are_all_minimal_sets_of_dimensions_whose_change_helps() -> None:
    for case in cases(60):
        everything = list(case.world.dimensions)
        expected = case.truth.corrections(case.selection, everything)
        assert found_corrections(case.world, case.selection, everything) == expected, case


def test_corrections_keep_to_the_dimensions_that_may_change() -> None:
    for case in cases(60):
        some = [d for d in case.selection if case.source.random() < 0.7]
        expected = case.truth.corrections(case.selection, some)
        assert found_corrections(case.world, case.selection, some) == expected, (case, some)


def test_the_rules_blamed_for_a_clash_make_it_impossible_without_the_others() -> None:
    for case in cases(80):
        for names in case.truth.clashes(case.selection):
            choices = {d: case.selection[d] for d in names}
            assert_blame(case, choices)


def assert_blame(case: Case, choices: Selection) -> None:
    codes = blamed(case.world.space, case.world.space.request(choices))

    def possible(*left: str) -> bool:
        return BruteForce(case.world.with_only(left)).completable(choices)

    assert not possible(*codes), (case, choices, codes)
    each_alone = not any(possible(code) for code in codes)
    assert each_alone or all(possible(*(c for c in codes if c != code)) for code in codes), (case, choices, codes)


def test_two_rules_that_clash_with_one_answer_are_two_clashes() -> None:
    options = ("x", "y")
    world = World.of(
        *(choice(name, *options) for name in "abc"),
        violations={"R1": All((In("a", ("x",)), In("b", ("x",)))), "R2": All((In("b", ("x",)), In("c", ("x",))))},
    )
    everything = {"a": "x", "b": "x", "c": "x"}
    assert found_clashes(world, everything) == {frozenset("ab"), frozenset("bc")}
    assert found_corrections(world, everything, list("abc")) == {frozenset("b"), frozenset("ac")}
    assert blamed(world.space, world.space.request({"a": "x", "b": "x"})) == ("R1",)


def test_answers_can_clash_through_a_dimension_that_is_still_open() -> None:
    world = World.of(
        *(choice(name, "x", "y") for name in "abc"),
        violations={"R1": All((In("a", ("x",)), In("c", ("x",)))), "R2": All((In("b", ("x",)), In("c", ("y",))))},
    )
    assert found_clashes(world, {"a": "x", "b": "x"}) == {frozenset("ab")}
    assert set(blamed(world.space, world.space.request({"a": "x", "b": "x"}))) == {"R1", "R2"}


def test_when_nothing_is_possible_at_all_no_answer_is_to_blame() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "x", "y"), violations={"R1": Answered("a")})
    assert found_clashes(world, {"b": "x"}) == {frozenset()}
    assert blamed(world.space, world.space.request({})) == ("R1",)


def test_another_answer_that_mitigates_is_a_correction() -> None:
    world = World.of(
        choice("a", "x", "y"),
        choice("m", "no", "yes", core=False),
        violations={"R1": (In("a", ("x",)), In("m", ("yes",)))},
    )
    assert found_corrections(world, {"a": "x", "m": "no"}, ["m"]) == {frozenset("m")}
    assert found_corrections(world, {"a": "x"}, ["a", "m"]) == {frozenset("a"), frozenset("m")}


def test_an_answer_that_only_mitigates_once_the_rest_is_completed_keeps_a_set_from_clashing() -> None:
    mitigation = All((In("b", ("y",)), Compare("n", ">", Decimal(1))))
    world = World.of(
        several("a", "p", "q"), number("n"), choice("b", "x", "y"), violations={"R1": (In("a", ("q",)), mitigation)}
    )
    selection: Selection = {"a": frozenset({"p", "q"}), "n": Decimal(4), "b": "x"}
    assert found_clashes(world, selection) == {frozenset("ab")}


def test_numbers_clash_by_how_they_compare() -> None:
    world = World.of(number("price"), number("cost"), violations={"R1": CompareTo("price", "<", "cost")})
    assert found_clashes(world, {"price": Decimal(5), "cost": Decimal(6)}) == {frozenset({"price", "cost"})}
    assert found_clashes(world, {"price": Decimal(6), "cost": Decimal(6)}) == set()


def test_a_member_of_a_set_and_its_absence_both_clash() -> None:
    either = AnyOf((In("a", ("p",)), NotIn("a", ("q",))))
    world = World.of(several("a", "p", "q"), violations={"R1": either})
    assert found_clashes(world, {"a": frozenset()}) == {frozenset("a")}
    assert found_clashes(world, {"a": frozenset({"p", "q"})}) == {frozenset("a")}
    assert found_clashes(world, {"a": frozenset({"q"})}) == set()


def test_minimal_sets_come_smallest_first_and_contain_no_other() -> None:
    given = [frozenset("abc"), frozenset("b"), frozenset("ca"), frozenset("bc"), frozenset("ca")]
    assert minimal(given) == (frozenset("b"), frozenset("ac"))
    assert minimal([frozenset(), frozenset("a")]) == (frozenset(),)
    assert minimal([]) == ()
