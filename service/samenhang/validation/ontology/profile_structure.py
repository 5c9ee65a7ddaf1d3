"""Restrictions on triples: literals, values, lists, class expressions, anonymous individuals and the header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.validation.ontology import owl_vocabulary as owl
from samenhang.validation.ontology.profile_view import ProfileViolation, Restriction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.ontology.profile_view import Node, OntologyView, Statement

_LEXICAL: Final = {
    "boolean": r"true|false|0|1",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "integer": r"[+-]?\d+",
    "nonNegativeInteger": r"\+?\d+|-0+",
    "positiveInteger": r"\+?0*[1-9]\d*",
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "dateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
}


def literals(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield literals and data ranges of a datatype that OWL 2 lacks, and literals outside their datatype."""
    for statement in view.statements:
        value = statement.object
        if isinstance(value, ox.NamedNode) and value.value.startswith(owl.XSD) and value.value not in owl.DATATYPES:
            yield statement.violates(Restriction.DATATYPE, value)
        if not isinstance(value, ox.Literal):
            continue
        datatype = str(value.datatype.value)
        if not view.is_any(datatype, owl.DATATYPE):
            yield statement.violates(Restriction.DATATYPE, value.datatype)
        elif not _in_lexical_space(value.value, datatype):
            yield statement.violates(Restriction.LITERAL, value)


def _in_lexical_space(value: str, datatype: str) -> bool:
    pattern = _LEXICAL.get(datatype.removeprefix(owl.XSD))
    return pattern is None or re.fullmatch(pattern, value, re.ASCII) is not None


def assertions(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield object properties with a literal and datatype properties with a thing for a value."""
    for statement in view.statements:
        literal = isinstance(statement.object, ox.Literal)
        if view.is_any(statement.predicate, owl.DATA if not literal else owl.OBJECT):
            yield statement.violates(Restriction.ASSERTION)


def lists(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield list cells that no OWL expression uses, that have a name, or that have no one first and one rest."""
    heads = {s.object for s in view.statements if s.predicate in owl.LISTS | {owl.REST}}
    cells = {s.subject: s for predicate in (owl.FIRST, owl.REST) for s in view.by_predicate[predicate]}
    for cell, statement in cells.items():
        parts = sorted(s.predicate for s in view.by_subject[cell] if s.predicate in (owl.FIRST, owl.REST))
        if isinstance(cell, ox.NamedNode) or cell not in heads or parts != [owl.FIRST, owl.REST]:
            yield statement.violates(Restriction.LIST)


def expressions(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield anonymous classes without exactly one constructor, and those used in more than one place."""
    uses: dict[Node, int] = {}
    for statement in view.statements:
        if isinstance(statement.object, ox.BlankNode):
            uses[statement.object] = uses.get(statement.object, 0) + 1
    for statement in view.by_predicate[owl.TYPE]:
        anonymous = isinstance(statement.subject, ox.BlankNode)
        if anonymous and statement.object.value in (owl.CLASS, owl.DATATYPE, owl.OWL + "Restriction"):
            constructors = [s for s in view.by_subject[statement.subject] if s.predicate in owl.EXPRESSIONS]
            if len(constructors) != 1 or uses.get(statement.subject, 0) > 1:
                yield _in_words(view, statement)
    yield from _untyped(view)


def _untyped(view: OntologyView) -> Iterator[ProfileViolation]:
    for predicate in (owl.CLASS_OBJECTS | owl.RANGE_OBJECTS) - {owl.OWL + "onDatatype"}:
        for statement in view.by_predicate[predicate]:
            value = statement.object
            if isinstance(value, ox.BlankNode) and not view.is_any(
                value, owl.CLASS, owl.DATATYPE, owl.OWL + "Restriction"
            ):
                yield statement.violates(Restriction.EXPRESSION)


def _in_words(view: OntologyView, statement: Statement) -> ProfileViolation:
    users = [s for s in view.statements if s.object == statement.subject]
    return users[0].violates(Restriction.EXPRESSION) if users else statement.violates(Restriction.EXPRESSION)


def cardinalities(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield cardinalities that are not an xsd:nonNegativeInteger."""
    for predicate in owl.CARDINALITIES:
        for statement in view.by_predicate[predicate]:
            value = statement.object
            if not isinstance(value, ox.Literal) or value.datatype.value != owl.XSD + "nonNegativeInteger":
                yield statement.violates(Restriction.CARDINALITY)


def anonymous_individuals(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield anonymous individuals that are called the same as, different from, or the value of something."""
    for name in ("sameAs", "differentFrom", "hasValue", "sourceIndividual", "targetIndividual"):
        for statement in view.by_predicate[owl.OWL + name]:
            pair = (statement.object,) if name == "hasValue" else (statement.subject, statement.object)
            if name.endswith("Individual"):
                pair = (statement.object,)
            yield from (
                statement.violates(Restriction.ANONYMOUS, term) for term in pair if isinstance(term, ox.BlankNode)
            )
    for predicate in owl.INDIVIDUAL_LISTS:
        for statement in view.by_predicate[predicate]:
            for member in view.members(statement.object):
                if isinstance(member, ox.BlankNode):
                    yield statement.violates(Restriction.ANONYMOUS, member)


def header(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield every owl:Ontology when there is not exactly one with a name."""
    headers = [s for s in view.by_predicate[owl.TYPE] if s.object.value == owl.OWL + "Ontology"]
    if not headers:
        yield ProfileViolation(Restriction.HEADER, owl.OWL + "Ontology", "0", "")
    if len(headers) > 1 or any(isinstance(s.subject, ox.BlankNode) for s in headers):
        yield from (statement.violates(Restriction.HEADER) for statement in headers)
