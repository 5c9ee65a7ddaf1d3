"""What datasets ask of the product: its graph, its queries and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from samenhang.coherence import Rulebook
    from samenhang.queries import QueryLibrary
    from samenhang.rules import Catalogue
    from samenhang.store import Store


class Core(Protocol):
    """The rules and the graph, ready to be asked; `samenhang.Samenhang` is one."""

    store: Store
    queries: QueryLibrary
    catalogue: Catalogue
    rulebook: Rulebook
