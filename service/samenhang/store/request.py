"""Writes changes as one SPARQL Update request, which an engine carries out whole or not at all.

New content goes into the request itself, as INSERT DATA. That was measured against loading it into a graph of its own
first and moving it: half the time, and nothing to clear up after a crash (docs/adr/0008-writing.md).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.store.changes import Change, Contents, Copy, Drop, GraphName, Merge, Replace, Update
from samenhang.store.graph_names import node
from samenhang.store.parsing import RdfSyntaxError, read_quads
from samenhang.store.prologues import without_prologue
from samenhang.store.substitution import substitute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_N_QUADS = "application/n-quads"


class InvalidNameError(SamenhangError):
    """The name given for a graph is no absolute IRI."""

    code = "ongeldige-iri"
    status = 400
    title = Text("De naam van de graaf klopt niet", "The name of the graph is not valid")


def update_request(changes: Sequence[Change]) -> str:
    """Return the changes as one request, in their order.

    Raises RdfSyntaxError (with line and column), UnknownFormatError and InvalidNameError.
    """
    return " ;\n".join(part for change in changes for part in _operations(change))


def everything_request(data: bytes | Path) -> str:
    """Return the request that makes N-Quads the content of the whole store; RdfSyntaxError says where they are not."""
    return f"DROP ALL ;\n{_insert(read_quads(data, _N_QUADS, None))}"


def contents_request(graphs: Iterable[GraphName], quads: Iterable[ox.Quad]) -> str:
    """Return the request that makes each of `graphs` hold its quads among `quads` and nothing else."""
    return " ;\n".join([*(part for graph in graphs for part in _emptied(graph)), _insert(quads)])


def graph_reference(graph: GraphName) -> str:
    """Return how SPARQL Update refers to a graph; InvalidNameError when its name is no IRI."""
    return "DEFAULT" if graph is None else f"GRAPH {_iri(graph)}"


def _operations(change: Change) -> list[str]:
    match change:
        case Replace(graph, data, media_type, base):
            return [*_emptied(graph), _insert_triples(graph, data, media_type, base)]
        case Merge(graph, data, media_type, base):
            return [*_created(graph), _insert_triples(graph, data, media_type, base)]
        case Copy(source, target):
            return _copied(source, target)
        case Drop(graph):
            return [f"DROP SILENT {graph_reference(graph)}"]
        case Contents(graphs, quads):
            return [contents_request(graphs, _quads_for(graphs, quads))]
        case Update(text, bindings):
            return [without_prologue(substitute(text, bindings or {})).strip().removesuffix(";")]


def _emptied(graph: GraphName) -> list[str]:
    return [f"DROP SILENT {graph_reference(graph)}", *_created(graph)]


def _created(graph: GraphName) -> list[str]:
    return [] if graph is None else [f"CREATE SILENT {graph_reference(graph)}"]


def _copied(source: GraphName, target: GraphName) -> list[str]:
    """A copy of a graph onto itself changes nothing, and would with the steps below leave nothing."""
    if source == target:
        return []
    return [*_emptied(target), f"ADD SILENT {graph_reference(source)} TO {graph_reference(target)}"]


def _insert_triples(graph: GraphName, data: bytes | Path, media_type: str, base: str | None) -> str:
    """Return the INSERT DATA of one document for one graph; a document that names graphs itself is refused."""
    quads = read_quads(data, media_type, base)
    try:
        text = _lines(quads)
    except ValueError:  # N-Triples has no place for a graph
        raise RdfSyntaxError(
            Text(
                "Het document noemt zelf grafen, en hier past er precies één in. Laat de namen van de grafen weg.",
                "The document names graphs itself, and exactly one fits here. Leave the names of the graphs out.",
            )
        ) from None
    return f"INSERT DATA {{ {_block(graph, text)} }}"


def _quads_for(graphs: Iterable[GraphName], quads: bytes) -> Iterator[ox.Quad]:
    wanted = {node(graph) for graph in graphs}
    return (quad for quad in read_quads(quads, _N_QUADS, None) if quad.graph_name in wanted)


def _insert(quads: Iterable[ox.Quad]) -> str:
    """Return one INSERT DATA for all graphs together: across two of them a blank node would not be the same."""
    by_graph: defaultdict[str | None, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        match quad.graph_name:
            case ox.NamedNode() as name:
                by_graph[name.value].append(quad.triple)
            case ox.DefaultGraph():
                by_graph[None].append(quad.triple)
            case _:
                raise RdfSyntaxError(
                    Text(
                        "Een graaf heeft een blanco knoop als naam. Geef haar een IRI.",
                        "A graph has a blank node for a name. Give it an IRI.",
                    )
                )
    blocks = (_block(graph, _lines(triples)) for graph, triples in by_graph.items())
    return f"INSERT DATA {{ {' '.join(blocks)} }}"


def _lines(statements: Iterable[ox.Quad] | Iterable[ox.Triple]) -> str:
    return cast("bytes", ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES)).decode()


def _block(graph: GraphName, text: str) -> str:
    return text if graph is None else f"GRAPH {_iri(graph)} {{\n{text}}}"


def _iri(graph: str) -> str:
    try:
        return str(ox.NamedNode(graph))
    except ValueError:
        raise InvalidNameError(
            Text(
                f"'{graph[:200]}' is geen geldige IRI voor een graaf. Geef een volledige IRI, zoals https://….",
                f"'{graph[:200]}' is not a valid IRI for a graph. Give a full IRI, such as https://….",
            )
        ) from None
