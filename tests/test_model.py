"""The nouns of the domain."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.support.synthetic import DIMENSIONS

from samenhang.model import CheckResult, Choice, Severity, Status, Text, Verdict


def test_a_text_is_given_in_the_language_asked_for_and_else_in_dutch() -> None:
    text = Text("goed", "good")
    assert (text.get("nl"), text.get("en"), text.get("fr")) == ("goed", "good", "goed")


def test_the_values_of_verdict_severity_and_status_are_those_on_the_wire() -> None:
    assert [*Verdict] == ["tegenspraak", "risico", "samenhangend"]
    assert [*Severity] == ["overtreding", "waarschuwing", "advies"]
    assert [*Status] == ["geldt", "geldtZolangOnbeantwoord", "beheerst"]


def test_an_option_is_found_by_its_id() -> None:
    assert DIMENSIONS["kleur"].option("groen").id == "groen"
    with pytest.raises(KeyError):
        DIMENSIONS["kleur"].option("paars")


def test_nouns_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        DIMENSIONS["kleur"].id = "anders"  # type: ignore[misc]


def test_a_choice_equals_a_pair_of_ids() -> None:
    assert Choice("kleur", "rood") == ("kleur", "rood")


@pytest.mark.parametrize("verdict", Verdict)
def test_a_result_is_coherent_when_nothing_counts_against_it(verdict: Verdict) -> None:
    result = CheckResult(
        verdict=verdict,
        findings=(),
        complete=True,
        missing=(),
        completable=True,
        completions=1,
        ruleset_sha256="0" * 64,
    )
    assert result.coherent is (verdict is Verdict.COHERENT)
