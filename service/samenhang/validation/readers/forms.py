"""Which form of RDF a file has: by its media type, else by its name, else by how it begins."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

RDF_MEDIA_TYPES: Final = (
    "text/turtle",
    "application/trig",
    "application/n-triples",
    "application/n-quads",
    "application/rdf+xml",
    "application/ld+json",
)
"""The media types of the forms of RDF that are read."""

_ALIASES: Final = {
    "application/x-turtle": "text/turtle",
    "application/x-trig": "application/trig",
    "text/n3": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "text/x-nquads": "application/n-quads",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
_EXTENSIONS: Final = {
    ".ttl": "text/turtle",
    ".turtle": "text/turtle",
    ".n3": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".xml": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".json": "application/ld+json",
}
_LOOKED_AT: Final = 20_000
_LINE: Final = re.compile(r"^[ \t]*(?:<[^>\s]*>|_:\S+)\s+<[^>\s]*>\s+(?:<[^>\s]*>|_:\S+|\".*?\"\S*)\s+(?P<last>\S+)")


def known_media_type(media_type: str | None) -> str | None:
    """Return the media type of RDF that one stands for, parameters left aside; None when it is none of them."""
    plain = (media_type or "").partition(";")[0].strip().lower()
    plain = _ALIASES.get(plain, plain)
    return plain if plain in RDF_MEDIA_TYPES else None


def media_type_of_name(name: str) -> str | None:
    """Return the media type that goes with the name of a file, `.gz` left aside; None when it says nothing."""
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix
    return _EXTENSIONS.get(suffix)


def media_type_of_text(text: str) -> str | None:
    """Return the media type of RDF that a text looks like from how it begins; None when it looks like none."""
    begin = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    without_comments = re.sub(r"^\s*#.*$", "", begin, flags=re.MULTILINE).lstrip()
    if re.match(r"\{\s*(?:\"|\}|$)|\[\s*(?:\{|\]|$)", begin):
        return "application/ld+json"
    if begin.startswith(("<?xml", "<rdf:RDF", "<!DOCTYPE")):
        return "application/rdf+xml"
    if re.match(r"@prefix|@base|(?:prefix|base)\s", without_comments, re.IGNORECASE):
        return "application/trig"
    line = _LINE.match(without_comments)
    if line is not None:
        return "application/n-triples" if line["last"].startswith(".") else "application/n-quads"
    return "text/turtle" if re.match(r"[<_\[(]|\w*:\w", without_comments) else None
