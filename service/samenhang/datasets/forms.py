"""The data of a version in the form that somebody asks for."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang.store.parsing import rdf_format
from samenhang.store.prefixes import PREFIXES
from samenhang.validation.documents import TableBuilder
from samenhang.validation.tabular.csv_output import csv_bytes
from samenhang.validation.tabular.plan import load_plan
from samenhang.validation.tabular.tables import fill_sheets
from samenhang.validation.tabular.xlsx_output import write_xlsx

if TYPE_CHECKING:
    from samenhang.datasets.core import Core
    from samenhang.validation.documents import Table

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RDF_FORMS: Final = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
FORMS: Final = (*RDF_FORMS, CSV, XLSX)
ENDINGS: Final = dict(zip(FORMS, ("ttl", "jsonld", "nt", "rdf", "trig", "nq", "csv", "xlsx"), strict=True))
_N_TRIPLES: Final = "application/n-triples"


def in_form(core: Core, lines: bytes, media_type: str, graph: str, language: str = "nl") -> bytes:
    """Return triples (N-Triples) in one of `FORMS`; forms with named graphs say that they stand in `graph`."""
    if media_type == _N_TRIPLES:
        return lines
    quads = ox.parse(lines, ox.RdfFormat.N_TRIPLES)
    if media_type not in (CSV, XLSX):
        form = rdf_format(media_type)
        name = ox.NamedNode(graph)
        if form.supports_datasets and media_type != "application/ld+json":
            named = (ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)
            return cast("bytes", ox.serialize(named, format=form, prefixes=PREFIXES))
        return cast("bytes", ox.serialize((quad.triple for quad in quads), format=form, prefixes=PREFIXES))
    builder = TableBuilder()
    for quad in quads:
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
            builder.add(quad.subject, quad.predicate, quad.object)
    return _table(core, builder.table(), media_type, language)


def _table(core: Core, table: Table, media_type: str, language: str) -> bytes:
    plan = load_plan(core.store, core.queries, core.catalogue)
    sheets = fill_sheets(table, plan, single=media_type == CSV)
    if media_type == CSV:
        return csv_bytes(sheets[0]) if sheets else b""
    with TemporaryDirectory(prefix="samenhang-") as folder:
        path = Path(folder) / "gegevens.xlsx"
        write_xlsx(sheets, plan, path, language)
        return path.read_bytes()
