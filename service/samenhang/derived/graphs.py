"""Writes the derived graphs, each with its provenance, and only when the rules behind it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from samenhang import __version__
from samenhang import namespaces as ns
from samenhang.coherence.forbidden import forbidden_combinations
from samenhang.coherence.matrix import matrix
from samenhang.derived.combinations import write_combinations
from samenhang.derived.pairs import write_pair
from samenhang.derived.provenance import write_provenance, write_ruleset
from samenhang.model import Text
from samenhang.reference.turtle import Turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from samenhang.coherence import View
    from samenhang.library import Samenhang
    from samenhang.store import Store

FORBIDDEN: Final = f"{ns.GRAPH}verboden/"
MATRIX: Final = f"{ns.GRAPH}matrix"
EVERY: Final = "alle"
"""The name of the default lens, under which all documents count."""

_DERIVING: Final = 1
"""Raised when this package comes to put something else in the graphs than before, given the same rules."""
_FORBIDDEN = Text("Verboden combinaties", "Forbidden combinations")
_MATRIX = Text("Wat elk paar opties samen is", "What every pair of options is together")


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a run did: the graphs it wrote, those it left because their rules are the same, and those it removed."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """One graph: where it goes, under which rules, and what writes its content. `beside` is what else decides on it."""

    graph: str
    title: Text
    lens: str
    view: View
    write: Callable[[Turtle], None]
    beside: str = ""

    @property
    def made_from(self) -> str:
        """Return what decides on the content, in short."""
        return "-".join((str(_DERIVING), __version__, self.view.sha256, self.beside)).rstrip("-")


def derive(
    samenhang: Samenhang,
    store: Store | None = None,
    *,
    dimensions: Iterable[str] | None = None,
    day: str | date | None = None,
) -> Derivation:
    """Put the matrix of options and the forbidden combinations under every lens into graphs of their own.

    `store` is where to, the store of `samenhang` when left out. The matrix is over the core dimensions, or over
    `dimensions`. A graph that was made from the same rules, those valid on `day` (today when left out), stays as it is.
    """
    target = samenhang.store if store is None else store
    rows = samenhang.queries.rows(target, "afgeleide-grafen")
    versions = {row["graaf"].value: row["versie"].value for row in rows}  # type: ignore[union-attr]
    tasks = list(_tasks(samenhang, dimensions, day))
    changed = [task for task in tasks if versions.get(task.graph) != task.made_from]
    for task in changed:
        content = _turtle(task)
        target.clear(task.graph)
        target.load_turtle(task.graph, content, ns.DEF)
    stale = sorted(versions.keys() - {task.graph for task in tasks})
    for graph in stale:
        target.clear(graph)
    if changed or stale:
        target.flush()
    return Derivation(
        tuple(task.graph for task in changed), tuple(t.graph for t in tasks if t not in changed), tuple(stale)
    )


def _tasks(samenhang: Samenhang, dimensions: Iterable[str] | None, day: str | date | None) -> Iterator[_Task]:
    names = _core(samenhang) if dimensions is None else samenhang.known(dimensions, "/dimensies")
    view, _ = samenhang.prepare({}, (), day)
    write = partial(_write_matrix, view=view, names=names)
    yield _Task(MATRIX, _MATRIX, EVERY, view, write, sha256("\n".join(names).encode()).hexdigest()[:16])
    for lens in (EVERY, *samenhang.catalogue.documents):
        view, _ = samenhang.prepare({}, () if lens == EVERY else (lens,), day)
        yield _Task(FORBIDDEN + lens, _FORBIDDEN, lens, view, partial(_write_forbidden, view=view, lens=lens))


def _core(samenhang: Samenhang) -> tuple[str, ...]:
    return tuple(d.id for d in samenhang.catalogue.dimensions.values() if d.core)


def _write_matrix(out: Turtle, view: View, names: tuple[str, ...]) -> None:
    for pair in matrix(view, {}, names):
        write_pair(out, pair, view)


def _write_forbidden(out: Turtle, view: View, lens: str) -> None:
    write_combinations(out, forbidden_combinations(view), view, lens)


def _turtle(task: _Task) -> bytes:
    out, begun = Turtle(), _now()
    task.write(out)
    write_provenance(out, task.graph, task.title, (begun, _now()), task.made_from)
    write_ruleset(out, task.graph, task.view, task.lens)
    return bytes(out)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
