"""A lens decides which rules are evaluated and how heavily a contested one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.errors import InvalidInputError
from samenhang.model import Severity
from samenhang.rules import Lens, parse_lens

if TYPE_CHECKING:
    from samenhang.rules import Catalogue

DOCUMENTS = ("D0", "D1", "D2", "D3", "D4")


def test_without_documents_and_kinds_every_rule_is_evaluated(catalogue: Catalogue) -> None:
    assert all(Lens().admits(rule) for rule in catalogue.rules.values())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_lens_of_one_document_admits_exactly_the_rules_of_that_document(catalogue: Catalogue, document: str) -> None:
    admitted = {code for code, rule in catalogue.rules.items() if parse_lens([document], DOCUMENTS).admits(rule)}
    assert admitted == {code for code, rule in catalogue.rules.items() if document in rule.lens}
    assert admitted


def test_documents_add_up_and_kinds_restrict_further(catalogue: Catalogue) -> None:
    lens = parse_lens(["D2", "D4", "juridisch"], DOCUMENTS)
    admitted = [rule for rule in catalogue.rules.values() if lens.admits(rule)]
    assert admitted
    assert {rule.kind for rule in admitted} == {"juridisch"}
    assert all({"D2", "D4"} & set(rule.lens) for rule in admitted)


@pytest.mark.parametrize("code", ["R041", "R412"])
def test_a_contested_rule_is_advice_while_a_contesting_document_is_in_view(catalogue: Catalogue, code: str) -> None:
    rule = catalogue.rules[code]
    assert Lens().severity(rule) is Severity.INFO
    assert Lens(frozenset(rule.lens)).severity(rule) is Severity.WARNING
    assert Lens(frozenset(rule.lens) | frozenset(rule.contested_by)).severity(rule) is Severity.INFO


def test_kinds_alone_leave_all_documents_in_view(catalogue: Catalogue) -> None:
    rule = catalogue.rules["R041"]
    assert Lens(kinds=frozenset({rule.kind})).severity(rule) is Severity.INFO


def test_an_uncontested_rule_keeps_its_severity_under_every_lens(catalogue: Catalogue) -> None:
    for rule in catalogue.rules.values():
        if not rule.contested_by:
            assert Lens().severity(rule) is rule.severity
            assert Lens(frozenset(rule.lens)).severity(rule) is rule.severity


def test_every_unknown_part_of_a_lens_is_listed() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_lens(["D4", "D9", "wet"], DOCUMENTS)
    assert [fault.pointer for fault in caught.value.faults] == ["/lens/1", "/lens/2"]
    assert {fault.code for fault in caught.value.faults} == {"onbekendeLens"}
    assert "juridisch" in caught.value.faults[0].suggestions
    assert "D9" in caught.value.text.nl


@pytest.mark.parametrize(
    ("parts", "text"), [([], "alle"), (["D4", "D0"], "D0,D4"), (["risico", "D4", "advies"], "D4,advies,risico")]
)
def test_a_lens_is_written_in_a_stable_order(parts: list[str], text: str) -> None:
    assert str(parse_lens(parts, DOCUMENTS)) == text
