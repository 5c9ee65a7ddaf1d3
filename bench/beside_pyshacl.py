"""pySHACL on the same question as a check: a selection as an arrangement in RDF, against every shape of the product."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyshacl import validate
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef

from samenhang import namespaces as ns
from samenhang.assets import assets_root

if TYPE_CHECKING:
    from rdflib.term import Node

    from samenhang.model import Answer, Selection


class Shapes:
    """The shapes, parsed once; `data` is made before the clock starts and `violated` is what is timed."""

    def __init__(self) -> None:
        self._graph = Graph()
        for path in sorted((assets_root() / "shapes").glob("*.ttl")):
            self._graph.parse(path)

    @staticmethod
    def data(selection: Selection) -> Graph:
        """Return one arrangement with the answers of a selection."""
        graph, node = Graph(), URIRef("https://voorbeeld.example/inrichting/1")
        graph.add((node, RDF.type, URIRef(ns.ARRANGEMENT)))
        for dimension, answer in selection.items():
            for value in _values(dimension, answer):
                graph.add((node, URIRef(ns.dimension_iri(dimension)), value))
        return graph

    def violated(self, data: Graph) -> Graph:
        """Return the report, as a user of pySHACL gets it."""
        _, report, _ = validate(data, shacl_graph=self._graph, inplace=True)
        if not isinstance(report, Graph):
            raise TypeError(report)
        return report

    @staticmethod
    def shapes_in(report: Graph) -> frozenset[str]:
        """Return the shapes that a report says are violated."""
        return frozenset(str(shape) for shape in report.objects(None, SH.sourceShape))


def _values(dimension: str, answer: Answer) -> list[Node]:
    if isinstance(answer, Decimal):
        return [Literal(f"{answer:f}", datatype=XSD.decimal)]
    if isinstance(answer, str):
        return [URIRef(ns.option_iri(dimension, answer))]
    return [URIRef(ns.option_iri(dimension, option)) for option in answer] or [URIRef(ns.EMPTY_ANSWER)]
