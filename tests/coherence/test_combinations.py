"""Combinations are exactly the coherent ones, lightest first, each at its own rank, and samples of them are uniform."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import product
from time import thread_time
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import Case, cases
from tests.support.shipped import DAY, coherent_core
from tests.support.worlds import World, choice, number, several

from samenhang.coherence import Combination, Combinations
from samenhang.coherence.combinations import TooManyStatesError
from samenhang.model import Severity, Status, Verdict
from samenhang.rules import All, CompareTo, In

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.model import CheckResult


def over_some(case: Case) -> tuple[list[str], Combinations]:
    over = case.some_dimensions(0.6)
    return over, Combinations(case.world.view, case.selection, over)


def chosen(combinations: Combinations) -> list[dict[str, object]]:
    return [dict(c.choices) for c in combinations]


@pytest.mark.untraced
def test_combinations_are_exactly_the_coherent_ones_with_what_counts_against_each() -> None:
    for case in cases(150):
        over, combinations = over_some(case)
        found = [(case.truth.key(c.choices, case.selection), (c.violations, c.warnings)) for c in combinations]
        expected = case.truth.combinations(case.selection, over)
        assert dict(found) == expected, (case, over)
        assert len(found) == combinations.count == len(expected), (case, over)


def test_numbers_of_the_core_that_are_not_asked_for_are_left_out() -> None:
    for case in cases(60, core_numbers=True):
        over, combinations = over_some(case)
        assert combinations.count == len(case.truth.combinations(case.selection, over)), (case, over)


def test_combinations_come_lightest_first_violations_before_warnings() -> None:
    for case in cases(60):
        _, combinations = over_some(case)
        weights = [(c.violations, c.warnings) for c in combinations]
        assert weights == sorted(weights), case


def test_the_verdict_is_that_of_what_counts() -> None:
    for case in cases(30):
        for combination in over_some(case)[1]:
            heaviest = Verdict.RISK if combination.warnings else Verdict.COHERENT
            assert combination.verdict is (Verdict.CONTRADICTION if combination.violations else heaviest)


def test_each_rank_gives_the_combination_that_enumeration_gives_there() -> None:
    for case in cases(40):
        _, combinations = over_some(case)
        every = list(combinations)
        assert [combinations.at(rank) for rank in range(combinations.count)] == every
        assert [c for start in range(0, len(every), 3) for c in combinations.slice(start, start + 3)] == every


def test_asking_twice_gives_the_same_order() -> None:
    for case in cases(20):
        over, combinations = over_some(case)
        assert list(Combinations(case.world.view, case.selection, over)) == list(combinations)


def test_of_equal_weight_the_earlier_options_come_first() -> None:
    world = World.of(choice("a", "x", "y", "z"), choice("b", "x", "y"))
    found = chosen(Combinations(world.view, {}, ["a", "b"]))
    assert found == [{"a": a, "b": b} for a, b in product("xyz", "xy")]


def test_there_is_nothing_beyond_the_last_rank() -> None:
    world = World.of(choice("a", "x", "y"))
    combinations = Combinations(world.view, {}, ["a"])
    assert combinations.count == 2
    assert list(combinations.slice(1, 9)) == [combinations.at(1)]
    assert list(combinations.slice(5, 9)) == []
    with pytest.raises(IndexError):
        combinations.at(2)


def test_over_nothing_there_is_one_empty_combination_when_the_choices_can_stand() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "x", "y"), violations={"R1": In("a", ("x",))})
    assert chosen(Combinations(world.view, {}, [])) == [{}]
    assert chosen(Combinations(world.view, {"a": "y"}, ["a"])) == [{}]
    assert Combinations(world.view, {"a": "x"}, ["b"]).count == 0
    assert Combinations(world.view, {"a": "x"}, []).count == 0


def test_a_dimension_is_named_once_however_often_it_is_asked_for() -> None:
    world = World.of(choice("a", "x", "y"))
    assert Combinations(world.view, {}, ["a", "a"]).count == 2


def test_a_dimension_that_does_not_apply_is_left_out_of_a_combination() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "p", "q"), not_applicable={"b": In("a", ("x",))})
    assert chosen(Combinations(world.view, {}, ["a", "b"])) == [{"a": "x"}, {"a": "y", "b": "p"}, {"a": "y", "b": "q"}]


def test_sets_are_combined_whole() -> None:
    world = World.of(several("s", "p", "q"), violations={"R1": All((In("s", ("p",)), In("s", ("q",))))})
    found = {frozenset(c.choices["s"]) for c in Combinations(world.view, {}, ["s"])}  # type: ignore[arg-type]
    assert found == {frozenset(), frozenset("p"), frozenset("q")}


def test_a_number_is_shown_by_one_that_does_what_is_said_beside_the_numbers_given() -> None:
    world = World.of(number("price"), number("cost"), violations={"R1": CompareTo("price", "<", "cost")})
    found = [c.choices["price"] for c in Combinations(world.view, {"cost": Decimal(60)}, ["price"])]
    assert found
    assert all(isinstance(price, Decimal) and price >= 60 for price in found)


@pytest.mark.untraced
def test_a_projection_that_is_too_large_to_order_says_how_to_narrow_it(samenhang: Samenhang) -> None:
    core = [d.id for d in samenhang.catalogue.dimensions.values() if d.core]
    started = thread_time()  # not the clock on the wall: other processes may want the machine too
    with pytest.raises(TooManyStatesError, match="10\\^") as caught:
        samenhang.combinations({}, core, day=DAY)
    assert "Noem minder dimensies" in caught.value.text.nl
    assert thread_time() - started < 10, "the answer comes at once"


def test_a_sample_is_uniform() -> None:
    world = World.of(
        choice("a", "x", "y", "z"),
        several("s", "p", "q"),
        violations={"R1": All((In("a", ("x", "y")), In("s", ("p",)), In("s", ("q",))))},
        warnings={"W1": In("a", ("y",))},
    )
    combinations = Combinations(world.view, {}, ["a", "s"])
    assert combinations.count == 10
    size = 5000
    drawn = Counter(str(sorted(c.choices.items(), key=str)) for c in combinations.sample(size, seed=1))
    expected = size / combinations.count
    assert len(drawn) == combinations.count
    assert sum((n - expected) ** 2 / expected for n in drawn.values()) < 27.9, (
        "chi-square, nine degrees, one in a thousand"
    )


def test_a_seed_repeats_a_sample_and_another_seed_does_not() -> None:
    world = World.of(*(choice(f"d{i}", "x", "y", "z") for i in range(6)))
    combinations = Combinations(world.view, {}, list(world.dimensions))
    assert combinations.sample(20, seed=7) == combinations.sample(20, seed=7)
    assert combinations.sample(20, seed=7) != combinations.sample(20, seed=8)
    assert len(combinations.sample(20, seed=None)) == 20


def test_nothing_is_drawn_when_nothing_is_coherent() -> None:
    world = World.of(choice("a", "x", "y"), violations={"R1": In("a", ("x", "y"))})
    assert Combinations(world.view, {}, ["a"]).sample(3, seed=1) == []


OVERS = [
    ["bekostigingsvorm", "contractniveau"],
    ["bekostigingsvorm", "budgetplafond", "monitoringIntensiteit"],
    ["toegangAfstand", "contractmanagementAanpak"],
    ["juridischeVorm", "aantalAanbieders"],
]


@pytest.mark.parametrize("over", OVERS, ids=",".join)
@pytest.mark.parametrize("lens", [[], ["D4"]], ids=",".join)
def test_combinations_on_the_shipped_rules_equal_checking_each(
    samenhang: Samenhang, over: list[str], lens: list[str]
) -> None:
    choices = {"domein": "jeugd", "relatietype": "transactioneel"} if "domein" not in over else {}
    choices = {d: o for d, o in choices.items() if o in samenhang.catalogue.dimensions[d].option_index}
    dimensions = samenhang.catalogue.dimensions
    expected = {}
    for options in product(*(dimensions[d].option_index for d in over)):
        result = samenhang.check({**choices, **dict(zip(over, options, strict=True))}, lens=lens, day=DAY)
        if result.completable:
            expected[options] = counted(result)
    combinations = samenhang.combinations(choices, over, lens=lens, day=DAY)
    found = {tuple(c.choices[d] for d in over): (c.violations, c.warnings) for c in combinations}
    assert found == expected
    assert combinations.count == len(expected)


def counted(result: CheckResult) -> tuple[int, int]:
    counting = [f.severity for f in result.findings if f.status is not Status.MITIGATED]
    return counting.count(Severity.VIOLATION), counting.count(Severity.WARNING)


def test_a_sample_on_the_shipped_rules_can_be_completed(samenhang: Samenhang) -> None:
    over = ["bekostigingsvorm", "budgetplafond", "monitoringIntensiteit", "contractniveau", "monitoringFocus"]
    drawn: list[Combination] = samenhang.sample({}, over, size=25, seed=3, day=DAY)
    assert all(samenhang.check(c.choices, day=DAY).completable for c in drawn)
    assert len({str(c.choices) for c in drawn}) > 20


def test_a_full_coherent_core_leaves_one_combination(samenhang: Samenhang) -> None:
    view, _ = samenhang.prepare({}, (), DAY)
    full = coherent_core(view, random.Random(5))  # noqa: S311 -- repeatable, not a secret
    assert Combinations(view, full, list(full)).count == 1
