from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.validation.ontology.graph import read_files
from samenhang.validation.ontology.profile import profile_violations
from samenhang.validation.ontology.profile_view import Restriction

if TYPE_CHECKING:
    from tests.validation.ontology.conftest import Written

HEADER = "<https://example.org/> a owl:Ontology ."
SOUND = """
ex:A a owl:Class . ex:B a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ;
    owl:minCardinality "1"^^xsd:nonNegativeInteger ] .
ex:p a owl:ObjectProperty ; rdfs:domain ex:A ; rdfs:range [ a owl:Class ; owl:unionOf ( ex:A ex:B ) ] .
ex:d a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:decimal .
ex:n a owl:AnnotationProperty .
[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) .
ex:a a ex:A ; ex:p ex:b ; ex:d 1.5 ; ex:n "noot"@nl , ex:a ; rdfs:label "a"@nl .
"""


def test_the_ontology_is_in_owl_2_dl() -> None:
    assert profile_violations(read_files(assets_root(), "ontology")) == ()


def test_a_sound_ontology_has_no_violations(small: Written) -> None:
    assert profile_violations(small(HEADER + SOUND)) == ()


@pytest.mark.parametrize(
    ("fault", "restriction", "term"),
    [
        ("ex:a a ex:Weg .", Restriction.UNDECLARED, "Weg"),
        ("ex:a ex:weg ex:b .", Restriction.UNDECLARED, "weg"),
        ("ex:p rdfs:domain ex:Weg .", Restriction.UNDECLARED, "Weg"),
        ("ex:p rdfs:range xsd:string .", Restriction.UNDECLARED, "string"),
        ("ex:d rdfs:range ex:A .", Restriction.UNDECLARED, "A"),
        ("ex:A owl:disjointUnionOf ( ex:B ex:Weg ) .", Restriction.UNDECLARED, "Weg"),
        ("[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:Weg ) .", Restriction.UNDECLARED, "Weg"),
        ("ex:p a owl:AnnotationProperty .", Restriction.PUNNING, "p"),
        ("ex:p a owl:DatatypeProperty .", Restriction.PUNNING, "p"),
        ("ex:A a rdfs:Datatype .", Restriction.CLASS_DATATYPE, "A"),
        ("rdfs:Resource rdfs:label 'x' .", Restriction.RESERVED, "Resource"),
        ("ex:a a rdfs:Resource .", Restriction.RESERVED, "Resource"),
        ("ex:a ex:p owl:Thing .", Restriction.RESERVED, "Thing"),
        ("ex:a rdf:value 1 .", Restriction.RESERVED, "value"),
        ("ex:n a owl:FunctionalProperty .", Restriction.CHARACTERISTIC, "n"),
        ("ex:d a owl:TransitiveProperty .", Restriction.CHARACTERISTIC, "d"),
        ("ex:p a owl:TransitiveProperty , owl:FunctionalProperty .", Restriction.NON_SIMPLE, "p"),
        (
            "ex:q a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:subPropertyOf ex:p .",
            Restriction.NON_SIMPLE,
            "p",
        ),
        ("ex:a ex:n '2020-01-01'^^xsd:date .", Restriction.DATATYPE, "date"),
        ("ex:a ex:n '2020'^^xsd:gYear .", Restriction.DATATYPE, "gYear"),
        ("ex:d rdfs:range xsd:date .", Restriction.DATATYPE, "date"),
        ("ex:a ex:d 'veel'^^xsd:decimal .", Restriction.LITERAL, "veel"),
        ("ex:a ex:p 'b' .", Restriction.ASSERTION, "a"),
        ("ex:a ex:d ex:b .", Restriction.ASSERTION, "a"),
        ("ex:a ex:n ( ex:a ) .", Restriction.LIST, None),
        ("ex:a rdf:first ex:b ; rdf:rest rdf:nil .", Restriction.LIST, "a"),
        ("ex:p rdfs:domain [ a owl:Class ] .", Restriction.EXPRESSION, "p"),
        ("ex:p rdfs:domain [ owl:unionOf ( ex:A ex:B ) ] .", Restriction.EXPRESSION, "p"),
        (
            "ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality 1 ] .",
            Restriction.CARDINALITY,
            None,
        ),
        ("ex:a owl:sameAs [ a ex:A ] .", Restriction.ANONYMOUS, None),
        ("ex:C a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:oneOf ( [] ) ] .", Restriction.ANONYMOUS, None),
        ("<https://example.org/2> a owl:Ontology .", Restriction.HEADER, "2"),
    ],
)
def test_leaving_owl_2_dl_is_found_with_term_and_file(
    small: Written, fault: str, restriction: Restriction, term: str | None
) -> None:
    found = [v for v in profile_violations(small(HEADER + SOUND + fault)) if v.restriction is restriction]
    assert found
    assert {violation.file for violation in found} == {"ontology/toegevoegd.ttl"}
    assert term is None or any(v.term.rsplit("/", 1)[-1].rsplit("#", 1)[-1] == term for v in found)


def test_an_ontology_without_a_header_is_found(small: Written) -> None:
    assert [v.restriction for v in profile_violations(small(SOUND))] == [Restriction.HEADER]


def test_a_term_may_be_a_property_and_an_individual(small: Written) -> None:
    assert profile_violations(small(HEADER + SOUND + "ex:p a ex:A .")) == ()


def test_every_restriction_is_told_in_both_languages() -> None:
    assert all(all(restriction.text) for restriction in Restriction)
