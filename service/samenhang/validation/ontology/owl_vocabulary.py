"""The words of OWL 2 as the profile check needs them.

Source: OWL 2 Mapping to RDF Graphs and OWL 2 Structural Specification.
"""

from __future__ import annotations

from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RESERVED: Final = (RDF, RDFS, OWL, XSD)


def _in(namespace: str, names: str) -> frozenset[str]:
    return frozenset(namespace + name for name in names.split())


TYPE: Final = RDF + "type"
FIRST: Final = RDF + "first"
REST: Final = RDF + "rest"
NIL: Final = RDF + "nil"

CLASS: Final = OWL + "Class"
DATATYPE: Final = RDFS + "Datatype"
OBJECT: Final = OWL + "ObjectProperty"
DATA: Final = OWL + "DatatypeProperty"
ANNOTATION: Final = OWL + "AnnotationProperty"
PROPERTY_KINDS: Final = (OBJECT, DATA, ANNOTATION)

DATATYPES: Final = (
    _in(OWL, "real rational")
    | _in(RDF, "PlainLiteral langString XMLLiteral")
    | _in(RDFS, "Literal")
    | _in(
        XSD,
        "string normalizedString token language Name NCName NMTOKEN boolean decimal integer double float hexBinary "
        "base64Binary anyURI dateTime dateTimeStamp nonNegativeInteger nonPositiveInteger positiveInteger "
        "negativeInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte",
    )
)
BUILT_IN: Final = {
    CLASS: _in(OWL, "Thing Nothing"),
    OBJECT: _in(OWL, "topObjectProperty bottomObjectProperty"),
    DATA: _in(OWL, "topDataProperty bottomDataProperty"),
    ANNOTATION: _in(RDFS, "label comment seeAlso isDefinedBy")
    | _in(OWL, "deprecated versionInfo priorVersion backwardCompatibleWith incompatibleWith"),
    DATATYPE: DATATYPES,
}

CHARACTERISTICS: Final = _in(
    OWL,
    "InverseFunctionalProperty TransitiveProperty SymmetricProperty AsymmetricProperty ReflexiveProperty "
    "IrreflexiveProperty",
)
FUNCTIONAL: Final = OWL + "FunctionalProperty"
TYPES: Final = (
    frozenset((CLASS, DATATYPE, *PROPERTY_KINDS, FUNCTIONAL, RDF + "List"))
    | CHARACTERISTICS
    | _in(
        OWL,
        "Ontology NamedIndividual Restriction Axiom Annotation AllDifferent AllDisjointClasses AllDisjointProperties "
        "NegativePropertyAssertion Thing Nothing",
    )
)

# Which side of a triple, or which list, stands for a term of which kinds.
CLASS_SUBJECTS: Final = _in(RDFS, "subClassOf") | _in(OWL, "disjointWith disjointUnionOf hasKey")
CLASS_OBJECTS: Final = _in(RDFS, "subClassOf domain") | _in(OWL, "disjointWith complementOf onClass")
CLASS_LISTS: Final = _in(OWL, "disjointUnionOf")
RANGE_OBJECTS: Final = _in(RDFS, "range") | _in(
    OWL, "allValuesFrom someValuesFrom equivalentClass onDatatype onDataRange datatypeComplementOf"
)
RANGE_LISTS: Final = _in(OWL, "unionOf intersectionOf")
PROPERTY_SUBJECTS: Final = _in(RDFS, "subPropertyOf domain range") | _in(
    OWL, "equivalentProperty propertyDisjointWith inverseOf propertyChainAxiom"
)
PROPERTY_OBJECTS: Final = _in(RDFS, "subPropertyOf") | _in(
    OWL, "equivalentProperty propertyDisjointWith inverseOf onProperty assertionProperty"
)
PROPERTY_LISTS: Final = _in(OWL, "propertyChainAxiom hasKey onProperties")
INDIVIDUAL_LISTS: Final = _in(OWL, "oneOf distinctMembers")
LISTS: Final = CLASS_LISTS | RANGE_LISTS | PROPERTY_LISTS | INDIVIDUAL_LISTS | _in(OWL, "members withRestrictions")
EXPRESSIONS: Final = _in(
    OWL, "unionOf intersectionOf complementOf oneOf onProperty onProperties onDatatype datatypeComplementOf"
)
CARDINALITIES: Final = _in(
    OWL,
    "cardinality minCardinality maxCardinality qualifiedCardinality minQualifiedCardinality maxQualifiedCardinality",
)
STRUCTURE: Final = (
    LISTS
    | CLASS_SUBJECTS
    | CLASS_OBJECTS
    | RANGE_OBJECTS
    | PROPERTY_SUBJECTS
    | PROPERTY_OBJECTS
    | CARDINALITIES
    | {TYPE, FIRST, REST}
    | _in(
        OWL,
        "imports versionIRI sameAs differentFrom hasValue hasSelf annotatedSource annotatedProperty annotatedTarget "
        "sourceIndividual targetIndividual targetValue",
    )
)


def is_reserved(iri: str) -> bool:
    """Tell whether an IRI belongs to the vocabulary of RDF, RDFS, OWL or XML Schema."""
    return iri.startswith(RESERVED)
