"""The graph as loaded from the shipped data: counts, known examples, and answers of the saved queries."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from samenhang.errors import InvalidInputError, NotFoundError
from samenhang.namespaces import BASE
from samenhang.reference.municipalities import (
    municipalities,
    municipality,
    municipality_iri,
    predecessors,
    successors,
)
from samenhang.reference.regions import members, memberships, region, regions
from samenhang.reference.rows import Plain, plain_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang import Samenhang

    Ask = Callable[..., list[Plain]]

TODAY = date(2026, 1, 1)


@pytest.fixture
def ask(samenhang: Samenhang) -> Ask:
    def rows(query_id: str, **values: str) -> list[Plain]:
        return list(plain_rows(samenhang.store, samenhang.queries, query_id, values))

    return rows


def test_there_are_342_municipalities_with_province_and_population(samenhang: Samenhang) -> None:
    found = municipalities(samenhang.store, samenhang.queries, TODAY)
    assert len(found) == 342
    assert len({m.province.code for m in found}) == 12
    assert all(m.population for m in found)
    assert sum(m.population or 0 for m in found) > 17_000_000
    assert {m.population_year for m in found} == {2026}


def test_utrecht_is_known_by_its_codes(samenhang: Samenhang) -> None:
    utrecht = municipality(samenhang.store, samenhang.queries, "gm0344")
    assert (utrecht.name, utrecht.province.name) == ("Utrecht", "Utrecht")
    assert utrecht.iri == "https://identifier.overheid.nl/tooi/id/gemeente/gm0344"
    assert (utrecht.population, utrecht.begin, utrecht.end) == (378121, None, None)


def test_the_hague_is_also_found_under_its_other_name(samenhang: Samenhang) -> None:
    label = '"Den Haag"@nl'
    query = f"ASK {{ <{municipality_iri('GM0518')}> <http://www.w3.org/2004/02/skos/core#altLabel> {label} }}"
    assert samenhang.store.ask(query)


def test_a_municipality_that_was_merged_is_there_on_an_earlier_day_only(samenhang: Samenhang) -> None:
    leek = "GM0022"
    before = {m.code for m in municipalities(samenhang.store, samenhang.queries, date(2018, 12, 31))}
    after = {m.code for m in municipalities(samenhang.store, samenhang.queries, date(2019, 1, 1))}
    assert leek in before - after
    assert "GM1969" in after - before
    assert municipality(samenhang.store, samenhang.queries, leek).end == "2018-12-31"


def test_an_unknown_municipality_is_named(samenhang: Samenhang) -> None:
    with pytest.raises(NotFoundError, match="GM9999"):
        municipality(samenhang.store, samenhang.queries, "GM9999")


def test_a_merger_names_predecessors_and_successor(samenhang: Samenhang) -> None:
    found = predecessors(samenhang.store, samenhang.queries, "GM1969")
    assert {(c.old_name, c.day, c.kind) for c in found} >= {
        ("Leek", "2019-01-01", "Samenvoeging"),
        ("Marum", "2019-01-01", "Samenvoeging"),
    }
    assert [c.new_name for c in successors(samenhang.store, samenhang.queries, "GM0253")] == ["Nijkerk"]


def test_a_chain_of_mergers_is_followed_to_its_end(samenhang: Samenhang) -> None:
    whole = successors(samenhang.store, samenhang.queries, "GM0055")
    assert [(c.old_name, c.new_name, c.day) for c in whole] == [("Boarnsterhim", "Leeuwarden", "2014-01-01")]
    renamed = successors(samenhang.store, samenhang.queries, "GM0082")
    assert [(c.old_name, c.new_name) for c in renamed] == [
        ("Lemsterland", "De Friese Meren"),
        ("De Friese Meren", "De Fryske Marren"),
    ]
    assert "Lemsterland" in {c.old_name for c in predecessors(samenhang.store, samenhang.queries, "GM1940")}


def test_every_change_has_a_known_municipality_on_both_sides(ask: Ask, samenhang: Samenhang) -> None:
    query = """
        PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX sam: <https://w3id.org/samenhang/def/>
        ASK {
          ?change org:originalOrganization|org:resultingOrganization ?place
          FILTER NOT EXISTS { ?place a sam:Gemeente }
        }
    """
    assert not samenhang.store.ask(query)
    assert len(ask("gemeenten", dag="1999-12-31")) > 500


def test_there_are_42_youth_regions_and_the_other_regions_of_the_data(samenhang: Samenhang) -> None:
    found = regions(samenhang.store, samenhang.queries, TODAY)
    expected = {"jeugdregio": 42, "arbeidsmarktregio": 35, "ggd-regio": 25, "veiligheidsregio": 25}
    assert Counter(r.kind for r in found) == expected
    for kind in expected:
        assert sum(r.members or 0 for r in found if r.kind == kind) == 342


def test_a_youth_region_has_its_members_from_the_day_its_source_attests(samenhang: Samenhang) -> None:
    south_east = region(samenhang.store, samenhang.queries, TODAY, "jeugdregio", "JZ23")
    assert (south_east.name, south_east.members, south_east.population) == ("Zuidoost Utrecht", 5, 201551)
    found = members(samenhang.store, samenhang.queries, TODAY, "jeugdregio", "JZ23")
    assert [m.name for m in found] == [
        "De Bilt",
        "Bunnik",
        "Wijk bij Duurstede",
        "Zeist",
        "Utrechtse Heuvelrug",
    ]
    assert {(m.begin, m.end, m.source) for m in found} == {("2025-01-01", None, "jeugdregios-2025")}
    assert members(samenhang.store, samenhang.queries, date(2024, 12, 31), "jeugdregio", "JZ23") == ()


def test_a_municipality_is_in_one_region_of_every_kind(samenhang: Samenhang) -> None:
    found = memberships(samenhang.store, samenhang.queries, TODAY, "GM0344")
    assert {m.region.kind: m.region.name for m in found} == {
        "jeugdregio": "Utrecht Stad",
        "arbeidsmarktregio": "Midden-Utrecht",
        "ggd-regio": "GGD Regio Utrecht",
        "veiligheidsregio": "Utrecht",
    }
    earlier = memberships(samenhang.store, samenhang.queries, date(2024, 1, 1), "GM0344")
    assert {m.region.kind for m in earlier} == {"ggd-regio", "veiligheidsregio"}


def test_an_unknown_region_is_named(samenhang: Samenhang) -> None:
    with pytest.raises(NotFoundError, match="JZ40"):
        region(samenhang.store, samenhang.queries, TODAY, "jeugdregio", "JZ40")


def test_there_are_394_co_operation_bodies_of_which_earlier_versions_name_the_current_one(ask: Ask) -> None:
    found = ask("samenwerkingsorganisaties")
    assert len({row["organisatie"] for row in found}) == len(found) == 394
    earlier = [row for row in found if "versieVan" in row]
    assert len(earlier) == 394 - 383
    assert all(row["versieVan"] != row["organisatie"] for row in earlier)
    (haaglanden,) = (row for row in found if row["code"] == "so1063")
    assert haaglanden["regio"] == f"{BASE}id/jeugdregio/JZ24"
    assert haaglanden["domeinen"] == "Jeugd (Jeugdwet)"


def test_code_lists_hold_every_code(ask: Ask) -> None:
    found = ask("codelijsten")
    lists = Counter(row["lijst"].rsplit("/", 1)[-1] for row in found)
    assert lists == {"wmo020": 18, "jz020": 19, "iv3": 24, "upl": 63}
    foster_care = next(row for row in found if row.get("code") == "6.73a")
    assert (foster_care["naam"], foster_care["boven"]) == ("Pleegzorg", f"{BASE}id/code/iv3/6.72")


def test_every_dataset_tells_publisher_page_and_licence_or_why_there_is_none(ask: Ask) -> None:
    found = ask("gegevenssets")
    assert len(found) == 14
    for row in found:
        assert row["uitgever"]
        assert row["pagina"].startswith("https://")
        assert "licentie" in row or "rechtenNl" in row
    assert {row["id"] for row in found if "licentie" not in row} == {
        "istandaarden",
        "iv3",
        "tooi-gemeenten",
        "tooi-samenwerkingsorganisaties",
        "upl",
    }


def test_a_query_asks_for_the_parameter_it_needs(ask: Ask) -> None:
    with pytest.raises(InvalidInputError):
        ask("voorgangers")


def test_everything_has_a_label(samenhang: Samenhang) -> None:
    query = """
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX org: <http://www.w3.org/ns/org#>
        SELECT DISTINCT ?thing WHERE {
          GRAPH ?graph { ?thing a ?kind }
          VALUES ?graph { <https://w3id.org/samenhang/graaf/referentie> <https://w3id.org/samenhang/graaf/inrichtingen>
                          <https://w3id.org/samenhang/graaf/bevindingen> }
          FILTER (?kind != org:Membership)
          FILTER NOT EXISTS { ?thing rdfs:label|skos:prefLabel ?label }
        }
    """
    assert [row["thing"] for row in samenhang.store.select(query)] == []
