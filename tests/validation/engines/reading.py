"""Turtle as a table, and results as what makes them the same in two engines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.validation.documents import Table, TableBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.validation.results import Result


def table(text: str) -> Table:
    """Return the triples of a piece of Turtle."""
    builder = TableBuilder()
    for quad in ox.parse(text, ox.RdfFormat.TURTLE):
        assert not isinstance(quad.subject, ox.Triple)
        assert not isinstance(quad.object, ox.Triple)
        builder.add(quad.subject, quad.predicate, quad.object)
    return builder.table()


def keys(results: Iterable[Result]) -> Counter[tuple[object, ...]]:
    """Return focus node, shape, component, severity, value and path of each result, with how often it is given."""
    return Counter((*result.key, result.path) for result in results)
