"""Drafts: one per dataset, checked and reported on, never public, and published when its makers say so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets.conditions import Condition
from samenhang.datasets.contents import digest_of, packed, unpacked
from samenhang.datasets.errors import nothing_here
from samenhang.datasets.history import moment
from samenhang.datasets.metadata import Metadata, metadata_of
from samenhang.datasets.names import check_name, draft_graph
from samenhang.model import Text
from samenhang.store import Drop, Replace

if TYPE_CHECKING:
    from samenhang.datasets.checking import Checked
    from samenhang.datasets.history import Actor
    from samenhang.datasets.publishing import Datasets, Outcome, Prepared

_DRAFT: Final = Text("concept", "draft")
_ACTIVITY: Final = ox.NamedNode("http://www.w3.org/ns/prov#Activity")
_VALUE: Final = ox.NamedNode("http://www.w3.org/ns/prov#value")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is kept: `file` and `data` are the sha256 of what was sent and of its triples."""

    name: str
    file: str
    file_name: str
    media_type: str | None
    size: int
    data: str
    report: dict[str, Any]
    saved: str
    publishable: bool
    metadata: Metadata

    @property
    def etag(self) -> str:
        """The tag that goes with this draft."""
        return f'"concept-{self.file[:16]}"'


class Drafts:
    """The drafts of datasets. What writes is to be done in the turn of the service's writer."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets
        self._store = datasets.store

    def check(self, name: str, path: Path, file_name: str, media_type: str | None) -> Checked:
        """Return a file as it was read, with its report; nothing in it stands in the way of a draft."""
        history = self._datasets.writable(name)
        shapes = self._datasets.content(name, history.shapes) if history.shapes else None
        return self._datasets.checker.check(path, file_name, media_type, shapes)

    def save(
        self, name: str, data: bytes, checked: Checked, given: Metadata, condition: Condition | None = None
    ) -> Draft:
        """Keep a draft in the place of the one there was; PreconditionError when that is not what was expected."""
        with self._datasets.turn(name):
            now = self.find(name)
            (condition or Condition()).check(now.etag if now is not None else None)
            lines = cast("bytes", ox.serialize(checked.document.table, format=ox.RdfFormat.N_TRIPLES))
            kept = {
                "name": name,
                "file": digest_of(data),
                "file_name": checked.document.name,
                "media_type": checked.document.media_type,
                "size": len(data),
                "data": digest_of(lines),
                "report": checked.report,
                "saved": moment(datetime.now(UTC)),
                "publishable": not checked.blocking,
                "metadata": given.data(),
            }
            graph = draft_graph(name)
            subject = ox.NamedNode(f"{graph}/stand")
            triples = [
                ox.Triple(subject, ox.NamedNode(f"{ns.RDF}type"), _ACTIVITY),
                ox.Triple(subject, _VALUE, ox.Literal(json.dumps(kept, ensure_ascii=False))),
                *packed(graph, data),
                *packed(graph, lines),
            ]
            document = cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
            self._store.write([Replace(graph, document, "application/n-triples")])
            return _draft(kept)

    def find(self, name: str) -> Draft | None:
        """Return the draft of a dataset; None when there is none."""
        check_name(name)
        query = self._datasets.core.queries["gegevensset-historie"].text
        for row in self._store.select(query, {"graaf": ox.NamedNode(draft_graph(name))}):
            return _draft(json.loads(row["waarde"].value))  # type: ignore[union-attr]
        return None

    def require(self, name: str) -> Draft:
        """Return the draft of a dataset; NotFoundError when there is none."""
        found = self.find(name)
        if found is None:
            raise nothing_here(_DRAFT)
        return found

    def content(self, name: str, digest: str) -> bytes:
        """Return what the draft keeps under a sha256."""
        return unpacked(self._store, self._datasets.core.queries, draft_graph(name), digest)

    def drop(self, name: str, condition: Condition | None = None) -> None:
        """Throw the draft away; NotFoundError when there is none."""
        with self._datasets.turn(name):
            (condition or Condition()).check(self.require(name).etag)
            self._store.write([Drop(draft_graph(name))])

    def prepare(self, name: str, actor: Actor, *, strict: bool = False) -> Prepared:
        """Return the draft ready to be published; raises what `Datasets.prepare` raises, and NotFoundError."""
        draft = self.require(name)
        with TemporaryDirectory(prefix="samenhang-") as folder:
            path = Path(folder) / "concept"
            path.write_bytes(self.content(name, draft.file))
            return self._datasets.prepare(
                name,
                path,
                file_name=draft.file_name,
                media_type=draft.media_type,
                given=draft.metadata,
                actor=actor,
                strict=strict,
            )

    def publish(self, prepared: Prepared, condition: Condition | None = None) -> Outcome:
        """Publish a draft that was prepared; it is no draft from then on."""
        return self._datasets.commit(prepared, condition, also=[Drop(draft_graph(prepared.name))])


def _draft(data: dict[str, Any]) -> Draft:
    return Draft(**{**data, "metadata": metadata_of(data["metadata"])})
