"""Dimensions become variables whose values say the same as the answers do."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.support.brute_force import Case, cases
from tests.support.worlds import World, choice, number, several

from samenhang.rules import Answered, Compare, CompareTo, In

if TYPE_CHECKING:
    from samenhang.model import Answer

WORLD = World.of(
    choice("kleur", "rood", "groen"),
    several("delen", "wiel", "as"),
    number("prijs"),
    number("kosten"),
    number("jaren"),
    choice("lak", "mat", "glans"),
    violations={
        "R1": Compare("prijs", ">=", Decimal(10)),
        "R2": CompareTo("prijs", "<", "kosten"),
        "R3": Compare("jaren", "<=", Decimal(4)),
    },
    not_applicable={"lak": In("kleur", ("rood",))},
)
ENCODING = WORLD.space.encoding


def test_a_dimension_with_one_answer_is_one_variable_with_unanswered_first() -> None:
    (variable,) = ENCODING.of_dimension("kleur")
    assert variable.values == (None, "rood", "groen")
    assert variable.given == variable.free == 0b110


def test_a_set_is_one_variable_for_answered_and_one_per_member() -> None:
    status, *members = ENCODING.of_dimension("delen")
    assert status.kind == "status"
    assert [m.member for m in members] == ["wiel", "as"]


def test_numbers_share_a_variable_only_when_they_are_compared() -> None:
    assert ENCODING.of_dimension("prijs") == ENCODING.of_dimension("kosten")
    assert ENCODING.of_dimension("prijs") != ENCODING.of_dimension("jaren")


def test_only_a_dimension_that_may_not_apply_can_be_completed_as_such() -> None:
    assert "nvt" in ENCODING.choice["lak"].values
    assert "nvt" not in ENCODING.choice["kleur"].values
    assert not ENCODING.choice["lak"].given & ENCODING.choice["lak"].free


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("kleur", "groen"),
        ("lak", "mat"),
        ("delen", frozenset({"as"})),
        ("delen", frozenset()),
        ("delen", frozenset({"wiel", "as"})),
    ],
)
def test_an_answer_that_was_given_reads_back_as_itself(name: str, answer: Answer) -> None:
    masks = ENCODING.allowed({name: answer}, frozenset())
    values = {v.index: masks[v.index].bit_length() - 1 for v in ENCODING.of_dimension(name)}
    assert all(masks[v.index].bit_count() == 1 for v in ENCODING.of_dimension(name))
    assert ENCODING.answer(name, values, {}) == answer


def test_what_is_open_and_not_to_be_completed_is_unanswered() -> None:
    masks = ENCODING.allowed({}, frozenset())
    for name in ("kleur", "lak", "delen"):
        values = {v.index: masks[v.index].bit_length() - 1 for v in ENCODING.of_dimension(name)}
        assert ENCODING.answer(name, values, {}) is None


def test_what_is_to_be_completed_may_take_any_answer() -> None:
    masks = ENCODING.allowed({}, frozenset({"kleur", "delen"}))
    assert [masks[v.index] for v in ENCODING.of_dimension("kleur")] == [0b110]
    assert [masks[v.index] for v in ENCODING.of_dimension("delen")] == [0b10, 0b11, 0b11]


def test_every_interval_that_the_rules_tell_apart_has_an_example() -> None:
    examples = ENCODING.number_examples("jaren", {})
    assert sorted(n <= 4 for n in examples) == [False, True]


def test_answered_is_a_condition_on_numbers_and_sets_too() -> None:
    formulas = WORLD.space.formulas
    given: list[tuple[str, Answer]] = [("jaren", Decimal(9)), ("delen", frozenset()), ("kleur", "rood")]
    for name, answer in given:
        node = ENCODING.true(formulas, Answered(name))
        assert formulas.always(node, ENCODING.allowed({name: answer}, frozenset()))
        assert formulas.always(formulas.negation(node), ENCODING.allowed({}, frozenset()))


def test_a_formula_holds_for_a_selection_exactly_when_its_condition_is_true() -> None:
    for case in cases(60):
        assert_same(case)


def assert_same(case: Case) -> None:
    space = case.world.space
    masks = space.encoding.allowed(case.selection, frozenset())
    for code, node in space.rule_formulas.items():
        opposite = space.formulas.negation(node)
        holds = code in case.truth.violated(case.selection)
        assert space.formulas.always(node if holds else opposite, masks), f"{code} in {case}"
