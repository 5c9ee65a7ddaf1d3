"""Passes over a decision diagram whose variables are each restricted to some of their values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from samenhang.coherence.compile import DEAD, Diagram

Values = Sequence[Sequence[int]]
"""Per level, the values that its variable may take."""


@lru_cache(maxsize=65536)
def values_of(mask: int) -> tuple[int, ...]:
    """Return the values in a bit mask, ascending."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def reachable(diagram: Diagram, values: Values) -> list[list[int]]:
    """Return, per level, the nodes that the values lead to; one level more than the diagram has, for the end."""
    nodes = [0] if not diagram.levels or diagram.levels[0] else []
    result = [nodes]
    for level, allowed in zip(diagram.levels, values, strict=True):
        if len(allowed) == 1:
            value = allowed[0]
            found = {level[node][value] for node in nodes}
        else:
            found = {level[node][value] for node in nodes for value in allowed}
        found.discard(DEAD)
        nodes = list(found)
        result.append(nodes)
    return result


def count(diagram: Diagram, values: Values) -> int:
    """Return the number of assignments that are not forbidden."""
    return counts_below(diagram, values, reachable(diagram, values))[0].get(0, 0)


def counts_below(diagram: Diagram, values: Values, nodes: Sequence[Sequence[int]]) -> list[dict[int, int]]:
    """Return, per level and node, the number of ways from there to the end; nodes without one are left out."""
    below = {0: 1} if nodes[-1] else {}
    result = [below]
    for index in range(len(diagram.levels) - 1, -1, -1):
        level, allowed, following = diagram.levels[index], values[index], below
        below = {}
        if len(allowed) == 1:
            value = allowed[0]
            for node in nodes[index]:
                ways = following.get(level[node][value])
                if ways:
                    below[node] = ways
        else:
            for node in nodes[index]:
                children = level[node]
                ways = 0
                for value in allowed:
                    child = children[value]
                    if child in following:
                        ways += following[child]
                if ways:
                    below[node] = ways
        result.append(below)
    result.reverse()
    return result


def counts_above(diagram: Diagram, values: Values, nodes: Sequence[Sequence[int]]) -> list[dict[int, int]]:
    """Return, per level and node, the number of ways from the root to there."""
    above = dict.fromkeys(nodes[0], 1)
    result = [above]
    for level, allowed in zip(diagram.levels, values, strict=True):
        following: dict[int, int] = {}
        for node, ways in above.items():
            children = level[node]
            for value in allowed:
                child = children[value]
                if child != DEAD:
                    following[child] = following.get(child, 0) + ways
        result.append(following)
        above = following
    return result


def closure(diagram: Diagram, values: Values, nodes: Sequence[Sequence[int]], extra: Values) -> list[set[int]]:
    """Return, per level, the nodes reached when at most one variable takes one of its `extra` values."""
    wider: list[set[int]] = [set(nodes[0])]
    for index, level in enumerate(diagram.levels):
        found = {level[node][value] for node in wider[-1] for value in values[index]}
        if extra[index]:
            found |= {level[node][value] for node in nodes[index] for value in extra[index]}
        found.discard(DEAD)
        wider.append(found)
    return wider


def possible_values(diagram: Diagram, values: Values, extra: Values) -> list[int]:
    """Return, per level, a mask of the values (allowed or extra) with which the rest has a way to the end."""
    nodes = reachable(diagram, values)
    wider = closure(diagram, values, nodes, extra)
    alive: set[int] = {0} if wider[-1] else set()
    result = [0] * len(diagram.levels)
    for index in range(len(diagram.levels) - 1, -1, -1):
        level = diagram.levels[index]
        mask = 0
        for value in (*values[index], *extra[index]):
            for node in nodes[index]:
                if level[node][value] in alive:
                    mask |= 1 << value
                    break
        result[index] = mask
        allowed = values[index]
        if len(allowed) == 1:
            value = allowed[0]
            alive = {node for node in wider[index] if level[node][value] in alive}
        else:
            alive = {node for node in wider[index] if any(level[node][value] in alive for value in allowed)}
    return result
