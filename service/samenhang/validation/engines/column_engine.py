"""The bulk engine: shapes over columns, every focus node of the dataset at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from samenhang.validation.engines.columns import Columns
from samenhang.validation.engines.compiling import Compiler, Root
from samenhang.validation.engines.evaluation import Evaluation
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.validation.documents import Table
    from samenhang.validation.engines.columns import Background
    from samenhang.validation.engines.compiled import Batch
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph


class ColumnResults(Sequence[Result]):
    """Results that are made one by one when asked for: a dataset may break more rules than fit in memory as objects."""

    def __init__(self, columns: Columns, batches: Iterable[Batch]) -> None:
        self._columns = columns
        self.batches = tuple(batches)
        self._ends = list(accumulate(len(batch.foci) for batch in self.batches))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> list[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | list[Result]:
        """Return one result, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        number = bisect_right(self._ends, place)
        batch = self.batches[number]
        return self._result(batch, place - (self._ends[number] - len(batch.foci)))

    def __iter__(self) -> Iterator[Result]:
        for batch in self.batches:
            for place in range(len(batch.foci)):
                yield self._result(batch, place)

    def _result(self, batch: Batch, place: int) -> Result:
        term, shape = self._columns.term, batch.shape
        return Result(
            focus=term(int(batch.foci[place])),
            shape=shape.name,
            component=batch.component,
            severity=shape.severity,
            path=batch.path,
            value=None if batch.values is None else term(int(batch.values[place])),
            messages=shape.messages,
        )


class ColumnEngine:
    """Runs the shapes of a graph that compile exactly; `supports` says which, and of the others why not.

    With `patterns` it also takes regular expressions, which it cannot stop: for the shapes of the product only.
    """

    name = "kolommen"

    def __init__(self, *, patterns: bool = True) -> None:
        self._patterns = patterns
        self._compiled: tuple[ShapeGraph, dict[Node, Root | UnsupportedError]] | None = None

    def supports(self, shapes: ShapeGraph, root: Node) -> str | None:
        """Return None when the shape is run exactly, else the reason why not."""
        found = self._roots(shapes)[root]
        return str(found) if isinstance(found, UnsupportedError) else None

    def run(
        self, table: Table, background: Background | None, shapes: ShapeGraph, roots: Iterable[Node] | None = None
    ) -> ColumnResults:
        """Return what a dataset breaks of some shapes, or of all; UnsupportedError for a shape it does not run."""
        compiled = self._roots(shapes)
        wanted = [compiled[root] for root in (compiled if roots is None else roots)]
        evaluation = Evaluation(Columns(table, background))
        for found in wanted:
            if isinstance(found, UnsupportedError):
                raise found
            for node in found.targets.named:
                evaluation.columns.added(node)
        return ColumnResults(evaluation.columns, _batches(evaluation, wanted))

    def _roots(self, shapes: ShapeGraph) -> dict[Node, Root | UnsupportedError]:
        known = self._compiled
        if known is None or known[0] is not shapes:
            compiler = Compiler(shapes, patterns=self._patterns)
            known = self._compiled = shapes, {root: _compiled(compiler, root) for root in shapes.roots}
        return known[1]


def _compiled(compiler: Compiler, root: Node) -> Root | UnsupportedError:
    try:
        return compiler.root(root)
    except UnsupportedError as error:
        return error


def _batches(evaluation: Evaluation, roots: Iterable[Root | UnsupportedError]) -> Iterator[Batch]:
    for root in roots:
        if isinstance(root, Root):
            yield from root.shape.batches(evaluation.foci(root.targets))
