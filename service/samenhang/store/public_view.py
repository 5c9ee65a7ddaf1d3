"""Keeps private graphs out of what is asked of an embedded store, without making the asking slower.

Oxigraph is fast over the union of all graphs and ten times slower over a union of seventy that are named one by one. So
as soon as there is a private graph, the public ones are kept a second time, in memory, and asked there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.store.graph_names import is_private, names, node
from samenhang.store.request import contents_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.store.changes import GraphName

_FEW: Final = 200_000


def quads_of(store: ox.Store, graphs: Iterable[GraphName]) -> Iterator[ox.Quad]:
    """Yield the quads of some graphs."""
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, node(graph))


def fresh_copy(store: ox.Store, graphs: Iterable[GraphName]) -> ox.Store:
    """Return a store in memory with some graphs of another, empty ones too; blank nodes keep their labels.

    In memory Oxigraph never forgets what was removed, so a store that has changed much is smaller when made anew.
    """
    chosen = [*graphs]
    copy = ox.Store()
    copy.bulk_extend(quads_of(store, chosen))
    for graph in chosen:
        if graph is not None:
            copy.add_graph(ox.NamedNode(graph))
    return copy


class PublicView:
    """The public graphs of a store. Whoever writes holds a lock around `prepare`, the write and `follow`."""

    def __init__(self, everything: ox.Store) -> None:
        self._everything = everything
        self._copy: ox.Store | None = None
        self._written = 0
        if self._has_private():
            self._rebuild()

    @property
    def store(self) -> ox.Store:
        """The store that holds the public graphs and nothing else."""
        copy = self._copy
        return self._everything if copy is None else copy  # an empty store counts as false

    def prepare(self, graphs: Iterable[GraphName] | None) -> None:
        """Know that these graphs (None: any) are about to change; the first private one sets the public ones apart."""
        if self._copy is None and (graphs is None or any(map(is_private, graphs))):
            self._rebuild()

    def follow(self, graphs: Iterable[GraphName] | None) -> None:
        """Know that these graphs (None: any) have changed."""
        if self._copy is None:
            return
        if not self._has_private():
            self._copy = None
        elif graphs is None or self._written > max(_FEW, 2 * len(self._copy)):
            self._rebuild()
        elif public := [graph for graph in graphs if not is_private(graph)]:
            quads = [*quads_of(self._everything, public)]
            self._copy.update(contents_request(public, quads))
            self._written += len(quads)

    def move(self, everything: ox.Store) -> None:
        """Know that everything is in another store from now on."""
        self._everything = everything

    def _has_private(self) -> bool:
        return any(map(is_private, names(self._everything)))

    def _rebuild(self) -> None:
        public = [graph for graph in (None, *names(self._everything)) if not is_private(graph)]
        self._copy = fresh_copy(self._everything, public)
        self._written = 0
