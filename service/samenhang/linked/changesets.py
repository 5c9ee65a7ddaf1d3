"""Gives a comparison of two versions as RDF and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.forms import PREFIXES, Graph, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.linked.compare import Comparison, Content, Difference
    from samenhang.linked.values import Value
    from samenhang.store import Term

_CS: Final = PREFIXES["cs"]


def as_graph(comparison: Comparison, old: Content, new: Content, address: str) -> Graph:
    """Return a comparison as RDF: a `cs:ChangeSet` per thing, with the statements that went and those that came."""
    triples: Graph = []
    whole = ox.NamedNode(address)
    for name in (comparison.old, comparison.new):
        triples.append(ox.Triple(whole, ox.NamedNode(f"{PREFIXES['prov']}used"), ox.NamedNode(ns.DEF + name)))
    for number, difference in enumerate(comparison.differences, 1):
        changeset = ox.NamedNode(f"{address}#{number}")
        subject = ox.NamedNode(difference.iri)
        triples += [
            ox.Triple(whole, ox.NamedNode(f"{PREFIXES['dct']}hasPart"), changeset),
            ox.Triple(changeset, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{_CS}ChangeSet")),
            ox.Triple(changeset, ox.NamedNode(f"{_CS}subjectOfChange"), subject),
            ox.Triple(changeset, ox.NamedNode(f"{_CS}changeReason"), ox.Literal(difference.change.value)),
        ]
        triples += _statements(changeset, difference, "removal", old)
        triples += _statements(changeset, difference, "addition", new)
    return canonical(triples)


def _statements(changeset: ox.NamedNode, difference: Difference, role: str, content: Content) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(difference.iri)
    for change in difference.properties:
        predicate = ox.NamedNode(change.property)
        for value in change.old if role == "removal" else change.new:
            term, statement = content.about[subject][predicate][value], ox.BlankNode()
            yield ox.Triple(changeset, ox.NamedNode(f"{_CS}{role}"), statement)
            yield ox.Triple(statement, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{ns.RDF}Statement"))
            for name, part in (("subject", subject), ("predicate", predicate), ("object", _own(term, role))):
                yield ox.Triple(statement, ox.NamedNode(ns.RDF + name), part)
            for triple in content.below(term):
                yield ox.Triple(_own(triple.subject, role), triple.predicate, _own(triple.object, role))  # type: ignore[arg-type]


def _own(term: Term, role: str) -> Term:
    """Return a term of one version; nameless nodes of two versions may share a name and are kept apart."""
    return ox.BlankNode(role + term.value) if isinstance(term, ox.BlankNode) else term


def as_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data, with Dutch keys as on the wire."""
    return {
        "van": comparison.old,
        "naar": comparison.new,
        "aantallen": {
            kind.value: {change.value: count for change, count in counts.items()}
            for kind, counts in comparison.counts().items()
        },
        "verschillen": [_difference(difference) for difference in comparison.differences],
    }


def _difference(value: Difference) -> dict[str, Any]:
    return {
        "iri": value.iri,
        "soort": value.kind.value,
        "wijziging": value.change.value,
        "label": {"nl": value.label.nl, "en": value.label.en},
        "eigenschappen": [
            {"eigenschap": p.property, "was": [_value(v) for v in p.old], "wordt": [_value(v) for v in p.new]}
            for p in value.properties
        ],
    }


def _value(value: Value) -> dict[str, str]:
    if value.iri is not None:
        return {"iri": value.iri}
    if value.nameless:
        return {"turtle": value.text}
    plain = {"waarde": value.text}
    if value.language:
        return plain | {"taal": value.language}
    return plain if value.datatype == f"{ns.XSD}string" else plain | {"gegevenstype": value.datatype}
