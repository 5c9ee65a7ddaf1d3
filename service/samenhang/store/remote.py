"""A graph in an engine elsewhere: any that speaks SPARQL 1.1 with update and the graph store protocol over HTTP."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.assets import assets_root
from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.store.changes import Drop, Update
from samenhang.store.parsing import rdf_format
from samenhang.store.prefixes import PREFIXES
from samenhang.store.remote_client import EngineClient
from samenhang.store.remote_dataset import plain, read_dataset
from samenhang.store.remote_errors import cut_off
from samenhang.store.remote_graphs import GraphNames
from samenhang.store.remote_lock import EngineLock
from samenhang.store.remote_results import read_answer, read_rows, read_triples
from samenhang.store.remote_writing import as_lines, as_stored, everything, per_graph, staged
from samenhang.store.request import everything_request, update_request
from samenhang.store.streams import pieces
from samenhang.store.substitution import substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from samenhang.store.base import Row, Term
    from samenhang.store.changes import Change
    from samenhang.store.remote_dataset import Asked
    from samenhang.store.remote_endpoints import Endpoints, RemoteAddress

_SOLUTIONS: Final = ("SELECT", "ASK")
_ROWS: Final = 10_000


class RemoteStore:
    """The graphs of an engine at an address. Safe to share between threads, and between services.

    `assets` is where `queries/opslag` is found. `seconds` is how long the engine may be silent, `connections` how many
    requests run at once. Raises StoreUnavailableError when there is no such engine.

    An engine knows no private graphs; this store tells it with every query which graphs it is about. Values are written
    as an embedded store keeps them (`01` becomes `1`), so that the same questions have the same answers.
    """

    def __init__(
        self, address: RemoteAddress, assets: Path | None = None, *, seconds: float = 300.0, connections: int = 16
    ) -> None:
        self._queries = (assets or assets_root()) / "queries" / "opslag"
        self._client = EngineClient(address, seconds, connections)
        self._names = GraphNames(self._list_graphs)
        self._lock = EngineLock(self._saved_update, self._saved_select)

    @property
    def endpoints(self) -> Endpoints:
        """Where the engine takes queries, updates and graphs."""
        return self._client.endpoints

    def close(self) -> None:
        """Close the connections to the engine."""
        self._client.close()

    def alone(self, name: str = "laden") -> AbstractContextManager[None]:
        """Keep other services that ask the same out, for as long as the context lasts."""
        return self._lock.held(name)

    # Asking.

    def query(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the outcome of a query of any form, for whoever serialises it."""
        asked, body = self._answer(query, bindings)
        if asked.form in _SOLUTIONS:
            return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        held = ox.Store()
        held.extend(ox.Quad(t.subject, t.predicate, t.object) for t in read_triples(body))
        return held.query(self._saved("opslag-triples.rq"))

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """Yield the solutions of a SELECT query."""
        return read_rows(self._answer(query, bindings)[1])

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        return read_triples(self._answer(query, bindings)[1])

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        return read_answer(self._answer(query, bindings)[1])

    # Reading graphs.

    def graphs(self) -> list[str]:
        """Return the names of the named graphs, public and private, in order."""
        return list(self._names.now())

    def public_graphs(self) -> tuple[list[str], list[str]]:
        """Return the graphs that together are the default graph of a caller's query, and those it can name."""
        public = [graph for graph in self._names.now() if not graph.startswith(ns.GRAPH_PRIVATE)]
        unnamed = self.endpoints.unnamed
        return ([unnamed, *public] if unnamed else public), public

    def changed(self) -> None:
        """Know that graphs may have come or gone by another way than this store."""
        self._names.forget()

    def size(self, graph: str | None) -> int:
        """Return the number of triples in a graph; 0 when there is none of that name."""
        name = self._reference(graph)
        asked = read_dataset(self._saved("opslag-omvang-standaard.rq"))
        return _number(self._client.ask(asked, [name], [])) if name else 0

    def read(self, graph: str | None, media_type: str) -> Iterator[bytes]:
        """Yield one graph, as it is now, in an RDF format.

        Raises NotFoundError when there is no graph of that name, and UnknownFormatError; both before the first piece.
        """
        format_ = rdf_format(media_type)
        body = self._graph(graph)
        if body is None and graph is not None:
            raise NotFoundError(Text(f"Er is geen graaf {graph}.", f"There is no graph {graph}."))
        # In one order, with the engine's own names of blank nodes: a graph that is as it was has the tag that it had.
        triples = sorted(read_triples(body or b"", renamed=False), key=str)
        return pieces(lambda output: ox.serialize(triples, output, format_, prefixes=PREFIXES))

    def contents(self, graphs: Iterable[str | None]) -> bytes:
        """Return some graphs as N-Quads; a blank node in two of them has one label where the engine can tell."""
        wanted = set(graphs)
        return b"".join(self._quads(lambda graph: graph in wanted))

    def dump(self, *, public_only: bool = False) -> Iterator[bytes]:
        """Yield everything, or the public graphs, as N-Quads in pieces."""
        return self._quads(lambda graph: not (public_only and graph and graph.startswith(ns.GRAPH_PRIVATE)))

    def __len__(self) -> int:
        """Return the number of quads."""
        names = self._names.now()
        rows = read_rows(self._client.ask(read_dataset(self._saved("opslag-omvang.rq")), [], names)) if names else ()
        return sum(map(_amount, rows)) + self.size(None)

    # Writing.

    def write(self, changes: Sequence[Change]) -> None:
        """Carry out changes in their order, in one request; all or none where the engine is transactional."""
        if not changes:
            return
        stored = as_stored(changes)
        try:
            if self.endpoints.dataset_in_text:  # an engine that reads no long texts
                with staged(stored, self._client, self._saved("toevoegen.ru")) as steps:
                    self._client.update(update_request(steps))
            else:
                self._client.update(update_request(stored))
        finally:
            self._names.forget()

    def update(self, text: str, bindings: Mapping[str, Term] | None = None) -> None:
        """Carry out one trusted SPARQL Update request of the product's own."""
        self.write([Update(text, bindings)])

    def restore(self, source: Path) -> None:
        """Make the N-Quads in a file the content of every graph, and remove the others."""
        quads = everything(source)
        if self.endpoints.dataset_in_text:
            self.write([*(Drop(name) for name in self._names.now()), *per_graph(quads)])
            return
        try:
            self._client.update(everything_request(quads))
        finally:
            self._names.forget()

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a named graph in one request."""
        self._put(graph, as_lines(triples))

    def load_turtle(self, graph: str, data: bytes, base: str) -> None:
        """Parse Turtle into a named graph; SyntaxError names the line and leaves the graph as it was."""
        quads = ox.parse(data, ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
        self._put(graph, as_lines(quad.triple for quad in quads))

    def clear(self, graph: str) -> None:
        """Empty a named graph."""
        self.write([Drop(graph)])

    def flush(self) -> None:
        """Do nothing: the engine has it when it answers."""

    # How it is asked.

    def _put(self, graph: str, lines: bytes) -> None:
        try:
            if lines:
                self._client.put_graph(graph, lines, merge=True)
        finally:
            self._names.forget()

    def _answer(self, query: str, bindings: Mapping[str, Term] | None) -> tuple[Asked, bytes]:
        """Ask a query of the product's own; it sees private graphs when it, or a value, spells their beginning out."""
        text = substitute(plain(query), bindings or {})
        asked = read_dataset(text)
        default, named = self.public_graphs()
        if ns.GRAPH_PRIVATE in text:
            named = list(self._names.now())
        if asked.default is not None or asked.named is not None:
            default, named = list(asked.default or ()), list(asked.named or ())
        return asked, self._client.ask(asked, default, named)

    def _quads(self, wanted: Callable[[str | None], bool]) -> Iterator[bytes]:
        """Yield what is in the wanted graphs as N-Quads, from one query where the engine has no limit on rows."""
        names = [name for name in self._names.now() if wanted(name)]
        if self.endpoints.dataset_in_text:
            for name in names:
                triples = read_triples(self._graph(name) or b"")
                yield _serialized(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in triples)
            return
        unnamed = [self.endpoints.unnamed] if self.endpoints.unnamed and wanted(None) else []
        asked = read_dataset(self._saved("opslag-quads.rq"))
        with self._client.rows(asked, unnamed, names) as rows:
            while batch := list(islice(rows, _ROWS)):
                yield _serialized(map(_quad, batch))

    def _graph(self, graph: str | None) -> bytes | None:
        """Return a graph as N-Triples, None when there is none; QueryFailedError when the engine cuts it."""
        body = self._client.get_graph(graph)
        if body and self.endpoints.engine == "virtuoso" and body.count(b"\n") < self.size(graph):
            raise cut_off()  # it gives no sign of its own
        return body

    def _reference(self, graph: str | None) -> str | None:
        return self.endpoints.unnamed if graph is None else graph

    def _list_graphs(self) -> list[str]:
        name = "opslag-grafen-op-naam.rq" if self.endpoints.lists_empty else "opslag-grafen.rq"
        rows = read_rows(self._client.ask(read_dataset(self._saved(name)), None, None))
        found = [row["graaf"].value for row in rows if isinstance(row.get("graaf"), ox.NamedNode)]  # type: ignore[union-attr]
        return [graph for graph in found if not graph.startswith(self.endpoints.hidden)]

    def _saved(self, name: str) -> str:
        return (self._queries / name).read_text(encoding="utf-8")

    def _saved_update(self, name: str, bindings: Mapping[str, Term]) -> None:
        self._client.update(substitute(self._saved(f"{name}.ru"), bindings))
        self._names.forget()

    def _saved_select(self, name: str, bindings: Mapping[str, Term]) -> list[Row]:
        return list(self.select(self._saved(f"{name}.rq"), bindings))


def _quad(row: Row) -> ox.Quad:
    """Return a row of subject, predicate, object and graph as a quad; the default graph has no name."""
    graph = cast("ox.NamedNode | None", row.get("graaf")) or ox.DefaultGraph()
    return ox.Quad(cast("ox.NamedNode | ox.BlankNode", row["s"]), cast("ox.NamedNode", row["p"]), row["o"], graph)


def _serialized(quads: Iterable[ox.Quad]) -> bytes:
    return cast("bytes", ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def _number(body: bytes) -> int:
    return sum(map(_amount, read_rows(body)))


def _amount(row: Row) -> int:
    return int(cast("ox.Literal", row["aantal"]).value)
