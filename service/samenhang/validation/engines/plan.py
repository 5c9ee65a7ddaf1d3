"""Which engine runs which shape, and all of them as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self, overload

from samenhang.validation.engines.column_engine import ColumnEngine
from samenhang.validation.engines.general import TurboEngine
from samenhang.validation.engines.set_engine import SetEngine, SetWorker
from samenhang.validation.engines.shape_guard import refuse_hostile
from samenhang.validation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from samenhang.validation.documents import Table
    from samenhang.validation.engines.columns import Background
    from samenhang.validation.engines.shape_graph import Node, ShapeGraph
    from samenhang.validation.engines.worker import Limits


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
    """The shapes each engine runs, by its name; `reasons` says of each that was left to the general engine why."""

    shapes: Mapping[str, tuple[Node, ...]]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The results of all engines, how many shapes each ran, and why shapes were left to the general one."""

    results: Sequence[Result]
    engines: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)


class Engines:
    """All engines behind one door. Safe to share between threads; close it when done.

    Shapes of the product run over columns and as queries over all records, where that is exact, and on the general
    engine where it is not. Shapes of a user's own run on the general engine only, in a process that is killed when it
    takes more than the limits. `set_worker` answers the queries of the product in place of a process of their own.
    """

    def __init__(self, limits: Limits | None = None, set_worker: SetWorker | None = None) -> None:
        self.columns = ColumnEngine()
        self.sets = SetEngine(limits, set_worker)
        self.general = TurboEngine(limits)
        self._last: tuple[ShapeGraph, bool, Plan] | None = None

    def close(self) -> None:
        """End the processes of the engines."""
        self.sets.close()
        self.general.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def choose(self, shapes: ShapeGraph, *, trusted: bool) -> Plan:
        """Return which engine runs which shape; with `trusted` the shapes are the product's own."""
        last = self._last
        if last is None or last[0] is not shapes or last[1] is not trusted:
            last = self._last = shapes, trusted, self._chosen(shapes, trusted=trusted)
        return last[2]

    def _chosen(self, shapes: ShapeGraph, *, trusted: bool) -> Plan:
        chosen: dict[str, list[Node]] = {}
        reasons: dict[str, str] = {}
        quick: tuple[Engine, ...] = (self.columns, self.sets) if trusted else ()
        for root in shapes.roots:
            causes: list[str] = []
            for engine in quick:
                cause = engine.supports(shapes, root)
                if cause is None:
                    chosen.setdefault(engine.name, []).append(root)
                    break
                causes.append(f"{engine.name}: {cause}")
            else:
                chosen.setdefault(self.general.name, []).append(root)
                reasons[shapes.owner(root)] = "; ".join(causes) or "shapes of a user's own"
        self.sets.keep_proofs()
        return Plan({name: tuple(roots) for name, roots in chosen.items()}, reasons)

    def run(self, table: Table, background: Background | None, shapes: ShapeGraph, *, trusted: bool) -> Checked:
        """Return what a dataset breaks, each shape by the engine that is chosen for it.

        Raises ShapesError, ValidationTimeoutError or ValidationFailedError as the general engines do.
        """
        if not trusted:
            refuse_hostile(shapes)
        plan = self.choose(shapes, trusted=trusted)
        engines: tuple[Engine, ...] = (self.columns, self.sets, self.general)
        parts = [
            engine.run(table, background, shapes, roots)
            for engine in engines
            if (roots := plan.shapes.get(engine.name))
        ]
        counts = {name: len(roots) for name, roots in plan.shapes.items()}
        return Checked(parts[0] if len(parts) == 1 else Joined(parts), counts, plan.reasons)


class Joined(Sequence[Result]):
    """Several sequences of results as one, none of them copied."""

    def __init__(self, parts: Iterable[Sequence[Result]]) -> None:
        self.parts = tuple(parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> list[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | list[Result]:
        """Return one result, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        for part in self.parts if place >= 0 else ():
            if place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(index)

    def __iter__(self) -> Iterator[Result]:
        for part in self.parts:
            yield from part
