"""Every rule tells its reader everything: texts in both languages, sources, and what its kind asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.assets import assets_root
from samenhang.model import Severity
from samenhang.rules.lens import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.model import Rule, Text
    from samenhang.rules import Catalogue


def lacking(catalogue: Catalogue, wanted: Callable[[Rule], object]) -> list[str]:
    """Return the codes of the rules for which something wanted is empty."""
    return [code for code, rule in catalogue.rules.items() if not wanted(rule)]


def complete(text: Text) -> bool:
    return bool(text.nl.strip()) and bool(text.en.strip())


def test_there_are_471_rules_with_a_condition_each(catalogue: Catalogue) -> None:
    assert len(catalogue.rules) == 471
    assert set(catalogue.rules) == set(catalogue.conditions)


def test_every_rule_has_a_title_message_and_explanation_in_both_languages(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: complete(r.title))
    assert not lacking(catalogue, lambda r: complete(r.message))
    assert not lacking(catalogue, lambda r: complete(r.explanation))


def test_every_rule_cites_an_anchor_with_its_document(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: r.sources)
    assert not lacking(catalogue, lambda r: {a.document for a in r.sources} <= set(catalogue.documents))


def test_every_rule_has_a_lens_of_documents_and_is_contested_only_from_outside_it(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: r.lens and set(r.lens) <= set(catalogue.documents))
    assert not lacking(catalogue, lambda r: set(r.lens).isdisjoint(r.contested_by))


def test_every_kind_is_known_and_fits_mitigations_and_advice_are_advice(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: r.kind in KINDS)
    mild = [r for r in catalogue.rules.values() if r.kind in {"advies", "past", "maatregel"}]
    assert all(rule.severity is Severity.INFO for rule in mild)


def test_a_risk_names_its_risk_and_a_mitigation_the_risk_it_takes_away(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: r.kind != "risico" or r.risk)
    assert not lacking(catalogue, lambda r: r.kind != "maatregel" or r.removes_risk)


def test_a_legal_rule_carries_the_years_of_its_texts_and_no_other_rule_does(catalogue: Catalogue) -> None:
    assert not lacking(catalogue, lambda r: bool(r.law_years) is (r.kind == "juridisch"))
    assert not lacking(catalogue, lambda r: all(2000 <= year <= 2026 for year in r.law_years))


def test_a_rule_stands_in_the_shapes_file_of_its_theme(catalogue: Catalogue) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (assets_root() / "shapes").glob("*.ttl")}
    assert not lacking(catalogue, lambda r: f"\nregel:{r.code}\n" in texts[r.theme])


def test_every_disagreement_names_rules_that_exist_and_at_least_two_positions(catalogue: Catalogue) -> None:
    assert len(catalogue.disagreements) == 20
    for disagreement in catalogue.disagreements:
        assert set(disagreement.rules) <= set(catalogue.rules)
        assert len(disagreement.positions) >= 2
        assert complete(disagreement.topic)
        assert complete(disagreement.resolution)
        assert all(complete(position) for _, position in disagreement.positions)


def test_every_contested_rule_is_part_of_a_disagreement(catalogue: Catalogue) -> None:
    named = {code for disagreement in catalogue.disagreements for code in disagreement.rules}
    contested = {code for code, rule in catalogue.rules.items() if rule.contested_by}
    assert contested <= named
