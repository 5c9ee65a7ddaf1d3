"""The ontology as the profile check looks at it: its triples by predicate, and what each term is declared to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.ontology import owl_vocabulary as owl
from samenhang.validation.ontology.graph import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Node: TypeAlias = ox.NamedNode | ox.BlankNode


class Restriction(StrEnum):
    """The restrictions of OWL 2 DL that are checked."""

    UNDECLARED = "niet-verklaard"
    PUNNING = "dubbele-eigenschapssoort"
    CLASS_DATATYPE = "klasse-en-datatype"
    RESERVED = "voorbehouden-woord"
    CHARACTERISTIC = "kenmerk-past-niet"
    NON_SIMPLE = "niet-eenvoudig"
    DATATYPE = "onbekend-datatype"
    LITERAL = "ongeldige-waarde"
    ASSERTION = "waarde-past-niet"
    LIST = "lijst-buiten-owl"
    EXPRESSION = "klasse-uitdrukking"
    CARDINALITY = "kardinaliteit"
    ANONYMOUS = "naamloos-individu"
    HEADER = "kop"

    @property
    def text(self) -> Text:
        """What the restriction asks, in both languages."""
        return _texts()[self]


def _texts() -> dict[Restriction, Text]:
    return {
        Restriction.UNDECLARED: Text("term is niet verklaard", "term is not declared"),
        Restriction.PUNNING: Text(
            "eigenschap is van meer dan een soort (object, datatype, annotatie)",
            "property is of more than one kind (object, datatype, annotation)",
        ),
        Restriction.CLASS_DATATYPE: Text("klasse is ook een datatype", "class is also a datatype"),
        Restriction.RESERVED: Text(
            "voorbehouden woord van RDF, RDFS, OWL of XSD op een eigen plaats gebruikt",
            "reserved word of RDF, RDFS, OWL or XSD used as a term",
        ),
        Restriction.CHARACTERISTIC: Text(
            "kenmerk past niet bij deze soort eigenschap", "characteristic does not fit this kind of property"
        ),
        Restriction.NON_SIMPLE: Text(
            "niet-eenvoudige eigenschap met een kenmerk dat een eenvoudige vraagt",
            "non-simple property where a simple one is required",
        ),
        Restriction.DATATYPE: Text("datatype bestaat niet in OWL 2", "datatype does not exist in OWL 2"),
        Restriction.LITERAL: Text("waarde hoort niet bij haar datatype", "value does not belong to its datatype"),
        Restriction.ASSERTION: Text(
            "waarde past niet bij de soort eigenschap", "value does not fit the kind of property"
        ),
        Restriction.LIST: Text("rdf:List buiten een OWL-uitdrukking", "rdf:List outside an OWL expression"),
        Restriction.EXPRESSION: Text("klasse-uitdrukking is niet welgevormd", "class expression is not well-formed"),
        Restriction.CARDINALITY: Text(
            "kardinaliteit is geen xsd:nonNegativeInteger", "cardinality is not an xsd:nonNegativeInteger"
        ),
        Restriction.ANONYMOUS: Text(
            "naamloos individu waar een naam nodig is", "anonymous individual where a name is required"
        ),
        Restriction.HEADER: Text(
            "er hoort precies een owl:Ontology te zijn", "there should be exactly one owl:Ontology"
        ),
    }


@dataclass(frozen=True, slots=True)
class ProfileViolation:
    """One place where the ontology leaves OWL 2 DL: which restriction, which term, how, and in which file."""

    restriction: Restriction
    term: str
    detail: str
    file: str


class Statement(NamedTuple):
    """One triple with the file it stands in."""

    subject: Node
    predicate: str
    object: Node | ox.Literal
    file: str

    def violates(self, restriction: Restriction, term: Node | ox.Literal | None = None) -> ProfileViolation:
        """Return the violation of this triple; `term` is the subject unless another is to blame."""
        blamed = self.subject if term is None else term
        return ProfileViolation(restriction, str(blamed.value), self.predicate, self.file)


class OntologyView:
    """The triples by predicate and by subject, with the declarations read out of them."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.statements = [_statement(quad) for quad in quads]
        self.by_predicate: defaultdict[str, list[Statement]] = defaultdict(list)
        self.by_subject: defaultdict[Node, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            self.by_predicate[statement.predicate].append(statement)
            self.by_subject[statement.subject].append(statement)
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        for statement in self.by_predicate[owl.TYPE]:
            self._kinds[str(statement.subject.value)].add(str(statement.object.value))
        for kind, terms in owl.BUILT_IN.items():
            for term in terms:
                self._kinds[term].add(kind)

    def kinds(self, term: Node | str) -> set[str]:
        """Return the types a term is stated to have, built-in terms included."""
        return self._kinds.get(term if isinstance(term, str) else str(term.value), set())

    def is_any(self, term: Node | str, *kinds: str) -> bool:
        """Tell whether a term has one of these types."""
        return not self.kinds(term).isdisjoint(kinds)

    def members(self, head: Node | ox.Literal) -> Iterator[Node | ox.Literal]:
        """Yield the members of an RDF list; a list that runs in a circle ends where it began."""
        seen: set[Node] = set()
        while not isinstance(head, ox.Literal) and head.value != owl.NIL and head not in seen:
            seen.add(head)
            cell = {s.predicate: s.object for s in self.by_subject.get(head, ())}
            if owl.FIRST in cell:
                yield cell[owl.FIRST]
            head = cell.get(owl.REST, ox.NamedNode(owl.NIL))

    def counts(self) -> tuple[int, int, int]:
        """Return the number of named classes, properties and individuals."""
        named = {s.subject for s in self.by_predicate[owl.TYPE] if isinstance(s.subject, ox.NamedNode)}
        classes = sum(self.is_any(term, owl.CLASS) for term in named)
        properties = sum(self.is_any(term, *owl.PROPERTY_KINDS) for term in named)
        individuals = sum(any(not owl.is_reserved(kind) for kind in self.kinds(term)) for term in named)
        return classes, properties, individuals


def _statement(quad: ox.Quad) -> Statement:
    if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
        raise TypeError(quad)
    return Statement(quad.subject, str(quad.predicate.value), quad.object, file_name(quad))
