"""Runs a caller's update on a worker's own copy of the graphs and says what came of each graph.

Imported by the process that holds the graph, so it imports nothing of ours but what does likewise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Graphs: TypeAlias = "dict[str | None, frozenset[bytes]]"
"""The triples of each graph as lines of N-Triples; None is the unnamed default graph."""

_BLANK: re.Pattern[bytes] = re.compile(rb"_:([0-9A-Za-z]+)")


def run_update(
    store: ox.Store, update: str, graphs: Iterable[str | None] | None, fixed: Iterable[str]
) -> tuple[dict[str, list[str | None]], bytes]:
    """Return which graphs were changed, are gone, and share a blank node with the former; and their N-Quads.

    `graphs` are those the update can change, None standing for all. Those that share are there because only what is
    written together keeps a blank node one; they are not looked for among those that begin as one of `fixed` says.
    """
    scope = None if graphs is None else [*graphs]
    before = _read(store, _all(store) if scope is None else scope)
    named = set(_all(store))
    store.update(update)
    after = _read(store, _all(store) if scope is None else scope)
    still = set(_all(store))
    gone = named - still
    changed = {name for name, lines in after.items() if name in still and lines != before.get(name, frozenset())}
    changed |= still - named
    shared = _sharing(store, changed, tuple(fixed))
    report = {
        kind: sorted(names, key=lambda name: name or "")
        for kind, names in (("changed", changed), ("gone", gone), ("shared", shared))
    }
    quads = ox.serialize(_quads(store, changed | shared), format=ox.RdfFormat.N_QUADS)
    return report, cast("bytes", quads)


def _all(store: ox.Store) -> list[str | None]:
    return [None, *(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))]


def _node(name: str | None) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if name is None else ox.NamedNode(name)


def _read(store: ox.Store, names: Iterable[str | None]) -> Graphs:
    found: Graphs = {}
    for name in names:
        lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=_node(name))
        found[name] = frozenset(cast("bytes", lines).split(b"\n"))
    return found


def _quads(store: ox.Store, names: Iterable[str | None]) -> Iterator[ox.Quad]:
    for name in names:
        yield from store.quads_for_pattern(None, None, None, _node(name))


def _sharing(store: ox.Store, names: set[str | None], fixed: tuple[str, ...]) -> set[str | None]:
    """Return the graphs that share a blank node with these, and those that do so with them, and so on."""
    found: set[str | None] = set()
    looked_up: set[bytes] = set()
    fresh = set(names)
    while fresh:
        lines = cast("bytes", ox.serialize(_quads(store, fresh), format=ox.RdfFormat.N_QUADS))
        blanks = set(_BLANK.findall(lines)) - looked_up
        looked_up |= blanks
        around = {name for blank in blanks for name in _graphs_with(store, ox.BlankNode(blank.decode()))}
        fresh = {name for name in around - names - found if not (name or "").startswith(fixed or ("\n",))}
        found |= fresh
    return found


def _graphs_with(store: ox.Store, blank: ox.BlankNode) -> Iterator[str | None]:
    for quads in (store.quads_for_pattern(blank, None, None), store.quads_for_pattern(None, None, blank)):
        for quad in quads:
            yield quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None
