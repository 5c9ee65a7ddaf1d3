"""The facts and examples as arrangements: sources, readings, systems and segments, findings."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import NotFoundError
from samenhang.model import AnswerKind, Severity, Status, Verdict
from samenhang.namespaces import DEF, local_name
from samenhang.reference.arrangements import (
    Arrangement,
    Summary,
    arrangement,
    find_summary,
    summaries,
    with_choice,
    with_rule,
)
from samenhang.reference.municipalities import municipality_iri
from samenhang.reference.rows import plain_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from samenhang import Samenhang
    from samenhang.model import Answer


@pytest.fixture(scope="module")
def found(samenhang: Samenhang) -> dict[str, Arrangement]:
    return {one.id: whole(samenhang, one) for one in summaries(samenhang.store, samenhang.queries)}


def whole(samenhang: Samenhang, one: Summary) -> Arrangement:
    return arrangement(samenhang.store, samenhang.queries, samenhang.catalogue.dimensions, one)


def lines(name: str) -> list[dict[str, str]]:
    with (assets_root() / "data" / "inrichtingen" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def wire(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {d: sorted(a) if isinstance(a, frozenset) else a for d, a in answers.items()}


def test_157_facts_are_statements_each_with_source_and_arrangement(found: dict[str, Arrangement]) -> None:
    statements = {s.id: s for a in found.values() for s in a.statements}
    assert sorted(statements) == [f"F{n:03d}" for n in range(1, 158)]
    assert all(s.source.startswith("http") and s.source_title for s in statements.values())
    assert all(s.topic.nl and s.topic.en and s.value for s in statements.values())


def test_every_reading_is_an_option_of_its_dimension_at_its_level(samenhang: Samenhang) -> None:
    for line in lines("mapping.csv"):
        assert line["reden_nl"]
        assert line["reden_en"]
        if line["dimensie"]:
            dimension = samenhang.catalogue.dimension(line["dimensie"])
            assert dimension.level == line["niveau"]
            assert dimension.kind is not AnswerKind.SET, "a source rarely tells that a set is complete"
            if dimension.kind is not AnswerKind.NUMBER:
                assert line["optie"] in dimension.option_index


def test_what_is_not_mapped_is_listed_with_the_reason_in_both_languages(
    samenhang: Samenhang, found: dict[str, Arrangement]
) -> None:
    rows = list(plain_rows(samenhang.store, samenhang.queries, "niet-vertaald"))
    unmapped = {s.id for a in found.values() for s in a.statements if not s.mapped}
    read = {line["feit"] for line in lines("mapping.csv") if line["dimensie"]}
    assert [row["id"] for row in rows] == sorted(unmapped)
    assert unmapped == {line["feit"] for line in lines("feiten.csv")} - read
    assert all(row["redenNl"] and row["redenEn"] for row in rows)


def test_every_established_option_is_an_answer_of_the_arrangement(samenhang: Samenhang) -> None:
    query = """
        PREFIX sam: <https://w3id.org/samenhang/def/>
        ASK {
          ?statement sam:steltVast ?option . ?option sam:optieVan ?dimension .
          FILTER NOT EXISTS { ?statement sam:betreftInrichting ?arrangement . ?arrangement ?dimension ?option }
        }
    """
    assert not samenhang.store.ask(query)


def test_the_open_house_of_south_east_utrecht_is_read_from_its_source(found: dict[str, Arrangement]) -> None:
    one = found["jz23-jeugd-2022"]
    assert one.label.nl == "Jeugdregio Zuidoost Utrecht: jeugd (Jeugdwet), vanaf 2022"
    assert one.label.en == "Youth region Zuidoost Utrecht: youth (Youth Act), from 2022"
    assert one.answers == {
        "domein": "jeugd",
        "schaal": "regionaal",
        "selectiviteit": "open-house",
        "juridischeVorm": "open-house",
        "contracteringsprocedure": "open-house-toelating",
    }
    assert (one.begin, one.end, one.state, one.level) == ("2022", None, "vastgesteld", "segment")
    (statement,) = one.statements
    assert "skipr.nl" in statement.source


def test_a_number_is_read_only_when_the_source_is_exact(found: dict[str, Arrangement]) -> None:
    assert found["jz23-jeugd-specialistische-zorg-en-verblijf-2022"].answers["aantalContractanten"] == Decimal(8)
    assert "aantalContractanten" not in found["jz23-jeugd-ambulant-2022"].answers
    assert found["gm0392-alle-2021-voornemen"].answers["contractduurJaren"] == Decimal("8.5")


def test_an_intention_is_kept_apart_from_what_was_chosen(found: dict[str, Arrangement]) -> None:
    now, then = found["jz25-jeugd-2020"], found["jz25-jeugd-2020-voornemen"]
    assert (now.state, then.state) == ("vastgesteld", "voornemen")
    assert now.answers["aantalContractanten"] == Decimal(221)
    assert then.answers["aantalAanbieders"] == "beperkt"


def test_facts_without_a_year_are_taken_together_only_when_from_one_page(found: dict[str, Arrangement]) -> None:
    for one in found.values():
        if not (one.begin or one.end or one.example):
            assert len({s.source for s in one.statements}) == 1


def test_a_segment_inherits_the_answers_of_its_system(found: dict[str, Arrangement]) -> None:
    segment = found["jz01-jeugd-2025"]
    assert segment.system == found["jz01-jeugd-stelsel-2025"].iri
    assert segment.inherited == {"uitvoeringsorganisatie": "apart"}
    haarlem = found["gm0392-domeinoverstijgend-onbekend-f050"]
    assert haarlem.inherited == {"toegangOrganisatie": "ingekocht-bij-aanbieder"}


def test_a_system_and_its_segments_share_party_state_and_period(found: dict[str, Arrangement]) -> None:
    by_iri = {a.iri: a for a in found.values()}
    pairs = [(a, by_iri[a.system]) for a in found.values() if a.system and not a.example]
    assert len(pairs) >= 5
    for segment, system in pairs:
        assert (segment.level, system.level) == ("segment", "stelsel")
        shared = [(a.party, a.state, a.begin, a.end) for a in (segment, system)]
        assert shared[0] == shared[1]


def test_the_country_chooses_nothing(found: dict[str, Arrangement]) -> None:
    national = [a for a in found.values() if a.id.startswith("nl-")]
    assert len(national) == 4
    assert all(a.party is None and not any(s.mapped for s in a.statements) for a in national)


def test_the_arrangements_of_one_party_are_those_that_name_it(
    samenhang: Samenhang, found: dict[str, Arrangement]
) -> None:
    utrecht = [a for a in found.values() if a.party == municipality_iri("GM0344")]
    assert len(utrecht) == 7
    assert {a.party_name for a in utrecht} == {"Utrecht"}
    rows = plain_rows(
        samenhang.store, samenhang.queries, "inrichtingen-van-partij", {"partij": municipality_iri("GM0344")}
    )
    assert {row["id"] for row in rows} == {a.id for a in utrecht}


def test_an_unknown_arrangement_names_the_nearest(found: dict[str, Arrangement]) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_summary(found.values(), "jz23-jeugd-2023")
    assert "jz23-jeugd-2022" in caught.value.suggestions


def test_the_findings_in_the_graph_are_those_of_the_engine(samenhang: Samenhang, found: dict[str, Arrangement]) -> None:
    by_iri = {a.iri: a for a in found.values()}
    levels = {d.id: d.level for d in samenhang.catalogue.dimensions.values()}
    for one in found.values():
        result = samenhang.check(wire({**one.answers, **one.inherited}))
        assert one.verdict is result.verdict
        expected = {(f.iri, f.severity, f.status) for f in result.findings}
        stored = {(f.rule, f.severity, f.status) for f in one.findings}
        assert stored <= expected
        told_elsewhere = {iri for iri, _, _ in expected - stored}
        others = [by_iri[one.system]] if one.system else [a for a in found.values() if a.system == one.iri]
        assert told_elsewhere <= {f.rule for other in others for f in other.findings}
        for finding in result.findings:
            if finding.iri in told_elsewhere:
                on_system = all(levels[d] == "stelsel" for d in finding.choices)
                assert on_system is (one.system is not None)


def test_a_rule_on_the_system_is_told_once_for_all_its_segments(found: dict[str, Arrangement]) -> None:
    system = found["d4-voorbeeld-4b"]
    segments = [a for a in found.values() if a.system == system.iri]
    assert len(segments) == 2
    for segment in segments:
        assert segment.inherited["monitoringIntensiteit"] == "laag"
        assert not {f.rule for f in segment.findings if f.level == "stelsel"} & {f.rule for f in system.findings}


@pytest.mark.parametrize("example", ["1a", "2a", "2b", "3a", "3b", "4a", "4b"])
def test_an_example_of_d4_gives_the_risks_the_text_tells(found: dict[str, Arrangement], example: str) -> None:
    one = found[f"d4-voorbeeld-{example}"]
    assert one.example
    assert one.verdict is Verdict.RISK


@pytest.mark.parametrize("example", ["2b", "3a", "3b", "4a"])
def test_the_measures_of_an_example_take_its_risks_away(found: dict[str, Arrangement], example: str) -> None:
    one = found[f"d4-voorbeeld-{example}-beheerst"]
    assert one.verdict is Verdict.COHERENT
    assert Status.MITIGATED in {f.status for f in one.findings}


def test_the_combination_that_example_4b_advises_against_is_a_contradiction(found: dict[str, Arrangement]) -> None:
    one = found["d4-voorbeeld-4b-zonder-plafond"]
    assert one.verdict is Verdict.CONTRADICTION
    assert Severity.VIOLATION in {f.severity for f in one.findings}
    assert found["d4-voorbeeld-4b-beheerst"].verdict is not Verdict.CONTRADICTION


def test_every_document_has_an_example_and_every_example_a_place_in_it(samenhang: Samenhang) -> None:
    query = """
        PREFIX sam: <https://w3id.org/samenhang/def/>
        PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?example ?document WHERE {
          ?example a sam:Tekstvoorbeeld .
          OPTIONAL { ?example dct:source/dct:isPartOf+ ?document . ?document a sam:Bron }
        }
    """
    rows = list(samenhang.store.select(query))
    assert all("document" in row for row in rows)
    counted = Counter(local_name(row["document"].value) for row in rows)  # type: ignore[union-attr]
    assert set(counted) == {"D0", "D1", "D2", "D3", "D4"}


def test_every_option_in_an_arrangement_exists(samenhang: Samenhang) -> None:
    query = f"""
        PREFIX sam: <{DEF}>
        SELECT ?arrangement ?dimension ?answer WHERE {{
          ?arrangement a sam:Inrichting ; ?dimension ?answer . ?dimension a sam:Dimensie .
          FILTER (isIRI(?answer) && ?answer != sam:geen)
          FILTER NOT EXISTS {{ ?answer sam:optieVan ?dimension }}
        }}
    """
    assert list(samenhang.store.select(query)) == []


def test_findings_tell_which_check_made_them(samenhang: Samenhang) -> None:
    query = """
        PREFIX sam: <https://w3id.org/samenhang/def/>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT DISTINCT ?sha WHERE { ?f a sam:Bevinding ; prov:wasGeneratedBy/sam:regelsetSha256 ?sha }
    """
    (row,) = samenhang.store.select(query)
    assert row["sha"].value == samenhang.check({}).ruleset_sha256  # type: ignore[union-attr]


def test_rules_are_counted_over_real_arrangements_only(samenhang: Samenhang) -> None:
    rows = list(plain_rows(samenhang.store, samenhang.queries, "bevindingen-per-regel"))
    counts = {row["code"]: int(row["aantal"]) for row in rows}
    assert [int(row["aantal"]) for row in rows] == sorted(counts.values(), reverse=True)
    assert counts["R216"] == 12


def test_arrangements_are_found_by_a_choice_and_by_a_rule(samenhang: Samenhang, found: dict[str, Arrangement]) -> None:
    chosen = with_choice(samenhang.store, samenhang.queries, "domein", "jeugd")
    assert chosen == {a.iri for a in found.values() if a.answers.get("domein") == "jeugd"}
    rule = next(f.rule for a in found.values() for f in a.findings)
    told = with_rule(samenhang.store, samenhang.queries, rule)
    assert told == {a.iri for a in found.values() if any(f.rule == rule for f in a.findings)}
