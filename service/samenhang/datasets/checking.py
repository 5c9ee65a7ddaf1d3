"""Checks what is to be published: reads it, holds it against every shape, and says what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

from samenhang import namespaces as ns
from samenhang.datasets.guard import Guard
from samenhang.datasets.places import place_data
from samenhang.model import Severity, Text
from samenhang.validation.engines import Engines, ShapeGraph, refuse_hostile
from samenhang.validation.engines.product import product_background, product_shapes
from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.forms import known_media_type, media_type_of_name
from samenhang.validation.tabular.plan import Plan, load_plan
from samenhang.validation.tabular.reading import CSV, XLSX, ZIP, read_table_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from samenhang.datasets.core import Core
    from samenhang.validation.documents import Document, Place, Problem
    from samenhang.validation.engines import Background
    from samenhang.validation.limits import Limits
    from samenhang.validation.results import Result

TABLES: Final = (CSV, "text/tab-separated-values", XLSX, ZIP)
_TABLE_NAMES: Final = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".zip", ".xls")
_NOTHING: Final = Text(
    "Er staan geen gegevens in die te lezen zijn. Een lege gegevensset wordt niet gepubliceerd; trek haar in.",
    "It holds no data that can be read. An empty dataset is not published; withdraw it instead.",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was read, and the report: `blocking` findings refuse it, `strictly` is how many do when strict."""

    document: Document
    report: dict[str, Any]
    compliant: bool
    counts: dict[str, int]
    blocking: int
    strictly: int


class Checker(Protocol):
    """What publishing asks of whatever checks datasets."""

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read, with the report; RefusedError when it cannot be read at all."""
        ...

    def check_shapes(self, shapes: bytes, media_type: str) -> int:
        """Return how many shapes with a target there are; ShapesError when they cannot be used."""
        ...


class ShapeChecker:
    """Holds datasets against the shapes of the product and those of their own. Safe to share between threads."""

    def __init__(self, core: Core, limits: Limits | None = None) -> None:
        self._core = core
        self._limits = limits
        self._engines = Engines()
        self._guard = Guard(core)
        self._lock = Lock()
        self._known: tuple[Background, ShapeGraph, Plan] | None = None

    def close(self) -> None:
        """End the processes that check."""
        self._engines.close()

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read, with the report."""
        background, product, plan = self._prepared()
        document = self._read(path, name, media_type, plan)
        results = list(self._engines.run(document.table, background, product, trusted=True).results)
        if shapes is not None:
            results += self._engines.run(
                document.table, background, ShapeGraph.from_text(shapes), trusted=False
            ).results
        findings = [
            *map(_of_problem, document.problems),
            *self._guard.findings(document),
            *(_of_result(result, document) for result in results),
        ]
        if not len(document.table):
            findings.insert(0, _finding("leeg", "lezen", Severity.VIOLATION, _NOTHING, None))
        return summed(document, findings, conforms=not results and not document.problems)

    def check_shapes(self, shapes: bytes, media_type: str) -> int:
        """Return how many shapes with a target there are."""
        graph = ShapeGraph.from_text(shapes, media_type)
        refuse_hostile(graph)
        return len(graph.roots)

    def _read(self, path: Path, name: str, media_type: str | None, plan: Plan) -> Document:
        if _is_table(path, name, media_type):
            return read_table_file(path, name=name, media_type=media_type, plan=plan, limits=self._limits)
        return read_rdf(path, name=name, media_type=media_type, limits=self._limits)

    def _prepared(self) -> tuple[Background, ShapeGraph, Plan]:
        with self._lock:
            if self._known is None:
                core = self._core
                self._known = (
                    product_background(core.store, core.queries),
                    product_shapes(core.store, core.queries),
                    load_plan(core.store, core.queries, core.catalogue),
                )
            return self._known


def summed(document: Document, findings: list[dict[str, Any]], *, conforms: bool) -> Checked:
    """Return a document with the report that findings make."""
    counts = {severity.value: sum(f["ernst"] == severity.value for f in findings) for severity in Severity}
    worst = [finding for finding in findings if finding["ernst"] == Severity.VIOLATION.value]
    # What does not go together is a fact about the world, which a publisher may well have to report as it is.
    blocking = sum(finding["soort"] != "samenhang" for finding in worst)
    report = {
        "bestand": document.name,
        "sha256": document.sha256,
        "mediatype": document.media_type,
        "uitspraken": len(document.table),
        "voldoet": not worst,
        "conform": conforms,
        "aantallen": counts,
        "bevindingen": findings,
    }
    return Checked(document, report, not worst, counts, blocking, len(worst))


def _is_table(path: Path, name: str, media_type: str | None) -> bool:
    """Tell whether a file is a table: by its kind, else by its name, else by how it begins."""
    plain = (media_type or "").partition(";")[0].strip().lower()
    if plain in TABLES:
        return True
    if known_media_type(plain):
        return False
    if name.lower().endswith(_TABLE_NAMES):
        return True
    with path.open("rb") as stream:
        return media_type_of_name(name) is None and stream.read(4).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _of_problem(problem: Problem) -> dict[str, Any]:
    found = _finding(problem.code, "lezen", problem.severity, problem.text, problem.place)
    return found | ({"waarde": problem.value} if problem.value is not None else {})


def _of_result(result: Result, document: Document) -> dict[str, Any]:
    said = result.messages
    nl = said.get("nl") or said.get("") or said.get("en") or ns.local_name(result.component)
    if result.shape.startswith(ns.RULE):
        kind = "samenhang"
    else:
        kind = "structuur" if result.shape.startswith(f"{ns.BASE}id/structuur/") else "eigenVormen"
    place = document.locator.place(result.focus, result.path and result.path.strip("<>"), result.value)
    code = result.shape.removeprefix(f"{ns.BASE}id/structuur/").removeprefix(ns.RULE)
    found = _finding(code, kind, result.severity, Text(nl, said.get("en") or nl), place)
    found["iri"] = result.shape
    found["record"] = getattr(result.focus, "value", str(result.focus))
    if result.value is not None and result.value != result.focus:
        found["waarde"] = getattr(result.value, "value", str(result.value))
    return found


def _finding(code: str, kind: str, severity: Severity, text: Text, place: Place | None) -> dict[str, Any]:
    return {
        "code": code,
        "soort": kind,
        "ernst": severity.value,
        "boodschap": {"nl": text.nl, "en": text.en},
        "plaats": None if place is None else place_data(place),
    }


def blocking_findings(report: dict[str, Any], *, strict: bool) -> Iterator[dict[str, Any]]:
    """Yield the findings of a report that stand in the way of publishing."""
    found: Iterable[dict[str, Any]] = report["bevindingen"]
    for finding in found:
        if finding["ernst"] == Severity.VIOLATION.value and (strict or finding["soort"] != "samenhang"):
            yield finding
