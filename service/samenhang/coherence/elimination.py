"""Least total cost over variables that are tied together by tables, by eliminating one variable after another.

Costs are whole numbers; IMPOSSIBLE stands for what is forbidden and is so large that no sum of real costs reaches it.
Afterwards every table is made to know the costs of all the others. The least cost of any value, or of any change on
variables that stand in one table, is then read off without eliminating again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

IMPOSSIBLE: Final = 1_000_000
Costs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """Costs over the values of some variables, one axis per variable, in order of elimination."""

    variables: tuple[int, ...]
    costs: Costs


@dataclass(slots=True)
class _Bucket:
    variable: int
    table: Table
    message: Table
    parent: int | None


class Elimination:
    """The elimination of tables in the order given by `rank`; `sizes` are the numbers of values of the variables."""

    def __init__(self, tables: Iterable[Table], rank: Mapping[int, int], sizes: Mapping[int, int]) -> None:
        self._rank = rank
        self._sizes = sizes
        self._waiting: dict[int, list[Table]] = {}
        self._senders: dict[int, list[int]] = {}
        self._constant = 0
        for table in tables:
            self._put(table)
        self._buckets: dict[int, _Bucket] = {}
        for variable in sorted(sizes, key=rank.__getitem__):
            if variable in self._waiting:
                self._eliminate(variable)
        self.least = self._constant
        self._beliefs: dict[int, Table] | None = None

    def _put(self, table: Table, sender: int | None = None) -> int | None:
        if not table.variables:
            self._constant += int(table.costs)
            return None
        first = min(table.variables, key=self._rank.__getitem__)
        self._waiting.setdefault(first, []).append(table)
        if sender is not None:
            self._senders.setdefault(first, []).append(sender)
        return first

    def _eliminate(self, variable: int) -> None:
        table = self.joined(self._waiting[variable])
        rest = tuple(v for v in table.variables if v != variable)
        message = Table(rest, table.costs.min(axis=table.variables.index(variable)))
        self._buckets[variable] = _Bucket(variable, table, message, self._put(message, variable))

    def joined(self, tables: Sequence[Table]) -> Table:
        """Return the sum of tables over all their variables."""
        names = tuple(sorted({v for t in tables for v in t.variables}, key=self._rank.__getitem__))
        costs = np.zeros([self._sizes[v] for v in names], dtype=np.int64)
        for table in tables:
            costs += _spread(table, names)
        return Table(names, costs)

    @property
    def beliefs(self) -> dict[int, Table]:
        """The tables of the elimination, each with the least cost of everything else added; by variable."""
        if self._beliefs is None:
            self._beliefs = {}
            for variable in reversed(self._buckets):
                self._beliefs[variable] = self._believe(self._buckets[variable])
        return self._beliefs

    def _believe(self, bucket: _Bucket) -> Table:
        own = bucket.table
        if bucket.parent is None or self._beliefs is None:
            # What stands apart from this tree is a constant: the least of everything, less the least of the tree.
            return Table(own.variables, own.costs + (self.least - int(own.costs.min())))
        parent = self._beliefs[bucket.parent]
        others = parent.costs - _spread(bucket.message, parent.variables)
        gone = tuple(i for i, v in enumerate(parent.variables) if v not in bucket.message.variables)
        down = Table(bucket.message.variables, others.min(axis=gone) if gone else others)
        return Table(own.variables, own.costs + _spread(down, own.variables))

    def least_by_value(self, variable: int) -> Costs | None:
        """Return the least total cost for every value of a variable; None when no table looks at it."""
        belief = self.beliefs.get(variable)
        if belief is None:
            return None
        at = belief.variables.index(variable)
        least: Costs = belief.costs.min(axis=tuple(i for i in range(len(belief.variables)) if i != at))
        return least

    def least_with(self, added: Sequence[Table]) -> int | None:
        """Return the least total cost with tables added; None when no table here has all their variables."""
        variables = {v for table in added for v in table.variables}
        if not variables:
            return self.least + sum(int(table.costs) for table in added)
        belief = self.beliefs.get(min(variables, key=self._rank.__getitem__))
        if belief is None or not variables <= set(belief.variables):
            return None
        costs = belief.costs
        for table in added:
            costs = costs + _spread(table, belief.variables)
        return int(costs.min())


def _spread(table: Table, names: Sequence[int]) -> Costs:
    """Return the costs with an axis of one for every variable of `names` that the table does not have."""
    shape = [1] * len(names)
    for variable, size in zip(table.variables, table.costs.shape, strict=True):
        shape[names.index(variable)] = size
    return table.costs.reshape(shape)
