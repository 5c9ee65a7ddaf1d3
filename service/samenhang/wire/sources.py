"""Source documents, their anchors, and what rests on each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from samenhang.namespaces import DEF, RULE, dimension_iri
from samenhang.wire.terms import Data, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.model import Document, Text
    from samenhang.rules import Catalogue


class Citing:
    """The terms and rules that rest on each anchor; `labels` names terms by IRI."""

    def __init__(self, catalogue: Catalogue, labels: Mapping[str, Text]) -> None:
        self._terms: defaultdict[str, list[Data]] = defaultdict(list)
        self._rules: defaultdict[str, list[str]] = defaultdict(list)
        # Asked of the catalogue: contracts and parties have properties too, beside those that answer a dimension.
        dimensions = {dimension_iri(name) for name in catalogue.dimensions}
        for iri, cited in catalogue.citations.items():
            for anchor in cited:
                if iri.startswith(RULE):
                    self._rules[anchor.iri].append(iri.removeprefix(RULE))
                elif iri in labels:
                    kind = "dimensie" if iri in dimensions else _kind(iri)
                    self._terms[anchor.iri].append({"iri": iri, "soort": kind, "label": text(labels[iri])})

    def rules(self, anchor: str) -> list[str]:
        """Return the codes of the rules that rest on an anchor."""
        return self._rules.get(anchor, [])

    def terms(self, anchor: str) -> list[Data]:
        """Return the terms that rest on an anchor, each with its kind and label."""
        return self._terms.get(anchor, [])


def document(value: Document) -> Data:
    """Return a document without its anchors."""
    return {
        "id": value.id,
        "iri": value.iri,
        "titel": text(value.title),
        "beschrijving": text(value.description),
        "uitgever": text(value.publisher),
        "jaar": value.year,
        "datering": text(value.dating),
        "aantalAnkers": str(len(value.anchors)),
    }


def document_detail(value: Document, citing: Citing) -> Data:
    """Return a document with its anchors, and for each the rules and terms that rest on it."""
    return document(value) | {
        "ankers": [
            {
                "iri": anchor.iri,
                "anker": anchor.label.nl,
                "label": text(anchor.label),
                "notatie": anchor.notation,
                "regels": citing.rules(anchor.iri),
                "termen": citing.terms(anchor.iri),
            }
            for anchor in value.anchors
        ]
    }


def _kind(iri: str) -> str:
    """Return what kind of thing a term is, as its IRI says: `…/id/risico/…` is a `risico`."""
    if not iri.startswith(DEF):
        return iri.rsplit("/", 2)[-2]
    return "optie" if "/" in iri.removeprefix(DEF) else "eigenschap"
