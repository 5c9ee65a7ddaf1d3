from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from samenhang.namespaces import DEF
from samenhang.validation.engines import ShapeGraph
from samenhang.validation.engines.paths import path_text
from samenhang.validation.reporting import FORMS
from samenhang.validation.reporting.path_nodes import PathNodes

if TYPE_CHECKING:
    from samenhang.validation.service import Outcome

FORMATS = {"turtle": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "ntriples": None, "rdfxml": RdfFormat.RDF_XML}


def graph(outcome: Outcome, form: str = "ntriples") -> Graph:
    out = BytesIO()
    FORMS[form].write(outcome.report, out)
    text = out.getvalue()
    if (read_as := FORMATS[form]) is not None:
        text = serialize((quad.triple for quad in parse(text, format=read_as)), format=RdfFormat.N_TRIPLES) or b""
    return Graph().parse(data=text, format="nt")


@pytest.mark.parametrize("form", ["turtle", "jsonld", "rdfxml"])
def test_every_form_of_rdf_holds_the_same_graph(form: str, mistakes: Outcome) -> None:
    assert isomorphic(graph(mistakes, form), graph(mistakes))


def test_the_results_are_those_of_the_engines(mistakes: Outcome) -> None:
    found = graph(mistakes)
    told = sorted(
        (str(found.value(r, SH.focusNode)), str(found.value(r, SH.sourceShape)), str(found.value(r, SH.resultSeverity)))
        for r in found.subjects(RDF.type, SH.ValidationResult)
        if found.value(r, SH.sourceShape) is not None
    )
    names = {"overtreding": "Violation", "waarschuwing": "Warning", "advies": "Info"}
    assert told == sorted((r.focus.value, r.shape, str(SH) + names[r.severity.value]) for r in mistakes.report.results)


def test_a_result_has_one_of_each_part_and_the_report_names_it(mistakes: Outcome) -> None:
    found = graph(mistakes)
    (report,) = found.subjects(RDF.type, SH.ValidationReport)
    results = set(found.subjects(RDF.type, SH.ValidationResult))
    assert set(found.objects(report, SH.result)) == results
    for part in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
        assert all(len(list(found.objects(result, part))) == 1 for result in results)
    assert list(found.objects(report, SH.conforms)) == [Literal("false", datatype=XSD.boolean)]


def test_what_cannot_be_read_is_a_result_with_its_place(mistakes: Outcome) -> None:
    found = graph(mistakes)
    (result,) = found.subjects(SH.sourceConstraintComponent, URIRef(f"{DEF}leesbaarheid"))
    place = found.value(result, URIRef(f"{DEF}plaats"))
    assert found.value(place, URIRef(f"{DEF}regelnummer")) == Literal(30)
    messages = list(found.objects(result, SH.resultMessage))
    assert {message.language for message in messages if isinstance(message, Literal)} == {"nl", "en"}


@pytest.mark.parametrize(
    "path",
    [
        "<https://a.example/p>",
        "[ sh:inversePath <https://a.example/p> ]",
        "( <https://a.example/p> [ sh:zeroOrMorePath <https://a.example/q> ] )",
        "[ sh:alternativePath ( <https://a.example/p> ( <https://a.example/q> <https://a.example/r> ) ) ]",
        "[ sh:oneOrMorePath [ sh:inversePath <https://a.example/p> ] ]",
    ],
)
def test_a_path_goes_through_sparql_and_comes_back(path: str) -> None:
    text = f"@prefix sh: <{SH}> . <https://a.example/s> sh:path {path} ."
    shapes = ShapeGraph.from_text(text.encode())
    (node,) = shapes.values(NamedNode("https://a.example/s"), f"{SH}path")
    counter = iter(range(100))
    nodes = PathNodes(lambda: BlankNode(f"b{next(counter)}"))
    end = nodes.node(path_text(shapes, node))
    assert end is not None
    triples = [Triple(NamedNode("https://a.example/s"), NamedNode(f"{SH}path"), end), *nodes.triples]
    back = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(back, Graph().parse(data=text, format="turtle"))


@pytest.mark.parametrize("path", ["", "<https://a.example/p", "(<https://a.example/p>", "<a>//<b>", "_:b0", "p"])
def test_what_is_no_path_gets_no_node(path: str) -> None:
    assert PathNodes(lambda: BlankNode("b")).node(path) is None
