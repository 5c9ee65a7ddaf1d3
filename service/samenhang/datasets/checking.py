"""Checks what is to be published: reads it, holds it against every shape, and says what stands in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import pyoxigraph as ox

from samenhang.datasets.guard import Guard
from samenhang.model import Severity
from samenhang.validation.engines import ShapeGraph, refuse_hostile
from samenhang.validation.isolated import File, Order
from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.context import json_ld_context
from samenhang.validation.readers.forms import known_media_type, media_type_of_name
from samenhang.validation.tabular.plan import load_plan
from samenhang.validation.tabular.reading import read_table_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.datasets.core import Core
    from samenhang.validation.documents import Document
    from samenhang.validation.isolated import Isolated
    from samenhang.validation.limits import Limits
    from samenhang.validation.tabular.plan import Plan

COHERENCE: Final = "samenhang"
"""The kind of findings on choices that do not go together."""
_TABLE_TYPES: Final = ("text/csv", "text/tab", "application/vnd.", "application/zip")
_TABLE_NAMES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".zip", ".ods")
_TURTLE: Final = "text/turtle"
_MOST_TOLD: Final = 10_000
"""How many findings a kept report tells one by one, the heaviest first; the counts are of all."""
_EMPTY: Final = {
    "regel": "leeg",
    "soort": "lezen",
    "ernst": Severity.VIOLATION.value,
    "boodschap": {
        "nl": "Er staan geen leesbare gegevens in. Een lege gegevensset wordt niet gepubliceerd; trek haar dan in.",
        "en": "It holds no data that can be read. An empty dataset is not published; withdraw it instead.",
    },
}


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

    def close(self) -> None:
        """End the processes that check."""
        ...

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read, with the report; RefusedError when it cannot be read at all."""
        ...

    def check_shapes(self, shapes: bytes, media_type: str) -> tuple[int, bytes]:
        """Return how many shapes with a target there are, and all as Turtle; ShapesError when they cannot be used."""
        ...


class ShapeChecker:
    """Holds datasets against every shape of the product and those of their own. Safe to share between threads.

    The check is done by `isolated`, in a process that is killed when it asks for too much; what passed is read here.
    """

    def __init__(self, core: Core, isolated: Isolated, limits: Limits | None = None) -> None:
        self._core = core
        self._isolated = isolated
        self._limits = limits
        self._guard = Guard(core)

    def close(self) -> None:
        """End the processes that check."""
        self._isolated.close()

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read, with the report."""
        with TemporaryDirectory(prefix="samenhang-") as folder:
            out, own = Path(folder) / "rapport", Path(folder) / "vormen.ttl"
            if shapes is not None:
                own.write_bytes(shapes)
            order = Order(
                (File(str(path), name, media_type),),
                str(out),
                "json",
                datetime.now(UTC).date().isoformat(),
                shapes=(File(str(own), own.name, _TURTLE),) if shapes is not None else (),
            )
            self._isolated.begin(order).wait()
            report = read_report(out, _MOST_TOLD)
        document = self._read(path, name, media_type)
        extra = list(self._guard.findings(document))
        if not len(document.table):
            extra.insert(0, _EMPTY | {"plaats": {"bestand": name}})
        return _summed(document, report, extra)

    def check_shapes(self, shapes: bytes, media_type: str) -> tuple[int, bytes]:
        """Return how many shapes with a target there are, and all as Turtle, as they came when they came as that."""
        graph = ShapeGraph.from_text(shapes, media_type)
        refuse_hostile(graph)
        if media_type == _TURTLE:
            return len(graph.roots), shapes
        return len(graph.roots), cast("bytes", ox.serialize(graph.triples, format=ox.RdfFormat.TURTLE))

    def _read(self, path: Path, name: str, media_type: str | None) -> Document:
        if _is_table(path, name, media_type or ""):
            return read_table_file(path, name=name, media_type=media_type, plan=self._plan, limits=self._limits)
        return read_rdf(path, name=name, media_type=media_type, limits=self._limits, context=self._context)

    @cached_property
    def _plan(self) -> Plan:
        return load_plan(self._core.store, self._core.queries, self._core.catalogue)

    @cached_property
    def _context(self) -> Mapping[str, object]:
        return cast("Mapping[str, object]", json_ld_context(self._core.catalogue.dimensions)["@context"])


def _is_table(path: Path, name: str, media_type: str) -> bool:
    """Tell whether a file is a table: by its kind, else by its name, else by how it begins."""
    if known_media_type(media_type):
        return False
    if media_type.startswith(_TABLE_TYPES) or name.lower().endswith(_TABLE_NAMES):
        return True
    with path.open("rb") as stream:
        return media_type_of_name(name) is None and stream.read(2) == b"PK"


def read_report(path: Path, most: int) -> dict[str, Any]:
    """Return a report from its file, with at most so many findings, the heaviest first: there may be a million.

    The file is read line by line, as it was written: a line for each member of the object and each item of a list.
    """
    report: dict[str, Any] = {}
    items: list[Any] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line.strip().rstrip(",")
            if line.startswith("    "):
                if len(items) < most:
                    items.append(json.loads(text))
            elif line.startswith('  "'):
                key, _, value = text.partition(": ")
                items = []
                report[json.loads(key)] = items if value == "[" else json.loads(value)
    return report


def _summed(document: Document, report: dict[str, Any], extra: list[dict[str, Any]]) -> Checked:
    """Return a document with its report; `extra` are violations beside those of the report."""
    worst = Severity.VIOLATION.value
    counts = {**report["aantallen"]}
    counts[worst] += len(extra)
    # What does not go together is a fact about the world, which a publisher may well have to report as it is.
    facts = sum(
        group["aantal"] for group in report["perRegel"] if group["ernst"] == worst and group["soort"] == COHERENCE
    )
    report |= {
        "voldoet": not counts[worst],
        "conformsShacl": report["conformsShacl"] and not extra,
        "aantallen": counts,
        "bevindingen": [*extra, *report["bevindingen"]],
    }
    return Checked(document, report, not counts[worst], counts, counts[worst] - facts, counts[worst])


def blocking_findings(report: dict[str, Any], *, strict: bool) -> Iterator[dict[str, Any]]:
    """Yield the findings of a report that stand in the way of publishing."""
    found: Iterable[dict[str, Any]] = report["bevindingen"]
    for finding in found:
        if finding["ernst"] == Severity.VIOLATION.value and (strict or finding["soort"] != COHERENCE):
            yield finding
