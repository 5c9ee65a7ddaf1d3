"""Runs a query in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from samenhang import Samenhang


def embedded(samenhang: Samenhang) -> EmbeddedStore:
    """Return the store of the product, which the tests keep in memory."""
    assert isinstance(samenhang.store, EmbeddedStore)
    return samenhang.store


def results_of(samenhang: Samenhang, text: str) -> bytes:
    """Return what the graph answers to a SELECT query, as SPARQL results in JSON."""
    solutions = embedded(samenhang).query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    found = solutions.serialize(format=ox.QueryResultsFormat.JSON)
    assert found is not None
    return found
