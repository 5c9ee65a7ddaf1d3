"""Rows become triples: gathers numbers of terms, and keeps what refers to other rows until all rows are known."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

from samenhang.model import Severity, Text
from samenhang.validation.documents import Place, Problem, Table

if TYPE_CHECKING:
    from samenhang.validation.documents import Term
    from samenhang.validation.tabular.cells import Complaint


_SHOWN: Final = 500


class Triples:
    """Triples as three columns of term numbers, each with a rank that decides their order in the document."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self.subjects, self.predicates, self.objects, self.ranks = (array("i") for _ in range(4))

    def number(self, term: Term) -> int:
        """Return the number of a term, giving it one when it is new."""
        return self._numbers.setdefault(term, len(self._numbers))

    def add(self, subject: int, predicate: int, value: int, rank: int) -> None:
        """Add a triple of term numbers."""
        self.subjects.append(subject)
        self.predicates.append(predicate)
        self.objects.append(value)
        self.ranks.append(rank)

    def add_all(self, subject: int, said: list[tuple[int, int]], rank: int) -> None:
        """Add the triples of one subject: predicate and object of each."""
        predicates, objects = zip(*said, strict=True)
        self.subjects.extend([subject] * len(said))
        self.predicates.extend(predicates)
        self.objects.extend(objects)
        self.ranks.extend([rank] * len(said))

    def table(self) -> Table:
        """Return the triples in the order of their ranks, each once."""
        s, p, o, ranks = (
            np.frombuffer(column, dtype=np.int32).astype(np.int64) if column else np.empty(0, np.int64)
            for column in (self.subjects, self.predicates, self.objects, self.ranks)
        )
        order = np.argsort(ranks, kind="stable")
        s, p, o = s[order], p[order], o[order]
        size = np.int64(max(len(self._numbers), 1))
        _, predicates = np.unique(p, return_inverse=True)
        # One number per triple: few predicates, so it stays far below 2⁶³ for any table that is read.
        keys = (predicates.astype(np.int64) * size + s) * size + o
        _, first = np.unique(keys, return_index=True)
        kept = np.sort(first)
        columns = (column[kept].astype(np.int32) for column in (s, p, o))
        return Table(list(self._numbers), *columns)


class Problems:
    """Gathers problems up to a limit, and counts the rest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[tuple[int, int, int], Problem]] = []
        self._dropped = 0
        self._worst = Severity.INFO

    def add(
        self, place: Place, complaint: Complaint, value: str | None = None, order: tuple[int, int, int] = (0, 0, 0)
    ) -> None:
        """Add what is wrong at a place; `order` is the number of sheet, row and column, by which they are told."""
        if len(self._kept) < self._most:
            code, text, severity = complaint
            kept = None if value is None else value[:_SHOWN]
            self._kept.append((order, Problem(code, text, place, kept, severity)))
            return
        self._dropped += 1
        if complaint.severity is Severity.VIOLATION or self._worst is Severity.INFO:
            self._worst = complaint.severity

    def all(self, file: str) -> tuple[Problem, ...]:
        """Return the problems in the order of the file, with one that counts those that were too many to tell."""
        found = tuple(problem for _, problem in sorted(self._kept, key=lambda pair: pair[0]))
        if not self._dropped:
            return found
        text = Text(
            f"En nog {self._dropped} meldingen. Herstel eerst wat hierboven staat.",
            f"And {self._dropped} more remarks. Mend first what is told above.",
        )
        return (*found, Problem("nogMeer", text, Place(file), None, self._worst))
