"""Gathers what a parser gives into a table, within the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.documents import Place, Problem, TableBuilder
from samenhang.validation.limits import too_large
from samenhang.validation.readers.problems import long_literal, many_graphs, too_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samenhang.validation.documents import Table, Term
    from samenhang.validation.limits import Limits

_EVERY = 20_000
_FILE = Text("Het bestand", "The file")
_STATEMENTS = Text("uitspraken", "statements")


class Gathering:
    """The triples and problems of one file. `graphs` are the named graphs that were met."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.problems: list[Problem] = []
        self.graphs: set[str] = set()
        self._builder = TableBuilder()
        self._count = 0
        self._deadline = limits.deadline()

    def take(self, quads: Iterable[ox.Quad], place: Callable[[], Place] | None = None) -> None:
        """Add quads; `place` tells where they stand. TooLargeError or RefusedError beyond the limits."""
        add, longest = self._builder.add, self.limits.literal
        for subject, predicate, value, graph in quads:
            self._count += 1
            if self._count % _EVERY == 0:
                self._check()
            if isinstance(value, ox.Literal) and len(value.value) > longest:
                self.tell(long_literal(place() if place else Place(self.name), len(value.value), self.limits))
                continue
            add(cast("Term", subject), predicate, cast("Term", value))
            if isinstance(graph, ox.NamedNode):
                self.graphs.add(graph.value)

    def _check(self) -> None:
        self._deadline.check()
        if self._count > self.limits.triples:
            raise too_large(_FILE, self.limits.triples, _STATEMENTS)

    def tell(self, problem: Problem) -> None:
        """Add a problem; beyond the limit only that there are more."""
        if len(self.problems) < self.limits.problems:
            self.problems.append(problem)
        elif len(self.problems) == self.limits.problems:
            self.problems.append(too_many(problem.place, self.limits))

    def end(self) -> tuple[Table, tuple[Problem, ...]]:
        """Return the table and the problems."""
        if self._count > self.limits.triples:
            raise too_large(_FILE, self.limits.triples, _STATEMENTS)
        if self.graphs:
            self.tell(many_graphs(len(self.graphs), self.name))
        return self._builder.table(), tuple(self.problems)
