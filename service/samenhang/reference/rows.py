"""Runs the saved queries on reference data and hands over plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import Text
from samenhang.queries import QueryLibrary, bind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.store import Store

Plain = dict[str, str]
"""One solution: the value of every bound variable as text."""


def plain_rows(
    store: Store, queries: QueryLibrary, query_id: str, values: Mapping[str, str] | None = None
) -> Iterator[Plain]:
    """Yield the solutions of a saved query with values for its parameters; InvalidInputError lists the wrong ones."""
    spec = queries[query_id]
    for row in store.select(spec.text, bind(spec, values or {})):
        yield {name: str(getattr(term, "value", term)) for name, term in row.items()}


def text_of(row: Mapping[str, str], name: str = "") -> Text | None:
    """Return the text in two columns, `<name>Nl` and `<name>En`, or `nl` and `en`; None when they are not there."""
    nl, en = (f"{name}Nl", f"{name}En") if name else ("nl", "en")
    return Text(row[nl], row[en]) if nl in row and en in row else None
