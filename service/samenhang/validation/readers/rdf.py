"""Reads one RDF document in any of its forms."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import BASE
from samenhang.validation.documents import Document, Nowhere, Place
from samenhang.validation.limits import Limits, RefusedError
from samenhang.validation.readers.forms import known_media_type, media_type_of_name, media_type_of_text
from samenhang.validation.readers.jsonld import JsonLocator, read_jsonld
from samenhang.validation.readers.lines import read_lines
from samenhang.validation.readers.locating import TextLocator
from samenhang.validation.readers.problems import nothing_read
from samenhang.validation.readers.rdfxml import read_rdfxml
from samenhang.validation.readers.text import decode, read_bytes
from samenhang.validation.readers.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from samenhang.validation.documents import Locator, Table
    from samenhang.validation.readers.gathering import Gathering

DEFAULT_BASE: Final = f"{BASE}id/"
"""What relative IRIs in a dataset are relative to."""

_Read = tuple["Gathering", "Mapping[str, str]", "Callable[[Table], Locator]"]


def read_rdf(  # noqa: PLR0913 -- each says something else about the file
    path: Path,
    *,
    name: str,
    media_type: str | None = None,
    limits: Limits | None = None,
    base: str = DEFAULT_BASE,
    context: Mapping[str, object] | None = None,
) -> Document:
    """Return an RDF file as a document: what is wrong in it is told with its place, and the rest is read.

    The form is that of the media type, else of the name, else of how the file begins. `context` is the JSON-LD context
    that stands for `CONTEXT_IRI`. Terms are kept as they are written. Raises RefusedError (TooLargeError) beyond the
    limits, and when the file is no form of RDF.
    """
    bounds = limits or Limits()
    data = read_bytes(path, bounds)
    text, problems = decode(data, name)
    form = known_media_type(media_type) or media_type_of_name(name) or media_type_of_text(text)
    if form is None:
        raise _unknown(name)
    gathering, prefixes, locator = _read(form, text, name, base, bounds, context or {})
    table, told = gathering.end()
    if not len(table) and not told:
        told = (nothing_read(Place(name, 1, 1)),)
    return Document(
        name=name,
        media_type=form,
        sha256=sha256(path.read_bytes()).hexdigest(),
        size=path.stat().st_size,
        table=table,
        locator=locator(table) if len(table) else Nowhere(),
        problems=(*problems, *told),
        prefixes=prefixes,
    )


def _read(  # noqa: PLR0913, PLR0917 -- the parts of a file
    form: str, text: str, name: str, base: str, limits: Limits, context: Mapping[str, object]
) -> _Read:
    if form == "application/ld+json":
        found = read_jsonld(text, name, base, limits, context)
        return found, {}, lambda table: JsonLocator(text, name, base, table, context)
    if form == "application/rdf+xml":
        gathering, places = read_rdfxml(text, name, base, limits)
        return gathering, {}, places.about
    format_ = ox.RdfFormat.from_media_type(form)
    if format_ is None:
        raise _unknown(name)
    prefixes: Mapping[str, str] = {}
    if form in {"application/n-triples", "application/n-quads"}:
        gathering = read_lines(text, format_, name, limits)
    else:
        gathering, prefixes = read_turtle(text, format_, name, base, limits)
    return gathering, prefixes, lambda table: TextLocator(text, format_, name, base, table)


def _unknown(name: str) -> RefusedError:
    return RefusedError(
        Text(
            f"'{name}' is geen RDF die wij kennen. Gebruik Turtle, TriG, N-Triples, N-Quads, RDF/XML of JSON-LD.",
            f"'{name}' is no RDF that we know. Use Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD.",
        )
    )
