"""A check tells which rules hold, which of them count, what is still open and what would help."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.selections import around, parts, selections, telling_numbers

from samenhang.coherence.check import applies, open_core, verdict_of
from samenhang.model import Choice, Finding, Severity, Status, Text, Verdict
from samenhang.rules import parse_selection

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.model import CheckResult
    from samenhang.rules import Catalogue

DAY = "2026-01-01"
OPEN_ENDED = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
MENDED = {
    **OPEN_ENDED,
    "monitoringIntensiteit": "gemiddeld",
    "contractmanagementAanpak": "risicogestuurd",
    "monitoringFocus": ["kosten"],
}


def check(samenhang: Samenhang, choices: dict[str, Any], *lens: str) -> CheckResult:
    return samenhang.check(choices, lens=lens, day=DAY)


def found(result: CheckResult, code: str) -> Finding:
    (finding,) = [f for f in result.findings if f.code == code]
    return finding


def codes(result: CheckResult) -> list[str]:
    return [finding.code for finding in result.findings]


def test_unlimited_production_funding_with_little_monitoring_is_a_contradiction(samenhang: Samenhang) -> None:
    result = check(samenhang, OPEN_ENDED)
    assert result.verdict is Verdict.CONTRADICTION
    assert not result.coherent
    assert codes(result)[:3] == ["R275", "R266", "R372"]
    assert found(result, "R275").severity is Severity.VIOLATION
    assert found(result, "R275").choices == OPEN_ENDED
    assert {found(result, code).severity for code in ("R266", "R372")} == {Severity.WARNING}
    for code in ("R275", "R266", "R372"):
        finding = found(result, code)
        assert finding.message.nl
        assert finding.message.en
        assert finding.rule is not None
        assert {anchor.document for anchor in finding.rule.sources} == {"D4"}


def test_risk_based_contract_management_on_costs_mitigates_the_volume_incentive(samenhang: Samenhang) -> None:
    result = check(samenhang, MENDED)
    assert result.verdict is Verdict.COHERENT
    assert result.coherent
    finding = found(result, "R266")
    assert finding.status is Status.MITIGATED
    assert finding.severity is Severity.WARNING
    assert set(finding.choices) == {"bekostigingsvorm", "monitoringFocus", "contractmanagementAanpak"}
    taken = {measure.choice for measure in finding.measures}
    assert taken == {Choice("monitoringFocus", "kosten"), Choice("contractmanagementAanpak", "risicogestuurd")}
    assert not {"R275", "R372"} & set(codes(result))


def test_what_is_mitigated_comes_last(samenhang: Samenhang) -> None:
    assert codes(check(samenhang, MENDED))[-1] == "R266"


def test_a_rule_that_could_still_be_mitigated_counts_and_names_the_open_questions(samenhang: Samenhang) -> None:
    result = check(samenhang, {"bekostigingsvorm": "productiebekostiging"})
    assert result.verdict is Verdict.RISK
    finding = found(result, "R266")
    assert finding.status is Status.HOLDS_WHILE_UNANSWERED
    assert set(finding.unanswered) == {
        "budgetplafond",
        "monitoringFocus",
        "contractmanagementAanpak",
        "contractmanagementFocus",
        "toegangBekostigingskennis",
    }


def test_a_rule_whose_mitigation_is_ruled_out_is_no_longer_open(samenhang: Samenhang) -> None:
    result = check(samenhang, {"domein": "jeugd", "verwijzersafspraken": "nee", "pohJeugd": "nee"})
    assert found(result, "R192").status is Status.HOLDS
    assert found(result, "R192").unanswered == ()


def test_measures_are_choices_that_are_not_made_yet(samenhang: Samenhang) -> None:
    measures = [measure.choice for measure in found(check(samenhang, OPEN_ENDED), "R266").measures]
    assert Choice("budgetplafond", "algemeen") in measures
    assert Choice("toegangBekostigingskennis", "ja") in measures
    assert Choice("budgetplafond", "geen") not in measures
    assert len(measures) == len(set(measures))


def test_a_measure_is_named_by_dimension_and_option_in_both_languages(samenhang: Samenhang) -> None:
    (measure,) = [
        m for m in found(check(samenhang, OPEN_ENDED), "R275").measures if m.choice == ("budgetplafond", "algemeen")
    ]
    dimension = samenhang.catalogue.dimension("budgetplafond")
    assert measure.label.nl == f"{dimension.label.nl}: {dimension.option('algemeen').label.nl}"
    assert measure.label.en == f"{dimension.label.en}: {dimension.option('algemeen').label.en}"


def test_a_lens_leaves_out_the_rules_of_other_documents(samenhang: Samenhang) -> None:
    result = check(samenhang, OPEN_ENDED, "D1")
    assert result.verdict is Verdict.COHERENT
    assert all(finding.rule and "D1" in finding.rule.lens for finding in result.findings)
    assert codes(result) == ["R329"]


def test_a_lens_may_name_kinds_of_rules(samenhang: Samenhang) -> None:
    result = check(samenhang, OPEN_ENDED, "D4", "risico")
    assert result.verdict is Verdict.RISK
    assert {finding.kind for finding in result.findings} == {"risico"}


CONTESTED: list[tuple[str, dict[str, Any], tuple[str, Severity, Verdict]]] = [
    (
        "R041",
        {"samenwerkingsverband": "centrumgemeente", "opdrachtgeverschapVerband": "collectief"},
        ("D4", Severity.WARNING, Verdict.RISK),
    ),
    (
        "R412",
        {"opdrachtgeverschapKarakter": ["formeel"], "toegangOrganisatie": "ingekocht-bij-aanbieder"},
        ("D2", Severity.WARNING, Verdict.RISK),
    ),
    ("R102", {"regiekeuze": "inbesteden"}, ("D1", Severity.INFO, Verdict.COHERENT)),
]


@pytest.mark.parametrize(("code", "choices", "own"), CONTESTED, ids=[c[0] for c in CONTESTED])
def test_a_contested_rule_is_advice_to_all_and_itself_under_its_own_lens(
    samenhang: Samenhang, code: str, choices: dict[str, Any], own: tuple[str, Severity, Verdict]
) -> None:
    lens, severity, verdict = own
    everyone = check(samenhang, choices)
    assert found(everyone, code).severity is Severity.INFO
    assert everyone.verdict is Verdict.COHERENT
    alone = check(samenhang, choices, lens)
    assert found(alone, code).severity is severity
    assert alone.verdict is verdict
    rule = samenhang.catalogue.rules[code]
    with_a_critic = check(samenhang, choices, lens, rule.contested_by[0])
    assert found(with_a_critic, code).severity is Severity.INFO


def test_an_empty_set_is_an_answer_and_an_open_question_is_none(samenhang: Samenhang) -> None:
    assert "R394" in codes(check(samenhang, {"functiesBelegd": []}))
    assert found(check(samenhang, {"functiesBelegd": []}), "R394").choices == {"functiesBelegd": frozenset()}
    assert check(samenhang, {}).findings == ()


def test_a_set_lacks_an_option_only_when_it_was_answered(samenhang: Samenhang) -> None:
    paid_by_result = {"bekostigingsvorm": "resultaatbekostiging"}
    assert "R384" not in codes(check(samenhang, paid_by_result))
    assert "R384" in codes(check(samenhang, {**paid_by_result, "monitoringFocus": []}))
    assert "R384" in codes(check(samenhang, {**paid_by_result, "monitoringFocus": ["kosten", "kwaliteit"]}))
    assert "R384" not in codes(check(samenhang, {**paid_by_result, "monitoringFocus": ["kosten", "resultaten"]}))


@pytest.mark.parametrize(
    ("tariff", "cost", "holds"),
    [(50, 60, True), (59.99, 60, True), (60, 60, False), (70, 60, False), (50, None, False), (None, 60, False)],
)
def test_a_tariff_is_compared_with_the_cost_price_when_both_are_known(
    samenhang: Samenhang,
    tariff: float | None,
    cost: float | None,
    holds: bool,  # noqa: FBT001 -- the expected value
) -> None:
    amounts = {"tariefEuro": tariff, "kostprijsEuro": cost}
    result = check(samenhang, {k: v for k, v in amounts.items() if v is not None})
    assert ("R400" in codes(result)) is holds
    assert result.verdict is (Verdict.CONTRADICTION if holds else Verdict.COHERENT)


@pytest.mark.parametrize(("value", "holds"), [(749_999, False), (749_999.99, False), (750_000, True), (10**9, True)])
def test_a_threshold_counts_from_the_number_it_names(samenhang: Samenhang, value: float, holds: bool) -> None:  # noqa: FBT001 -- the expected value
    result = check(samenhang, {"juridischeVorm": "overheidsopdracht", "contractwaardeEuro": value})
    assert ("R249" in codes(result)) is holds


def test_an_answer_to_what_does_not_apply_gets_advice_beside_the_rules(samenhang: Samenhang) -> None:
    result = check(samenhang, {"strategischePlanning": "geen", "planhorizonJaren": 4})
    finding = found(result, "nvt")
    assert finding.severity is Severity.INFO
    assert finding.status is Status.HOLDS
    assert finding.rule is None
    assert finding.iri.endswith("/id/nvt/planhorizonJaren")
    assert finding.choices == {"planhorizonJaren": Decimal(4), "strategischePlanning": "geen"}
    assert "R028" in codes(result)


def test_what_applies_or_may_still_apply_gets_no_such_advice(samenhang: Samenhang) -> None:
    assert "nvt" not in codes(check(samenhang, {"planhorizonJaren": 4}))
    planned = {"strategischePlanning": "afgestemd-meerjarenplan", "planhorizonJaren": 4}
    assert "nvt" not in codes(check(samenhang, planned))


def test_a_dimension_applies_until_an_answer_makes_it_meaningless(catalogue: Catalogue) -> None:
    assert applies(catalogue, "planhorizonJaren", {})
    assert applies(catalogue, "bekostigingsvorm", {})
    assert not applies(catalogue, "planhorizonJaren", {"strategischePlanning": "geen"})


def test_what_is_missing_are_the_core_dimensions_that_apply_and_are_open(
    samenhang: Samenhang, catalogue: Catalogue
) -> None:
    core = [d.id for d in catalogue.dimensions.values() if d.core]
    assert list(open_core(catalogue, {})) == core
    result = check(samenhang, {"domein": "jeugd"})
    assert not result.complete
    assert "domein" not in result.missing
    meaningless = {d for d in core if not applies(catalogue, d, {"domein": "jeugd"})}
    assert set(result.missing) == set(core) - {"domein"} - meaningless


def test_a_selection_that_answers_the_whole_core_is_complete(samenhang: Samenhang, catalogue: Catalogue) -> None:
    answers: dict[str, Any] = {}
    for dimension in catalogue.dimensions.values():
        if dimension.core:
            first = next(iter(dimension.option_index), 1)
            answers[dimension.id] = first
    result = check(samenhang, answers)
    assert result.complete
    assert result.missing == ()


def finding(severity: Severity, status: Status = Status.HOLDS) -> Finding:
    return Finding("R1", "", severity, "risico", status, Text("", ""), {})


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([], Verdict.COHERENT),
        ([finding(Severity.INFO)], Verdict.COHERENT),
        ([finding(Severity.INFO), finding(Severity.WARNING)], Verdict.RISK),
        ([finding(Severity.WARNING, Status.HOLDS_WHILE_UNANSWERED)], Verdict.RISK),
        ([finding(Severity.WARNING), finding(Severity.VIOLATION)], Verdict.CONTRADICTION),
        ([finding(Severity.VIOLATION, Status.MITIGATED)], Verdict.COHERENT),
        ([finding(Severity.VIOLATION, Status.MITIGATED), finding(Severity.WARNING)], Verdict.RISK),
    ],
)
def test_the_verdict_is_that_of_the_heaviest_finding_that_counts(findings: list[Finding], verdict: Verdict) -> None:
    assert verdict_of(tuple(findings)) is verdict


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_findings_rest_on_answers_given_and_questions_left_open(samenhang: Samenhang, data: st.DataObject) -> None:
    catalogue = samenhang.catalogue
    rules = st.lists(st.sampled_from(sorted(catalogue.conditions)), min_size=1, max_size=5, unique=True)
    some = [catalogue.conditions[code] for code in data.draw(rules)]
    ids = around(some)
    selection = data.draw(selections(ids, catalogue.dimensions, telling_numbers(parts(some))))
    result = samenhang.check(selection, day=DAY)
    assert result.verdict is verdict_of(result.findings)
    for each in result.findings:
        assert each.choices
        assert all(selection[dimension] == answer for dimension, answer in each.choices.items())
        assert not set(each.unanswered) & set(selection)
        assert bool(each.unanswered) is (each.status is Status.HOLDS_WHILE_UNANSWERED)
        alone = {finding.code for finding in samenhang.check(each.choices, day=DAY).findings}
        assert each.code in alone


def test_the_answer_to_a_question_tells_which_rules_gave_it(samenhang: Samenhang) -> None:
    everyone, one = check(samenhang, {}), check(samenhang, {}, "D4")
    assert everyone.ruleset_sha256 == check(samenhang, OPEN_ENDED).ruleset_sha256
    assert everyone.ruleset_sha256 != one.ruleset_sha256
    assert len(one.ruleset_sha256) == 64


def test_a_parsed_selection_gives_the_same_answer_as_a_raw_one(samenhang: Samenhang) -> None:
    parsed = parse_selection(MENDED, samenhang.catalogue.dimensions)
    assert check(samenhang, dict(parsed)) == check(samenhang, MENDED)
