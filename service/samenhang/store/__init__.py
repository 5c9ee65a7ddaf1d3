"""Where the graph lives: named graphs in an embedded Oxigraph, in memory or on disk."""

from samenhang.store.base import Row, Store, Term
from samenhang.store.embedded import EmbeddedStore
from samenhang.store.loading import load_assets

__all__ = ["EmbeddedStore", "Row", "Store", "Term", "load_assets"]
