from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.validation.ontology import OntologyReport, ProfileViolation, check_ontology, render_text
from samenhang.validation.ontology.graph import read_files
from samenhang.validation.ontology.hygiene import HygieneFinding, HygieneQuery
from samenhang.validation.ontology.profile_view import Restriction

if TYPE_CHECKING:
    from tests.validation.ontology.conftest import Written

CLEAN = OntologyReport(
    consistent=True, unsatisfiable=(), violations=(), findings=(), classes=2, properties=3, individuals=5, seconds=1.26
)
QUERY = HygieneQuery("id", Text("Titel", "Title"), Text("Fout.", "Wrong."), Text("Mend.", "Mend."), "")
FINDING = HygieneFinding(QUERY, "https://w3id.org/samenhang/def/schaal", "nl", "ontology/a.ttl")
VIOLATION = ProfileViolation(Restriction.DATATYPE, "http://www.w3.org/2001/XMLSchema#date", "", "ontology/b.ttl")


def test_the_check_of_the_product_is_clean_and_counts_its_terms() -> None:
    report = check_ontology(assets_root())
    assert report.clean
    assert report.profile == "OWL 2 DL"
    assert report.classes > 300
    assert report.properties > 300
    assert report.individuals > 2000
    assert report.seconds > 0


@pytest.mark.parametrize(
    "unclean",
    [
        replace(CLEAN, consistent=False),
        replace(CLEAN, unsatisfiable=("https://w3id.org/samenhang/def/X",)),
        replace(CLEAN, violations=(VIOLATION,)),
        replace(CLEAN, findings=(FINDING,)),
    ],
)
def test_anything_found_makes_the_report_unclean(unclean: OntologyReport) -> None:
    assert CLEAN.clean
    assert not unclean.clean


def test_a_clean_report_reads_well_in_dutch_and_english() -> None:
    assert render_text(CLEAN, "nl") == (
        "Ontologie: 2 klassen, 3 eigenschappen, 5 individuen; getoetst in 1,3 s\n"
        "Consistent: ja\nProfiel: OWL 2 DL\nHygiëne: 0 bevindingen\n"
    )
    assert "Hygiene: 0 findings" in render_text(CLEAN, "en")


def test_what_is_wrong_is_told_with_term_file_and_remedy() -> None:
    report = replace(
        CLEAN, unsatisfiable=("https://w3id.org/samenhang/def/X",), violations=(VIOLATION,), findings=(FINDING,)
    )
    text = render_text(report, "en")
    assert "these classes cannot have members:\n  def/X\n" in text
    assert "Profile: OWL 2 Full\n  ontology/b.ttl: http://www.w3.org/2001/XMLSchema#date: datatype does not" in text
    assert "Hygiene: 1 finding\n  Title [id]. Wrong. Mend.\n    ontology/a.ttl: def/schaal (nl)\n" in text


def test_an_inconsistent_ontology_is_said_to_contradict_itself() -> None:
    assert "spreekt zichzelf tegen" in render_text(replace(CLEAN, consistent=False), "nl")


def test_a_file_that_is_not_turtle_is_named(small: Written) -> None:
    with pytest.raises(SamenhangError, match=r"toegevoegd\.ttl"):
        small("dit is geen Turtle")


def test_only_the_folders_asked_for_are_loaded() -> None:
    whole = len(read_files(assets_root(), "ontology", "shapes"))
    assert len(read_files(assets_root(), "ontology")) < whole
