"""Looks for personal data in everything a dataset holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import local_name
from samenhang.validation.documents import Place, Problem
from samenhang.validation.guards.personal import BIRTH, BSN, EMAIL, IBAN, PHONE, Found, find_personal, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.documents import Document, Table, Term

CODE: Final = "persoonsgegeven"
_KINDS: Final = {
    BSN: Text("een burgerservicenummer", "a citizen service number"),
    EMAIL: Text("een e-mailadres van een persoon", "an e-mail address of a person"),
    PHONE: Text("een telefoonnummer", "a telephone number"),
    IBAN: Text("een bankrekeningnummer", "a bank account number"),
    BIRTH: Text("een geboortedatum", "a date of birth"),
}
_SKIPPED: Final = ("http://www.w3.org/2001/XMLSchema#decimal", "http://www.w3.org/2001/XMLSchema#integer")
_MOST: Final = 1_000


def personal_problems(document: Document) -> tuple[Problem, ...]:
    """Return a problem for every value, IRI and name in a document that holds personal data, masked.

    Each distinct value is looked at once, and told at the first place where it stands.
    """
    found = [_in_name(document.name), *_in_table(document)]
    return tuple(problem for problem in found if problem is not None)[:_MOST]


def _in_name(name: str) -> Problem | None:
    found = find_personal(name.rpartition(".")[0] or name)
    return _problem(found[0], masked(name), Place(masked(name))) if found else None


def _in_table(document: Document) -> Iterator[Problem]:
    table = document.table
    for number, term in enumerate(table.terms):
        text = _text(term)
        if text is None or not find_personal(text):
            continue
        row = _row(table, number)
        if row is None:
            continue
        predicate = str(table.terms[int(table.predicates[row])].value)
        found = find_personal(text, local_name(predicate))
        if found:
            subject, value = (table.terms[int(column[row])] for column in (table.subjects, table.objects))
            place = document.locator.place(subject, predicate, value) or Place(document.name)
            yield _problem(found[0], masked(text, local_name(predicate)), place)


def _text(term: Term) -> str | None:
    if isinstance(term, ox.Literal):
        return None if term.datatype.value in _SKIPPED else term.value
    return term.value.rsplit("/", 1)[-1] if isinstance(term, ox.NamedNode) else None


def _row(table: Table, number: int) -> int | None:
    for column in (table.objects, table.subjects):
        rows = (column == number).nonzero()[0]
        if len(rows):
            return int(rows[0])
    return None


def _problem(found: Found, shown: str, place: Place) -> Problem:
    kind = _KINDS[found.kind]
    return Problem(
        CODE,
        Text(
            f"Hier lijkt {kind.nl} te staan. Persoonsgegevens horen niet in een gedeelde gegevensset: verwijder dit.",
            f"Here seems to be {kind.en}. Personal data do not belong in a shared dataset: remove this.",
        ),
        place,
        shown if len(shown) <= 80 else f"{shown[:79]}…",  # noqa: PLR2004 -- what fits on a line
    )
