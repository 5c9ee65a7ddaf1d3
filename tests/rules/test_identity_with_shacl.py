"""The engine and SHACL say the same about every selection, rule by rule: pySHACL is the second opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.examples import examples
from tests.support.selections import Numbers, around, parts, selections, telling_numbers
from tests.support.shacl import ShapesGraph, Violation
from tests.support.synthetic import DIMENSIONS, rule_constraints, turtle

from samenhang.coherence import View
from samenhang.coherence.check import find
from samenhang.model import Severity, Status
from samenhang.rules import Lens, RuleSet, read_shapes
from samenhang.rules.logic import dimensions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.model import Selection
    from samenhang.rules import Catalogue

repeatable = settings(derandomize=True, deadline=None, database=None)


def engine(view: View, named: Mapping[str, Selection]) -> set[Violation]:
    """Return what counts for the engine, weighed as the rule itself weighs it and not as a lens does."""
    found = set()
    for name, selection in named.items():
        for finding in find(view, selection):
            if finding.status is not Status.MITIGATED:
                severity = finding.rule.severity if finding.rule else finding.severity
                found.add(Violation(name, finding.iri, severity))
    return found


def view_of(catalogue: Catalogue) -> View:
    """Return the view in which every rule is evaluated, whatever the day."""
    return View(catalogue, Lens(), tuple(catalogue.rules))


def named(drawn: list[Selection]) -> dict[str, Selection]:
    return {f"i{number}": selection for number, selection in enumerate(drawn)}


@st.composite
def near_rules(draw: st.DrawFn, catalogue: Catalogue, numbers: Numbers) -> Selection:
    """Draw answers to the dimensions of a few rules: there the rules are close to holding."""
    codes = draw(st.lists(st.sampled_from(sorted(catalogue.rules)), min_size=1, max_size=8, unique=True))
    ids = around(catalogue.conditions[code] for code in codes)
    return draw(selections(ids, catalogue.dimensions, numbers, full=draw(st.booleans())))


def numbers_of(catalogue: Catalogue) -> Numbers:
    conditions = parts(catalogue.conditions.values())
    return telling_numbers([*conditions, *(rule.condition for rule in catalogue.not_applicable.values())])


@pytest.mark.untraced
@given(st.data())
@settings(repeatable, max_examples=3, suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
def test_all_rules_agree_on_selections_that_answer_everything(
    catalogue: Catalogue, shapes: ShapesGraph, data: st.DataObject
) -> None:
    everything = selections(list(catalogue.dimensions), catalogue.dimensions, numbers_of(catalogue), full=True)
    drawn = named(data.draw(st.lists(everything, min_size=4, max_size=4)))
    assert engine(view_of(catalogue), drawn) == shapes.violations(drawn)


@pytest.mark.untraced
@given(st.data())
@settings(repeatable, max_examples=4)
def test_all_rules_agree_on_partial_selections(catalogue: Catalogue, shapes: ShapesGraph, data: st.DataObject) -> None:
    strategy = near_rules(catalogue, numbers_of(catalogue))
    drawn = named(data.draw(st.lists(strategy, min_size=4, max_size=4)))
    assert engine(view_of(catalogue), drawn) == shapes.violations(drawn)


@pytest.mark.untraced
@pytest.mark.parametrize("code", [example.code for example in examples()])
@given(data=st.data())
@settings(repeatable, max_examples=2)
def test_each_rule_agrees_on_answers_to_its_own_dimensions(
    catalogue: Catalogue, shapes: ShapesGraph, code: str, data: st.DataObject
) -> None:
    ids = around([catalogue.conditions[code]])
    strategy = selections(ids, catalogue.dimensions, numbers_of(catalogue))
    drawn = named(data.draw(st.lists(strategy, min_size=8, max_size=8)))
    rule = catalogue.rules[code]
    mine = View(catalogue, Lens(), (code,))
    counted = {v for v in engine(mine, drawn) if v.shape == rule.iri}
    assert counted == shapes.only([rule.iri]).violations(drawn)


@pytest.mark.untraced
@given(st.data())
@settings(repeatable, max_examples=60)
def test_each_applicability_shape_agrees_on_answers_to_its_own_dimensions(
    catalogue: Catalogue, shapes: ShapesGraph, data: st.DataObject
) -> None:
    dimension = data.draw(st.sampled_from(sorted(catalogue.not_applicable)))
    shape = catalogue.not_applicable[dimension]
    ids = [dimension, *dimensions(shape.condition)]
    strategy = selections(list(dict.fromkeys(ids)), catalogue.dimensions, numbers_of(catalogue))
    drawn = named(data.draw(st.lists(strategy, min_size=6, max_size=6)))
    advice = {v for v in engine(View(catalogue, Lens(), ()), drawn) if v.shape == shape.iri}
    assert advice == shapes.only([shape.iri]).violations(drawn)
    assert {v.severity for v in advice} <= {Severity.INFO}


@pytest.mark.untraced
@given(
    rules=st.lists(rule_constraints(), min_size=1, max_size=5),
    drawn=st.lists(selections(list(DIMENSIONS), DIMENSIONS, {}), min_size=8, max_size=8),
)
@settings(repeatable, max_examples=120)
def test_any_rule_in_the_profile_means_the_same_to_the_engine(rules: list[str], drawn: list[Selection]) -> None:
    text = turtle(rules)
    read = read_shapes(ox.parse(text, format=ox.RdfFormat.TURTLE), DIMENSIONS.values()).rules
    compiled = RuleSet({iri: (rule.condition, rule.unless) for iri, rule in read.items()}, DIMENSIONS)
    counted = {
        Violation(name, hit.key, Severity.WARNING)
        for name, selection in named(drawn).items()
        for hit in compiled.evaluate(selection)
        if hit.status is not Status.MITIGATED
    }
    assert counted == ShapesGraph.from_turtle(text).violations(named(drawn))
