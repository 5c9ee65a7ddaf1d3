"""Looks for personal data in everything a dataset holds."""

from __future__ import annotations

import re
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
_COLUMN: Final = "onbekendeKolom"
_ABOUT_PEOPLE: Final = re.compile(
    r"(?<![a-z])(bsn|sofi|burgerservice|geboorte|e-?mail|telefoon|mobiel|iban|(voor|achter|cli[eë]nt|jeugdige)-?_?naam"
    r"|birth|phone|surname|first_?name|last_?name|citizen_?service)",
    re.IGNORECASE,
)
_JOINED: Final = re.compile("[_-]")


def personal_problems(document: Document) -> tuple[Problem, ...]:
    """Return a problem for every value, IRI and name in a document that holds personal data, masked.

    Each distinct value is looked at once, and told at the first place where it stands.
    """
    found = [_in_name(document.name), *_in_table(document), *_unread(document)]
    return tuple(problem for problem in found if problem is not None)[:_MOST]


def masked_name(name: str) -> str:
    """Return the name of a file in which of personal data only the outside is left."""
    stem, dot, ending = name.rpartition(".")
    text = stem if dot else ending
    shown = list(text)
    # Words in a name hang together by signs that make them one word elsewhere.
    for found in find_personal(_JOINED.sub(" ", text)):
        for place in range(found.start + 2, found.end - 2):
            shown[place] = "*"
    return f"{''.join(shown)}{dot}{ending if dot else ''}"


def _in_name(name: str) -> Problem | None:
    stem = name.rpartition(".")[0] or name
    found = find_personal(_JOINED.sub(" ", stem))
    return _problem(found[0], masked_name(name), Place(masked_name(name))) if found else None


def _unread(document: Document) -> Iterator[Problem]:
    """Yield what is wrong with what was not read, and so is not in the table: values, and columns by their heading."""
    for problem in document.problems:
        value = problem.value or ""
        if problem.code == _COLUMN and _ABOUT_PEOPLE.search(value):
            yield Problem(
                CODE,
                Text(
                    f"De kolom '{masked(value)}' lijkt over personen te gaan. Persoonsgegevens horen niet in een "
                    "gedeelde gegevensset: verwijder de kolom.",
                    f"The column '{masked(value)}' seems to be about persons. Personal data do not belong in a shared "
                    "dataset: remove the column.",
                ),
                problem.place,
                masked(value),
            )
        elif found := find_personal(value):
            yield _problem(found[0], masked(value), problem.place)


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
