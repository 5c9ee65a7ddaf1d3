"""What the rest of the product asks of a store, whatever engine is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Row: TypeAlias = Mapping[str, Term]
"""One solution: the bound variables by name."""


class Store(Protocol):
    """A set of named graphs that answers SPARQL 1.1; the default graph of a query is the union of all graphs."""

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """Yield the solutions of a SELECT query, with `bindings` substituted for its variables."""
        ...

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        ...

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a named graph in one transaction."""
        ...

    def load_turtle(self, graph: str, data: bytes, base: str) -> None:
        """Parse Turtle into a named graph; a syntax error names its line and leaves the graph as it was."""
        ...

    def flush(self) -> None:
        """Make what was written last, and quick to open by the next process."""
        ...

    def clear(self, graph: str) -> None:
        """Empty a named graph."""
        ...

    def __len__(self) -> int:
        """Return the number of quads."""
        ...
