"""Where the graph lives: named graphs in an embedded Oxigraph, in memory or on disk."""

from samenhang.store.base import Row, Store, Term
from samenhang.store.changes import Change, Contents, Copy, Drop, Merge, Replace, Update
from samenhang.store.embedded import EmbeddedStore
from samenhang.store.loading import load_assets

__all__ = [
    "Change",
    "Contents",
    "Copy",
    "Drop",
    "EmbeddedStore",
    "Merge",
    "Replace",
    "Row",
    "Store",
    "Term",
    "Update",
    "load_assets",
]
