"""A path is the shortest along coherent states, straight to the new answers; without one, the proof says why."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import Case, cases, moved, subsets
from tests.support.examples import examples
from tests.support.shipped import DAY
from tests.support.worlds import World, choice, number, random_selection

from samenhang.coherence import Path, Step, find_path
from samenhang.model import Answer, Selection
from samenhang.rules import All, CompareTo, In

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang

Ends = tuple[Selection, Selection, list[list[str]]]
LOCKSTEP = World.of(
    choice("a", "x", "y"),
    choice("b", "x", "y"),
    choice("c", "x", "y"),
    violations={"R1": All((In("a", ("x",)), In("b", ("y",)))), "R2": All((In("a", ("y",)), In("b", ("x",))))},
)
"""a and b must always be the same, so that they can only change together."""


def paths(amount: int) -> Iterator[tuple[Case, Ends, Path]]:
    """Yield cases with a goal and sometimes a bundle, and the path found."""
    for case in cases(amount):
        goal = random_selection(case.world, case.source, 0.7)
        bundles = [case.source.sample(list(case.world.dimensions), 2)] if case.source.random() < 0.4 else []
        yield case, (case.selection, goal, bundles), find_path(case.world.view, case.selection, goal, bundles)


def dimensions(step: Step) -> set[str]:
    return {c.dimension for c in step.changes}


def test_a_path_is_as_short_as_trying_every_order_makes_it_and_there_is_none_only_when_no_order_works() -> None:
    for case, ends, path in paths(150):
        assert path.possible is (path.proof is None)
        assert (len(path.steps) if path.possible else None) == case.truth.path_length(*ends), (case, ends)


def test_every_state_on_the_way_can_be_completed_and_the_last_is_the_goal() -> None:
    for case, (start, goal, _), path in paths(120):
        for step in path.steps:
            assert case.truth.completable(step.choices), (case, goal, step)
        if path.possible:
            assert dict(path.steps[-1].choices if path.steps else start) == dict(goal), (case, goal)


def test_each_step_goes_straight_to_the_new_answer_of_one_dimension_or_a_declared_bundle() -> None:
    for case, (start, goal, bundles), path in paths(120):
        now: Selection = start
        differing = {d for d in {**start, **goal} if start.get(d) != goal.get(d)}
        for step in path.steps:
            names = dimensions(step)
            assert len(names) == 1 or names in [set(b) & differing for b in bundles], (case, goal, step)
            assert dict(step.choices) == moved(now, goal, names)
            assert all((c.before, c.after) == (start.get(c.dimension), goal.get(c.dimension)) for c in step.changes)
            now = step.choices


def test_a_proof_names_clashes_that_really_block_a_way() -> None:
    for case, (start, goal, _), path in paths(120):
        if path.proof is None:
            continue
        assert path.proof.blocked_by, (case, goal)
        assert path.proof.states >= 1
        for clash in path.proof.blocked_by:
            assert not case.truth.completable(clash.choices), (case, goal, clash)
            both = {**start, **goal}.keys()
            assert all(a in (start.get(d), goal.get(d)) for d, a in clash.choices.items() if d in both)


def test_the_dimensions_of_a_proof_cannot_change_by_themselves() -> None:
    for case, (start, goal, bundles), path in paths(120):
        if path.proof is not None and path.proof.dimensions:
            part = moved(start, goal, path.proof.dimensions)
            assert case.truth.path_length(start, part, bundles) is None, (case, goal)


def test_a_suggested_bundle_of_two_lets_the_dimensions_of_the_proof_change() -> None:
    for case, (start, goal, bundles), path in paths(200):
        if path.proof is not None and path.proof.bundle:
            assert len(path.proof.bundle) == 2
            part = moved(start, goal, path.proof.dimensions)
            length = case.truth.path_length(start, part, [*bundles, path.proof.bundle])
            assert length is not None, (case, goal, path.proof)


def test_what_does_not_differ_needs_no_step() -> None:
    path = find_path(LOCKSTEP.view, {"a": "x", "c": "y"}, {"a": "x", "c": "y"})
    assert path.possible
    assert path.steps == ()


def test_two_answers_that_must_stay_the_same_need_a_bundle() -> None:
    start: Selection = {"a": "x", "b": "x", "c": "x"}
    goal: Selection = {"a": "y", "b": "y", "c": "y"}
    path = find_path(LOCKSTEP.view, start, goal)
    assert path.proof is not None
    assert set(path.proof.dimensions) == {"a", "b"}
    assert set(path.proof.bundle) == {"a", "b"}
    assert {clash.rules for clash in path.proof.blocked_by} == {("R1",), ("R2",)}
    bundled = find_path(LOCKSTEP.view, start, goal, [["a", "b"]])
    assert sorted(sorted(dimensions(step)) for step in bundled.steps) == [["a", "b"], ["c"]]


def test_an_end_that_cannot_stand_is_its_own_proof() -> None:
    bad: Selection = {"a": "x", "b": "y"}
    for ends in ((bad, {"a": "x"}), ({"a": "x"}, bad)):
        path = find_path(LOCKSTEP.view, *ends)
        assert path.proof is not None
        assert [dict(c.choices) for c in path.proof.blocked_by] == [bad]


def test_removing_an_answer_before_giving_another_is_a_way_around() -> None:
    world = World.of(number("price"), number("cost"), violations={"R1": CompareTo("price", "<", "cost")})
    start, goal = {"cost": Decimal(4)}, {"price": Decimal(2)}
    path = find_path(world.view, start, goal)
    assert [dimensions(step) for step in path.steps] == [{"cost"}, {"price"}]


def test_the_order_of_steps_keeps_the_states_coherent() -> None:
    world = World.of(
        choice("a", "x", "y"), choice("b", "x", "y"), violations={"R1": All((In("a", ("y",)), In("b", ("x",))))}
    )
    path = find_path(world.view, {"a": "x", "b": "x"}, {"a": "y", "b": "y"})
    assert [dimensions(step) for step in path.steps] == [{"b"}, {"a"}]


def coherent_ends(samenhang: Samenhang, seed: int) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Return two selections over the same few dimensions that can each be completed, from the examples of rules."""
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    view, _ = samenhang.prepare({}, (), DAY)
    while True:
        pair = source.sample(examples(), 2)
        start = dict(samenhang.prepare({k: v for e in pair for k, v in e.keeps.items()})[1])
        goal = dict(start)
        for name, answer in start.items():
            options = list(view.catalogue.dimensions[name].option_index)
            if options and isinstance(answer, str):
                goal[name] = source.choice(options)
        if all(view.space.completable(view.space.request(s)) for s in (start, goal)) and len(start) <= 8:
            return start, goal


@pytest.mark.parametrize("seed", range(15))
def test_paths_on_the_shipped_rules_are_the_shortest_of_all_orders(samenhang: Samenhang, seed: int) -> None:
    start, goal = coherent_ends(samenhang, seed)
    path = samenhang.path(start, goal, day=DAY)
    differing = sorted(d for d in start if start[d] != goal[d])
    reached = {frozenset[str]()}
    for done in subsets(differing)[1:]:
        from_one_less = any(done - {d} in reached for d in done)
        if from_one_less and samenhang.check(moved(start, goal, done), day=DAY).completable:
            reached.add(done)
    assert path.possible is (frozenset(differing) in reached)
    for step in path.steps:
        assert samenhang.check(step.choices, day=DAY).completable
    assert len(path.steps) == (len(differing) if path.possible else 0)
