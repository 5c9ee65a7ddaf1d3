"""Answers that a segment takes over from its system, as `queries/afleidingen/overerving.rq` says, over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyoxigraph as ox

from samenhang.namespaces import ARRANGEMENT, DEF, RDF, dimension_iri
from samenhang.validation.documents import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.model import Dimension
    from samenhang.validation.documents import Ids

_SYSTEM: Final = "stelsel"
_WITHIN: Final = ox.NamedNode(f"{DEF}binnenStelsel")
_TYPE: Final = ox.NamedNode(f"{RDF}type")


def with_inherited(table: Table, dimensions: Iterable[Dimension]) -> Table:
    """Return a table with the answers that its arrangements take over added; the same table when there are none."""
    links = _links(table)
    if links is None:
        return table
    added = [*_added(table, links, [d for d in dimensions if d.level == _SYSTEM])]
    if not added:
        return table
    subjects, predicates, objects = (np.concatenate(columns) for columns in zip(*added, strict=True))
    return Table(
        table.terms,
        np.concatenate((table.subjects, subjects)),
        np.concatenate((table.predicates, predicates)),
        np.concatenate((table.objects, objects)),
    )


def _links(table: Table) -> tuple[Ids, Ids] | None:
    """Return arrangements and the systems they are part of, as two columns; None when there are none."""
    within, type_, class_ = (table.number(term) for term in (_WITHIN, _TYPE, ox.NamedNode(ARRANGEMENT)))
    if within is None or type_ is None or class_ is None:
        return None
    arrangements = table.subjects[(table.predicates == type_) & (table.objects == class_)]
    rows = np.flatnonzero((table.predicates == within) & np.isin(table.subjects, arrangements))
    return (table.subjects[rows], table.objects[rows]) if len(rows) else None


def _added(table: Table, links: tuple[Ids, Ids], dimensions: Iterable[Dimension]) -> Iterator[tuple[Ids, Ids, Ids]]:
    segments, systems = links
    for dimension in dimensions:
        predicate = table.number(ox.NamedNode(dimension_iri(dimension.id)))
        if predicate is None:
            continue
        rows = np.flatnonzero(table.predicates == predicate)
        order = rows[np.argsort(table.subjects[rows], kind="stable")]
        owners = table.subjects[order]
        open_ = np.flatnonzero(~np.isin(segments, owners))
        low = np.searchsorted(owners, systems[open_], side="left")
        counts = np.searchsorted(owners, systems[open_], side="right") - low
        total = int(counts.sum())
        if total:
            starts = np.repeat(low - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
            taken = order[starts + np.arange(total)]
            yield (
                np.repeat(segments[open_], counts),
                np.full(total, predicate, np.int32),
                table.objects[taken],
            )
