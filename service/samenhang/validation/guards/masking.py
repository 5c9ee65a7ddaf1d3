"""Takes personal data out of the names of things: a report repeats an address as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.validation.documents import Table
from samenhang.validation.guards.personal import find_personal, masked

if TYPE_CHECKING:
    from samenhang.validation.documents import Document, Locator, Place, Term


def with_masked_names(document: Document) -> Document:
    """Return a document in which IRIs that end in personal data are masked; the same one when there are none.

    What was different stays different: a mask that two names share gets a number. Places are those of the originals.
    """
    terms = document.table.terms
    known = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    originals: dict[Term, Term] = {}
    shown: list[Term] = []
    for term in terms:
        found = _masked(term, known)
        if found is not term:
            originals[found] = term
            known.add(str(found.value))
        shown.append(found)
    if not originals:
        return document
    table = document.table
    kept = Table(shown, table.subjects, table.predicates, table.objects)
    return replace(document, table=kept, locator=_Original(document.locator, originals))


def _masked(term: Term, known: set[str]) -> Term:
    if not isinstance(term, ox.NamedNode):
        return term
    start, slash, end = term.value.rpartition("/")
    if not slash or not find_personal(end):
        return term
    name = f"{start}/{masked(end)}"
    number = 2
    while name in known:
        name = f"{start}/{masked(end)}-{number}"
        number += 1
    return ox.NamedNode(name)


class _Original:
    """Knows the places of masked terms by what they are in the file."""

    def __init__(self, locator: Locator, originals: dict[Term, Term]) -> None:
        self._locator, self._originals = locator, originals

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands."""
        original = self._originals.get
        return self._locator.place(
            original(subject, subject), predicate, None if value is None else original(value, value)
        )
