"""Which engine runs which shape, and all of them as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from samenhang.validation.engines.column_engine import ColumnEngine
from samenhang.validation.engines.general import TurboEngine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.validation.documents import Table
    from samenhang.validation.engines.columns import Background
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph
    from samenhang.validation.engines.worker import Limits
    from samenhang.validation.results import Result


class Engine(Protocol):
    """What every engine can do: say which shapes it runs exactly, and run them."""

    name: str

    def supports(self, shapes: ShapeGraph, root: Node) -> str | None:
        """Return None when the engine runs a shape exactly, else the reason why not."""
        ...

    def run(
        self, table: Table, background: Background | None, shapes: ShapeGraph, roots: Iterable[Node] | None = None
    ) -> Sequence[Result]:
        """Return what a dataset breaks of some shapes, or of all; the background is looked up and not reported on."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """The shapes each engine runs; `reasons` says of those that the column engine leaves why it does."""

    columns: tuple[Node, ...]
    general: tuple[Node, ...]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The results of all engines, how many shapes each ran, and why shapes were left to the general one."""

    results: Sequence[Result]
    engines: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)


class Engines:
    """The column engine and a general one behind one door. Safe to share between threads; close it when done."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.columns = ColumnEngine()
        self.general: TurboEngine = TurboEngine(limits)

    def close(self) -> None:
        """End the processes of the general engine."""
        self.general.close()

    def choose(self, shapes: ShapeGraph, *, trusted: bool) -> Plan:
        """Return which engine runs which shape; shapes that are not the product's own never run in this process."""
        columns: list[Node] = []
        general: list[Node] = []
        reasons: dict[str, str] = {}
        for root in shapes.roots:
            reason = self.columns.supports(shapes, root) if trusted else "shapes of a user's own"
            if reason is None:
                columns.append(root)
            else:
                general.append(root)
                reasons[shapes.owner(root)] = reason
        return Plan(tuple(columns), tuple(general), reasons)

    def run(self, table: Table, background: Background | None, shapes: ShapeGraph, *, trusted: bool) -> Checked:
        """Return what a dataset breaks, each shape by the engine that is chosen for it; raises as that engine does."""
        plan = self.choose(shapes, trusted=trusted)
        engines: Counter[str] = Counter()
        parts: list[Sequence[Result]] = []
        chosen: tuple[tuple[Engine, tuple[Node, ...]], ...] = (self.columns, plan.columns), (self.general, plan.general)
        for engine, roots in chosen:
            if roots:
                parts.append(engine.run(table, background, shapes, roots))
                engines[engine.name] += len(roots)
        results = parts[0] if len(parts) == 1 else Joined(parts)
        return Checked(results, dict(engines), plan.reasons)


class Joined(Sequence["Result"]):
    """Several sequences of results as one, none of them copied."""

    def __init__(self, parts: Iterable[Sequence[Result]]) -> None:
        self.parts = tuple(parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        """Return one result, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        for part in self.parts:
            if 0 <= place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(index)

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        for part in self.parts:
            yield from part
