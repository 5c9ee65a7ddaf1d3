"""RDF in and out for conversion: every form by its suffix, with named graphs where a form has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.documents import Table, TableBuilder
from samenhang.validation.limits import Limits, RefusedError, too_large
from samenhang.validation.tabular.rowids import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FORMS: Final[Mapping[str, ox.RdfFormat]] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Quads:
    """What an RDF file says, its named graphs included, and the prefixes it declares."""

    quads: tuple[ox.Quad, ...]
    prefixes: Mapping[str, str]

    @property
    def named(self) -> int:
        """How many statements stand in a named graph."""
        return sum(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in self.quads)

    def table(self) -> Table:
        """Return the statements without their graphs; RefusedError when one is about a statement."""
        builder = TableBuilder()
        for quad in self.quads:
            if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
                raise RefusedError(
                    Text(
                        "Het bestand heeft uitspraken over uitspraken (RDF 1.2). Die passen niet in een tabel.",
                        "The file has statements about statements (RDF 1.2). These do not fit a table.",
                    )
                )
            builder.add(quad.subject, quad.predicate, quad.object)
        return builder.table()


def read_quads(path: Path, form: str, limits: Limits) -> Quads:
    """Return what an RDF file says; RefusedError names the place of what is no good RDF."""
    if path.stat().st_size > limits.bytes:
        raise too_large(Text(path.name, path.name), limits.bytes, Text("bytes", "bytes"))
    deadline = limits.deadline()
    found: list[ox.Quad] = []
    try:
        parser = ox.parse(path=str(path), format=FORMS[form])
        for quad in parser:
            found.append(quad)
            if len(found) % 10_000 == 0:
                deadline.check()
                if len(found) > limits.triples:
                    raise too_large(Text(path.name, path.name), limits.triples, Text("uitspraken", "statements"))
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        raise _not_good(path.name, form, error) from None
    return Quads(tuple(found), dict(parser.prefixes))


def _not_good(name: str, form: str, error: Exception) -> RefusedError:
    line = getattr(error, "lineno", None)
    dutch, english = (f", {word} {line}" if line else "" for word in ("regel", "line"))
    said = str(getattr(error, "msg", None) or error)[:300]
    return RefusedError(
        Text(f"{name}{dutch}: dit is geen goed {form}: {said}", f"{name}{english}: this is not good {form}: {said}")
    )


def write_quads(quads: Iterable[ox.Quad] | Iterable[ox.Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return statements in an RDF form; RefusedError when the form cannot say them."""
    known = {**PREFIXES, **prefixes} if form in {"ttl", "trig", "rdf", "jsonld"} else None
    try:
        data = ox.serialize(quads, format=FORMS[form], prefixes=known)
    except (ValueError, SyntaxError, OSError) as error:
        raise RefusedError(
            Text(
                f"Dit kan niet in {form} worden geschreven: {str(error)[:300]}. Kies een andere vorm, zoals ttl.",
                f"This cannot be written as {form}: {str(error)[:300]}. Choose another form, such as ttl.",
            )
        ) from None
    return data or b""


def has_graphs(form: str) -> bool:
    """Tell whether a form can hold named graphs."""
    return bool(FORMS[form].supports_datasets)
