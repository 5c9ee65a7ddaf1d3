from __future__ import annotations

from decimal import Decimal

import pytest

from samenhang.model import AnswerKind, Dimension, Option, Text
from samenhang.rules import All, Answered, AnyOf, Compare, CompareTo, Condition, In, NotIn
from samenhang.rules.wording import quantity, wording


def dimension(name: str, kind: AnswerKind, *options: str, unit: str | None = None) -> Dimension:
    nothing = Text("", "")
    own = tuple(Option(o, "", Text(o.upper(), o), nothing) for o in options)
    index = {o: i for i, o in enumerate(options)}
    return Dimension(
        name,
        "",
        Text(name.title(), name),
        nothing,
        "",
        "",
        kind,
        core=True,
        order=1,
        unit=unit,
        options=own,
        option_index=index,
    )


DIMENSIONS = {
    "een": dimension("een", AnswerKind.SINGLE, "a", "b", "c"),
    "twee": dimension("twee", AnswerKind.SINGLE, "x", "y"),
    "set": dimension("set", AnswerKind.SET, "p", "q", "r"),
    "duur": dimension("duur", AnswerKind.NUMBER, unit="jaar"),
    "rest": dimension("rest", AnswerKind.NUMBER, unit="jaar"),
}
A, X = In("een", ("a",)), In("twee", ("x",))
P, Q = In("set", ("p",)), In("set", ("q",))


@pytest.mark.parametrize(
    ("condition", "nl", "en"),
    [
        (A, "Een is A", "een is a"),
        (In("een", ("a", "b", "c")), "Een is A, B of C", "een is a, b or c"),
        (NotIn("een", ("a",)), "Een is niet A", "een is not a"),
        (P, "Set bevat P", "set includes p"),
        (NotIn("set", ("p",)), "Set bevat niet P", "set does not include p"),
        (NotIn("set", ("p", "q")), "Set bevat geen van P en Q", "set includes none of p and q"),
        (Answered("een"), "Een is ingevuld", "een is answered"),
        (Compare("duur", ">=", Decimal("1.5")), "Duur is ten minste 1,5 jaar", "duur is at least 1.5 years"),
        (CompareTo("duur", "<", "rest"), "Duur is lager dan Rest", "duur is lower than rest"),
        (All((A, X)), "Een is A en Twee is X", "een is a and twee is x"),
        (AnyOf((A, X)), "Een is A of Twee is X", "een is a or twee is x"),
    ],
)
def test_a_condition_is_said_in_both_languages(condition: Condition, nl: str, en: str) -> None:
    assert wording(condition, DIMENSIONS) == Text(nl, en)


@pytest.mark.parametrize(
    ("condition", "nl"),
    [
        (AnyOf((P, Q)), "Set bevat P of Q"),
        (All((P, Q)), "Set bevat P en Q"),
        (AnyOf((NotIn("set", ("p",)), NotIn("set", ("q",)))), "Set bevat niet alle van P en Q"),
        (All((NotIn("set", ("p",)), NotIn("set", ("q",)))), "Set bevat geen van P en Q"),
        (All((AnyOf((P, Q)), A)), "Set bevat P of Q, en Een is A"),
    ],
)
def test_what_is_said_of_one_set_is_said_in_one_go(condition: Condition, nl: str) -> None:
    assert wording(condition, DIMENSIONS).nl == nl


def test_what_is_joined_differently_stands_in_brackets() -> None:
    assert wording(All((A, AnyOf((X, P)))), DIMENSIONS).nl == "Een is A en (Twee is X of Set bevat P)"


def test_a_list_of_options_is_closed_with_a_comma() -> None:
    assert wording(All((In("een", ("a", "b")), X)), DIMENSIONS).nl == "Een is A of B, en Twee is X"


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        ("1", "maand", "1 maand", "1 month"),
        ("12", "maand", "12 maanden", "12 months"),
        ("1000000", "euro", "1000000 euro", "1000000 euros"),
        ("0.50", None, "0,5", "0.5"),
        ("3", "aantal", "3", "3"),
        ("2", "uur", "2 uur", "2 uur"),
    ],
)
def test_a_quantity_has_its_unit(value: str, unit: str | None, nl: str, en: str) -> None:
    assert quantity(Decimal(value), unit) == Text(nl, en)
