"""The outcome of a SPARQL query, as rows for a reader or in one of the W3C formats."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.queries import bind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.queries import QuerySpec
    from samenhang.store import EmbeddedStore

_PREFIXES: Final = {
    f"{ns.BASE}def/": "sam:",
    f"{ns.BASE}id/": "id:",
    f"{ns.BASE}bron/": "bron:",
    ns.RDF: "rdf:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://purl.org/dc/terms/": "dct:",
    ns.SH: "sh:",
    ns.XSD: "xsd:",
}
_ROW_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
}
_GRAPH_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "xml": ox.RdfFormat.RDF_XML,
    "json": ox.RdfFormat.JSON_LD,
}
_GRAPH_COLUMNS: Final = ("s", "p", "o")


class ResultKind(StrEnum):
    """What a query gives back."""

    ROWS = "rows"
    TRIPLES = "triples"
    ANSWER = "answer"


class QueryResult:
    """What one query gave: read it once, as cells or as a document."""

    def __init__(self, raw: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean) -> None:
        self._raw = raw

    @property
    def kind(self) -> ResultKind:
        """Tell rows, triples and a yes-or-no answer apart."""
        if isinstance(self._raw, ox.QuerySolutions):
            return ResultKind.ROWS
        return ResultKind.TRIPLES if isinstance(self._raw, ox.QueryTriples) else ResultKind.ANSWER

    @property
    def formats(self) -> tuple[str, ...]:
        """Name the formats `write` knows for this kind of result."""
        return tuple(_GRAPH_FORMATS if self.kind is ResultKind.TRIPLES else _ROW_FORMATS)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns; none for an answer."""
        if isinstance(self._raw, ox.QuerySolutions):
            return tuple(variable.value for variable in self._raw.variables)
        return _GRAPH_COLUMNS if isinstance(self._raw, ox.QueryTriples) else ()

    @property
    def answer(self) -> bool:
        """Return the answer of an ASK query; for another query whether it gave anything."""
        return bool(self._raw) if isinstance(self._raw, ox.QueryBoolean) else next(self.cells(), None) is not None

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as text, IRIs shortened with the usual prefixes. QueryError when the query fails midway."""
        try:
            if isinstance(self._raw, ox.QuerySolutions):
                names = self._raw.variables
                for solution in self._raw:
                    yield tuple(cell(solution[name]) for name in names)
            elif isinstance(self._raw, ox.QueryTriples):
                for triple in self._raw:
                    yield tuple(cell(term) for term in triple)
        except (OSError, RuntimeError, ValueError) as error:
            raise _failed(error) from error

    def write(self, output: BinaryIO, form: str) -> None:
        """Write the result in one of `formats`; QueryError when this kind of result has no such format."""
        if form not in self.formats:
            shown = ", ".join(self.formats)
            raise QueryError(
                Text(
                    f"Het resultaat van deze query kan niet in {form}; wel in {shown}.",
                    f"The result of this query cannot be given as {form}; it can as {shown}.",
                )
            )
        try:
            if isinstance(self._raw, ox.QueryTriples):
                prefixes = {name.rstrip(":"): iri for iri, name in _PREFIXES.items()}
                ox.serialize(self._raw, output=output, format=_GRAPH_FORMATS[form], prefixes=prefixes)
            else:
                self._raw.serialize(output=output, format=_ROW_FORMATS[form])
        except BrokenPipeError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise _failed(error) from error


def run_query(store: EmbeddedStore, spec: QuerySpec, values: Mapping[str, str]) -> QueryResult:
    """Run a query with its parameters; InvalidInputError lists wrong parameters, QueryError says why it cannot run."""
    bindings = bind(spec, values)
    try:
        return QueryResult(store.query(spec.text, bindings))
    except (OSError, RuntimeError, ValueError) as error:
        raise _failed(error) from error


def cell(term: object) -> str:
    """Return a term as a reader wants to see it: a shortened IRI, or the text of a literal."""
    if isinstance(term, ox.NamedNode):
        return shortened(term.value)
    if isinstance(term, ox.Literal):
        return str(term.value)
    return "" if term is None else str(term)


def shortened(iri: str) -> str:
    """Return an IRI with one of the usual prefixes, or as it is."""
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return prefix + iri[len(namespace) :]
    return iri


def _failed(error: Exception) -> QueryError:
    return QueryError(Text(f"De query is mislukt: {error}", f"The query failed: {error}"))
