"""The catalogue is the graph, read through the saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import NotFoundError, UnsupportedShapeError
from samenhang.model import AnswerKind, Severity
from samenhang.namespaces import DEF, GRAPH_RULES, RULE, SH, dimension_iri, option_iri
from samenhang.rules import All, In, load_catalogue
from samenhang.rules.logic import leaves
from samenhang.store import EmbeddedStore, load_assets

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.model import Text
    from samenhang.rules import Catalogue


def complete(text: Text) -> bool:
    return bool(text.nl.strip()) and bool(text.en.strip())


def test_it_holds_every_dimension_option_and_rule(catalogue: Catalogue) -> None:
    assert len(catalogue.dimensions) == 255
    assert sum(len(d.options) for d in catalogue.dimensions.values()) == 646
    assert sum(d.core for d in catalogue.dimensions.values()) == 74
    assert len(catalogue.rules) == 471
    assert set(catalogue.documents) == {"D0", "D1", "D2", "D3", "D4"}


def test_every_term_has_labels_and_definitions_in_both_languages_and_an_anchor(catalogue: Catalogue) -> None:
    for dimension in catalogue.dimensions.values():
        assert complete(dimension.label), dimension.id
        assert complete(dimension.definition), dimension.id
        assert dimension.sources, dimension.id
        for option in dimension.options:
            assert complete(option.label), option.iri
            assert complete(option.definition), option.iri
            assert option.sources, option.iri


def test_a_dimension_has_options_unless_it_is_a_number_with_a_unit(catalogue: Catalogue) -> None:
    for dimension in catalogue.dimensions.values():
        number = dimension.kind is AnswerKind.NUMBER
        assert bool(dimension.options) is not number, dimension.id
        assert (dimension.unit is not None) is number, dimension.id


def test_an_id_is_the_last_part_of_its_iri(catalogue: Catalogue) -> None:
    for dimension in catalogue.dimensions.values():
        assert dimension.iri == dimension_iri(dimension.id)
        for index, option in enumerate(dimension.options):
            assert option.iri == option_iri(dimension.id, option.id)
            assert dimension.option(option.id) is option
            assert dimension.option_index[option.id] == index


def test_dimensions_stand_in_groups_that_exist_and_in_a_fixed_order(catalogue: Catalogue) -> None:
    groups = {group.id for group in catalogue.groups}
    assert {d.group for d in catalogue.dimensions.values()} <= groups
    assert {r.theme for r in catalogue.rules.values()} <= groups
    orders = [d.order for d in catalogue.dimensions.values()]
    assert orders == sorted(orders)
    assert {d.level for d in catalogue.dimensions.values()} == {"stelsel", "segment"}


def test_a_rule_carries_what_its_shape_says(catalogue: Catalogue) -> None:
    rule = catalogue.rule("R275")
    assert rule.iri == f"{RULE}R275"
    assert (rule.kind, rule.severity, rule.lens) == ("onverenigbaar", Severity.VIOLATION, ("D4",))
    assert (rule.theme, rule.level, rule.scope) == ("monitoring-leren", "gemengd", "combinatie")
    assert rule.title.en == "Little steering information and unlimited production funding"
    assert [anchor.document for anchor in rule.sources] == ["D4"] * len(rule.sources)
    parts = (
        In("monitoringIntensiteit", ("laag",)),
        In("bekostigingsvorm", ("productiebekostiging",)),
        In("budgetplafond", ("geen",)),
    )
    assert catalogue.conditions["R275"].condition == All(parts)


def test_documents_have_anchors_and_citations_lead_to_them(catalogue: Catalogue) -> None:
    anchors = {anchor.iri for document in catalogue.documents.values() for anchor in document.anchors}
    assert all(document.anchors for document in catalogue.documents.values())
    cited = {anchor.iri for some in catalogue.citations.values() for anchor in some}
    assert cited <= anchors


def test_57_dimensions_do_not_always_apply_and_say_so_in_both_languages(catalogue: Catalogue) -> None:
    assert len(catalogue.not_applicable) == 57
    for dimension, shape in catalogue.not_applicable.items():
        assert dimension in catalogue.dimensions
        assert complete(shape.message)
        assert all(leaf.dimension != dimension for leaf in leaves(shape.condition))


def test_a_measure_that_can_be_chosen_is_one_that_rules_name(catalogue: Catalogue) -> None:
    named = {measure.iri for rule in catalogue.rules.values() for measure in rule.measures}
    assert catalogue.measures
    assert set(catalogue.measures) & named


@pytest.mark.parametrize(
    ("method", "asked", "near"),
    [("dimension", "bekostigingvorm", "bekostigingsvorm"), ("rule", "R27", "R270"), ("document", "D44", "D4")],
)
def test_what_does_not_exist_is_not_found_with_the_nearest_ids(
    catalogue: Catalogue, method: str, asked: str, near: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        getattr(catalogue, method)(asked)
    assert near in caught.value.suggestions
    assert asked in caught.value.text.nl


def test_a_rule_that_cannot_be_read_stops_the_loading_by_name(samenhang: Samenhang) -> None:
    store = EmbeddedStore()
    load_assets(store, assets_root())
    store.load_turtle(GRAPH_RULES, f"<{RULE}R275> <{SH}targetClass> <{DEF}Contract> .".encode(), base=DEF)
    with pytest.raises(UnsupportedShapeError, match=f"{RULE}R275"):
        load_catalogue(store, samenhang.queries, "0" * 64)
