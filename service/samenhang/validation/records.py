"""The records of a dataset: its arrangements, contracts and other things, each with its answers and its name."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyoxigraph as ox

from samenhang.model import Answer, AnswerKind, Dimension, Text
from samenhang.namespaces import DEF, EMPTY_ANSWER, RDF, local_name, option_iri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.validation.documents import Table, Term

_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
_TYPE: Final = f"{RDF}type"
KINDS: Final = {
    f"{DEF}Inrichting": Text("inrichtingen", "arrangements"),
    f"{DEF}Contract": Text("contracten", "contracts"),
    f"{DEF}Partij": Text("partijen", "parties"),
    f"{DEF}Vaststelling": Text("vaststellingen", "statements"),
}
"""The classes whose instances are records, and what they are called."""
_REMEMBERED: Final = 65_536
"""Records whose answers and names are kept: a report goes through all of them once for every rule."""


class Records:
    """What a table says of each subject."""

    def __init__(self, table: Table, dimensions: Mapping[str, Dimension]) -> None:
        self._table = table
        self._dimensions = dimensions
        self._by_iri = {f"{DEF}{name}": dimension for name, dimension in dimensions.items()}
        self.answers = lru_cache(_REMEMBERED)(self._answers)
        self.label = lru_cache(_REMEMBERED)(self._label)

    def counts(self) -> dict[str, int]:
        """Return how many records there are of each class, by its local name; a class without any is left out."""
        table = self._table
        type_ = table.number(ox.NamedNode(_TYPE))
        found: dict[str, int] = {}
        for kind in KINDS:
            class_ = table.number(ox.NamedNode(kind))
            if type_ is None or class_ is None:
                continue
            rows = (table.predicates == type_) & (table.objects == class_)
            if count := len(np.unique(table.subjects[rows])):
                found[local_name(kind)] = count
        return found

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return the values of a property of a subject."""
        return [value for name, value in self._statements(subject) if name == predicate]

    def _answers(self, subject: Term) -> Mapping[str, Answer]:
        """Return the answers of a subject that can be read; one that is wrong in form is left to the structure."""
        given: dict[str, list[Term]] = {}
        for name, value in self._statements(subject):
            dimension = self._by_iri.get(name)
            if dimension is not None:
                given.setdefault(dimension.id, []).append(value)
        read = {name: _answer(self._dimensions[name], values) for name, values in given.items()}
        return {name: answer for name, answer in read.items() if answer is not None}

    def _label(self, subject: Term) -> Text | None:
        """Return what a subject is called: its label, else its identifier, else the end of its IRI."""
        labels: dict[str, str] = {}
        identifier = None
        for name, value in self._statements(subject):
            if name == _LABEL and isinstance(value, ox.Literal):
                labels.setdefault(value.language or "nl", value.value)
            elif name == _IDENTIFIER and isinstance(value, ox.Literal):
                identifier = value.value
        first = next(iter(labels.values()), None) or identifier
        if first is None:
            first = local_name(subject.value) if isinstance(subject, ox.NamedNode) else None
        return None if first is None else Text(labels.get("nl", first), labels.get("en", first))

    def _statements(self, subject: Term) -> Iterator[tuple[str, Term]]:
        number = self._table.number(subject)
        if number is None:
            return
        order, starts, table = self._order, self._starts, self._table
        low, high = (int(n) for n in np.searchsorted(starts, [number, number + 1]))
        for row in order[low:high].tolist():
            yield str(table.terms[int(table.predicates[row])].value), table.terms[int(table.objects[row])]

    @cached_property
    def _order(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.argsort(self._table.subjects, kind="stable")

    @cached_property
    def _starts(self) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return self._table.subjects[self._order]


def _answer(dimension: Dimension, values: list[Term]) -> Answer | None:
    if dimension.kind is AnswerKind.NUMBER:
        return _number(values)
    options = {option_iri(dimension.id, option): option for option in dimension.option_index}
    read = [options.get(str(value.value)) for value in values if str(value.value) != EMPTY_ANSWER]
    if dimension.kind is AnswerKind.SET:
        return frozenset(option for option in read if option is not None)
    return read[0] if len(read) == 1 == len(values) else None


def _number(values: list[Term]) -> Decimal | None:
    if len(values) != 1 or not isinstance(values[0], ox.Literal):
        return None
    try:
        number = Decimal(values[0].value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
