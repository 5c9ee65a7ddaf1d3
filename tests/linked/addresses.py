"""Every address of the namespace that the graph holds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from samenhang.namespaces import BASE, GRAPH_PRIVATE

if TYPE_CHECKING:
    from samenhang.store import Store

_ALL = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"


def own_addresses(store: Store) -> list[str]:
    """Return every address of the namespace, in whichever place of a statement it stands."""
    found = set()
    for row in store.select(_ALL):
        if not row["g"].value.startswith(GRAPH_PRIVATE):  # type: ignore[union-attr]
            found |= {term.value for term in row.values() if str(term).startswith(f"<{BASE}")}  # type: ignore[union-attr]
    return sorted(found)


def families(addresses: list[str], each: int) -> list[str]:
    """Return a few addresses of every family (`id/regel/…`, `def/<dimension>/…`), spread over the family."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        parts = address.removeprefix(BASE).split("/")
        grouped[f"def{len(parts)}" if parts[0] == "def" else "/".join(parts[:2])].append(address)
    return [group[at] for group in grouped.values() for at in sorted({len(group) * n // each for n in range(each)})]
