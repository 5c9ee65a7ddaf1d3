"""A dataset as it was read: its triples as columns of numbers, and where each of them stands in the file."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from samenhang.model import Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Ids: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column of a text (both from 1), or sheet and cell of a workbook.

    `column` counts characters; in CSV `field` names the column by its heading.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None

    def text(self, language: str) -> str:
        """Return the place as people name it: `Inrichtingen!H7`, or `regel 3, kolom 14`."""
        if self.cell is not None:
            return f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        line, column = ("line", "column") if language == "en" else ("regel", "kolom")
        parts = [f"{line} {self.line}"] if self.line else []
        if self.field is not None:
            parts.append(f"{column} '{self.field}'")
        elif self.column:
            parts.append(f"{column} {self.column}")
        return ", ".join(parts) or self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """What a reader could not take: where, what and how to mend it. `code` is stable; `value` is what stood there."""

    code: str
    text: Text
    place: Place
    value: str | None = None
    severity: Severity = Severity.VIOLATION


class Locator(Protocol):
    """Knows where the parts of a document stand in its file."""

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands: the value, else the property of the subject, else the subject itself."""
        ...


class Table:
    """Triples as three columns of term numbers, and the terms those numbers stand for."""

    def __init__(self, terms: Sequence[Term], subjects: Ids, predicates: Ids, objects: Ids) -> None:
        self.terms = terms
        self.subjects = subjects
        self.predicates = predicates
        self.objects = objects
        self._numbers: dict[Term, int] | None = None

    def __len__(self) -> int:
        return len(self.subjects)

    def __iter__(self) -> Iterator[ox.Triple]:
        """Iterate over the triples in the order of the document."""
        terms = self.terms
        for s, p, o in zip(self.subjects.tolist(), self.predicates.tolist(), self.objects.tolist(), strict=True):
            yield ox.Triple(terms[s], terms[p], terms[o])

    def number(self, term: Term) -> int | None:
        """Return the number of a term; None when no triple has it."""
        if self._numbers is None:
            self._numbers = {known: number for number, known in enumerate(self.terms)}
        return self._numbers.get(term)


class TableBuilder:
    """Gathers triples into a table; a triple that is added twice stands in it once."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._columns = array("i"), array("i"), array("i")

    def add(self, subject: Term, predicate: Term, value: Term) -> None:
        """Add one triple."""
        # Written out: this runs a million times for a national dataset.
        numbers, (subjects, predicates, values) = self._numbers, self._columns
        number = numbers.setdefault
        subjects.append(number(subject, len(numbers)))
        predicates.append(number(predicate, len(numbers)))
        values.append(number(value, len(numbers)))

    def table(self) -> Table:
        """Return what was added, each triple once, in the order of its first appearance."""
        columns = np.array([np.frombuffer(c, dtype=np.int32) if c else np.empty(0, np.int32) for c in self._columns])
        _, first = np.unique(columns, axis=1, return_index=True)
        subjects, predicates, objects = columns[:, np.sort(first)]
        return Table(list(self._numbers), subjects, predicates, objects)


class Nowhere:
    """The locator of what was not read from a file."""

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:  # noqa: ARG002
        """Return None."""
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was read: `problems` lists what was left out of `table`, and why.

    `media_type` is that of the form it was read in, `prefixes` those it declared.
    """

    name: str
    media_type: str
    sha256: str
    size: int
    table: Table
    locator: Locator = field(default_factory=Nowhere)
    problems: tuple[Problem, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
