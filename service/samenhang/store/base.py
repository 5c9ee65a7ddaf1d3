"""What the rest of the product asks of a store, whatever engine is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.store.changes import Change

Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Row: TypeAlias = Mapping[str, Term]
"""One solution: the bound variables by name."""


class Store(Protocol):
    """A set of named graphs that answers SPARQL 1.1.

    The default graph of a query is the union of all public graphs, the unnamed one included. A query sees private
    graphs (`namespaces.GRAPH_PRIVATE`), and these only inside GRAPH, when its text or a binding spells that prefix out.
    """

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """Yield the solutions of a SELECT query, with `bindings` substituted for its variables."""
        ...

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        ...

    def graphs(self) -> list[str]:
        """Return the names of the named graphs, public and private, in order."""
        ...

    def size(self, graph: str | None) -> int:
        """Return the number of triples in a graph; 0 when there is none of that name."""
        ...

    def read(self, graph: str | None, media_type: str) -> Iterator[bytes]:
        """Yield one graph, as it is now, in an RDF format.

        Raises NotFoundError when there is no graph of that name, and UnknownFormatError; both before the first piece.
        """
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Carry out changes in their order, all or none, for readers as well as when the process is killed.

        When it returns, they survive a crash and a loss of power. Raises RdfSyntaxError with line and column,
        UnknownFormatError, InvalidNameError and QueryError; then nothing has changed.
        """
        ...

    def update(self, text: str, bindings: Mapping[str, Term] | None = None) -> None:
        """Carry out one trusted SPARQL Update request of the product's own, as `write` does."""
        ...

    def dump(self, *, public_only: bool = False) -> Iterator[bytes]:
        """Yield everything, or the public graphs, as N-Quads in pieces."""
        ...

    def restore(self, source: Path) -> None:
        """Make the N-Quads in a file the content of the whole store, all or nothing, as `write` does."""
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
