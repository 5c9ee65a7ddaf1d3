"""Arrangements as RDF, and what pySHACL says about them: the second opinion to hold the engine against."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pyshacl import validate
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef

from samenhang import namespaces as ns
from samenhang.assets import assets_root
from samenhang.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from samenhang.model import Answer, Selection

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_NAMES = "https://voorbeeld.example/inrichting/"


class Violation(NamedTuple):
    """One result of a report: the name of the arrangement, the IRI of the shape and how heavy the shape weighs it."""

    arrangement: str
    shape: str
    severity: Severity


def arrangements(selections: Mapping[str, Selection]) -> Graph:
    """Return one data graph with an individual of sam:Inrichting for each selection, by name."""
    graph = Graph()
    for name, selection in selections.items():
        node = URIRef(_NAMES + name)
        graph.add((node, RDF.type, URIRef(ns.ARRANGEMENT)))
        for dimension, answer in selection.items():
            for value in _values(dimension, answer):
                graph.add((node, URIRef(ns.dimension_iri(dimension)), value))
    return graph


def _values(dimension: str, answer: Answer) -> list[Node]:
    if isinstance(answer, Decimal):
        return [Literal(f"{answer:f}", datatype=XSD.decimal)]
    if isinstance(answer, str):
        return [URIRef(ns.option_iri(dimension, answer))]
    return [URIRef(ns.option_iri(dimension, option)) for option in answer] or [URIRef(ns.EMPTY_ANSWER)]


class ShapesGraph:
    """Shapes that pySHACL validates with: all of them, or those of a few rules."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @classmethod
    def of_the_product(cls) -> ShapesGraph:
        """Return every shape of a rule on choices: those in the files of `shapes/` itself."""
        graph = Graph()
        for path in sorted((assets_root() / "shapes").glob("*.ttl")):
            graph.parse(path)
        return cls(graph)

    @classmethod
    def from_turtle(cls, text: str) -> ShapesGraph:
        """Return the shapes in a piece of Turtle."""
        return cls(Graph().parse(data=text, format="turtle"))

    def only(self, iris: Iterable[str]) -> ShapesGraph:
        """Return the shapes with these IRIs and nothing else."""
        part = Graph()
        queue: list[Node] = [URIRef(iri) for iri in iris]
        while queue:
            for triple in self.graph.triples((queue.pop(), None, None)):
                part.add(triple)
                if isinstance(triple[2], BNode):
                    queue.append(triple[2])
        return ShapesGraph(part)

    def violations(self, selections: Mapping[str, Selection]) -> set[Violation]:
        """Return what pySHACL reports about the selections, all of them in one run."""
        _, report, text = validate(arrangements(selections), shacl_graph=self.graph, inplace=True)
        assert isinstance(report, Graph), text
        return {
            Violation(
                str(report.value(result, SH.focusNode)).removeprefix(_NAMES),
                str(report.value(result, SH.sourceShape)),
                _SEVERITIES[URIRef(str(report.value(result, SH.resultSeverity)))],
            )
            for result in report.objects(None, SH.result)
        }
