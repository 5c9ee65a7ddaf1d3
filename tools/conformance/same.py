"""Tells whether two graphs, or two tables of results, are the same but for the labels of blank nodes."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .manifests import RDF, Node, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RESULTS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
_BLANK: Final = re.compile(r"_:\S+")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a SELECT, or the answer to an ASK."""

    rows: tuple[dict[str, Node], ...] = ()
    answer: bool | None = None


def graph_of(data: bytes, form: ox.RdfFormat, base: str | None = None) -> ox.Dataset:
    """Return the triples of a document with values and blank nodes as they always are."""
    return _canonical(ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, form, base_iri=base))


def graph_in(path: Path, base: str) -> ox.Dataset:
    """Return the graph in a file."""
    return graph_of(path.read_bytes(), _GRAPHS[path.suffix], base)


def form_of(path: Path) -> ox.RdfFormat:
    """Return the RDF format that the name of a file tells."""
    return _GRAPHS[path.suffix]


def table_of(data: bytes, form: ox.QueryResultsFormat) -> Table:
    """Return the table in a document."""
    found = ox.parse_query_results(data, form)
    if isinstance(found, ox.QueryBoolean):
        return Table(answer=bool(found))
    names = [variable.value for variable in found.variables]
    return Table(tuple({n: term for n in names if (term := row[n]) is not None} for row in found))


def table_in(path: Path, base: str) -> Table | None:
    """Return the table in a file; None when it holds a graph, or a table as CSV."""
    if path.suffix in _RESULTS:
        return table_of(path.read_bytes(), _RESULTS[path.suffix])
    return _described(path, base) if path.suffix in _GRAPHS else None


def same_table(one: Table, other: Table, *, ordered: bool, distinct: bool = False) -> bool:
    """Tell whether two tables have the same rows; in the same order, or each once, where that matters."""
    if one.answer is not None or other.answer is not None:
        return one.answer == other.answer
    first, second = (_as_graph(t.rows, ordered=ordered) for t in (one, other))
    return first == second or (distinct and _distinct(one) == _distinct(other))


def same_csv(one: str, other: str) -> bool:
    """Tell whether two CSV documents have the same columns and rows, in any order: SELECT * does not set one."""
    first, second = (
        sorted(
            sorted((name, _BLANK.sub("_:", cell)) for name, cell in row.items())
            for row in csv.DictReader(io.StringIO(text))
        )
        for text in (one, other)
    )
    return first == second


def _distinct(table: Table) -> set[frozenset[tuple[str, str]]]:
    return {frozenset((name, str(term)) for name, term in row.items()) for row in table.rows}


def _as_graph(rows: Iterable[dict[str, Node]], *, ordered: bool) -> ox.Dataset:
    triples = []
    for number, row in enumerate(rows):
        node = ox.BlankNode()
        triples.append(ox.Triple(node, ox.NamedNode("row:of"), ox.NamedNode("row:table")))
        triples += [ox.Triple(node, ox.NamedNode(f"variable:{name}"), term) for name, term in row.items()]
        if ordered:
            triples.append(ox.Triple(node, ox.NamedNode("row:number"), ox.Literal(number)))
    return _canonical(triples)


def _canonical(triples: Iterable[ox.Triple]) -> ox.Dataset:
    # A store writes values in one way: 01 becomes 1.
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _described(path: Path, base: str) -> Table | None:
    """Return a table that is written as a graph."""
    graph = ox.Dataset(ox.parse(path.read_bytes(), _GRAPHS[path.suffix], base_iri=base))
    kind, results = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{_RS}ResultSet")
    root = next((q.subject for q in graph.quads_for_object(results) if q.predicate == kind), None)
    if root is None:
        return None
    values = [(q.predicate.value, q.object) for q in graph.quads_for_subject(root)]
    for name, value in values:
        if name == f"{_RS}boolean":
            return Table(answer=text_of(value) == "true")
    return Table(tuple(_row(graph, value) for name, value in values if name == f"{_RS}solution"))


def _row(graph: ox.Dataset, solution: Node) -> dict[str, Node]:
    row: dict[str, Node] = {}
    for quad in graph.quads_for_subject(solution):  # type: ignore[arg-type]
        if quad.predicate.value == f"{_RS}binding":
            parts = {q.predicate.value: q.object for q in graph.quads_for_subject(quad.object)}  # type: ignore[arg-type]
            row[text_of(parts[f"{_RS}variable"])] = parts[f"{_RS}value"]
    return row
