"""The engine for rules across records: SPARQL constraints of the product, each asked once about all records.

Oxigraph answers them in a process that can be killed. It compares numbers and dates by value: `3` and `3.0` are one
value to it. What is reported is the value as it was written.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from samenhang.namespaces import SH
from samenhang.validation.engines.child_wire import unwired, wire
from samenhang.validation.engines.columns import Bools, Columns
from samenhang.validation.engines.general import Data, filled_in
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.engines.proofs import Proofs
from samenhang.validation.engines.set_queries import SetQuery, SetShape, read_set_shape
from samenhang.validation.engines.worker import Worker
from samenhang.validation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from samenhang.validation.documents import Table
    from samenhang.validation.engines.columns import Background
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph
    from samenhang.validation.engines.worker import Limits

_FEW: Final = 8
_COMPONENT: Final = f"{SH}SPARQLConstraintComponent"


class SetWorker(Protocol):
    """What answers the queries: a process apart, or this one when that is itself a process that may be killed."""

    def start(self) -> None:
        """Get ready in the background."""
        ...

    def close(self) -> None:
        """End whatever runs."""
        ...

    def ask_with(self, task: dict[str, Any], background: bytes, data: bytes) -> list[Any]:
        """Return the rows of each query over the data with the background."""
        ...


class SetEngine:
    """Runs the shapes that consist of SPARQL constraints only; `supports` says of which it is proven to be exact."""

    name = "verzamelingen"

    def __init__(self, limits: Limits | None = None, worker: SetWorker | None = None) -> None:
        self._worker: SetWorker = worker or Worker(limits)
        self._proofs = Proofs()
        self._read: tuple[ShapeGraph, dict[Node, SetShape | str]] | None = None
        self._background: tuple[Background, bytes, str] | None = None

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def start(self) -> None:
        """Start the process, so that it is ready by the time it is asked; returns at once."""
        self._worker.start()

    def keep_proofs(self) -> None:
        """Remember on disk what was proven of the shapes that were asked about."""
        self._proofs.keep()

    def supports(self, shapes: ShapeGraph, root: Node) -> str | None:
        """Return None when the shape is run exactly, else the reason why not."""
        found = self._shape(shapes, root)
        return found if isinstance(found, str) else None

    def _shape(self, shapes: ShapeGraph, root: Node) -> SetShape | str:
        if self._read is None or self._read[0] is not shapes:
            self._read = shapes, {}
        known = self._read[1]
        if root not in known:
            try:
                known[root] = read_set_shape(shapes, root, self._proofs.prove)
            except UnsupportedError as error:
                known[root] = str(error)
        return known[root]

    def run(
        self, table: Table, background: Background | None, shapes: ShapeGraph, roots: Iterable[Node] | None = None
    ) -> Sequence[Result]:
        """Return what a dataset breaks of some shapes, or of all; raises as general engines, and UnsupportedError."""
        columns = Columns(table, background)
        asked: list[tuple[SetShape, Bools]] = []
        for root in shapes.roots if roots is None else roots:
            shape = self._shape(shapes, root)
            if isinstance(shape, str):
                raise UnsupportedError(shape)
            nodes = shape.targets.nodes(columns)
            if len(nodes):
                looked_at = np.zeros(len(columns), bool)
                looked_at[nodes] = True
                asked.append((shape, looked_at))
        if not asked:
            return []
        return list(self._results(table, background, shapes, columns, asked))

    def _results(
        self,
        table: Table,
        background: Background | None,
        shapes: ShapeGraph,
        columns: Columns,
        asked: list[tuple[SetShape, Bools]],
    ) -> Iterator[Result]:
        queries = [(query, shape, looked_at) for shape, looked_at in asked for query in shape.queries]
        lines, key = self._lines(background)
        asked_for = [[query.text, _few(columns, looked_at)] for query, _, looked_at in queries]
        task = {"engine": "sets", "background": key, "queries": asked_for}
        data = Data(table, None, (), None).lines
        answers = self._worker.ask_with(task, lines, data)
        for (query, shape, looked_at), rows in zip(queries, answers, strict=True):
            for row in rows:
                if (found := _result(shapes, shape, query, row)) is not None:
                    number = columns.number(found.focus)
                    if number is not None and number < len(looked_at) and looked_at[number]:
                        yield found

    def _lines(self, background: Background | None) -> tuple[bytes, str]:
        """Return the background as N-Triples and its digest, kept for the next time."""
        if background is None:
            return b"", ""
        if self._background is None or self._background[0] is not background:
            lines = Data(background.table, None, (), None).lines
            self._background = background, lines, sha256(lines).hexdigest()
        return self._background[1:]


def _few(columns: Columns, looked_at: Bools) -> list[list[str | None]] | None:
    """Return the focus nodes when they are few: to ask about each is then quicker than to ask about all at once."""
    nodes = np.flatnonzero(looked_at)
    if len(nodes) > _FEW:
        return None
    return [wire(columns.term(int(node)), "d_") for node in nodes]


def _result(shapes: ShapeGraph, shape: SetShape, query: SetQuery, row: dict[str, Any]) -> Result | None:
    terms = {name: unwired(term, "d_") for name, term in row.items()}
    focus = terms.get("this")
    if focus is None:
        return None
    path = terms.get("path")
    return Result(
        focus=focus,
        shape=shapes.owner(shape.node),
        component=_COMPONENT,
        severity=shapes.severity(shape.node),
        path=None if path is None else str(path),
        value=terms.get("value", focus),
        messages=filled_in(query.messages, terms),
    )
