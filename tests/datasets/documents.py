"""Small datasets to publish, and what is needed to publish them without a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.datasets.checking import Checked
from samenhang.validation.engines import ShapeGraph
from samenhang.validation.readers import read_rdf

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.coherence import Rulebook
    from samenhang.queries import QueryLibrary
    from samenhang.rules import Catalogue
    from samenhang.store import Store

HEAD = """@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix bekostigingsvorm: <https://w3id.org/samenhang/def/bekostigingsvorm/> .
@prefix niveau: <https://w3id.org/samenhang/id/niveau/> .
@prefix stand: <https://w3id.org/samenhang/id/stand/> .
@prefix regio: <https://example.org/regio/> .
"""


def arrangement(name: str, says: str = "") -> str:
    """Return one arrangement in Turtle."""
    return (
        f'regio:{name} a sam:Inrichting ; rdfs:label "{name}"@nl , "{name} (en)"@en ; dct:identifier "{name}" ;'
        f" sam:niveau niveau:segment ; sam:stand stand:vastgesteld{says} .\n"
    )


def dataset(*names: str) -> str:
    """Return a dataset of arrangements in Turtle."""
    return HEAD + "".join(map(arrangement, names))


@dataclass
class Parts:
    """The rules of one store with the graph of another: what datasets ask for."""

    store: Store
    queries: QueryLibrary
    catalogue: Catalogue
    rulebook: Rulebook


class ReadsOnly:
    """Reads files as always, and finds nothing in them: for tests of what happens after a check."""

    def close(self) -> None:
        """Hold nothing."""

    def check(self, path: Path, name: str, media_type: str | None, shapes: bytes | None = None) -> Checked:
        """Return a file as it was read."""
        document = read_rdf(path, name=name, media_type=media_type)
        report = {"bestand": name, "vormen": bool(shapes), "bevindingen": []}
        return Checked(document, report, compliant=True, counts={}, blocking=len(document.problems), strictly=0)

    def check_shapes(self, shapes: bytes, media_type: str) -> tuple[int, bytes]:
        """Return how many shapes there are."""
        return len(ShapeGraph.from_text(shapes, media_type).roots), shapes
