"""Nodes that are looked at together, the values they have along a path, and which of them conform; all remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from samenhang.validation.engines.columns import NONE, Bools, Columns, distinct, joined, parted
from samenhang.validation.engines.paths import Alternative, Predicate, Repeat, Sequence

if TYPE_CHECKING:
    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.columns import Pairs
    from samenhang.validation.engines.evaluation import Evaluation
    from samenhang.validation.engines.paths import Path

_FEW: Final = 16  # so many times fewer nodes than pairs: looking each up is quicker than running along the pairs


class Rows:
    """The value nodes of some foci: `at` holds the place of the focus, `of` the number of the value."""

    def __init__(self, foci: Foci, at: Ids, of: Ids, *, whole: bool = False) -> None:
        self.foci, self.at, self.of = foci, at, of
        self._whole = whole  # the value of each focus is the focus itself
        self._distinct: tuple[Foci, Ids] | None = None
        self._counts: Ids | None = None

    def __len__(self) -> int:
        return len(self.at)

    @property
    def size(self) -> int:
        """The number of foci, with and without values."""
        return len(self.foci)

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation that these are part of."""
        return self.foci.evaluation

    @property
    def itself(self) -> bool:
        """Tell whether the values are the foci themselves."""
        return self._whole

    @property
    def counts(self) -> Ids:
        """How many values each focus has."""
        if self._counts is None:
            self._counts = np.bincount(self.at, minlength=self.size).astype(np.int32)
        return self._counts

    @property
    def distinct(self) -> tuple[Foci, Ids]:
        """The values as foci, each once, and for each row the place of its value among them."""
        if self._distinct is None:
            if self._whole:
                self._distinct = self.foci, self.at
            else:
                nodes, places = np.unique(self.of, return_inverse=True)
                self._distinct = Foci(self.evaluation, nodes.astype(np.int32)), places.astype(np.int32)
        return self._distinct

    def without(self, found: Bools) -> Bools:
        """Return which foci have none of the rows that were found."""
        ok = np.ones(self.size, bool)
        ok[self.at[found]] = False
        return ok


class Foci:
    """Some nodes, sorted and each once, with what was found out about them."""

    def __init__(self, evaluation: Evaluation, nodes: Ids) -> None:
        self.evaluation, self.nodes = evaluation, nodes
        self._rows: dict[Path | None, Rows] = {}
        self._places: Ids | None = None
        self._all: Bools | None = None
        self._none: Bools | None = None
        self.conforming: dict[int, Bools] = {}

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def all(self) -> Bools:
        """True for each of them; not to be changed."""
        if self._all is None:
            self._all = np.ones(len(self), bool)
            self._all.setflags(write=False)
        return self._all

    @property
    def none(self) -> Bools:
        """False for each of them; not to be changed."""
        if self._none is None:
            self._none = np.zeros(len(self), bool)
            self._none.setflags(write=False)
        return self._none

    @property
    def _columns(self) -> Columns:
        return self.evaluation.columns

    @property
    def places(self) -> Ids:
        """For every number of a term its place among these nodes, or -1."""
        if self._places is None:
            self._places = np.full(len(self._columns), -1, np.int32)
            self._places[self.nodes] = np.arange(len(self.nodes), dtype=np.int32)
        return self._places

    def rows(self, path: Path | None) -> Rows:
        """Return the values along a path; without one the nodes themselves."""
        found = self._rows.get(path)
        if found is None:
            if path is None:
                found = Rows(self, np.arange(len(self), dtype=np.int32), self.nodes, whole=True)
            else:
                found = Rows(self, *self._follow(path))
            self._rows[path] = found
        return found

    def _follow(self, path: Path) -> tuple[Ids, Ids]:
        if isinstance(path, Predicate):
            return self._step(path)
        if isinstance(path, Sequence):
            rows = self.rows(path.steps[0])
            at, of = rows.at, rows.of
            for step in path.steps[1:]:
                at, of = self._onward(at, of, step)
            return at, of
        if isinstance(path, Alternative):
            parts = [self.rows(option) for option in path.options]
            return _union([(rows.at, rows.of) for rows in parts])
        return self._repeat(path)

    def _step(self, path: Predicate) -> tuple[Ids, Ids]:
        found = [self._along(pairs) for pairs in self._columns.pairs(path.iri, inverse=path.inverse)]
        if not found:
            return NONE, NONE
        return found[0] if len(found) == 1 else _union(found)

    def _along(self, pairs: Pairs) -> tuple[Ids, Ids]:
        if len(self) * _FEW < len(pairs):
            low = np.searchsorted(pairs.subjects, self.nodes, "left")
            lengths = np.searchsorted(pairs.subjects, self.nodes, "right") - low
            at = np.repeat(np.arange(len(self), dtype=np.int32), lengths)
            ends = np.cumsum(lengths)
            inside = np.arange(len(at)) - np.repeat(ends - lengths, lengths) if len(at) else NONE
            return at, pairs.objects[np.repeat(low, lengths) + inside] if len(at) else NONE
        at = self.places[pairs.subjects]
        known = at >= 0
        return (at, pairs.objects) if known.all() else (at[known], pairs.objects[known])

    def _onward(self, at: Ids, of: Ids, step: Path) -> tuple[Ids, Ids]:
        """Return where rows lead to by one more step."""
        if not len(of):
            return NONE, NONE
        nodes, places = np.unique(of, return_inverse=True)
        further = Foci(self.evaluation, nodes.astype(np.int32)).rows(step)
        left, right = matched(places.astype(np.int32), further.at, len(nodes))
        return _union([(at[left], further.of[right])])

    def _repeat(self, path: Repeat) -> tuple[Ids, Ids]:
        here = self.rows(None)
        start = self.rows(path.step)
        found = joined(start.at, start.of)
        if path.times == "?":
            return parted(distinct(np.concatenate((found, joined(here.at, here.of)))))
        known = distinct(found)
        new = known
        while len(new):
            new = np.setdiff1d(distinct(joined(*self._onward(*parted(new), path.step))), known, assume_unique=True)
            known = distinct(np.concatenate((known, new)))
        if path.times == "*":
            known = distinct(np.concatenate((known, joined(here.at, here.of))))
        return parted(known)


def _union(parts: list[tuple[Ids, Ids]]) -> tuple[Ids, Ids]:
    return parted(distinct(np.concatenate([joined(at, of) for at, of in parts])))


def matched(left: Ids, right: Ids, size: int) -> tuple[Ids, Ids]:
    """Return the places of all pairs of equal numbers below `size`, one from each side."""
    order = np.argsort(right, kind="stable").astype(np.int32)
    counts = np.bincount(right, minlength=size)
    starts = np.cumsum(counts) - counts
    lengths = counts[left]
    first = np.repeat(np.arange(len(left), dtype=np.int32), lengths)
    ends = np.cumsum(lengths)
    inside = np.arange(len(first)) - np.repeat(ends - lengths, lengths)
    return first, order[np.repeat(starts[left], lengths) + inside] if len(first) else NONE
