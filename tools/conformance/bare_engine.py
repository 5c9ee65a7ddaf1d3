"""Asks the engine itself what the service was asked, to tell a shortfall of the engine from one of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from .manifests import QT, text_of
from .same import Table, form_of, same_table, table_in, table_of

if TYPE_CHECKING:
    from .manifests import Case


def engine_fails_too(case: Case) -> bool:
    """Tell whether Oxigraph without a service around it gives another table than the expected one, too."""
    expected = table_in(case.manifest.file(case.result), text_of(case.result))
    found = _asked(case)
    return expected is not None and found is not None and not same_table(expected, found, ordered=False)


def _asked(case: Case) -> Table | None:
    store, manifest = ox.Store(), case.manifest
    for kind in ("data", "graphData"):
        for node in manifest.all(case.action, f"{QT}{kind}"):
            path, name = manifest.file(node), text_of(node)
            graph = ox.NamedNode(name) if kind == "graphData" else ox.DefaultGraph()
            store.load(path.read_bytes(), form_of(path), base_iri=name, to_graph=graph)
    query = manifest.one(case.action, f"{QT}query")
    found = store.query(manifest.file(query).read_text(encoding="utf-8"), base_iri=text_of(query))
    if isinstance(found, ox.QueryTriples):
        return None
    return table_of(found.serialize(format=ox.QueryResultsFormat.JSON) or b"", ox.QueryResultsFormat.JSON)
