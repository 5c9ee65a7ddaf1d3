"""A view holds the rules as they count under a lens on a day; a rule book keeps views and can be shared."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.examples import examples
from tests.support.shipped import DAY
from tests.support.worlds import World, choice, rule

from samenhang import Samenhang
from samenhang.coherence import Combinations, Options, Rulebook, explain, find_path, repair
from samenhang.coherence.view import VIOLATION_WEIGHT
from samenhang.model import Severity
from samenhang.rules import All, In, Lens

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.rules import Catalogue

WORLD = World.of(
    choice("a", "x", "y"),
    choice("b", "x", "y"),
    violations={"R1": All((In("a", ("x",)), In("b", ("x",)))), "R2": In("a", ("y",))},
    warnings={"W1": In("b", ("y",))},
    name="lenses",
)
TODAY = date(2026, 1, 1)


def book(**rules: Any) -> Rulebook:
    """Return the rule book of the world with some rules replaced."""
    return Rulebook(replace(WORLD.catalogue, rules={**WORLD.catalogue.rules, **rules}))


def test_without_a_lens_every_rule_counts() -> None:
    view = book().view(Lens(), TODAY)
    assert list(view.rules) == ["R1", "R2", "W1"]
    assert view.space.count({}) == 1


def test_a_rule_outside_the_lens_forbids_nothing() -> None:
    other = rule("R2", Severity.VIOLATION, lens=["D2"])
    view = book(R2=other).view(Lens(frozenset({"D1"})), TODAY)
    assert "R2" not in view.rules
    assert view.space.count({}) == 3


def test_a_contested_rule_forbids_nothing_while_a_critic_is_in_view() -> None:
    contested = rule("R2", Severity.VIOLATION, lens=["D1"], contested_by=["D2"])
    views = book(R2=contested)
    everyone, alone = views.view(Lens(), TODAY), views.view(Lens(frozenset({"D1"})), TODAY)
    assert everyone.severities["R2"] is Severity.INFO
    assert everyone.space.count({}) == 3
    assert alone.severities["R2"] is Severity.VIOLATION
    assert alone.space.count({}) == 1


@pytest.mark.parametrize(
    ("day", "valid"), [("2019-12-31", False), ("2020-01-01", True), ("2020-12-31", True), ("2021-01-01", False)]
)
def test_a_rule_counts_from_the_day_it_is_valid_until_the_day_it_no_longer_is(day: str, valid: bool) -> None:  # noqa: FBT001 -- the expected value
    dated = replace(rule("R2", Severity.VIOLATION), valid_from="2020-01-01", valid_until="2021-01-01")
    view = book(R2=dated).view(Lens(), date.fromisoformat(day))
    assert ("R2" in view.rules) is valid


def test_days_on_which_the_same_rules_are_valid_share_a_view() -> None:
    views = book()
    assert views.view(Lens(), TODAY) is views.view(Lens(), date(2025, 5, 5))
    assert views.view(Lens(), TODAY) is not views.view(Lens(kinds=frozenset({"risico"})), TODAY)


def test_asking_after_many_days_keeps_few_views() -> None:
    views = book()
    found = {id(views.view(Lens(), date.fromordinal(TODAY.toordinal() + n))) for n in range(200)}
    assert len(found) == 1


def test_a_view_that_was_given_up_is_made_again_the_same() -> None:
    views = book()
    first = views.view(Lens(), TODAY).sha256
    for number in range(70):
        views.view(Lens(frozenset({f"D{number}"})), TODAY)
    assert views.view(Lens(), TODAY).sha256 == first


def test_the_hash_tells_apart_what_decides_an_answer() -> None:
    contested = rule("R2", Severity.VIOLATION, lens=["D1"], contested_by=["D2"])
    hashes = [
        book().view(Lens(), TODAY).sha256,
        book().view(Lens(kinds=frozenset({"risico"})), TODAY).sha256,
        book(R2=contested).view(Lens(), TODAY).sha256,
        Rulebook(replace(WORLD.catalogue, sha256="other")).view(Lens(), TODAY).sha256,
    ]
    assert len(set(hashes)) == len(hashes)
    assert book().view(Lens(), TODAY).sha256 == hashes[0]


def test_no_number_of_warnings_weighs_as_much_as_a_violation(catalogue: Catalogue) -> None:
    weights = [weight for _, weight in WORLD.view.weights]
    assert weights == [VIOLATION_WEIGHT, VIOLATION_WEIGHT, 1]
    assert len(catalogue.rules) < VIOLATION_WEIGHT


def questions(samenhang: Samenhang) -> list[Callable[[Samenhang], object]]:
    """Return different questions about selections that break rules, under different lenses."""
    source = random.Random(0)  # noqa: S311 -- repeatable, not a secret
    lenses = [(), ("D4",), ("D1", "D2"), ("onverenigbaar",)]
    asked: list[Callable[[Samenhang], object]] = []
    for number in range(32):
        pair = source.sample(examples(), 2)
        choices = {k: v for e in pair for k, v in e.breaks.items()}
        other = {k: v for e in pair for k, v in e.keeps.items()}
        over = source.sample(["bekostigingsvorm", "contractniveau", "budgetplafond", "toegangAfstand"], 3)
        asked.append(question(number % 7, choices, other, over, lenses[number % 4]))
    assert samenhang.check({}, day=DAY).completable
    return asked


def question(
    kind: int, choices: dict[str, Any], other: dict[str, Any], over: list[str], lens: tuple[str, ...]
) -> Callable[[Samenhang], object]:
    def ask(library: Samenhang) -> object:
        view, one = library.prepare(choices, lens, DAY)
        _, two = library.prepare(other, lens, DAY)
        answers: list[Callable[[], object]] = [
            lambda: library.check(choices, lens, DAY),
            lambda: list(Options(view, one).of(over)),
            lambda: list(Combinations(view, two, over).slice(0, 50)),
            lambda: explain(view, one),
            lambda: repair(view, one),
            lambda: find_path(view, two, {}),
            lambda: [p.verdict for p in library.matrix(other, over, lens, DAY)],
        ]
        return answers[kind]()

    return ask


@pytest.mark.untraced
def test_many_threads_get_the_answers_that_one_would() -> None:
    alone, shared = Samenhang(), Samenhang()
    asked = questions(alone)
    expected = [ask(alone) for ask in asked]
    with ThreadPoolExecutor(max_workers=16) as pool:
        found = list(pool.map(lambda ask: ask(shared), asked * 2))
    assert found == expected * 2
