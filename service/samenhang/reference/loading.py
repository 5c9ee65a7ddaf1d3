"""Loads `data/` into graphs of its own: reference data, arrangements, what these inherit, and what the rules find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samenhang import namespaces as ns
from samenhang.assets import content_hash
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.reference.arrangements import summaries
from samenhang.reference.bodies import write_bodies, write_regions
from samenhang.reference.codelists import write_code_lists
from samenhang.reference.facts import read_facts
from samenhang.reference.findings import read_subjects, write_findings
from samenhang.reference.places import write_places
from samenhang.reference.sources import write_sources
from samenhang.reference.statements import write_statements
from samenhang.reference.tables import Tables
from samenhang.reference.turtle import Turtle, iri, literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from samenhang.coherence import View
    from samenhang.model import Dimension
    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_GRAPHS: Final = (ns.GRAPH_REFERENCE, ns.GRAPH_ARRANGEMENTS, ns.GRAPH_INHERITED, ns.GRAPH_FINDINGS)
_CONVERTING: Final = 1
"""Raised when this package comes to put something else in the graphs than before, given the same files."""
_EXAMPLES: Final = "inrichtingen/voorbeelden.ttl"
_READ: Final = (".csv", ".ttl", ".yaml")


def load_reference(store: Store, root: Path, queries: QueryLibrary, view: View) -> None:
    """Load what stands below `root/data` with its findings under a view, replacing what was there.

    A store that already holds just this is left as it is; without a folder `data` nothing is loaded.
    Raises ReferenceDataError that lists every fault in the data with file and line.
    """
    folder = root / "data"
    if not folder.is_dir():
        return
    made_from = _made_from(root, view)
    if any(row["versie"].value == made_from for row in queries.rows(store, "versie-bevindingen")):  # type: ignore[union-attr]
        return
    reference, arrangements = convert(folder, view.catalogue.dimensions)
    for graph in _GRAPHS:
        store.clear(graph)
    store.load_turtle(ns.GRAPH_REFERENCE, reference, ns.DEF)
    store.load_turtle(ns.GRAPH_ARRANGEMENTS, arrangements, ns.DEF)
    _load_examples(store, folder / _EXAMPLES)
    store.add(ns.GRAPH_INHERITED, list(store.construct(queries["overerving"].text)))
    # The version comes with the findings, last: a load that was broken off leaves a store without one.
    store.load_turtle(ns.GRAPH_FINDINGS, _findings(store, queries, view, made_from), ns.DEF)
    store.flush()


def convert(folder: Path, dimensions: Mapping[str, Dimension]) -> tuple[bytes, bytes]:
    """Return reference data and arrangements as Turtle.

    Raises ReferenceDataError that lists every fault in the files with file and line.
    """
    tables, reference, arrangements = Tables(folder), Turtle(), Turtle()
    datasets = write_sources(tables, reference)
    municipalities = write_places(tables, reference)
    regions = write_regions(tables, reference, municipalities, datasets)
    write_bodies(tables, reference, regions)
    write_code_lists(tables, reference)
    found = read_facts(tables, {"gemeente": municipalities, "jeugdregio": regions}, dimensions)
    tables.finish()
    write_statements(tables, arrangements, found, dimensions)
    tables.finish()
    return bytes(reference), bytes(arrangements)


def _load_examples(store: Store, path: Path) -> None:
    try:
        store.load_turtle(ns.GRAPH_ARRANGEMENTS, path.read_bytes(), ns.DEF)
    except SyntaxError as error:
        raise SamenhangError(
            Text(f"{path.name} is geen geldige Turtle: {error}", f"{path.name} is not valid Turtle: {error}")
        ) from error


def _findings(store: Store, queries: QueryLibrary, view: View, made_from: str) -> bytes:
    out = Turtle()
    subjects = read_subjects(queries.rows(store, "antwoorden"), view.catalogue.dimensions)
    labels = {summary.iri: summary.label for summary in summaries(store, queries) if summary.dataset is None}
    write_findings(out, subjects, labels, view)
    out.describe(iri(ns.GRAPH_FINDINGS), ("owl:versionInfo", literal(made_from)))
    return bytes(out)


def _made_from(root: Path, view: View) -> str:
    """Return one hash over all that decides what the graphs hold: the data, the rules and the way of converting."""
    files = sorted(path for path in (root / "data").rglob("*") if path.suffix in _READ)
    return f"{_CONVERTING}-{view.sha256[:16]}-{content_hash(files, root)}"
