"""Compiles forbidden combinations into decision diagrams, one per independent part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.coherence.formula import FALSE, TRUE, Formulas
from samenhang.coherence.order import variable_order

if TYPE_CHECKING:
    from collections.abc import Sequence

DEAD = -1
Node = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A layered decision diagram of what is not forbidden: `order` names the variable of each level.

    `levels[i][n][v]` is the node of level i + 1 that is reached from node n of level i by value v, or DEAD. Level 0 has
    one node, the root (none when everything is forbidden); every assignment that is not forbidden ends in node 0 after
    the last level.
    """

    order: tuple[int, ...]
    levels: tuple[tuple[Node, ...], ...]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return sum(len(level) for level in self.levels)


def compile_forbidden(formulas: Formulas, forbidden: Sequence[int]) -> list[Diagram]:
    """Return one diagram per independent part of the forbidden formulas, of which none may be always true."""
    diagrams = []
    for variables, part in _independent(formulas, forbidden):
        order = variable_order(variables, [formulas.variables(node) for node in part])
        diagrams.append(_build(formulas, order, part))
    return diagrams


def _independent(formulas: Formulas, forbidden: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    part: dict[int, set[int]] = {}
    for node in forbidden:
        joined = set(formulas.variables(node)).union(*(part.get(v, {v}) for v in formulas.variables(node)))
        for variable in joined:
            part[variable] = joined
    unique = {id(s): s for s in part.values()}
    wanted = dict.fromkeys(node for node in forbidden if node > TRUE)
    return [(sorted(s), [n for n in wanted if formulas.variables(n) <= s]) for s in sorted(unique.values(), key=min)]


def _build(formulas: Formulas, order: Sequence[int], forbidden: Sequence[int]) -> Diagram:
    """Return the reduced diagram of the assignments that make no forbidden formula true."""
    states: dict[tuple[int, ...], int] = {tuple(sorted(set(forbidden) - {FALSE})): 0}
    raw: list[list[Node]] = []
    for variable in order:
        following: dict[tuple[int, ...], int] = {}
        values = range(formulas.domains[variable].bit_length())
        raw.append([_children(formulas, state, variable, values, following) for state in states])
        states = following
    return Diagram(tuple(order), _reduce(raw))


def _children(
    formulas: Formulas, state: tuple[int, ...], variable: int, values: range, following: dict[tuple[int, ...], int]
) -> Node:
    same = [node for node in state if variable not in formulas.variables(node)]
    touched = [node for node in state if variable in formulas.variables(node)]
    children = []
    for value in values:
        residue = {formulas.restrict(node, variable, value) for node in touched}
        if TRUE in residue:
            children.append(DEAD)
        else:
            key = tuple(sorted(residue.union(same) - {FALSE}))
            children.append(following.setdefault(key, len(following)))
    return tuple(children)


def _reduce(raw: list[list[Node]]) -> tuple[tuple[Node, ...], ...]:
    """Join nodes with the same children, from the last level up; a node without a live child is dead."""
    levels: list[tuple[Node, ...]] = []
    names = {0: 0}
    for level in reversed(raw):
        unique: dict[Node, int] = {}
        renamed: dict[int, int] = {}
        for index, children in enumerate(level):
            node = tuple(names.get(child, DEAD) for child in children)
            if any(child != DEAD for child in node):
                renamed[index] = unique.setdefault(node, len(unique))
        levels.append(tuple(unique))
        names = renamed
    return tuple(reversed(levels))
