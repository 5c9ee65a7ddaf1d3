"""Oxigraph inside the process."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.store.changes import Update, changed_graphs
from samenhang.store.durability import sync_logs
from samenhang.store.failures import StoreError, not_bound, not_carried_out, not_stored
from samenhang.store.graph_names import is_private, names, node
from samenhang.store.parsing import rdf_format
from samenhang.store.prefixes import PREFIXES
from samenhang.store.public_view import PublicView, fresh_copy, quads_of
from samenhang.store.request import everything_request, update_request
from samenhang.store.streams import pieces
from samenhang.store.syntax import not_sparql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from samenhang.store.base import Row, Term
    from samenhang.store.changes import Change

_MUCH: Final = 256 << 20  # bytes of update requests


class EmbeddedStore:
    """An Oxigraph store in memory, or on disk when a folder is given. Safe to share between threads.

    Raises StoreError when the folder is in use by another process.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            self._store = ox.Store(str(path)) if path else ox.Store()
        except OSError as error:
            raise StoreError(
                Text(
                    f"De opslag in {path} kan niet worden geopend. Is er een andere dienst die haar gebruikt?",
                    f"The store in {path} cannot be opened. Is another service using it?",
                )
            ) from error
        self._path = path
        self._written = 0
        self._view = PublicView(self._store)
        self._writing = Lock()

    # Asking.

    def query(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the outcome of a query of any form, for whoever serialises it; QueryError when it cannot be parsed."""
        values = bindings or {}
        private = ns.GRAPH_PRIVATE in query or any(ns.GRAPH_PRIVATE in str(term) for term in values.values())
        if private:
            return self._query(self._store, query, values, private=True)
        while True:
            found = self._query(store := self._view.store, query, values)
            if store is self._view.store:  # else a first private graph may have come into it just before
                return found

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """Yield the solutions of a SELECT query."""
        solutions = cast("ox.QuerySolutions", self.query(query, bindings))
        variables = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: term for name in variables if (term := solution[name]) is not None}

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        return iter(cast("ox.QueryTriples", self.query(query, bindings)))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        return bool(self.query(query, bindings))

    # Reading graphs.

    def graphs(self) -> list[str]:
        """Return the names of the named graphs, public and private, in order."""
        return names(self._store)

    def size(self, graph: str | None) -> int:
        """Return the number of triples in a graph; 0 when there is none of that name."""
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, node(graph)))

    def read(self, graph: str | None, media_type: str) -> Iterator[bytes]:
        """Yield one graph, as it is now, in an RDF format; Turtle and its kin with the product's prefixes.

        Raises NotFoundError when there is no graph of that name, and UnknownFormatError; both before the first piece.
        """
        format_, name = rdf_format(media_type), node(graph)
        if graph is not None and not self._store.contains_named_graph(name):
            raise NotFoundError(Text(f"Er is geen graaf {graph}.", f"There is no graph {graph}."))
        return pieces(lambda output: self._store.dump(output, format_, from_graph=name, prefixes=PREFIXES))

    def contents(self, graphs: Iterable[str | None]) -> bytes:
        """Return some graphs as N-Quads; a blank node in two of them has one label."""
        with self._writing:
            return cast("bytes", ox.serialize(quads_of(self._store, graphs), format=ox.RdfFormat.N_QUADS))

    def dump(self, *, public_only: bool = False) -> Iterator[bytes]:
        """Yield everything, or the public graphs, as N-Quads in pieces, from one moment."""
        store = self._view.store if public_only else self._store
        return pieces(lambda output: store.dump(output, ox.RdfFormat.N_QUADS))

    # Writing.

    def write(self, changes: Sequence[Change]) -> None:
        """Carry out changes in their order, all or none; when it returns they survive a crash and a loss of power."""
        if changes:
            self._carry_out(update_request(changes), changed_graphs(changes))

    def update(self, text: str, bindings: Mapping[str, Term] | None = None) -> None:
        """Carry out one trusted SPARQL Update request of the product's own, as `write` does."""
        self.write([Update(text, bindings)])

    def restore(self, source: Path) -> None:
        """Make the N-Quads in a file the content of the whole store, all or nothing, as `write` does.

        It is one transaction, so it takes about 3 KB of memory for every quad.
        """
        self._carry_out(everything_request(source), None)

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a named graph in one transaction."""
        name = ox.NamedNode(graph)
        with self._changing([graph]):
            self._store.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)

    def load_turtle(self, graph: str, data: bytes, base: str) -> None:
        """Parse Turtle into a named graph."""
        with self._changing([graph]):
            self._store.load(data, ox.RdfFormat.TURTLE, base_iri=base, to_graph=ox.NamedNode(graph))

    def clear(self, graph: str) -> None:
        """Empty a named graph."""
        with self._changing([graph]):
            self._store.clear_graph(ox.NamedNode(graph))

    def flush(self) -> None:
        """Write to disk what is still in memory, so that the next process opens the store fast."""
        self._store.flush()

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._store)

    def _carry_out(self, request: str, graphs: Iterable[str | None] | None) -> None:
        with self._changing(graphs):
            try:
                self._store.update(request)
            except SyntaxError as error:
                raise not_sparql(str(error)) from error
            except RuntimeError as error:
                raise not_carried_out(error) from error
            if self._path is None:
                self._written += len(request)
                self._shrink()
            elif not sync_logs(self._path):
                self._store.flush()

    def _shrink(self) -> None:
        """Make the store in memory anew when much was written: it keeps what was removed. Old readers keep the old."""
        if self._written > _MUCH:
            store = fresh_copy(self._store, [None, *names(self._store)])
            self._view.move(store)
            self._store, self._written = store, 0

    @contextmanager
    def _changing(self, graphs: Iterable[str | None] | None) -> Iterator[None]:
        with self._writing:
            self._view.prepare(graphs)
            try:
                yield
            except OSError as error:
                raise not_stored(error) from error
            finally:  # also after an error: what was committed stays so when making it last fails
                self._view.follow(graphs)

    def _query(
        self, store: ox.Store, query: str, values: Mapping[str, Term], *, private: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        substitutions = {ox.Variable(name): term for name, term in values.items()}
        try:
            if not private:
                return store.query(query, use_default_graph_as_union=True, substitutions=substitutions)
            graphs = [ox.NamedNode(name) for name in names(store)]
            public: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
            public = [ox.DefaultGraph(), *(graph for graph in graphs if not is_private(graph.value))]
            return store.query(query, default_graph=public, named_graphs=[*graphs], substitutions=substitutions)
        except SyntaxError as error:
            raise not_sparql(str(error)) from error
        except RuntimeError as error:
            raise not_bound(error) from error
