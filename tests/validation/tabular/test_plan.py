from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.validation.tabular.plan import Kind
from samenhang.validation.tabular.words import near, squash

if TYPE_CHECKING:
    from samenhang.rules import Catalogue
    from samenhang.validation.tabular.plan import Plan


def test_every_dimension_is_a_column_and_stands_with_its_group(plan: Plan, catalogue: Catalogue) -> None:
    assert {column.id for column in plan.dimensions} == set(catalogue.dimensions)
    groups = [column.dimension.group for column in plan.dimensions if column.dimension]
    assert list(dict.fromkeys(groups)) == [group.id for group in catalogue.groups]
    assert groups == sorted(groups, key=[group.id for group in catalogue.groups].index)


def test_every_name_of_a_column_leads_to_it(plan: Plan) -> None:
    for sheet in plan.sheets:
        for column in plan.columns(sheet):
            assert plan.heading(sheet, column.id) is column
            assert plan.heading(sheet, f" {column.id.upper()}* ") is column


@pytest.mark.parametrize(
    ("sheet", "heading", "column"),
    [
        ("inrichtingen", "Gemeente", "wie"),
        ("inrichtingen", "Inrichting", "id"),
        ("inrichtingen", "Start date", "begindatum"),
        ("inrichtingen", "Bekostigingsvorm", "bekostigingsvorm"),
        ("inrichtingen", "contractwaardeEuro (euro)", "contractwaardeEuro"),
        ("inrichtingen", "Name (English)", "naamEn"),
        ("inrichtingen", "https://w3id.org/samenhang/def/bekostigingsvorm", "bekostigingsvorm"),
        ("contracten", "Inrichting", "legtVast"),
        ("contracten", "Aanbieder", "opdrachtnemer"),
        ("overig", "value", "waarde"),
    ],
)
def test_a_heading_may_be_a_label_or_another_name(plan: Plan, sheet: str, heading: str, column: str) -> None:
    found = plan.heading(plan.by_id[sheet], heading)
    assert found is not None
    assert found.id == column


def test_a_heading_that_is_none_is_not_guessed(plan: Plan) -> None:
    assert plan.heading(plan.by_id["inrichtingen"], "bekostigingsvrm") is None


def test_lists_hold_only_what_the_structural_shapes_allow(plan: Plan) -> None:
    level = plan.by_id["inrichtingen"].column(Kind.CONCEPT)
    assert level is not None
    assert {choice.id for choice in level.choices} == {"stelsel", "segment"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("GM0344", ["GM0344"]),
        ("gm 344", ["GM0344"]),
        ("344", ["GM0344"]),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0344", ["GM0344"]),
        ("Gemeente Utrecht", ["GM0344"]),
        ("Municipality of Utrecht", ["GM0344"]),
        ("Utrecht", ["GM0344", "VR09"]),
        ("Appingedam", ["GM0003"]),
        ("Nergenshuizen", []),
    ],
)
def test_parties_are_found_by_iri_code_and_name(plan: Plan, text: str, codes: list[str]) -> None:
    assert sorted(party.code for party in plan.parties.find(text)) == codes


def test_a_party_that_ended_is_meant_only_when_no_other_has_its_name(plan: Plan) -> None:
    ended = [party for party in plan.parties.by_iri.values() if party.ended]
    here = {squash(name): p for p in plan.parties.by_iri.values() if not p.ended for name in p.names}
    shared = [party for party in ended if squash(party.names[0]) in here]
    assert shared
    assert all(party not in plan.parties.find(party.names[0]) for party in shared)


def test_words_are_compared_without_case_spaces_and_accents() -> None:
    assert squash("Súdwest-Fryslân ") == squash("sudwest fryslan")
    assert near("productibekostiging", ["productiebekostiging", "lumpsum"]) == ("productiebekostiging",)
