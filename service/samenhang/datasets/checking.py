"""Checks what is to be published: reads it, holds it against every shape, and says what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, takewhile
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets.guard import Guard
from samenhang.datasets.places import place_data
from samenhang.model import Severity, Text
from samenhang.rules import Lens
from samenhang.validation.engines import ShapeGraph, refuse_hostile
from samenhang.validation.service import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from samenhang.coherence import View
    from samenhang.datasets.core import Core
    from samenhang.validation.documents import Document
    from samenhang.validation.limits import Limits
    from samenhang.validation.results import Report, ReportFinding

_TURTLE: Final = "text/turtle"
_MOST_TOLD: Final = 10_000
"""How many findings a kept report tells one by one, the heaviest first; the counts are of all."""
_EMPTY: Final = {
    "code": "leeg",
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

    It gets ready when first asked, which takes seconds; `warm` does that beforehand.
    """

    def __init__(self, core: Core, limits: Limits | None = None) -> None:
        self._core = core
        self._limits = limits
        self._guard = Guard(core)
        self._lock = Lock()
        self._validator: Validator | None = None

    def close(self) -> None:
        """End the processes that check."""
        with self._lock:
            if self._validator is not None:
                self._validator.close()
                self._validator = None

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read, with the report."""
        own = ShapeGraph.from_text(shapes) if shapes is not None else None
        done = self._ready().validate(
            path, self._view(), name=name, media_type=media_type, shapes=own, limits=self._limits
        )
        extra = list(self._guard.findings(done.document))
        if not len(done.document.table):
            extra.insert(0, _EMPTY | {"plaats": {"bestand": name}})
        return _summed(done.document, done.report, extra)

    def check_shapes(self, shapes: bytes, media_type: str) -> tuple[int, bytes]:
        """Return how many shapes with a target there are, and all as Turtle, as they came when they came as that."""
        graph = ShapeGraph.from_text(shapes, media_type)
        refuse_hostile(graph)
        plain = media_type == _TURTLE
        return len(graph.roots), shapes if plain else cast(
            "bytes", ox.serialize(graph.triples, format=ox.RdfFormat.TURTLE)
        )

    def _view(self) -> View:
        return self._core.rulebook.view(Lens(), datetime.now(UTC).date())

    def _ready(self) -> Validator:
        with self._lock:
            if self._validator is None:
                self._validator = Validator(self._core.store, self._core.queries, self._view())
            return self._validator


def _summed(document: Document, report: Report, extra: list[dict[str, Any]]) -> Checked:
    """Return a document with its report as data; `extra` are violations beside those of the report."""
    counts = {severity.value: report.count(severity) for severity in Severity}
    worst = Severity.VIOLATION
    counts[worst.value] += len(extra)
    # What does not go together is a fact about the world, which a publisher may well have to report as it is.
    facts = sum(
        _kind(finding.result.shape if finding.result is not None else "") == "samenhang"
        for finding in takewhile(lambda found: found.severity is worst, report.findings)
    )
    data = {
        "bestand": document.name,
        "sha256": document.sha256,
        "mediatype": document.media_type,
        "uitspraken": len(document.table),
        "voldoet": not counts[worst.value],
        "conform": report.conforms and not extra,
        "aantallen": counts,
        "bevindingen": [*extra, *map(_data_of, islice(report.findings, _MOST_TOLD))],
    }
    return Checked(document, data, not counts[worst.value], counts, counts[worst.value] - facts, counts[worst.value])


def _data_of(finding: ReportFinding) -> dict[str, Any]:
    shape = finding.result.shape if finding.result is not None else ""
    data: dict[str, Any] = {
        "code": finding.code,
        "soort": _kind(shape),
        "ernst": finding.severity.value,
        "boodschap": _both(finding.what),
        "waarom": _both(finding.why),
        "watTeDoen": _both(finding.action),
        "record": finding.record,
        "label": None if finding.label is None else _both(finding.label),
        "dimensie": finding.dimension,
        "waarde": finding.value,
        "plaats": None if finding.place is None else place_data(finding.place),
        "keuzes": dict(finding.choices),
        "bronnen": [anchor.notation for anchor in finding.sources],
        "iri": shape or None,
    }
    return {key: value for key, value in data.items() if value or key == "plaats"}


def _kind(shape: str) -> str:
    """Return what kind of thing was found, by the shape that found it; reading finds without one."""
    if not shape:
        return "lezen"
    if shape.startswith((ns.RULE, f"{ns.BASE}id/toepasselijkheid/")):
        return "samenhang"
    return "structuur" if shape.startswith(f"{ns.BASE}id/structuur/") else "eigenVormen"


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}


def blocking_findings(report: dict[str, Any], *, strict: bool) -> Iterator[dict[str, Any]]:
    """Yield the findings of a report that stand in the way of publishing."""
    found: Iterable[dict[str, Any]] = report["bevindingen"]
    for finding in found:
        if finding["ernst"] == Severity.VIOLATION.value and (strict or finding["soort"] != "samenhang"):
            yield finding
