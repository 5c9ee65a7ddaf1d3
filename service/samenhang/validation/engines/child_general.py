"""The general SHACL engines: pySHACL and pyshacl-turbo over N-Triples; runs in the process that `child` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox
import pyshacl
import rdflib.plugins.sparql
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.term import Node

    from samenhang.validation.engines.child_wire import Wire

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def answer(task: dict[str, Any], lines: bytearray, data: bytearray, shapes: dict[str, Any]) -> dict[str, Any]:
    """Return the results of one run, or what went wrong; `shapes` are kept from one request to the next."""
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # FROM is not a way out
    try:
        run: Callable[..., Graph] = _turbo if task["engine"] == "turbo" else _pyshacl
        return {"results": rows(run(task, lines, data, shapes))}
    except MemoryError:
        return {"memory": True}
    except RecursionError:
        return {"error": "nested too deep"}
    except Exception as error:  # noqa: BLE001 -- whatever an engine raises is said to the other side
        return {"error": f"{type(error).__name__}: {error}"[:2000]}


def _pyshacl(task: dict[str, Any], lines: bytearray, data: bytearray, shapes: dict[str, Any]) -> Graph:
    key = f"pyshacl {task['shapes']}"
    if key not in shapes:
        shapes.clear()
        shapes[key] = graph_of(lines)
    _, report, text = pyshacl.validate(graph_of(data), shacl_graph=shapes[key], inplace=True)
    if not isinstance(report, Graph):
        raise ValueError(text)  # noqa: TRY004 -- the engine says so when it gives up
    return report


def _turbo(task: dict[str, Any], lines: bytearray, data: bytearray, shapes: dict[str, Any]) -> Graph:
    import pyshacl_turbo  # noqa: PLC0415 -- an optional part, absent from most installations

    key = f"turbo {task['shapes']}"
    if key not in shapes:
        shapes.clear()
        shapes[key] = pyshacl_turbo.compile_shapes(graph_of(lines))  # type: ignore[no-untyped-call]
    # Text is read twenty times faster than a graph is copied, but blank nodes keep their labels only in a graph.
    source: dict[str, Any] = (
        {"data_graph": graph_of(data)} if task["blank"] else {"data_graph": bytes(data), "data_graph_format": "nt"}
    )
    _, report, text = shapes[key].validate(**source)
    if not isinstance(report, Graph):
        raise ValueError(text)  # noqa: TRY004 -- as above
    return report


def graph_of(lines: bytearray) -> Graph:
    """Return N-Triples as a graph of RDFLib, with labels and lexical forms as they are."""
    graph = Graph(bind_namespaces="none")
    for quad in ox.parse(cast("bytes", lines), ox.RdfFormat.N_TRIPLES):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(term)
    if term.language is not None:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == _STRING else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def rows(report: Graph) -> list[dict[str, Any]]:
    """Return the results of a report, those at the top only, as JSON takes them."""
    roots = [node for node in report.subjects(RDF.type, SH.ValidationReport) if (node, SH.conforms, None) in report]
    # Nodes of the data are copied into the report with all they have; labels of ours start with d or s.
    own = [node for node in roots if not (isinstance(node, BNode) and _is_copied(str(node)))]
    return [_row(report, result) for root in own for result in report.objects(root, SH.result)]


def _is_copied(label: str) -> bool:
    return label.startswith(("d_", "s_"))


def _row(report: Graph, result: Node) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: wired(report.value(result, SH[name]))
        for name in ("focusNode", "sourceShape", "sourceConstraintComponent", "sourceConstraint", "resultPath", "value")
    }
    found["messages"] = [wired(message) for message in report.objects(result, SH.resultMessage)]
    return found


def wired(term: Node | None) -> Wire | None:
    """Return a term as JSON takes it: kind, text, and of a literal language and datatype."""
    if term is None:
        return None
    if isinstance(term, Literal):
        return ["l", str(term), term.language, str(term.datatype) if term.datatype else None]
    return ["b" if isinstance(term, BNode) else "i", str(term)]
