"""Keeps datasets from saying anything about the terms, rules and sources of the product itself.

The default graph of every question is the union of all public graphs, so a dataset that adds a label to a rule, or
makes something a dimension, would change what everybody else is told.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.model import Text
from samenhang.validation.reporting.plain_data import place_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.datasets.core import Core
    from samenhang.validation.documents import Document, Term

_OURS: Final = (
    ns.DEF,
    ns.RULE,
    ns.GRAPH,
    f"{ns.BASE}bron/",
    f"{ns.BASE}id/structuur/",
    f"{ns.BASE}id/catalogus",
    f"{ns.BASE}id/bevinding/",
    f"{ns.BASE}id/toets/",
)
_TYPE: Final = ox.NamedNode(f"{ns.RDF}type")
_MOST: Final = 100


class Guard:
    """Finds statements about what is not the publisher's."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @cached_property
    def _classes(self) -> frozenset[str]:
        rows = self._core.queries.rows(self._core.store, "eigen-klassen")
        return frozenset(str(row["klasse"].value) for row in rows)  # type: ignore[union-attr]

    def findings(self, document: Document) -> Iterator[dict[str, Any]]:
        """Yield a finding for every thing of ours that a document says something about, a hundred at most."""
        table = document.table
        about = {int(n) for n in np.unique(table.subjects) if _value(table.terms[n]).startswith(_OURS)}
        kinds = {n for n, term in enumerate(table.terms) if _value(term) in self._classes}
        typed = table.number(_TYPE)
        if typed is not None and kinds:
            wrong = (table.predicates == typed) & np.isin(table.objects, list(kinds))
            about |= {int(n) for n in table.subjects[wrong]}
        for number in sorted(about)[:_MOST]:
            yield _finding(table.terms[number], document)


def _value(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _finding(term: Term, document: Document) -> dict[str, Any]:
    name = _value(term) or str(term)
    text = Text(
        f"<{name}> hoort bij de ontologie, de regels of de bronnen van Samenhang, of doet zich zo voor. Een dataset "
        "zegt daar niets over; laat deze uitspraken weg of gebruik een eigen naam.",
        f"<{name}> belongs to the ontology, rules or sources of Samenhang, or passes for it. A dataset says nothing "
        "about those; leave these statements out or use a name of your own.",
    )
    place = document.locator.place(term)
    return {
        "regel": "eigenNaamruimte",
        "soort": "structuur",
        "ernst": "overtreding",
        "boodschap": {"nl": text.nl, "en": text.en},
        "plaats": None if place is None else place_data(place),
        "record": name,
    }
