from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import SamenhangError
from samenhang.validation.ontology.graph import as_store
from samenhang.validation.ontology.hygiene import hygiene_findings, read_hygiene_queries

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox
    from tests.validation.ontology.conftest import Written

QUERIES = read_hygiene_queries(assets_root() / "queries" / "hygiene")

FAULTS = {
    "antwoordsoort-past-niet": ("sam:budgetbeheersing a owl:FunctionalProperty .", "budgetbeheersing"),
    "bereik-meervoudig": ("sam:kern rdfs:domain sam:Partij .", "kern"),
    "bron-is-geen-anker": ("sam:bekostigingsvorm dct:source sam:Partij .", "bekostigingsvorm"),
    "bron-ontbreekt": ("regel:R999 a sam:Regel .", "R999"),
    "definitie-is-label": (
        "sam:Nieuw a owl:Class ; rdfs:label 'Nieuw ding'@nl ; skos:definition 'nieuw ding.'@nl .",
        "Nieuw",
    ),
    "definitie-ontbreekt": ("sam:Nieuw a owl:Class ; skos:definition 'Iets nieuws.'@nl .", "Nieuw"),
    "dimensie-onvolledig": ("sam:nieuw a sam:Dimensie .", "nieuw"),
    "dimensie-zonder-keuze": ("sam:nieuw a sam:Dimensie .", "nieuw"),
    "hulpshape-onvolledig": ("<https://w3id.org/samenhang/id/nvt/nieuw> a sam:Toepasselijkheid .", "nieuw"),
    "id-schrijfwijze": ("bekostigingsvorm:Één sam:optieVan sam:bekostigingsvorm .", "Één"),
    "identificatie-dubbel": ("regel:R999 dct:identifier 'R162' .", "R999"),
    "identificatie-wijkt-af": ("regel:R999 dct:identifier 'R162' .", "R999"),
    "iri-hangt-los": ("ex:a sam:optieVan sam:bestaatNiet .", "bestaatNiet"),
    "klasse-in-kring": ("sam:Optie rdfs:subClassOf sam:Bekostigingsvorm .", "Bekostigingsvorm"),
    "label-dubbel": (
        "bekostigingsvorm:nieuw sam:optieVan sam:bekostigingsvorm ; skos:prefLabel 'resultaatbekostiging'@nl .",
        "nieuw",
    ),
    "label-meervoudig": ("sam:bekostigingsvorm skos:prefLabel 'Vorm'@nl .", "bekostigingsvorm"),
    "label-ontbreekt": ("sam:Nieuw a owl:Class ; rdfs:label 'Nieuw'@nl .", "Nieuw"),
    "optie-zonder-dimensie": ("bekostigingsvorm:nieuw a sam:Optie .", "nieuw"),
    "optie-zonder-klasse": ("bekostigingsvorm:nieuw a sam:Optie ; sam:optieVan sam:bekostigingsvorm .", "nieuw"),
    "optieklasse-zonder-dimensie": ("sam:Nieuw rdfs:subClassOf sam:Optie .", "Nieuw"),
    "regel-onvolledig": ("regel:R999 a sam:Regel .", "R999"),
    "structuurregel-onvolledig": ("<https://w3id.org/samenhang/id/structuur/S999> a sam:Structuurregel .", "S999"),
    "vertaling-ontbreekt": ("sam:bekostigingsvorm skos:scopeNote 'Noot'@nl .", "bekostigingsvorm"),
    "volgorde-dubbel": ("bekostigingsvorm:a sam:optieVan sam:bekostigingsvorm ; sam:volgorde 1 .", "a"),
    "volgorde-ontbreekt": ("bekostigingsvorm:nieuw a sam:Optie .", "nieuw"),
}


def test_the_ontology_and_the_rules_are_well_kept(product: list[ox.Quad]) -> None:
    assert hygiene_findings(as_store(product), QUERIES) == ()


def test_every_query_has_a_fault_that_it_finds() -> None:
    assert [query.id for query in QUERIES] == sorted(FAULTS)


@pytest.mark.parametrize("query_id", FAULTS)
def test_a_fault_is_found_with_term_and_file(extended: Written, query_id: str) -> None:
    turtle, term = FAULTS[query_id]
    queries = tuple(query for query in QUERIES if query.id == query_id)
    found = hygiene_findings(as_store(extended(turtle)), queries)
    assert term in {finding.term.rsplit("/", 1)[-1] for finding in found}
    assert all(finding.file.endswith(".ttl") for finding in found)


def test_a_header_that_is_incomplete_is_named(tmp_path: Path) -> None:
    (tmp_path / "half.rq").write_text("#+ id: half\nASK {}", encoding="utf-8")
    with pytest.raises(SamenhangError, match=r"half\.rq"):
        read_hygiene_queries(tmp_path)


def test_a_query_that_selects_nothing_is_named(tmp_path: Path, small: Written) -> None:
    texts = "".join(f"#+ {key}: {{nl: x, en: x}}\n" for key in ("titel", "probleem", "oplossing"))
    (tmp_path / "vraag.rq").write_text(f"#+ id: vraag\n{texts}ASK {{}}", encoding="utf-8")
    with pytest.raises(SamenhangError, match="vraag"):
        hygiene_findings(as_store(small("")), read_hygiene_queries(tmp_path))
