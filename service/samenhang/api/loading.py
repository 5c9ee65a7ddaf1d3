"""Puts the product's own graph into a store, once for all services that share it."""

from __future__ import annotations

from pathlib import Path

from samenhang import Samenhang
from samenhang.store import Contents, EmbeddedStore, Row
from samenhang.store.opening import AnyStore, alone
from samenhang.store.remote import RemoteStore

_VERSIONS = ("versies", "versie-bevindingen")


def load_into(store: AnyStore, assets: Path | None) -> Samenhang:
    """Return the rules and the graph of a store, loaded when it does not hold them yet.

    What goes into an engine elsewhere is made here first and sent in one request: that is faster than deriving it
    there, nobody sees half of it, and of two services that start at the same moment one does it.
    """
    if isinstance(store, RemoteStore):
        local = EmbeddedStore()
        made = Samenhang(local, assets)
        with alone(store):
            if _versions(made, store) != _versions(made, local):
                graphs = tuple(local.graphs())
                store.write([Contents(graphs, local.contents(graphs))])
    return Samenhang(store, assets)


def _versions(made: Samenhang, store: AnyStore) -> list[Row]:
    return [row for name in _VERSIONS for row in made.queries.rows(store, name)]
