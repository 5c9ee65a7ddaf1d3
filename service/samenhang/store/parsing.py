"""Reads RDF documents: which formats there are, and errors that say where reading stopped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.store.xml_entities import fault_in_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

RDF_TYPES: Final = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
"""Media types of the RDF documents that can be read and written, the default first."""

_ALIASES: Final = {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
    "application/x-trig": "application/trig",
    "text/x-nquads": "application/n-quads",
}
_PLACE: Final = re.compile(r"^Parser error (?:at line \d+ column \d+|[^:]*?columns? \d+[^:]*): ")


class RdfSyntaxError(SamenhangError):
    """A document is not valid RDF; `line` and `column` say where reading stopped, counted from 1, when it is known."""

    code = "ongeldige-rdf"
    status = 400
    title = Text("Het document is geen geldige RDF", "The document is not valid RDF")

    def __init__(self, text: Text, line: int | None = None, column: int | None = None) -> None:
        super().__init__(text)
        self.line = line
        self.column = column


class UnknownFormatError(SamenhangError):
    """The media type is none of RDF that can be read or written."""

    code = "formaat-onbekend"
    status = 415
    title = Text("Het formaat is niet bekend", "The format is not known")


def rdf_format(media_type: str) -> ox.RdfFormat:
    """Return the format a media type stands for, parameters left aside; UnknownFormatError lists those that can be."""
    plain = media_type.partition(";")[0].strip().lower()
    plain = _ALIASES.get(plain, plain)
    found = ox.RdfFormat.from_media_type(plain) if plain in RDF_TYPES else None
    if found is None:
        known = ", ".join(RDF_TYPES)
        raise UnknownFormatError(
            Text(
                f"'{media_type[:80]}' is geen formaat voor RDF dat wij kennen. Gebruik een van: {known}.",
                f"'{media_type[:80]}' is no format for RDF that we know. Use one of: {known}.",
            )
        )
    return found


def read_quads(data: bytes | Path, media_type: str, base: str | None) -> Iterator[ox.Quad]:
    """Yield the quads of a document, its blank nodes under labels that no other document has.

    Raises RdfSyntaxError with line and column, and UnknownFormatError.
    """
    format_ = rdf_format(media_type)
    if format_ == ox.RdfFormat.RDF_XML and (fault := fault_in_entities(data)) is not None:
        raise RdfSyntaxError(
            Text(f"Het document wordt niet gelezen: {fault.nl}.", f"The document is not read: {fault.en}.")
        )
    try:
        if isinstance(data, Path):
            yield from ox.parse(path=data, format=format_, base_iri=base, rename_blank_nodes=True)
        else:
            yield from ox.parse(data, format_, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        raise not_rdf(error) from error


def not_rdf(error: SyntaxError) -> RdfSyntaxError:
    """Return the error for a document that cannot be read, from what Oxigraph says of it."""
    why = _PLACE.sub("", str(error.msg))
    if error.lineno is None or error.offset is None:
        return RdfSyntaxError(
            Text(f"Het document is geen geldige RDF: {why}.", f"The document is not valid RDF: {why}.")
        )
    return RdfSyntaxError(
        Text(
            f"Het document is geen geldige RDF: op regel {error.lineno}, kolom {error.offset}: {why}.",
            f"The document is not valid RDF: at line {error.lineno}, column {error.offset}: {why}.",
        ),
        error.lineno,
        error.offset,
    )
