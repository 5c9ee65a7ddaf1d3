"""The least number of warnings that a selection can still be completed with, and what each option would add to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from samenhang.coherence.elimination import IMPOSSIBLE, Elimination, Table
from samenhang.coherence.formula import FALSE, TRUE
from samenhang.coherence.order import elimination_order
from samenhang.coherence.passes import values_of

if TYPE_CHECKING:
    from samenhang.coherence.space import Request, Space

Masks = Sequence[int]
_MOST_TABLES = 50_000


class RiskField:
    """The warnings of a view as costs; built once, asked per selection.

    `warnings` maps codes to formulas; what is forbidden counts as IMPOSSIBLE.
    """

    def __init__(self, space: Space, warnings: Mapping[str, int]) -> None:
        self.space = space
        self.warnings = warnings
        self._costs = [(node, 1) for node in warnings.values()]
        self._costs += [(node, IMPOSSIBLE) for node in space.forbidden]
        self.on_variable: dict[int, list[tuple[int, int]]] = {}
        for node, cost in self._costs:
            for variable in space.formulas.variables(node):
                self.on_variable.setdefault(variable, []).append((node, cost))
        core = {v.index for name in space.core for v in space.encoding.of_dimension(name)}
        scopes = [scope for node, _ in self._costs if (scope := space.formulas.variables(node) & core)]
        others = [v.index for v in space.encoding.variables if v.index not in core]
        self.rank = {v: i for i, v in enumerate([*others, *elimination_order(sorted(core), scopes)])}
        self._tables: dict[tuple[int, tuple[int, ...]], Table] = {}

    def at(self, request: Request) -> RiskAt:
        """Return the least warnings around a selection."""
        return RiskAt(self, request)

    def table(self, node: int, cost: int, masks: Masks) -> Table:
        """Return what a formula costs over the values that its variables may take."""
        variables = tuple(sorted(self.space.formulas.variables(node), key=self.rank.__getitem__))
        key = (node, (cost, *(masks[v] for v in variables)))
        known = self._tables.get(key)
        if known is None:
            known = self._make(node, cost, variables, [values_of(masks[v]) for v in variables])
            if len(self._tables) < _MOST_TABLES:
                self._tables[key] = known
        return known

    def _make(self, node: int, cost: int, variables: tuple[int, ...], values: Sequence[tuple[int, ...]]) -> Table:
        restrict = self.space.formulas.restrict
        costs = np.zeros([len(v) for v in values], dtype=np.int64)
        for place in product(*(range(len(v)) for v in values)):
            left = node
            for variable, own, at in zip(variables, values, place, strict=True):
                left = restrict(left, variable, own[at])
            if left == TRUE:
                costs[place] = cost
        return Table(variables, costs)

    def narrowed(self, nodes: Iterable[tuple[int, int]], masks: Masks) -> list[tuple[int, int]]:
        """Return the formulas that can still hold, with the values put in that there is no choice in."""
        formulas, result = self.space.formulas, []
        for node, cost in nodes:
            left = node
            for variable in formulas.variables(node):
                mask = masks[variable]
                if mask & (mask - 1) == 0:
                    left = formulas.restrict(left, variable, mask.bit_length() - 1)
            if left != FALSE:
                result.append((left, cost))
        return result

    @property
    def costs(self) -> list[tuple[int, int]]:
        """Every formula with its cost."""
        return self._costs


class RiskAt:
    """The least warnings of one request, and of the requests that differ from it in one dimension."""

    def __init__(self, field: RiskField, request: Request) -> None:
        self._field = field
        self._masks = request.masks

    @cached_property
    def _elimination(self) -> Elimination:
        return self._eliminate(self._masks)

    def _eliminate(self, masks: Masks) -> Elimination:
        field = self._field
        tables = [field.table(node, cost, masks) for node, cost in field.narrowed(field.costs, masks)]
        sizes = {v: masks[v].bit_count() for table in tables for v in table.variables}
        return Elimination(tables, field.rank, sizes)

    @property
    def least(self) -> int | None:
        """The least number of warnings over all completions; None when there is no completion."""
        return _possible(self._elimination.least)

    def with_value(self, variable: int, value: int) -> int | None:
        """Return the least number of warnings when an open variable takes one of its values."""
        by_value = self._elimination.least_by_value(variable)
        if by_value is None:
            return self.least
        return _possible(int(by_value[values_of(self._masks[variable]).index(value)]))

    def with_masks(self, changed: Mapping[int, int]) -> int | None:
        """Return the least number of warnings when some variables that are not open take other values.

        Where nothing is added that could cost, the least of the request is returned, though there may be less.
        """
        field, masks = self._field, list(self._masks)
        for variable, mask in changed.items():
            masks[variable] = mask
        touched = list(dict.fromkeys(pair for v in changed for pair in field.on_variable.get(v, ())))
        before = field.narrowed(touched, self._masks)
        after = field.narrowed(touched, masks)
        if Counter(after) <= Counter(before):
            return self.least
        if any(masks[v] & (masks[v] - 1) for v in changed):
            return _possible(self._eliminate(masks).least)
        parts = [field.table(node, cost, masks) for node, cost in after]
        parts += [Table(t.variables, -t.costs) for t in (field.table(node, cost, self._masks) for node, cost in before)]
        least = self._elimination.least_with(parts)
        return _possible(self._eliminate(masks).least if least is None else least)


def _possible(cost: int) -> int | None:
    return cost if cost < IMPOSSIBLE else None
