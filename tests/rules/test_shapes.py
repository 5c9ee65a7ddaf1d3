"""The reader takes every form of the profile, and refuses anything else by the name of the shape."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.support.synthetic import DIMENSIONS, turtle

from samenhang import namespaces as ns
from samenhang.errors import UnsupportedShapeError
from samenhang.rules import (
    All,
    Answered,
    AnyOf,
    Compare,
    CompareTo,
    Condition,
    In,
    NotIn,
    RuleCondition,
    read_shapes,
)

if TYPE_CHECKING:
    from samenhang.rules.shapes import Shapes

ROOD, GROEN = f"<{ns.DEF}kleur/rood>", f"<{ns.DEF}kleur/groen>"
WIEL, AS = f"<{ns.DEF}delen/wiel>", f"<{ns.DEF}delen/as>"
RED = f"[ sh:path sam:kleur ; sh:hasValue {ROOD} ]"
PRICE, COST = "sh:path sam:prijs ; sh:minCount 1", "sh:path sam:kosten ; sh:minCount 1"
COLOUR = "sh:path sam:kleur ; sh:minCount 1"
SMALL = f"[ sh:path sam:maat ; sh:hasValue <{ns.DEF}maat/klein> ]"


def read(text: str) -> Shapes:
    return read_shapes(ox.parse(text, format=ox.RdfFormat.TURTLE), DIMENSIONS.values())


def read_rule(constraints: str) -> RuleCondition:
    return read(turtle([constraints])).rules[f"{ns.RULE}R1"]


LEAVES: list[tuple[str, Condition]] = [
    (RED, In("kleur", ("rood",))),
    (f"[ {COLOUR} ; sh:in ( {ROOD} {GROEN} ) ]", In("kleur", ("rood", "groen"))),
    (f"[ {COLOUR} ; sh:not [ sh:hasValue {ROOD} ] ]", NotIn("kleur", ("rood",))),
    (f"[ {COLOUR} ; sh:not [ sh:in ( {ROOD} {GROEN} ) ] ]", NotIn("kleur", ("rood", "groen"))),
    (f"[ sh:path sam:delen ; sh:hasValue {WIEL} ]", In("delen", ("wiel",))),
    (f"[ sh:path sam:delen ; sh:minCount 1 ; sh:not [ sh:in ( {WIEL} {AS} ) ] ]", NotIn("delen", ("wiel", "as"))),
    ("[ sh:path sam:kleur ; sh:minCount 1 ]", Answered("kleur")),
    ("[ sh:path sam:prijs ; sh:minCount 1 ; sh:minInclusive 2 ]", Compare("prijs", ">=", Decimal(2))),
    ("[ sh:path sam:prijs ; sh:minCount 1 ; sh:minExclusive 2 ]", Compare("prijs", ">", Decimal(2))),
    ("[ sh:path sam:prijs ; sh:minCount 1 ; sh:maxInclusive 2.5 ]", Compare("prijs", "<=", Decimal("2.5"))),
    ("[ sh:path sam:prijs ; sh:minCount 1 ; sh:maxExclusive 2 ]", Compare("prijs", "<", Decimal(2))),
]


@pytest.mark.parametrize(("text", "expected"), LEAVES, ids=[text for text, _ in LEAVES])
def test_each_form_of_a_condition_on_one_dimension_is_read(text: str, expected: Condition) -> None:
    assert read_rule(f"sh:not {text}") == RuleCondition(f"{ns.RULE}R1", expected, None)


@pytest.mark.parametrize(("name", "sign"), [("lessThan", "<"), ("lessThanOrEquals", "<=")])
def test_two_numbers_are_compared_when_the_other_must_be_answered(name: str, sign: str) -> None:
    text = f"[ {PRICE} ; sh:{name} sam:kosten ] [ {COST} ]"
    expected = All((CompareTo("prijs", sign, "kosten"), Answered("kosten")))
    assert read_rule(f"sh:not [ sh:and ( {text} ) ]").condition == expected


def test_conditions_nest() -> None:
    text = f"sh:not [ sh:and ( {RED} [ sh:or ( {SMALL} [ sh:property {RED} ] ) ] ) ]"
    expected = All((In("kleur", ("rood",)), AnyOf((In("maat", ("klein",)), In("kleur", ("rood",))))))
    assert read_rule(text).condition == expected


def test_an_unless_part_follows_the_if_part() -> None:
    rule = read_rule(f"sh:or ( [ sh:not {RED} ] {SMALL} )")
    assert rule.condition == In("kleur", ("rood",))
    assert rule.unless == In("maat", ("klein",))


def test_several_unless_parts_are_alternatives() -> None:
    rule = read_rule(f"sh:or ( [ sh:not {RED} ] {SMALL} [ {PRICE} ] )")
    assert rule.unless == AnyOf((In("maat", ("klein",)), Answered("prijs")))


def test_texts_and_severity_are_no_part_of_a_condition() -> None:
    rule = read_rule(f'sh:message "Kies iets anders."@nl ; sh:name "naam"@nl ; sh:not {RED}')
    assert rule.condition == In("kleur", ("rood",))


UNSUPPORTED = {
    "sh:in without minCount": f"sh:not [ sh:path sam:kleur ; sh:in ( {ROOD} ) ]",
    "sh:not without minCount": f"sh:not [ sh:path sam:kleur ; sh:not [ sh:hasValue {ROOD} ] ]",
    "a bound without minCount": "sh:not [ sh:path sam:prijs ; sh:minInclusive 2 ]",
    "sh:in on a set": f"sh:not [ sh:path sam:delen ; sh:minCount 1 ; sh:in ( {WIEL} ) ]",
    "an unknown option": f"sh:not [ sh:path sam:kleur ; sh:hasValue <{ns.DEF}kleur/paars> ]",
    "an option of another dimension": f"sh:not [ sh:path sam:maat ; sh:hasValue {ROOD} ]",
    "the empty answer as an option": "sh:not [ sh:path sam:delen ; sh:hasValue sam:geen ]",
    "a literal as an option": 'sh:not [ sh:path sam:kleur ; sh:hasValue "rood" ]',
    "a number as an option": "sh:not [ sh:path sam:prijs ; sh:hasValue 3 ]",
    "an unknown dimension": f"sh:not [ sh:path sam:gewicht ; sh:hasValue {ROOD} ]",
    "a path of more than one step": "sh:not [ sh:path [ sh:inversePath sam:kleur ] ; sh:minCount 1 ]",
    "two constraints in one leaf": f"sh:not [ {COLOUR} ; sh:in ( {ROOD} ) ; sh:hasValue {ROOD} ]",
    "two values of one constraint": f"sh:not [ sh:path sam:kleur ; sh:hasValue {ROOD} , {GROEN} ]",
    "a leaf that asks nothing": "sh:not [ sh:path sam:kleur ]",
    "minCount 2": "sh:not [ sh:path sam:delen ; sh:minCount 2 ]",
    "minCount 0": "sh:not [ sh:path sam:delen ; sh:minCount 0 ]",
    "maxCount": "sh:not [ sh:path sam:delen ; sh:minCount 1 ; sh:maxCount 1 ]",
    "sh:xone": f"sh:not [ sh:xone ( {RED} {SMALL} ) ]",
    "sh:node": "sh:not [ sh:node sam:iets ]",
    "sh:pattern": 'sh:not [ sh:path sam:kleur ; sh:minCount 1 ; sh:pattern "rood" ]',
    "sh:equals": "sh:not [ sh:path sam:prijs ; sh:minCount 1 ; sh:equals sam:kosten ]",
    "a double negation": f"sh:not [ sh:not {RED} ]",
    "a double negation in a leaf": f"sh:not [ {COLOUR} ; sh:not [ sh:not [ sh:hasValue {ROOD} ] ] ]",
    "an empty sh:and": "sh:not [ sh:and () ]",
    "an empty sh:or": "sh:not [ sh:or () ]",
    "an empty sh:in": "sh:not [ sh:path sam:kleur ; sh:minCount 1 ; sh:in () ]",
    "an empty negated sh:in": "sh:not [ sh:path sam:kleur ; sh:minCount 1 ; sh:not [ sh:in () ] ]",
    "something else than a list": f"sh:not [ sh:and {RED} ]",
    "two properties in one shape": f"sh:not [ sh:property {RED} , {SMALL} ]",
    "a bound on a set": "sh:not [ sh:path sam:delen ; sh:minCount 1 ; sh:minInclusive 2 ]",
    "a bound on an option": "sh:not [ sh:path sam:maat ; sh:minCount 1 ; sh:minInclusive 2 ]",
    "a bound that is no number": 'sh:not [ sh:path sam:prijs ; sh:minCount 1 ; sh:minInclusive "veel" ]',
    "a bound that is a date": f'sh:not [ {PRICE} ; sh:minInclusive "2026-01-01"^^sam:datum ]',
    "a comparison with a dimension that may be open": f"sh:not [ {PRICE} ; sh:lessThan sam:kosten ]",
    "a comparison with what is no number": (
        "sh:not [ sh:and ( [ sh:path sam:prijs ; sh:minCount 1 ; sh:lessThan sam:maat ]"
        " [ sh:path sam:maat ; sh:minCount 1 ] ) ]"
    ),
    "no condition": 'sh:message "leeg"@nl',
    "two if-parts": f"sh:not {RED} , {SMALL}",
    "an empty rule": "sh:or ()",
    "an unless-part that comes first": f"sh:or ( {SMALL} [ sh:not {RED} ] )",
    "an sh:or without unless-part": f"sh:or ( [ sh:not {RED} ] )",
    "a rule that is switched off": f"sh:deactivated true ; sh:not {RED}",
    "a second target": f"sh:targetNode sam:iets ; sh:not {RED}",
    "a rule with a constraint of its own": f"sh:closed true ; sh:not {RED}",
    "a query": f'sh:sparql [ sh:select "SELECT $this {{}}" ] ; sh:not {RED}',
}


@pytest.mark.parametrize("constraints", UNSUPPORTED.values(), ids=list(UNSUPPORTED))
def test_a_shape_outside_the_profile_is_refused_by_name(constraints: str) -> None:
    with pytest.raises(UnsupportedShapeError, match=f"{ns.RULE}R1 is outside the supported profile") as caught:
        read_rule(constraints)
    assert caught.value.shape == f"{ns.RULE}R1"
    assert "valt buiten het ondersteunde profiel" in caught.value.text.nl


@pytest.mark.parametrize("target", ["", "sh:targetClass sam:Iets ;", "sh:targetClass sam:Inrichting , sam:Iets ;"])
def test_a_rule_looks_at_arrangements_and_nothing_else(target: str) -> None:
    text = turtle([f"sh:not {RED}"]).replace("sh:targetClass sam:Inrichting ;", target)
    with pytest.raises(UnsupportedShapeError, match=r"its target must be sh:targetClass sam:Inrichting"):
        read(text)


def test_the_consequences_of_a_rule_are_conditions() -> None:
    text = f"sam:vereist {SMALL} ; sh:not {RED}"
    assert read(turtle([text])).consequences[f"{ns.RULE}R1"] == (In("maat", ("klein",)),)


def applicability(constraints: str) -> str:
    about = "a sam:Toepasselijkheid , sh:NodeShape ; sh:targetClass sam:Inrichting"
    return turtle([]) + f"<{ns.BASE}id/nvt/prijs> {about} ; {constraints} ."


def test_an_applicability_shape_says_when_an_answer_makes_no_sense() -> None:
    text = f"sam:voorDimensie sam:prijs ; sh:not [ sh:and ( [ {PRICE} ] {RED} ) ]"
    expected = {"prijs": (f"{ns.BASE}id/nvt/prijs", In("kleur", ("rood",)))}
    assert read(applicability(text)).not_applicable == expected


@pytest.mark.parametrize(
    "constraints",
    [
        f"sh:not [ sh:and ( [ {PRICE} ] {RED} ) ]",
        f"sam:voorDimensie sam:prijs ; sh:not {RED}",
        f"sam:voorDimensie sam:prijs ; sh:not [ sh:and ( {RED} [ {PRICE} ] ) ]",
        f"sam:voorDimensie sam:gewicht ; sh:not [ sh:and ( [ {PRICE} ] {RED} ) ]",
        f"sam:voorDimensie sam:prijs ; sh:closed true ; sh:not [ sh:and ( [ {PRICE} ] {RED} ) ]",
    ],
)
def test_an_applicability_shape_in_another_form_is_refused_by_name(constraints: str) -> None:
    with pytest.raises(UnsupportedShapeError, match="id/nvt/prijs"):
        read(applicability(constraints))


def test_a_shape_for_a_measure_says_which_answers_carry_it_out() -> None:
    text = f"<{ns.BASE}id/u> a sam:Uitvoering , sh:NodeShape ; sam:uitvoeringVan <{ns.BASE}id/m> ; sh:property {RED} ."
    assert read(turtle([]) + text).measures == {f"{ns.BASE}id/m": In("kleur", ("rood",))}


def test_what_is_no_rule_is_left_alone() -> None:
    text = "sam:Anders a sh:NodeShape ; sh:targetClass sam:Contract ; sh:xone ( [ sh:path sam:kleur ] ) ."
    assert read(turtle([]) + text).rules == {}
