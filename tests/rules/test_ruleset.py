"""The compiled rule set says exactly what evaluating every rule one by one says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.selections import parts, selections, telling_numbers
from tests.support.synthetic import DIMENSIONS

from samenhang.model import Status
from samenhang.rules import All, Answered, AnyOf, Compare, CompareTo, Hit, In, NotIn, RuleSet
from samenhang.rules.logic import dimensions, evaluate, open_dimensions
from samenhang.rules.ruleset import conjunctive

if TYPE_CHECKING:
    from samenhang.model import Selection
    from samenhang.rules import Catalogue, Condition

RED, SMALL, WHEEL = In("kleur", ("rood",)), In("maat", ("klein",)), In("delen", ("wiel",))


def hits(selection: Selection, condition: Condition, unless: Condition | None = None) -> list[Hit]:
    return RuleSet({"R1": (condition, unless)}, DIMENSIONS).evaluate(selection)


@pytest.mark.untraced
@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.large_base_example])
def test_the_compiled_rules_equal_the_rules_one_by_one(catalogue: Catalogue, data: st.DataObject) -> None:
    conditions = catalogue.conditions
    compiled = RuleSet({code: (rule.condition, rule.unless) for code, rule in conditions.items()}, catalogue.dimensions)
    numbers = telling_numbers(parts(conditions.values()))
    full = data.draw(st.booleans())
    selection = data.draw(selections(list(catalogue.dimensions), catalogue.dimensions, numbers, full=full))
    found = {hit.key: hit for hit in compiled.evaluate(selection)}
    for code, rule in conditions.items():
        assert (code in found) is (evaluate(rule.condition, selection) is True), code
        if code in found:
            mitigated = False if rule.unless is None else evaluate(rule.unless, selection)
            expected = {True: Status.MITIGATED, False: Status.HOLDS, None: Status.HOLDS_WHILE_UNANSWERED}[mitigated]
            assert found[code].status is expected, code
            still_open = () if rule.unless is None else open_dimensions(rule.unless, selection)
            assert set(found[code].unanswered) == set(still_open), code


def test_every_rule_of_the_product_looks_at_dimensions_that_exist(catalogue: Catalogue) -> None:
    for condition in parts(catalogue.conditions.values()):
        assert set(dimensions(condition)) <= set(catalogue.dimensions)


def test_nothing_holds_for_an_empty_selection(catalogue: Catalogue) -> None:
    rules = {code: (rule.condition, rule.unless) for code, rule in catalogue.conditions.items()}
    assert RuleSet(rules, catalogue.dimensions).evaluate({}) == []


def test_a_rule_set_without_rules_finds_nothing() -> None:
    assert RuleSet({}, DIMENSIONS).evaluate({"kleur": "rood"}) == []


def test_a_hit_names_the_answers_that_make_it_hold_and_no_others() -> None:
    condition = All((RED, AnyOf((SMALL, WHEEL))))
    selection: Selection = {"kleur": "rood", "maat": "groot", "delen": frozenset({"wiel", "as"}), "prijs": Decimal(1)}
    assert hits(selection, condition) == [Hit("R1", Status.HOLDS, ("kleur", "delen"))]


def test_a_mitigated_hit_also_names_the_answers_that_mitigate() -> None:
    selection: Selection = {"kleur": "rood", "maat": "klein"}
    assert hits(selection, RED, SMALL) == [Hit("R1", Status.MITIGATED, ("kleur", "maat"))]


def test_a_hit_that_could_still_be_mitigated_names_what_is_open() -> None:
    unless = All((SMALL, WHEEL))
    expected = Hit("R1", Status.HOLDS_WHILE_UNANSWERED, ("kleur",), ("delen",))
    assert hits({"kleur": "rood", "maat": "klein"}, RED, unless) == [expected]


def test_an_answer_that_rules_the_mitigation_out_closes_the_question() -> None:
    unless = All((SMALL, WHEEL))
    assert hits({"kleur": "rood", "maat": "groot"}, RED, unless) == [Hit("R1", Status.HOLDS, ("kleur",))]


def test_a_set_is_without_several_options_only_when_it_has_none_of_them() -> None:
    without = NotIn("delen", ("wiel", "as"))
    assert hits({"delen": frozenset({"stuur"})}, without)
    assert hits({"delen": frozenset()}, without)
    assert not hits({"delen": frozenset({"as"})}, without)
    assert not hits({}, without)


def test_numbers_are_compared_with_a_bound_and_with_each_other() -> None:
    below = All((CompareTo("prijs", "<", "kosten"), Answered("kosten"), Compare("prijs", ">=", Decimal(1))))
    assert hits({"prijs": Decimal("1.5"), "kosten": Decimal(2)}, below)
    assert not hits({"prijs": Decimal(2), "kosten": Decimal(2)}, below)
    assert not hits({"prijs": Decimal("0.5"), "kosten": Decimal(2)}, below)
    assert not hits({"prijs": Decimal("1.5")}, below)


def test_hits_come_in_the_order_of_the_rules() -> None:
    rules = RuleSet({"R9": (RED, None), "R2": (Answered("kleur"), None), "R5": (RED, None)}, DIMENSIONS)
    assert [hit.key for hit in rules.evaluate({"kleur": "rood"})] == ["R9", "R2", "R5"]


def test_a_condition_in_conjunctive_form_has_no_clause_that_another_implies() -> None:
    condition = AnyOf((All((RED, SMALL)), RED))
    assert conjunctive(condition) == [(RED,)]
