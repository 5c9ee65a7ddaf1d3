"""Every option says what it is given the choices made, and an excluded one why and at what price it can be had."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.brute_force import BruteForce, Case, cases
from tests.support.examples import examples
from tests.support.shipped import DAY, as_world
from tests.support.worlds import World, choice, several

from samenhang.coherence import Options, OptionState, OptionStatus
from samenhang.rules import All, In, NotIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang
    from samenhang.model import Selection

POSSIBLE = {OptionStatus.POSSIBLE, OptionStatus.POSSIBLE_WITH_RISK}


def states(world: World, selection: Selection) -> dict[tuple[str, str], OptionState]:
    found = Options(world.view, selection).of()
    return {(dimension.id, option.id): option for dimension in found for option in dimension.options}


def statuses(world: World, selection: Selection) -> dict[tuple[str, str], str]:
    return {key: state.status.value for key, state in states(world, selection).items()}


def expected_status(case: Case, dimension: str, option: str) -> OptionStatus:
    """Return the status by brute force, with or without risk left aside."""
    truth, selection = case.truth, case.selection
    answer = selection.get(dimension)
    if answer is None and truth.meaningless(dimension, selection):
        return OptionStatus.NOT_APPLICABLE
    if option in answer if isinstance(answer, frozenset) else option == answer:
        return OptionStatus.CHOSEN
    if not truth.possible(selection, dimension, option):
        return OptionStatus.EXCLUDED
    follows = answer is None and truth.follows(selection, dimension, option)
    return OptionStatus.FOLLOWS if follows else OptionStatus.POSSIBLE


def excluded(amount: int) -> Iterator[tuple[Case, str, OptionState]]:
    for case in cases(amount):
        for (dimension, _), state in states(case.world, case.selection).items():
            if state.status is OptionStatus.EXCLUDED:
                yield case, dimension, state


def test_every_option_has_the_status_that_trying_everything_gives_it() -> None:
    for case in cases(100):
        for (dimension, option), state in states(case.world, case.selection).items():
            status = OptionStatus.POSSIBLE if state.status in POSSIBLE else state.status
            assert status is expected_status(case, dimension, option), (case, dimension, option)


@pytest.mark.untraced
def test_an_excluded_option_needs_the_fewest_other_changes() -> None:
    for case, dimension, state in excluded(60):
        expected = case.truth.other_changes(case.selection, dimension, state.id)
        assert state.other_changes == expected, (case, dimension, state)


def test_only_an_excluded_option_has_reasons_and_a_price() -> None:
    for case in cases(40):
        for key, state in states(case.world, case.selection).items():
            if state.status is not OptionStatus.EXCLUDED:
                assert not state.reasons, (case, key)
                assert state.other_changes is None, (case, key)


def test_every_reason_is_a_clash_among_the_answers_with_the_option() -> None:
    for case, dimension, state in excluded(80):
        assert state.reasons, (case, dimension, state)
        for clash in state.reasons:
            others = {d: a for d, a in clash.choices.items() if d != dimension}
            assert others.items() <= case.selection.items(), (case, dimension, state)
            assert not case.truth.completable(clash.choices), (case, dimension, clash)


def test_the_rules_of_a_reason_exclude_without_any_other_rule() -> None:
    for case, dimension, state in excluded(60):
        for clash in state.reasons:
            alone = BruteForce(case.world.with_only(clash.rules))
            assert not alone.completable(clash.choices), (case, dimension, clash)


def test_asking_for_some_dimensions_gives_those_in_the_order_asked() -> None:
    for case in cases(10):
        names = case.some_dimensions()[::-1]
        everything = {d.id: d for d in Options(case.world.view, case.selection).of()}
        assert list(Options(case.world.view, case.selection).of(names)) == [everything[n] for n in names]


def test_without_changes_nothing_else_differs() -> None:
    for case in cases(10):
        short = list(Options(case.world.view, case.selection).of(changes=False))
        assert all(o.other_changes is None for d in short for o in d.options)
        full = list(Options(case.world.view, case.selection).of())
        for one, two in zip(short, full, strict=True):
            assert [(o.id, o.status, o.reasons) for o in one.options] == [
                (o.id, o.status, o.reasons) for o in two.options
            ]


def test_an_alternative_for_an_answer_is_judged_beside_the_other_answers() -> None:
    world = World.of(
        choice("a", "x", "y", "z"), choice("b", "x", "y"), violations={"R1": All((In("a", ("y",)), In("b", ("x",))))}
    )
    found = states(world, {"a": "x", "b": "x"})
    assert found["a", "x"].status is OptionStatus.CHOSEN
    assert found["a", "y"].status is OptionStatus.EXCLUDED
    assert found["a", "z"].status is OptionStatus.POSSIBLE
    (reason,) = found["a", "y"].reasons
    assert dict(reason.choices) == {"a": "y", "b": "x"}
    assert reason.rules == ("R1",)
    assert found["a", "y"].other_changes == 1


def test_the_only_option_left_follows() -> None:
    world = World.of(
        choice("a", "x", "y", "z"),
        choice("b", "x", "y"),
        violations={"R1": All((In("a", ("y", "z")), In("b", ("x",))))},
    )
    assert statuses(world, {"b": "x"})["a", "x"] == "volgtUitKeuzes"
    assert statuses(world, {"b": "y"})["a", "x"] == "mogelijk"


def test_a_member_that_cannot_be_left_out_of_a_set_follows() -> None:
    world = World.of(
        several("s", "p", "q"), choice("b", "x", "y"), violations={"R1": All((NotIn("s", ("p",)), In("b", ("x",))))}
    )
    found = statuses(world, {"b": "x"})
    assert found["s", "p"] == "volgtUitKeuzes"
    assert found["s", "q"] == "mogelijk"


def test_a_member_of_an_answered_set_is_judged_beside_its_other_members() -> None:
    world = World.of(several("s", "p", "q", "r"), violations={"R1": All((In("s", ("p",)), In("s", ("q",))))})
    found = states(world, {"s": frozenset({"p"})})
    assert found["s", "q"].status is OptionStatus.EXCLUDED
    assert found["s", "r"].status is OptionStatus.POSSIBLE
    assert found["s", "q"].other_changes == 0


def test_an_option_that_takes_a_mitigation_away_has_its_reason() -> None:
    world = World.of(
        several("s", "p", "q"),
        choice("m", "yes", "no", core=False),
        violations={"R1": (In("s", ("p",)), In("m", ("yes",)))},
    )
    state = states(world, {"s": frozenset({"p"}), "m": "yes"})["m", "no"]
    assert state.status is OptionStatus.EXCLUDED
    (reason,) = state.reasons
    assert reason.rules == ("R1",)
    assert reason.choices["s"] == frozenset({"p"})


def test_a_dimension_that_does_not_apply_offers_nothing() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "p", "q"), not_applicable={"b": In("a", ("x",))})
    found = statuses(world, {"a": "x"})
    assert found["b", "p"] == found["b", "q"] == "nietVanToepassing"
    assert statuses(world, {"a": "y"})["b", "p"] == "mogelijk"


@pytest.mark.parametrize("kind", [choice, several])
def test_an_open_dimension_that_need_not_apply_costs_no_change_of_its_own(kind: Any) -> None:
    world = World.of(
        choice("a", "x", "y"),
        kind("b", "p", "q"),
        choice("c", "x", "y"),
        violations={"R1": In("c", ("x",))},
        not_applicable={"b": In("a", ("x",))},
    )
    assert states(world, {"c": "x"})["b", "p"].other_changes == 1


def test_an_option_that_no_change_makes_possible_has_no_price() -> None:
    world = World.of(choice("a", "x", "y"), choice("b", "x", "y"), violations={"R1": In("a", ("x",))})
    state = states(world, {})["a", "x"]
    assert state.status is OptionStatus.EXCLUDED
    assert state.other_changes is None


def test_production_funding_without_a_ceiling_excludes_little_monitoring(samenhang: Samenhang) -> None:
    choices = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
    (dimension,) = samenhang.options(choices, dimensions=["monitoringIntensiteit"], day=DAY)
    little = {o.id: o for o in dimension.options}["laag"]
    assert little.status is OptionStatus.EXCLUDED
    assert little.other_changes == 1
    assert [(r.rules, dict(r.choices)) for r in little.reasons] == [
        (("R275",), {**choices, "monitoringIntensiteit": "laag"})
    ]


@pytest.mark.untraced
@pytest.mark.parametrize("seed", range(8))
def test_options_of_the_shipped_rules_are_those_that_can_be_completed(samenhang: Samenhang, seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    kept = source.sample(examples(), 4)
    choices = {k: v for e in kept for k, v in e.keeps.items()}
    view, selection = samenhang.prepare(choices, (), DAY)
    truth, space = BruteForce(as_world(view)), view.space
    for dimension in samenhang.options(selection, day=DAY, changes=False):
        if selection.get(dimension.id) is None and truth.meaningless(dimension.id, selection):
            assert {o.status for o in dimension.options} <= {OptionStatus.NOT_APPLICABLE}
            continue
        for option in dimension.options:
            given = truth.containing(dimension.id, option.id)
            before = selection.get(dimension.id)
            tried = [before | {option.id}] if isinstance(before, frozenset) else given
            can = any(space.completable(space.request({**selection, dimension.id: a})) for a in tried)
            assert (option.status is not OptionStatus.EXCLUDED) is can or option.status is OptionStatus.CHOSEN, option


def test_a_member_of_an_open_set_is_excluded_by_all_that_excludes_it_in_any_company() -> None:
    world = World.of(
        several("s", "p", "q"), violations={"R1": NotIn("s", ("q",)), "R2": All((In("s", ("p",)), In("s", ("q",))))}
    )
    state = states(world, {})["s", "p"]
    assert state.status is OptionStatus.EXCLUDED
    assert {code for reason in state.reasons for code in reason.rules} == {"R1", "R2"}
