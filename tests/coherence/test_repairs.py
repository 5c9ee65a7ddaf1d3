"""Repairs restore coherence with the fewest changes, touch nothing that is locked, and have no change to spare."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.brute_force import Case, cases, moved, subsets
from tests.support.examples import examples
from tests.support.shipped import DAY
from tests.support.worlds import World, choice, number, several

from samenhang.coherence import Proposal, Repairs, compare, repair
from samenhang.model import Severity, Status, Verdict
from samenhang.rules import All, CompareTo, In, NotIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang

MANY = 40


def repairs(amount: int, *, conditional: bool = True) -> Iterator[tuple[Case, list[str], Repairs]]:
    """Yield cases with some of their answers locked, and the repairs."""
    for case in cases(amount, conditional=conditional):
        locked = [d for d in case.world.dimensions if case.source.random() < 0.25]
        yield case, locked, repair(case.world.view, case.selection, locked, MANY)


def proposals(amount: int) -> Iterator[tuple[Case, list[str], Proposal]]:
    for case, locked, found in repairs(amount):
        for proposal in found.proposals:
            yield case, locked, proposal


def changed(proposal: Proposal) -> frozenset[str]:
    return frozenset(c.dimension for c in proposal.changes)


def weight(case: Case, proposal: Proposal) -> tuple[int, int, int]:
    return len(proposal.changes), *case.truth.weight(proposal.choices)


def test_every_proposal_can_be_completed_without_a_violation() -> None:
    for case, locked, proposal in proposals(70):
        assert case.truth.completable(proposal.choices), (case, locked, proposal)


def test_no_proposal_touches_a_locked_dimension() -> None:
    for case, locked, proposal in proposals(70):
        assert not changed(proposal) & set(locked), (case, locked, proposal)


def test_no_change_of_a_proposal_could_be_left_out() -> None:
    for case, locked, proposal in proposals(70):
        for kept in subsets(sorted(changed(proposal)))[1:]:
            assert not case.truth.completable(moved(proposal.choices, case.selection, kept)), (
                case,
                locked,
                proposal,
                kept,
            )


@pytest.mark.untraced
def test_the_first_proposal_changes_as_few_dimensions_as_can_be() -> None:
    for case, locked, found in repairs(70, conditional=False):
        free = [d for d in case.world.dimensions if d not in locked]
        first = len(found.proposals[0].changes) if found.proposals else None
        assert first == case.truth.fewest_changes(case.selection, free), (case, locked)


def test_proposals_come_fewest_changes_first_and_lightest_first_among_equals() -> None:
    for case, locked, found in repairs(70):
        weights = [weight(case, p) for p in found.proposals]
        assert weights == sorted(weights), (case, locked)


def test_proposals_are_all_different_and_say_what_they_change() -> None:
    for case, _, found in repairs(50):
        assert len({frozenset(p.choices.items()) for p in found.proposals}) == len(found.proposals), case
        for proposal in found.proposals:
            assert dict(proposal.choices) == moved(case.selection, proposal.choices, changed(proposal))
            for change in proposal.changes:
                assert change.before != change.after
                assert (change.before, change.after) == (
                    case.selection.get(change.dimension),
                    proposal.choices.get(change.dimension),
                )


def test_the_verdict_of_a_proposal_is_that_of_its_selection() -> None:
    for case, _, proposal in proposals(50):
        violations, warnings = case.truth.weight(proposal.choices)
        assert proposal.warnings == warnings
        risk = Verdict.RISK if warnings else Verdict.COHERENT
        assert proposal.verdict is (Verdict.CONTRADICTION if violations else risk), (case, proposal)


def test_there_is_a_proposal_or_the_clash_that_stands_in_the_way() -> None:
    for case, locked, found in repairs(100):
        assert bool(found.proposals) is not bool(found.impossible), (case, locked)
        for clash in found.impossible:
            assert clash.choices.items() <= case.selection.items()
            assert not case.truth.completable(clash.choices), (case, locked, clash)


def test_what_can_be_completed_needs_no_change() -> None:
    for case, _, found in repairs(40):
        if case.truth.completable(case.selection):
            assert [p.changes for p in found.proposals] == [()], case


def test_fewer_proposals_are_the_first_of_more() -> None:
    for case in cases(20):
        more = repair(case.world.view, case.selection, amount=MANY).proposals
        assert repair(case.world.view, case.selection, amount=2).proposals == more[:2], case


def test_a_change_to_a_mitigating_answer_is_a_repair() -> None:
    world = World.of(
        choice("a", "x", "y"),
        choice("m", "no", "yes", core=False),
        violations={"R1": (In("a", ("x",)), In("m", ("yes",)))},
    )
    found = repair(world.view, {"a": "x", "m": "no"}, ["a"])
    assert [dict(p.choices) for p in found.proposals] == [{"a": "x", "m": "yes"}]
    added = repair(world.view, {"a": "x"}, ["a"])
    assert [dict(p.choices) for p in added.proposals] == [{"a": "x", "m": "yes"}]


def test_leaving_a_question_open_is_proposed_only_when_that_helps() -> None:
    world = World.of(
        number("n"),
        choice("a", "x", "y"),
        choice("m", "yes", "no", core=False),
        violations={"R1": NotIn("a", ("x",)), "R2": (In("a", ("x",)), In("m", ("yes",)))},
    )
    found = repair(world.view, {"m": "no"}, amount=MANY).proposals
    assert [dict(p.choices) for p in found] == [{"m": "yes"}]


def test_a_number_is_changed_to_one_that_really_helps() -> None:
    world = World.of(number("price"), number("cost"), violations={"R1": CompareTo("price", "<", "cost")})
    found = repair(world.view, {"price": Decimal(50), "cost": Decimal(60)}, amount=MANY).proposals
    assert {changed(p) for p in found} == {frozenset({"price"}), frozenset({"cost"})}
    for proposal in found:
        price, cost = proposal.choices.get("price"), proposal.choices.get("cost")
        assert price is None or cost is None or Decimal(str(price)) >= Decimal(str(cost))


def test_a_member_of_a_set_is_taken_out_rather_than_the_whole_set() -> None:
    world = World.of(several("s", "p", "q", "r"), violations={"R1": All((In("s", ("p",)), In("s", ("q",))))})
    first = repair(world.view, {"s": frozenset("pqr")}).proposals[0]
    assert first.choices["s"] in (frozenset("pr"), frozenset("qr"))


def test_locking_every_part_of_a_clash_shows_that_clash() -> None:
    world = World.of(*(choice(n, "x", "y") for n in "abc"), violations={"R1": All((In("a", ("x",)), In("b", ("x",))))})
    found = repair(world.view, {"a": "x", "b": "x", "c": "x"}, ["a", "b"])
    assert found.proposals == ()
    (clash,) = found.impossible
    assert dict(clash.choices) == {"a": "x", "b": "x"}
    assert clash.rules == ("R1",)


OPEN_ENDED = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}


def test_unlimited_production_funding_is_repaired_by_one_change_at_the_least(samenhang: Samenhang) -> None:
    found = samenhang.repair(OPEN_ENDED, locked=["bekostigingsvorm"], amount=10, day=DAY).proposals
    assert {c.dimension for c in found[0].changes} <= {"budgetplafond", "monitoringIntensiteit"}
    assert len(found[0].changes) == 1
    for proposal in found:
        assert proposal.choices["bekostigingsvorm"] == "productiebekostiging"
        assert samenhang.check(proposal.choices, day=DAY).completable


def test_a_tariff_below_cost_is_raised_to_a_real_amount(samenhang: Samenhang) -> None:
    found = samenhang.repair({"tariefEuro": 50, "kostprijsEuro": 60}, locked=["kostprijsEuro"], day=DAY).proposals
    raised = [p.choices["tariefEuro"] for p in found if "tariefEuro" in p.choices]
    assert raised
    assert all(isinstance(amount, Decimal) and amount >= 60 for amount in raised)
    assert all(p.verdict is not Verdict.CONTRADICTION for p in found)


@pytest.mark.parametrize("seed", range(15))
def test_repairs_on_the_shipped_rules_hold_and_none_is_redundant(samenhang: Samenhang, seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    selection = dict(samenhang.prepare({k: v for e in source.sample(examples(), 3) for k, v in e.breaks.items()})[1])
    locked = source.sample(sorted(selection), 1)
    found = samenhang.repair(selection, locked=locked, amount=5, day=DAY)
    assert bool(found.proposals) is not bool(found.impossible)
    for proposal in found.proposals:
        assert not changed(proposal) & set(locked)
        assert samenhang.check(proposal.choices, day=DAY).completable
        for kept in subsets(sorted(changed(proposal)))[1:]:
            assert not samenhang.check(moved(proposal.choices, selection, kept), day=DAY).completable


def test_a_comparison_lists_what_differs_and_the_findings_gained_and_lost() -> None:
    for case in cases(40):
        other = {d: a for d, a in case.selection.items() if case.source.random() < 0.6}
        found = compare(case.world.view, case.selection, other)
        assert {c.dimension for c in found.differences} == case.selection.keys() - other.keys()
        assert_gained(case, other, {f.code for f in found.gained}, {f.code for f in found.lost})


def assert_gained(case: Case, other: dict[str, Any], gained: set[str], lost: set[str]) -> None:
    view = case.world.view
    one, two = (
        {(h.key, h.status) for h in view.ruleset.evaluate(s)} | {("nvt", d) for d in s if case.truth.meaningless(d, s)}
        for s in (case.selection, other)
    )
    assert gained == {code for code, _ in two - one}, case
    assert lost == {code for code, _ in one - two}, case


def test_a_selection_compared_with_itself_differs_in_nothing(samenhang: Samenhang) -> None:
    found = samenhang.compare(OPEN_ENDED, OPEN_ENDED, day=DAY)
    assert (found.differences, found.gained, found.lost) == ((), (), ())


def test_raising_the_monitoring_loses_the_contradiction(samenhang: Samenhang) -> None:
    found = samenhang.compare(OPEN_ENDED, {**OPEN_ENDED, "monitoringIntensiteit": "gemiddeld"}, day=DAY)
    assert [(c.dimension, c.before, c.after) for c in found.differences] == [
        ("monitoringIntensiteit", "laag", "gemiddeld")
    ]
    assert "R275" in {f.code for f in found.lost}
    assert Severity.VIOLATION not in {f.severity for f in found.gained if f.status is not Status.MITIGATED}
