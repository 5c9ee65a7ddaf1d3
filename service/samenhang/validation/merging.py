"""Several files that are checked as one dataset: what one of them refers to may stand in another."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np
import pyoxigraph as ox

from samenhang.validation.documents import Document, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.validation.documents import Ids, Place, Term

MEDIA_TYPE: Final = "multipart/mixed"


def merged(documents: Sequence[Document]) -> Document:
    """Return documents as one, of which each part keeps its place; a single one as it is.

    Blank nodes of different files stay apart. The hash is that of the hashes of the files, in their order.
    """
    if len(documents) == 1:
        return documents[0]
    tables = [_apart(document.table, number) for number, document in enumerate(documents)]
    return Document(
        name=", ".join(document.name for document in documents),
        media_type=_common([document.media_type for document in documents]),
        sha256=sha256("".join(document.sha256 for document in documents).encode()).hexdigest(),
        size=sum(document.size for document in documents),
        table=_together(tables),
        locator=_Several(documents, tables),
        problems=tuple(problem for document in documents for problem in document.problems),
        prefixes={prefix: iri for document in documents for prefix, iri in document.prefixes.items()},
    )


def _common(media_types: Sequence[str]) -> str:
    return media_types[0] if len(set(media_types)) == 1 else MEDIA_TYPE


def _apart(table: Table, number: int) -> Table:
    """Return a table whose blank nodes carry the number of their file."""
    terms = [ox.BlankNode(f"b{number}{t.value}") if isinstance(t, ox.BlankNode) else t for t in table.terms]
    return Table(terms, table.subjects, table.predicates, table.objects)


def _together(tables: Sequence[Table]) -> Table:
    """Return all triples, each once, in the order of the files."""
    numbers: dict[Term, int] = {}
    parts: list[tuple[Ids, Ids, Ids]] = []
    for table in tables:
        own = np.array([numbers.setdefault(term, len(numbers)) for term in table.terms], np.int32)
        parts.append((own[table.subjects], own[table.predicates], own[table.objects]))
    columns = np.array([np.concatenate(column) for column in zip(*parts, strict=True)])
    _, first = np.unique(columns, axis=1, return_index=True)
    subjects, predicates, objects = columns[:, np.sort(first)]
    return Table(list(numbers), subjects, predicates, objects)


class _Several:
    """Knows places in several files: that where the statement is made, else that where the subject is spoken of."""

    def __init__(self, documents: Sequence[Document], tables: Sequence[Table]) -> None:
        self._parts = [
            (document.locator, table, number)
            for number, (document, table) in enumerate(zip(documents, tables, strict=True))
        ]

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands."""
        best: Place | None = None
        most = 0
        for locator, table, number in self._parts:
            known = _said(table, subject, predicate, value)
            if known > most:
                place = locator.place(_own(subject, number), predicate, None if value is None else _own(value, number))
                if place is not None:
                    best, most = place, known
        return best


def _own(term: Term, number: int) -> Term:
    return ox.BlankNode(term.value.removeprefix(f"b{number}")) if isinstance(term, ox.BlankNode) else term


def _said(table: Table, subject: Term, predicate: str | None, value: Term | None) -> int:
    """Return how much of a statement a table makes: 0 nothing, 1 the subject, 2 its property, 3 all of it."""
    numbers = table.number(subject), None if predicate is None else table.number(ox.NamedNode(predicate))
    if numbers[0] is None:
        return 0
    rows = np.flatnonzero(table.subjects == numbers[0])
    if not len(rows):
        return 0
    rows = rows[table.predicates[rows] == (-1 if numbers[1] is None else numbers[1])]
    if not len(rows):
        return 1
    wanted = None if value is None else table.number(value)
    return 3 if wanted is not None and (table.objects[rows] == wanted).any() else 2
