"""Writes Turtle, one thing after another.

Text and not triples of the RDF library: thousands of things are read by the store's own parser three times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from samenhang.model import Text
from samenhang.namespaces import BASE, DEF

PREFIXES = {
    "sam": DEF,
    "id": f"{BASE}id/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tooi": "https://identifier.overheid.nl/tooi/def/ont/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Objects: TypeAlias = str | Iterable[str] | None

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_ESCAPED = re.compile(r'[\x00-\x1f"\\]')


def iri(value: str) -> str:
    """Return an absolute IRI as Turtle writes it; ValueError when it holds a character that no IRI has."""
    if _NOT_IN_IRI.search(value) or not _IRI.match(value):
        message = f"'{value}' is not an absolute IRI"
        raise ValueError(message)
    return f"<{value}>"


def thing(kind: str, *names: str) -> str:
    """Return the IRI, as Turtle writes it, of a thing of our own: `id/<kind>/<name>/…`."""
    return iri("/".join((f"{BASE}id", kind, *names)))


def literal(value: str, *, language: str = "", datatype: str = "") -> str:
    """Return a literal: plain text, or with a language or a datatype (as a prefixed name)."""
    quoted = f'"{_ESCAPED.sub(_escape, value)}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^{datatype}" if datatype else quoted


def both(text: Text) -> tuple[str, str]:
    """Return a text as two literals, one per language."""
    return literal(text.nl, language="nl"), literal(text.en, language="en")


def same(value: str) -> tuple[str, str]:
    """Return a name that is the same in both languages as two literals."""
    return both(Text(value, value))


def optional(value: str, *, language: str = "", datatype: str = "") -> str | None:
    """Return a literal, or None for an empty cell."""
    return literal(value, language=language, datatype=datatype) if value else None


class Turtle:
    """A Turtle document under construction."""

    def __init__(self) -> None:
        self._parts = [f"@prefix {name}: <{value}> .\n" for name, value in PREFIXES.items()]

    def describe(self, subject: str, *pairs: tuple[str, Objects]) -> None:
        """Say of a thing what each pair holds: a property and its values; None and empty values say nothing."""
        said = []
        for name, objects in pairs:
            values = objects if isinstance(objects, str) else ", ".join(objects or ())
            if values:
                said.append(f"{name} {values}")
        if said:
            self._parts.append(f"{subject} {' ; '.join(said)} .\n")

    def __bytes__(self) -> bytes:
        """Return the document as UTF-8."""
        return "".join(self._parts).encode()


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}.get(char, f"\\u{ord(char):04X}")
