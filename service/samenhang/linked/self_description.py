"""What a service says of itself and of what it holds: the Service Description of SPARQL 1.1, and VoID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samenhang.linked.forms import Graph, canonical
from samenhang.linked.public import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_PLACE: Final = "UNDEF"
_SERVICE: Final = ("dienst",)
_VOID: Final = ("void-geheel", "void-delen", "void-soorten", "void-eigenschappen", "void-koppelingen")


def service_graph(store: Store, queries: QueryLibrary, base: str) -> Graph:
    """Return the description of the SPARQL endpoint of the service at the address `base`."""
    return _described(store, queries, _SERVICE, base)


def void_graph(store: Store, queries: QueryLibrary, base: str) -> Graph:
    """Return the description of what the service at the address `base` holds."""
    return _described(store, queries, _VOID, base)


def _described(store: Store, queries: QueryLibrary, ids: Sequence[str], base: str) -> Graph:
    """Return what some saved queries say, with the address of the service in the place they leave for it."""
    address = named(base)
    texts = (queries[query_id].text for query_id in ids)
    # Its comments name the place too, hence the last one.
    filled = (f"{address}".join(text.rsplit(_PLACE, 1)) for text in texts)
    return canonical(triple for text in filled for triple in store.construct(text))
