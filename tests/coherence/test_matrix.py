"""The matrix says of every pair of options what they are together, given the choices made."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from tests.support.brute_force import BruteForce, Case, cases, counting
from tests.support.shipped import DAY
from tests.support.worlds import World, choice, random_world

from samenhang.coherence.matrix import matrix, with_option
from samenhang.model import Verdict
from samenhang.rules import All, In

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang
    from samenhang.coherence import Pair
    from samenhang.model import Answer


def pairs(amount: int) -> Iterator[tuple[Case, Pair, dict[str, Answer], dict[str, Answer]]]:
    """Yield every pair of the cases, with the selection with the first option and with both."""
    for case in cases(amount):
        for pair in matrix(case.world.view, case.selection):
            dimensions = case.world.dimensions
            taken = with_option(case.selection, dimensions[pair.first[0]], pair.first[1])
            yield case, pair, taken, with_option(taken, dimensions[pair.second[0]], pair.second[1])


def counted(case: Case, selection: dict[str, Answer]) -> set[str]:
    return {*case.truth.violated(selection), *counting(case.world.warnings, selection)}


def test_a_pair_is_a_contradiction_exactly_when_the_choices_with_both_cannot_stand() -> None:
    for case, pair, taken, _ in pairs(30):
        possible = case.truth.possible(taken, *pair.second)
        assert (pair.verdict is Verdict.CONTRADICTION) is not possible, (case, pair)


def test_a_pair_is_a_risk_when_something_counts_that_did_not_count_before() -> None:
    for case, pair, _, both in pairs(30):
        if pair.verdict is not Verdict.CONTRADICTION:
            fresh = counted(case, both) - counted(case, dict(case.selection))
            assert pair.verdict is (Verdict.RISK if fresh else Verdict.COHERENT), (case, pair)


def test_every_contradiction_and_risk_names_rules_and_nothing_else_does() -> None:
    for case, pair, _, both in pairs(30):
        assert bool(pair.rules) is (pair.verdict is not Verdict.COHERENT), (case, pair)
        if pair.verdict is Verdict.RISK:
            assert set(pair.rules) <= counted(case, both), (case, pair)


def test_the_rules_of_a_contradiction_exclude_the_pair_without_any_other_rule() -> None:
    for seed in range(25):
        drawn = random_world(seed)
        # Without mitigations: an answer beside a clash could mitigate the rules that explain the clash alone.
        rules = {code: condition for code, (condition, _) in drawn.violations.items()}
        world = World.of(
            *drawn.dimensions.values(), violations=rules, not_applicable=drawn.not_applicable, name=drawn.name
        )
        for pair in matrix(world.view, {}):
            if pair.verdict is Verdict.CONTRADICTION:
                taken = with_option({}, world.dimensions[pair.first[0]], pair.first[1])
                alone = BruteForce(world.with_only(pair.rules))
                assert not alone.possible(taken, *pair.second), (world, pair)


def test_every_two_options_of_different_dimensions_meet_once() -> None:
    for case in cases(10):
        found = [(pair.first, pair.second) for pair in matrix(case.world.view, case.selection)]
        every = [(d.id, o) for d in case.world.dimensions.values() for o in d.option_index]
        assert set(found) == {(a, b) for a, b in combinations(every, 2) if a[0] != b[0]}
        assert len(found) == len(set(found))


def test_dimensions_can_be_named() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "x", "y"), choice("c", "x"))
    found = [(p.first, p.second) for p in matrix(world.view, {}, ["c", "a"])]
    assert found == [(("c", "x"), ("a", "x")), (("c", "x"), ("a", "y"))]


def test_a_choice_made_can_turn_a_pair_into_a_contradiction() -> None:
    world = World.of(
        *(choice(n, "x", "y") for n in "abc"),
        violations={"R1": All((In("a", ("x",)), In("b", ("x",)), In("c", ("x",))))},
        warnings={"W1": All((In("a", ("x",)), In("b", ("y",))))},
    )

    def verdict(**choices: str) -> dict[str, str]:
        found = matrix(world.view, choices, ["a", "b"])
        return {p.first[1] + p.second[1]: p.verdict.value for p in found}

    assert verdict() == {"xx": "samenhangend", "xy": "risico", "yx": "samenhangend", "yy": "samenhangend"}
    assert verdict(c="x") == {"xx": "tegenspraak", "xy": "risico", "yx": "samenhangend", "yy": "samenhangend"}


def test_the_matrix_of_the_shipped_rules_agrees_with_checking_each_pair(samenhang: Samenhang) -> None:
    names = ["bekostigingsvorm", "contractniveau", "budgetplafond", "monitoringIntensiteit"]
    choices = {"monitoringIntensiteit": "laag", "budgetplafond": "geen"}
    found = list(samenhang.matrix(choices, names, day=DAY))
    assert {p.verdict for p in found} == set(Verdict)
    for pair in found:
        result = samenhang.check({**choices, **dict([pair.first, pair.second])}, day=DAY)
        assert (pair.verdict is Verdict.CONTRADICTION) is not result.completable, pair
    (clash,) = [
        p
        for p in found
        if p.first == ("bekostigingsvorm", "productiebekostiging") and p.second == ("budgetplafond", "geen")
    ]
    assert clash.verdict is Verdict.CONTRADICTION
    assert clash.rules == ("R275",)
