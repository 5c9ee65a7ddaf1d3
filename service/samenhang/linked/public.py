"""Puts values into the saved queries that describe things, and runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.queries import bind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.queries import QueryLibrary
    from samenhang.store import Row, Store

_PLACE: Final = "UNDEF"


def named(value: str) -> ox.NamedNode | None:
    """Return an address as a term; None when no address looks like this."""
    try:
        return ox.NamedNode(value)
    except ValueError:
        return None


class Asker:
    """Asks the public graphs of a store the saved queries of a library."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self._store = store
        self._queries = queries

    def rows(self, query_id: str, **values: str) -> Iterator[Row]:
        """Yield the solutions of a SELECT query."""
        spec = self._queries[query_id]
        return self._store.select(spec.text, bind(spec, values))

    def triples(self, query_id: str, **values: str) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT query, each once."""
        spec = self._queries[query_id]
        return list(dict.fromkeys(self._store.construct(spec.text, bind(spec, values))))

    def holds(self, query_id: str, **values: str) -> bool:
        """Return the answer to an ASK query."""
        spec = self._queries[query_id]
        return self._store.ask(spec.text, bind(spec, values))

    def rows_of(self, query_id: str, things: Iterable[str]) -> Iterator[Row]:
        """Yield the solutions of a SELECT query about several things at once."""
        listed = " ".join(str(node) for node in map(named, things) if node is not None)
        return self._store.select(self._queries[query_id].text.replace(_PLACE, listed, 1)) if listed else iter(())
