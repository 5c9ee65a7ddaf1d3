"""Statements with a row of their own: subject, property, value, type and language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.tabular.cells import CellError, Raw, as_text, shown
from samenhang.validation.tabular.plan import Kind
from samenhang.validation.tabular.rowids import expanded, node
from samenhang.validation.tabular.words import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.validation.documents import Place, Term
    from samenhang.validation.tabular.dataset import Dataset

IRI: Final = "iri"
_RTL: Final = "--rtl"
_LTR: Final = "--ltr"
_WHO: Final = {
    "onderwerp": Text("Het onderwerp", "The subject"),
    "eigenschap": Text("De eigenschap", "The property"),
    "waarde": Text("De waarde", "The value"),
    "type": Text("Het type", "The type"),
}


@dataclass
class _Line:
    """One statement as its row, or rows, have it."""

    cells: Mapping[Kind, Raw]
    place: Place
    order: tuple[int, int, int]
    parts: list[Raw] = field(default_factory=list)


class Statements:
    """Gathers the statements of a dataset; they are read when all rows are known."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def add(self, cells: Mapping[Kind, Raw], place: Place, order: tuple[int, int, int]) -> None:
        """Add a row; one with a part number above 1 carries on the value of the row before."""
        part = shown(cells.get(Kind.PART, "")).strip()
        if part not in {"", "1"} and self._lines:
            self._lines[-1].parts.append(cells.get(Kind.VALUE, ""))
        else:
            self._lines.append(_Line(cells, place, order, [cells.get(Kind.VALUE, "")]))

    def finish(self, dataset: Dataset) -> None:
        """Turn the rows into triples of the dataset, and tell what is wrong with those that are none."""
        for line in self._lines:
            try:
                subject, predicate, value = _triple(dataset, line)
            except CellError as error:
                where = shown(line.cells.get(Kind.VALUE, ""))
                dataset.problems.add(line.place, error.complaint, where, line.order)
            else:
                number = dataset.triples.number
                dataset.triples.add(number(subject), number(predicate), number(value), dataset.next_rank())
                dataset.locator.add_statement(subject, predicate.value, value, line.place)


def _triple(dataset: Dataset, line: _Line) -> tuple[Term, ox.NamedNode, Term]:
    cells = {kind: as_text(raw) for kind, raw in line.cells.items()}
    about, said = cells.get(Kind.SUBJECT, "").strip(), cells.get(Kind.PROPERTY, "").strip()
    subject = dataset.ids.subject(about)
    if subject is None:
        raise _no_address("onderwerp", about)
    predicate = expanded(said)
    if predicate is None:
        raise _no_address("eigenschap", said)
    text = "".join(map(as_text, line.parts))
    return subject, predicate, _value(text, cells.get(Kind.TYPE, "").strip(), cells.get(Kind.LANGUAGE, "").strip())


def _value(text: str, kind: str, language: str) -> Term:
    if kind.casefold() == IRI:
        found = node(text.strip())
        if found is None:
            raise _no_address("waarde", text)
        return found
    try:
        if language:
            return _in_language(text, language)
        if not kind:
            return ox.Literal(text)
        datatype = expanded(kind)
        if datatype is None:
            raise _no_address("type", kind)
        return ox.Literal(text, datatype=datatype)
    except ValueError:
        raise CellError(
            "ongeldigeTaal",
            Text(
                f"'{cut(language or kind)}' past niet bij een tekst. Schrijf een taalcode zoals nl of en.",
                f"'{cut(language or kind)}' does not fit a text. Write a language tag such as nl or en.",
            ),
        ) from None


def _in_language(text: str, language: str) -> ox.Literal:
    for ending, direction in ((_LTR, ox.BaseDirection.LTR), (_RTL, ox.BaseDirection.RTL)):
        if language.endswith(ending):
            return ox.Literal(text, language=language.removesuffix(ending), direction=direction)
    return ox.Literal(text, language=language)


def language_text(value: ox.Literal) -> str:
    """Return what `taal` holds for a literal: its language tag, with its direction where it has one."""
    if value.direction is None:
        return value.language or ""
    return f"{value.language}{_RTL if value.direction == ox.BaseDirection.RTL else _LTR}"


def _no_address(which: str, text: str) -> CellError:
    who = _WHO[which]
    return CellError(
        "geenAdres",
        Text(
            f"{who.nl} '{cut(text)}' is geen adres (IRI) en geen id van een rij. Schrijf het hele adres.",
            f"{who.en} '{cut(text)}' is not an address (IRI) and not the id of a row. Write the whole address.",
        ),
    )
