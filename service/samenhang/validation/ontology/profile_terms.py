"""Restrictions on terms: declared before use, of one kind, simple where needed, and none a reserved word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.validation.ontology import owl_vocabulary as owl
from samenhang.validation.ontology.profile_view import ProfileViolation, Restriction, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.ontology.profile_view import Node, OntologyView

_PREDICATES: Final = owl.STRUCTURE | owl.BUILT_IN[owl.ANNOTATION]
_COUNTING: Final = owl.CARDINALITIES | {owl.OWL + "hasSelf"}
_SIMPLE_TYPES: Final = (
    owl.FUNCTIONAL,
    *(owl.OWL + name for name in ("InverseFunctionalProperty", "IrreflexiveProperty", "AsymmetricProperty")),
)


def undeclared_terms(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield classes, datatypes and properties that are used but not declared."""
    for statement in view.statements:
        for term, kinds in _uses(view, statement):
            if isinstance(term, ox.NamedNode) and not view.is_any(term, *kinds):
                yield statement.violates(Restriction.UNDECLARED, term)


def _uses(view: OntologyView, statement: Statement) -> Iterator[tuple[Node | ox.Literal, tuple[str, ...]]]:
    subject, predicate, value, _ = statement
    if predicate == owl.TYPE and not owl.is_reserved(str(value.value)):
        yield value, (owl.CLASS,)
    if predicate not in owl.STRUCTURE and not owl.is_reserved(predicate):
        yield ox.NamedNode(predicate), owl.PROPERTY_KINDS
    if predicate in owl.CLASS_SUBJECTS:
        yield subject, (owl.CLASS,)
    if predicate in owl.CLASS_OBJECTS and not view.is_any(subject, owl.ANNOTATION):
        yield value, (owl.CLASS,)
    if predicate in owl.RANGE_OBJECTS and not view.is_any(subject, owl.ANNOTATION):
        yield value, _range_kinds(view, statement)
    if predicate in owl.PROPERTY_SUBJECTS:
        yield subject, owl.PROPERTY_KINDS
    if predicate in owl.PROPERTY_OBJECTS:
        yield value, owl.PROPERTY_KINDS
    yield from _list_uses(view, statement)


def _list_uses(view: OntologyView, statement: Statement) -> Iterator[tuple[Node | ox.Literal, tuple[str, ...]]]:
    kinds = _member_kinds(view, statement)
    if kinds:
        yield from ((member, kinds) for member in view.members(statement.object))


def _member_kinds(view: OntologyView, statement: Statement) -> tuple[str, ...]:
    if statement.predicate in owl.CLASS_LISTS:
        return (owl.CLASS,)
    if statement.predicate in owl.RANGE_LISTS:
        return (owl.CLASS, owl.DATATYPE)
    if statement.predicate in owl.PROPERTY_LISTS:
        return owl.PROPERTY_KINDS
    if statement.predicate == owl.OWL + "members":
        if view.is_any(statement.subject, owl.OWL + "AllDisjointClasses"):
            return (owl.CLASS,)
        if view.is_any(statement.subject, owl.OWL + "AllDisjointProperties"):
            return owl.PROPERTY_KINDS
    return ()


def _range_kinds(view: OntologyView, statement: Statement) -> tuple[str, ...]:
    if statement.predicate == owl.RDFS + "range":
        if view.is_any(statement.subject, owl.OBJECT):
            return (owl.CLASS,)
        if view.is_any(statement.subject, owl.DATA):
            return (owl.DATATYPE,)
    return (owl.CLASS, owl.DATATYPE)


def punning(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield terms that are two kinds of property at once, or a class and a datatype."""
    for statement in view.by_predicate[owl.TYPE]:
        kinds = view.kinds(statement.subject)
        if statement.object.value in owl.PROPERTY_KINDS and len(kinds.intersection(owl.PROPERTY_KINDS)) > 1:
            yield statement.violates(Restriction.PUNNING)
        if statement.object.value in (owl.CLASS, owl.DATATYPE) and {owl.CLASS, owl.DATATYPE} <= kinds:
            yield statement.violates(Restriction.CLASS_DATATYPE)


def reserved_terms(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield words of RDF, RDFS, OWL and XSD that are described, used as a property, as a type or as an individual."""
    for statement in view.statements:
        subject, predicate, value, _ = statement
        if isinstance(subject, ox.NamedNode) and owl.is_reserved(subject.value) and not _declares(statement):
            yield statement.violates(Restriction.RESERVED)
        if owl.is_reserved(predicate) and predicate not in _PREDICATES:
            yield statement.violates(Restriction.RESERVED, ox.NamedNode(predicate))
        if not isinstance(value, ox.NamedNode) or not owl.is_reserved(value.value):
            continue
        if (predicate == owl.TYPE and value.value not in owl.TYPES) or view.is_any(predicate, owl.OBJECT):
            yield statement.violates(Restriction.RESERVED, value)


def _declares(statement: Statement) -> bool:
    return statement.predicate == owl.TYPE and statement.subject.value in owl.BUILT_IN.get(
        str(statement.object.value), ()
    )


def characteristics(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield characteristics, such as functional, on a kind of property that cannot have them."""
    for statement in view.by_predicate[owl.TYPE]:
        allowed = {owl.FUNCTIONAL: (owl.OBJECT, owl.DATA)}.get(str(statement.object.value), (owl.OBJECT,))
        characteristic = statement.object.value in owl.CHARACTERISTICS or statement.object.value == owl.FUNCTIONAL
        if characteristic and not view.is_any(statement.subject, *allowed):
            yield ProfileViolation(
                Restriction.CHARACTERISTIC, str(statement.subject.value), str(statement.object.value), statement.file
            )


def non_simple_properties(view: OntologyView) -> Iterator[ProfileViolation]:
    """Yield transitive or composed properties, and those above them, where OWL 2 DL asks for a simple property."""
    complex_ = _non_simple(view)
    for statement in view.statements:
        if statement.predicate == owl.TYPE and statement.object.value in _SIMPLE_TYPES:
            used = [statement.subject.value]
        elif statement.predicate in _COUNTING:
            used = [s.object.value for s in view.by_subject[statement.subject] if s.predicate == owl.OWL + "onProperty"]
        elif statement.predicate == owl.OWL + "propertyDisjointWith":
            used = [statement.subject.value, statement.object.value]
        else:
            continue
        yield from (statement.violates(Restriction.NON_SIMPLE, ox.NamedNode(term)) for term in used if term in complex_)


def _non_simple(view: OntologyView) -> set[str]:
    found = {owl.OWL + "topObjectProperty"}
    found.update(
        str(s.subject.value) for s in view.by_predicate[owl.TYPE] if s.object.value == owl.OWL + "TransitiveProperty"
    )
    found.update(str(s.subject.value) for s in view.by_predicate[owl.OWL + "propertyChainAxiom"])
    steps = [(s.subject, s.object) for s in view.by_predicate[owl.RDFS + "subPropertyOf"]]
    for predicate in ("equivalentProperty", "inverseOf"):
        pairs = [(s.subject, s.object) for s in view.by_predicate[owl.OWL + predicate]]
        steps += pairs + [(b, a) for a, b in pairs if not isinstance(b, ox.Literal)]
    size = 0
    while size != len(found):
        size = len(found)
        found.update(str(above.value) for below, above in steps if below.value in found)
    return found
