"""Conditions have three values, and keep them under negation."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.selections import selections
from tests.support.synthetic import DIMENSIONS

from samenhang.rules.logic import (
    All,
    Answered,
    AnyOf,
    Compare,
    CompareTo,
    Condition,
    In,
    NotIn,
    dimensions,
    evaluate,
    leaves,
    negate,
    open_dimensions,
    supporting_dimensions,
    unguarded,
)

if TYPE_CHECKING:
    from samenhang.model import Answer, Selection

RED, NOT_RED = In("kleur", ("rood",)), NotIn("kleur", ("rood",))
TRUE, FALSE, UNKNOWN = RED, NOT_RED, In("maat", ("klein",))
IS_RED: Selection = {"kleur": "rood"}
D = Decimal


@pytest.mark.parametrize(
    ("condition", "answer", "expected"),
    [
        (In("kleur", ("rood", "groen")), "groen", True),
        (In("kleur", ("rood", "groen")), "blauw", False),
        (In("kleur", ("rood",)), None, None),
        (NotIn("kleur", ("rood", "groen")), "blauw", True),
        (NotIn("kleur", ("rood", "groen")), "rood", False),
        (NotIn("kleur", ("rood",)), None, None),
        (Answered("kleur"), "rood", True),
        (Answered("kleur"), None, None),
        (In("kleur", ("wiel", "as")), frozenset({"as", "stuur"}), True),
        (In("kleur", ("wiel", "as")), frozenset({"stuur"}), False),
        (In("kleur", ("wiel",)), frozenset(), False),
        (NotIn("kleur", ("wiel", "as")), frozenset({"stuur"}), True),
        (NotIn("kleur", ("wiel", "as")), frozenset({"as", "stuur"}), False),
        (NotIn("kleur", ("wiel",)), frozenset(), True),
        (Answered("kleur"), frozenset(), True),
        (Compare("kleur", "<", D(3)), D(2), True),
        (Compare("kleur", "<", D(3)), D(3), False),
        (Compare("kleur", "<=", D(3)), D(3), True),
        (Compare("kleur", ">", D(3)), D(3), False),
        (Compare("kleur", ">=", D(3)), D(3), True),
        (Compare("kleur", ">=", D("0.3")), D("0.1") + D("0.2"), True),
        (Compare("kleur", ">=", D(3)), None, None),
    ],
)
def test_a_condition_on_one_dimension(condition: Condition, answer: Answer | None, expected: bool | None) -> None:  # noqa: FBT001 -- one of three values
    assert evaluate(condition, {} if answer is None else {"kleur": answer}) is expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"prijs": D(1), "kosten": D(2)}, True),
        ({"prijs": D(2), "kosten": D(2)}, False),
        ({"prijs": D(1)}, None),
        ({"kosten": D(2)}, None),
        ({}, None),
    ],
)
def test_a_comparison_of_two_numbers_needs_both(selection: Selection, expected: bool | None) -> None:  # noqa: FBT001 -- one of three values
    assert evaluate(CompareTo("prijs", "<", "kosten"), selection) is expected


@pytest.mark.parametrize(
    ("parts", "all_of", "any_of"),
    [
        ((TRUE, TRUE), True, True),
        ((TRUE, FALSE), False, True),
        ((FALSE, FALSE), False, False),
        ((TRUE, UNKNOWN), None, True),
        ((FALSE, UNKNOWN), False, None),
        ((UNKNOWN, UNKNOWN), None, None),
        ((UNKNOWN, TRUE), None, True),
        ((UNKNOWN, FALSE), False, None),
    ],
)
def test_all_and_any_follow_strong_kleene_logic(
    parts: tuple[Condition, ...],
    all_of: bool | None,  # noqa: FBT001 -- one of three values
    any_of: bool | None,  # noqa: FBT001 -- one of three values
) -> None:
    assert evaluate(All(parts), IS_RED) is all_of
    assert evaluate(AnyOf(parts), IS_RED) is any_of


def _conditions() -> st.SearchStrategy[Condition]:
    kleur = st.lists(st.sampled_from(["rood", "groen", "blauw"]), min_size=1, unique=True).map(tuple)
    delen = st.lists(st.sampled_from(["wiel", "as", "stuur"]), min_size=1, unique=True).map(tuple)
    sign = st.sampled_from(["<", "<=", ">", ">="])
    leaf: st.SearchStrategy[Condition] = st.one_of(
        st.builds(In, st.just("kleur"), kleur),
        st.builds(NotIn, st.just("kleur"), kleur),
        st.builds(In, st.just("delen"), delen),
        st.builds(NotIn, st.just("delen"), delen),
        st.builds(Compare, st.just("prijs"), sign, st.just(D(7))),
        st.builds(CompareTo, st.just("prijs"), sign, st.just("kosten")),
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple))
            | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        ),
        max_leaves=8,
    )


ANY_SELECTION = selections(list(DIMENSIONS), DIMENSIONS, {})


@given(_conditions(), ANY_SELECTION)
def test_a_negation_is_true_where_the_condition_is_false_and_unknown_where_it_is(
    condition: Condition, selection: Selection
) -> None:
    value = evaluate(condition, selection)
    assert evaluate(negate(condition), selection) is (None if value is None else not value)


@given(_conditions(), ANY_SELECTION)
def test_an_answer_to_what_is_open_never_turns_a_value_around(condition: Condition, selection: Selection) -> None:
    value = evaluate(condition, selection)
    for dimension in selection:
        fewer = {d: a for d, a in selection.items() if d != dimension}
        assert evaluate(condition, fewer) in (value, None)


@given(_conditions(), ANY_SELECTION)
def test_what_is_unknown_names_what_is_open_and_what_is_true_names_its_support(
    condition: Condition, selection: Selection
) -> None:
    value = evaluate(condition, selection)
    still_open = open_dimensions(condition, selection)
    assert bool(still_open) is (value is None)
    assert not set(still_open) & set(selection)
    support = supporting_dimensions(condition, selection)
    assert bool(support) is (value is True)
    if value:
        assert evaluate(condition, {d: selection[d] for d in support}) is True


def test_answered_cannot_be_negated() -> None:
    with pytest.raises(TypeError, match="never false"):
        negate(Answered("kleur"))


def test_leaves_and_dimensions_come_in_order_of_first_mention() -> None:
    compare = CompareTo("prijs", "<", "kosten")
    condition = All((UNKNOWN, AnyOf((compare, RED)), NOT_RED))
    assert list(leaves(condition)) == [UNKNOWN, compare, RED, NOT_RED]
    assert dimensions(condition) == ("maat", "prijs", "kosten", "kleur")


def test_a_comparison_is_guarded_by_what_must_be_answered_beside_it_or_around_it() -> None:
    compare = CompareTo("prijs", "<", "kosten")
    assert list(unguarded(compare)) == [compare]
    assert list(unguarded(All((compare, Answered("prijs"))))) == [compare]
    assert list(unguarded(AnyOf((compare, Answered("kosten"))))) == [compare]
    assert not list(unguarded(All((compare, Answered("kosten")))))
    assert not list(unguarded(All((Answered("kosten"), AnyOf((compare, RED))))))
