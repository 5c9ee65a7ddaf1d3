"""Oxigraph inside the process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang.errors import QueryError, SamenhangError
from samenhang.model import Text
from samenhang.store.syntax import not_sparql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from samenhang.store.base import Row, Term

_NOT_PROJECTED: Final = re.compile(r"\?(?P<name>\w+) in its SELECT projection")


class EmbeddedStore:
    """An Oxigraph store in memory, or on disk when a folder is given.

    Raises SamenhangError when the folder is in use by another process.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            self._store = ox.Store(str(path)) if path else ox.Store()
        except OSError as error:
            raise SamenhangError(
                Text(
                    f"De opslag in {path} kan niet worden geopend. Is er een andere dienst die haar gebruikt?",
                    f"The store in {path} cannot be opened. Is another service using it?",
                )
            ) from error

    def query(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the outcome of a query of any form, for whoever serialises it; QueryError when it cannot be parsed."""
        return self._query(query, bindings)

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """Yield the solutions of a SELECT query."""
        solutions = cast("ox.QuerySolutions", self._query(query, bindings))
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: term for name in names if (term := solution[name]) is not None}

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        return iter(cast("ox.QueryTriples", self._query(query, bindings)))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        return bool(self._query(query, bindings))

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a named graph in one transaction."""
        name = ox.NamedNode(graph)
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)

    def load_turtle(self, graph: str, data: bytes, base: str) -> None:
        """Parse Turtle into a named graph."""
        self._store.load(data, ox.RdfFormat.TURTLE, base_iri=base, to_graph=ox.NamedNode(graph))

    def flush(self) -> None:
        """Write to disk what is still in memory, so that the next process opens the store fast."""
        self._store.flush()

    def clear(self, graph: str) -> None:
        """Empty a named graph."""
        self._store.clear_graph(ox.NamedNode(graph))

    def dump(self) -> bytes:
        """Return the whole store as N-Quads."""
        return cast("bytes", self._store.dump(format=ox.RdfFormat.N_QUADS))

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._store)

    def _query(
        self, query: str, bindings: Mapping[str, Term] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        substitutions = {ox.Variable(name): term for name, term in (bindings or {}).items()}
        try:
            return self._store.query(query, use_default_graph_as_union=True, substitutions=substitutions)
        except SyntaxError as error:
            raise not_sparql(str(error)) from error
        except RuntimeError as error:
            raise _not_bound(error) from error


def _not_bound(error: RuntimeError) -> QueryError:
    """Return the error for a value given for a variable that the query does not hand out."""
    found = _NOT_PROJECTED.search(str(error))
    if found is None:
        return QueryError(
            Text(f"De query kan niet worden beantwoord: {error}", f"The query cannot be answered: {error}")
        )
    name = found["name"]
    return QueryError(
        Text(
            f"Zet de parameter ?{name} in de SELECT van de query; alleen daar kan er een waarde aan worden gegeven.",
            f"Put the parameter ?{name} in the SELECT of the query; only there can it be given a value.",
        )
    )
