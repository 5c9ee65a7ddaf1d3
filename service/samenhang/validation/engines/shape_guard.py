"""Refuses shapes that no engine should run: calls to other services, and what lies outside SHACL Core and SPARQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.namespaces import SH
from samenhang.store.guard import check_query
from samenhang.validation.engines.shape_graph import ShapesError

if TYPE_CHECKING:
    from samenhang.validation.engines.shape_graph import ShapeGraph

_QUERIES: Final = frozenset(SH + name for name in ("select", "ask"))
_ADVANCED: Final = {
    SH + name: f"sh:{name}" for name in ("target", "expression", "rule", "js", "jsFunctionName", "construct", "update")
}


def refuse_hostile(shapes: ShapeGraph) -> None:
    """Return when shapes may be run; raise ShapesError, with what and how to mend, when not."""
    for triple in shapes.triples:
        name = _ADVANCED.get(triple.predicate.value)
        if name is not None:
            raise ShapesError(
                Text(
                    f"{name} hoort niet bij SHACL Core of SHACL-SPARQL en wordt niet uitgevoerd; negeren zou een fout "
                    "beeld geven. Haal het uit de shapes of schrijf het als sh:sparql.",
                    f"{name} is no part of SHACL Core or SHACL-SPARQL and is not run; to ignore it would mislead. "
                    "Remove it from the shapes or write it as sh:sparql.",
                )
            )
        if triple.predicate.value in _QUERIES and isinstance(triple.object, ox.Literal):
            _check(str(triple.subject), triple.object.value)


def _check(subject: str, query: str) -> None:
    try:
        check_query(query)
    except QueryError as error:
        raise ShapesError(
            Text(
                f"Een query in de shapes ({subject}) wordt geweigerd. {error.text.nl}",
                f"A query in the shapes ({subject}) is refused. {error.text.en}",
            )
        ) from error
