from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import brute_force
from tests.support.worlds import World, answers, choice, number, random_selection, random_world, several

from samenhang.coherence import View, explain
from samenhang.coherence.forbidden import Forbidden, forbidden_combinations
from samenhang.coherence.forbidden_reading import Requirement
from samenhang.errors import SamenhangError
from samenhang.rules import All, Answered, CompareTo, In, NotIn

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.model import Answer, Selection

_SEEDS = range(40)
_MOST_TRIED = 300
_SMALL = 4000
_DAY = "2026-01-01"


def _size(seed: int) -> int:
    return prod(len(answers(d)) + 1 for d in random_world(seed).dimensions.values())


_SMALL_SEEDS = [seed for seed in range(60) if _size(seed) <= _SMALL]


def _selections(world: World, seed: int, most: int = _MOST_TRIED) -> list[dict[str, Answer]]:
    given = list(product(*((None, *answers(d)) for d in world.dimensions.values())))
    if len(given) > most:
        given = random.Random(seed).sample(given, most)  # noqa: S311 -- repeatable, not secret
    return [{d: a for d, a in zip(world.dimensions, g, strict=True) if a is not None} for g in given]


def _requires(*parts: Requirement) -> set[Requirement]:
    return set(parts)


@pytest.mark.untraced
@pytest.mark.parametrize("seed", _SEEDS)
def test_a_selection_cannot_be_completed_exactly_when_it_meets_a_combination(seed: int) -> None:
    world = random_world(seed)
    found, truth = forbidden_combinations(world.view), brute_force(world)
    for selection in _selections(world, seed):
        assert any(f.met_by(selection) for f in found) is not truth.completable(selection)


@pytest.mark.untraced
@pytest.mark.parametrize("seed", _SEEDS)
def test_core_numbers_are_completed_too(seed: int) -> None:
    world = random_world(seed, core_numbers=True)
    try:
        found = forbidden_combinations(world.view)
    except SamenhangError:
        assert any(len(v.dimensions) > 1 for v in world.space.encoding.variables if v.kind == "numbers")
        return
    for selection in _selections(world, seed, 100):
        assert any(f.met_by(selection) for f in found) is not brute_force(world).completable(selection)


@pytest.mark.untraced
@pytest.mark.parametrize("seed", _SMALL_SEEDS)
def test_no_dimension_can_be_left_out_of_a_combination(seed: int) -> None:
    world = random_world(seed)
    truth, every = brute_force(world), _selections(world, seed, _SMALL)
    completable = [s for s in every if truth.completable(s)]
    for found in forbidden_combinations(world.view):
        for name in found.dimensions:
            rest = Forbidden(tuple(r for r in found.requirements if name not in r.dimensions), (), together=False)
            assert any(rest.met_by(s) for s in completable)


@pytest.mark.untraced
@pytest.mark.parametrize("seed", _SMALL_SEEDS)
def test_the_rules_of_a_combination_are_enough_and_none_is_too_many(seed: int) -> None:
    world = random_world(seed)
    every = _selections(world, seed, _SMALL)
    for found in forbidden_combinations(world.view):
        met = [s for s in every if found.met_by(s)]
        if not found.together:
            assert not any(brute_force(world.with_only([code])).completable(s) for s in met for code in found.rules)
            continue
        assert not any(brute_force(world.with_only(found.rules)).completable(s) for s in met)
        for code in found.rules:
            fewer = world.with_only(c for c in found.rules if c != code)
            assert any(brute_force(fewer).completable(s) for s in met)


def test_a_rule_forbids_each_way_in_which_it_holds() -> None:
    world = World.of(
        choice("vorm", "a", "b", "c"),
        several("doel", "x", "y", core=False),
        violations={"R1": (All((In("vorm", ("a", "b")), In("doel", ("x",)))), In("doel", ("y",)))},
    )
    (found,) = forbidden_combinations(world.view)
    assert set(found.requirements) == _requires(
        Requirement(In("vorm", ("a", "b"))), Requirement(In("doel", ("x",))), Requirement(NotIn("doel", ("y",)))
    )
    assert (found.rules, found.together) == (("R1",), False)


def test_an_unless_on_a_dimension_that_stays_open_does_not_help() -> None:
    world = World.of(
        choice("vorm", "a", "b"),
        choice("plafond", "ja", "nee", core=False),
        violations={"R1": (In("vorm", ("a",)), In("plafond", ("ja",)))},
    )
    (found,) = forbidden_combinations(world.view)
    assert set(found.requirements) == _requires(
        Requirement(In("vorm", ("a",))), Requirement(In("plafond", ("nee",)), or_open=True)
    )
    assert found.met_by({"vorm": "a"})
    assert not found.met_by({"vorm": "a", "plafond": "ja"})


def test_an_unless_on_an_open_core_dimension_can_still_be_answered() -> None:
    world = World.of(
        choice("vorm", "a", "b"),
        choice("plafond", "ja", "nee"),
        violations={"R1": (In("vorm", ("a",)), In("plafond", ("ja",)))},
    )
    (found,) = forbidden_combinations(world.view)
    assert Requirement(In("plafond", ("nee",))) in found.requirements


def test_rules_that_leave_a_core_dimension_no_answer_forbid_together() -> None:
    world = World.of(
        choice("vorm", "a", "b"),
        choice("schaal", "lokaal", "regionaal"),
        choice("regie", "zelf", "samen"),
        violations={
            "R1": All((In("vorm", ("a",)), In("schaal", ("lokaal",)))),
            "R2": All((In("regie", ("zelf",)), In("schaal", ("regionaal",)))),
        },
    )
    together = [f for f in forbidden_combinations(world.view) if f.together]
    assert [(set(f.requirements), f.rules) for f in together] == [
        (_requires(Requirement(In("vorm", ("a",))), Requirement(In("regie", ("zelf",)))), ("R1", "R2"))
    ]


def test_a_core_dimension_that_does_not_apply_needs_no_answer() -> None:
    world = World.of(
        choice("vorm", "a", "b"),
        choice("procedure", "p", "q"),
        violations={"R1": In("procedure", ("p", "q"))},
        not_applicable={"procedure": In("vorm", ("b",))},
    )
    found = {tuple(f.requirements) for f in forbidden_combinations(world.view)}
    assert found == {(Requirement(In("vorm", ("a",))),), (Requirement(Answered("procedure")),)}


def test_core_numbers_that_are_compared_are_refused_with_their_names() -> None:
    rule = All((Answered("hoog"), CompareTo("laag", "<", "hoog")))
    world = World.of(number("laag", core=True), number("hoog", core=True), violations={"R1": rule})
    with pytest.raises(SamenhangError, match="hoog, laag"):
        forbidden_combinations(world.view)


@pytest.mark.untraced
@pytest.mark.parametrize(
    "lens", [[], ["D0"], ["D1"], ["D2"], ["D3"], ["D4"]], ids=lambda lens: ",".join(lens) or "alle"
)
def test_the_shipped_rules_forbid_what_clashes_and_nothing_else(samenhang: Samenhang, lens: list[str]) -> None:
    view, _ = samenhang.prepare({}, lens, _DAY)
    found, source = forbidden_combinations(view), random.Random(7)  # noqa: S311 -- repeatable, not secret
    for chance in (0.02, 0.05, 0.1, 0.3) * 20:
        selection = _random_real(view, source, chance)
        met = {frozenset(_needed(f, selection)) for f in found if f.met_by(selection)}
        clashes = explain(view, selection)
        minimal = {one for one in met if not any(other < one for other in met)}
        if view.space.uncertain.isdisjoint(selection):
            assert {frozenset(clash.choices) for clash in clashes} == minimal
        for clash in clashes:
            assert any(f.met_by(clash.choices) for f in found)
        assert bool(met) is bool(clashes)


def _needed(found: Forbidden, selection: Selection) -> list[str]:
    """Return the dimensions whose answer a combination needs: without it, it would not be met."""
    return [
        name
        for name in found.dimensions
        if name in selection and not found.met_by({d: a for d, a in selection.items() if d != name})
    ]


def _random_real(view: View, source: random.Random, chance: float) -> dict[str, Answer]:
    world = World(view.catalogue.dimensions, {}, {}, {})
    return random_selection(world, source, chance)
