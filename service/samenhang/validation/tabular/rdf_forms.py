"""RDF in and out for conversion: every form by its suffix, with named graphs where a form has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.limits import RefusedError
from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.context import json_ld_context
from samenhang.validation.readers.rdf import DEFAULT_BASE
from samenhang.validation.tabular.rowids import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from samenhang.rules import Catalogue
    from samenhang.validation.documents import Document, Table
    from samenhang.validation.limits import Limits

FORMS: Final[Mapping[str, ox.RdfFormat]] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_WITH_PREFIXES: Final = frozenset({"ttl", "trig", "rdf", "jsonld"})


def read_form(path: Path, form: str, catalogue: Catalogue, limits: Limits) -> Document:
    """Return an RDF file as a document; JSON-LD may name the context of the product."""
    context = json_ld_context(catalogue.dimensions)["@context"] if form == "jsonld" else None
    media_type = FORMS[form].media_type
    return read_rdf(path, name=path.name, media_type=media_type, limits=limits, context=context)


def quads_of(path: Path, form: str) -> list[ox.Quad] | None:
    """Return the statements of a file with their graphs; None when it holds what only a forgiving reader takes."""
    try:
        return list(ox.parse(path=str(path), format=FORMS[form], base_iri=DEFAULT_BASE))
    except (SyntaxError, ValueError):
        return None


def has_graphs(form: str) -> bool:
    """Tell whether a form can hold named graphs."""
    return bool(FORMS[form].supports_datasets)


def fits_a_table(table: Table) -> None:
    """Raise RefusedError when a table holds statements about statements, which no cell can hold."""
    if any(isinstance(term, ox.Triple) for term in table.terms):
        raise RefusedError(
            Text(
                "Het bestand heeft uitspraken over uitspraken (RDF 1.2). Die passen niet in een tabel.",
                "The file has statements about statements (RDF 1.2). These do not fit a table.",
            )
        )


def rdf_bytes(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return statements in an RDF form; RefusedError when the form cannot say them."""
    known = {**PREFIXES, **prefixes} if form in _WITH_PREFIXES else None
    try:
        return ox.serialize(statements, format=FORMS[form], prefixes=known) or b""
    except (ValueError, SyntaxError, OSError) as error:
        raise RefusedError(
            Text(
                f"Dit kan niet in {form} worden geschreven: {str(error)[:300]}. Kies een andere vorm, zoals ttl.",
                f"This cannot be written as {form}: {str(error)[:300]}. Choose another form, such as ttl.",
            )
        ) from None
