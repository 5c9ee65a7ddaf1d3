"""Which thing an id stands for: rows by their id in a sheet, and the IRI of a row that is named elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

if TYPE_CHECKING:
    from samenhang.validation.documents import Term
    from samenhang.validation.tabular.plan import Plan, Sheet

Node = ox.NamedNode | ox.BlankNode

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]")
_BLANK: Final = re.compile(r"_:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]+")
_CURIE: Final = re.compile(r"([a-z]+):(.+)", re.DOTALL)
PREFIXES: Final = {
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sam": "https://w3id.org/samenhang/def/",
}


def full_iri(text: str) -> ox.NamedNode | None:
    """Return the node of an absolute IRI; None when the text is none."""
    if not _SCHEME.match(text) or _NOT_IN_IRI.search(text):
        return None
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def node(text: str) -> Node | None:
    """Return the node of an absolute IRI or of a blank node (`_:b1`); None when the text is neither."""
    if _BLANK.fullmatch(text):
        return ox.BlankNode(text[2:])
    return full_iri(text)


def expanded(text: str) -> ox.NamedNode | None:
    """Return the node of an absolute IRI, also with a usual prefix (`skos:note`) or between angle brackets."""
    if text.startswith("<") and text.endswith(">"):
        return full_iri(text[1:-1])
    found = _CURIE.fullmatch(text)
    if found and found[1] in PREFIXES:
        return full_iri(PREFIXES[found[1]] + found[2])
    return full_iri(text)


def shortened(iri: str) -> str:
    """Return what `expanded` reads as this IRI, with a usual prefix where that is possible."""
    for prefix, start in PREFIXES.items():
        rest = iri.removeprefix(start)
        if rest != iri and _PLAIN.fullmatch(rest):
            return f"{prefix}:{rest}"
    found = _CURIE.fullmatch(iri)
    return f"<{iri}>" if found and found[1] in PREFIXES else iri


def node_text(term: Node) -> str:
    """Return what `node` reads as this node."""
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def row_iri(sheet: Sheet, row_id: str) -> ox.NamedNode:
    """Return the IRI of the row with a short id; characters that do not belong in an address are escaped."""
    if _PLAIN.fullmatch(row_id):
        return ox.NamedNode(sheet.about.replace("{id}", row_id))
    safe = "".join(char if char.isalnum() or char in "-._~" else quote(char, safe="") for char in row_id)
    return ox.NamedNode(sheet.about.replace("{id}", safe))


@dataclass
class RowIds:
    """The rows of a dataset by their id, per sheet: what a cell in another sheet or row can refer to.

    `names` holds the names of rows that have one, squashed, for parties.
    """

    plan: Plan
    rows: dict[str, dict[str, Node]] = field(default_factory=dict)
    names: dict[str, dict[str, list[Node]]] = field(default_factory=dict)

    def add(self, sheet: Sheet, row_id: str, subject: Node) -> None:
        """Remember a row."""
        self.rows.setdefault(sheet.id, {})[row_id] = subject

    def add_name(self, sheet: Sheet, name: str, subject: Node) -> None:
        """Remember what a row is called, squashed."""
        self.names.setdefault(sheet.id, {}).setdefault(name, []).append(subject)

    def find(self, sheet: Sheet, text: str) -> Node | None:
        """Return the row of a sheet with an id."""
        return self.rows.get(sheet.id, {}).get(text)

    def named(self, sheet: Sheet, name: str) -> list[Node]:
        """Return the rows of a sheet with a name, squashed."""
        return self.names.get(sheet.id, {}).get(name, [])

    def subject(self, text: str) -> Term | None:
        """Return what a text is about: an IRI, a blank node, or a row of any sheet; None when it is none of these."""
        for rows in self.rows.values():
            if text in rows:
                return rows[text]
        return node(text)
