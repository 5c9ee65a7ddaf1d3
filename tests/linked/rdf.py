"""Reads what the service gives with rdflib, a library that the service does not write with."""

from __future__ import annotations

import warnings

import pyoxigraph as ox
from rdflib import Dataset, Graph, URIRef

FORMS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
EXTENSIONS = dict(zip(("ttl", "jsonld", "nt", "rdf", "trig", "nq"), FORMS, strict=True))


def parsed(body: bytes | str, media_type: str) -> Graph:
    """Return the triples of a document, whichever graph they are in."""
    form = FORMS[media_type.split(";", 1)[0]]
    with warnings.catch_warnings():
        # Some of rdflib's own parsers use what rdflib deprecates.
        warnings.simplefilter("ignore", DeprecationWarning)
        if form not in ("trig", "nquads"):
            return Graph().parse(data=body, format=form)
        dataset = Dataset()
        dataset.parse(data=body, format=form)
        whole = Graph()
        for subject, predicate, value, _ in dataset.quads():
            whole.add((subject, predicate, value))
    return whole


def addresses_in(turtle: str) -> set[str]:
    """Return every address that a Turtle document mentions, in whichever place of a statement."""
    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}


def mentions(graph: Graph, iri: str) -> bool:
    """Tell whether a graph says something with a thing."""
    node = URIRef(iri)
    return any(pattern in graph for pattern in ((node, None, None), (None, None, node), (None, node, None)))
