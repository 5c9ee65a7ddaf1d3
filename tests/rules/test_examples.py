"""Every rule has a pair of examples that a domain expert can read, and both the engine and pySHACL agree with it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from tests.support.examples import FOLDER, Example, examples, read_examples
from tests.support.shacl import ShapesGraph, Violation

from samenhang.model import Severity, Status
from samenhang.rules import parse_selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from samenhang import Samenhang
    from samenhang.model import Finding, Selection
    from samenhang.rules import Catalogue

EXAMPLES = examples()
THEMES = {theme: list(pairs) for theme, pairs in groupby(EXAMPLES, key=lambda example: example.theme)}
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)


def finding(samenhang: Samenhang, choices: Mapping[str, Any], code: str) -> Finding | None:
    return next((f for f in samenhang.check(choices).findings if f.code == code), None)


def changed(example: Example) -> list[str]:
    """Return the dimensions that are answered differently in the two halves of a pair."""
    before, after = example.breaks, example.keeps
    return [d for d in {**before, **after} if before.get(d) != after.get(d)]


@each_example
def test_what_breaks_a_rule_counts_against_it(samenhang: Samenhang, example: Example) -> None:
    found = finding(samenhang, example.breaks, example.code)
    assert found is not None
    assert found.status is not Status.MITIGATED
    rule = samenhang.catalogue.rules[example.code]
    assert found.severity is (Severity.INFO if rule.contested_by else rule.severity)


@each_example
def test_what_keeps_a_rule_does_not_count_against_it(samenhang: Samenhang, example: Example) -> None:
    found = finding(samenhang, example.keeps, example.code)
    assert found is None or found.status is Status.MITIGATED


@each_example
def test_a_rule_with_an_unless_part_is_kept_by_mitigating_it(samenhang: Samenhang, example: Example) -> None:
    mitigated = samenhang.catalogue.conditions[example.code].unless is not None
    found = finding(samenhang, example.keeps, example.code)
    assert (found is not None and found.status is Status.MITIGATED) is mitigated


@pytest.mark.parametrize("theme", THEMES)
def test_shacl_reports_what_breaks_a_rule_and_nothing_for_what_keeps_it(
    catalogue: Catalogue, shapes: ShapesGraph, theme: str
) -> None:
    for example in THEMES[theme]:
        rule = catalogue.rules[example.code]
        pair: dict[str, Selection] = {
            "breekt": parse_selection(example.breaks, catalogue.dimensions),
            "houdt": parse_selection(example.keeps, catalogue.dimensions),
        }
        expected = {Violation("breekt", rule.iri, rule.severity)}
        assert shapes.only([rule.iri]).violations(pair) == expected, example.code


@each_example
def test_an_example_is_as_small_as_it_can_be(samenhang: Samenhang, example: Example) -> None:
    for dimension in example.breaks:
        fewer = {d: a for d, a in example.breaks.items() if d != dimension}
        found = finding(samenhang, fewer, example.code)
        assert found is None or found.status is Status.MITIGATED, f"{dimension} is not needed"


@each_example
def test_the_two_halves_differ_in_one_answer(samenhang: Samenhang, example: Example) -> None:
    differing = changed(example)
    if len(differing) > 1:  # fine when no single answer would do
        for dimension in differing:
            nearer = {**example.breaks, dimension: example.keeps[dimension]}
            assert finding(samenhang, nearer, example.code) is not None
    else:
        assert len(differing) == 1


def test_every_rule_has_one_pair_and_every_pair_a_rule(catalogue: Catalogue) -> None:
    counted = Counter(example.code for example in EXAMPLES)
    assert set(counted) == set(catalogue.rules)
    assert max(counted.values()) == 1


def test_a_pair_stands_in_the_file_of_its_theme(catalogue: Catalogue) -> None:
    assert {e.code: e.theme for e in EXAMPLES} == {code: rule.theme for code, rule in catalogue.rules.items()}


def test_a_file_of_examples_mirrors_a_file_of_shapes(samenhang: Samenhang) -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {rule.theme for rule in samenhang.catalogue.rules.values()}


def test_a_rule_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "thema.yaml"
    path.write_text("R1:\n  breekt: {a: b}\n  houdt: {}\nR1:\n  breekt: {a: b}\n  houdt: {}\n", encoding="utf-8")
    with pytest.raises(Exception, match="twice: \\['R1'\\]"):
        read_examples(path)
