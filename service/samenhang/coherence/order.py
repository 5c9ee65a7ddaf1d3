"""Finds a variable order that keeps a decision diagram small: a walk over a tree decomposition of the interactions.

Variables that occur together in a forbidden combination interact. Eliminating them greedily, least fill-in first, gives
a tree of small cliques; walking that tree depth first, small branches first, keeps few combinations open at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Scope = frozenset[int]
_OPEN_COST = 1.5


def variable_order(variables: Sequence[int], scopes: Sequence[Scope]) -> tuple[int, ...]:
    """Return the best order found; the same input always gives the same order."""
    neighbours = _interactions(variables, scopes)
    elimination, cliques = _eliminate(neighbours)
    rank = {v: i for i, v in enumerate(elimination)}
    branches = _clique_tree(elimination, cliques, rank)
    return min(
        (_walk(root, branches, cliques, rank) for root in elimination),
        key=lambda order: (_open_combinations(order, scopes), order),
    )


def elimination_order(variables: Sequence[int], scopes: Sequence[Scope]) -> list[int]:
    """Return the variables in an order that keeps the tables of an elimination small."""
    return _eliminate(_interactions(variables, scopes))[0]


def _interactions(variables: Iterable[int], scopes: Iterable[Scope]) -> dict[int, set[int]]:
    neighbours: dict[int, set[int]] = {v: set() for v in variables}
    for scope in scopes:
        for variable in scope:
            neighbours[variable] |= scope - {variable}
    return neighbours


def _eliminate(neighbours: Mapping[int, set[int]]) -> tuple[list[int], dict[int, Scope]]:
    graph = {v: set(n) for v, n in neighbours.items()}
    fill = {v: _fill(graph, v) for v in graph}
    order: list[int] = []
    cliques: dict[int, Scope] = {}
    while graph:
        variable = min(graph, key=lambda v: (fill[v], len(graph[v]), v))
        around = graph.pop(variable)
        order.append(variable)
        cliques[variable] = frozenset(around) | {variable}
        for other in around:
            graph[other] |= around - {other}
            graph[other].discard(variable)
        for other in around.union(*(graph[o] for o in around)):
            fill[other] = _fill(graph, other)
    return order, cliques


def _fill(graph: Mapping[int, set[int]], variable: int) -> int:
    around = graph[variable]
    return sum(len(around - graph[other]) - 1 for other in around)


def _clique_tree(order: Sequence[int], cliques: Mapping[int, Scope], rank: Mapping[int, int]) -> dict[int, list[int]]:
    branches: dict[int, list[int]] = {v: [] for v in order}
    for variable in order:
        rest = cliques[variable] - {variable}
        if rest:
            parent = min(rest, key=rank.__getitem__)
            branches[variable].append(parent)
            branches[parent].append(variable)
    return branches


def _walk(
    root: int, branches: Mapping[int, Sequence[int]], cliques: Mapping[int, Scope], rank: Mapping[int, int]
) -> tuple[int, ...]:
    parents = dict(_depth_first(root, branches))
    size = dict.fromkeys(parents, 1)
    for variable in reversed(list(parents)):
        parent = parents[variable]
        if parent is not None:
            size[parent] += size[variable]
    order: dict[int, None] = {}
    stack = [root]
    while stack:
        variable = stack.pop()
        order.update(dict.fromkeys(sorted(cliques[variable], key=lambda v: -rank[v])))
        children = [b for b in branches[variable] if b != parents[variable]]
        stack.extend(sorted(children, key=lambda b: (-size[b], b)))
    return tuple(order)


def _depth_first(root: int, branches: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, int | None]]:
    stack: list[tuple[int, int | None]] = [(root, None)]
    while stack:
        variable, parent = stack.pop()
        yield variable, parent
        stack.extend((b, variable) for b in branches[variable] if b != parent)


def _open_combinations(order: Sequence[int], scopes: Iterable[Scope]) -> float:
    """Estimate the size of the diagram: the more forbidden combinations are half decided at a place, the more nodes."""
    place = {v: i for i, v in enumerate(order)}
    change = [0] * (len(order) + 1)
    for scope in scopes:
        places = [place[v] for v in scope]
        change[min(places)] += 1
        change[max(places)] -= 1
    open_now, total = 0, 0.0
    for delta in change[:-1]:
        open_now += delta
        total += _OPEN_COST**open_now
    return total
