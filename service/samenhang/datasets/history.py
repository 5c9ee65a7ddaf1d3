"""What happened to a dataset, one entry after another: publications, withdrawals, new shapes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets.errors import WithdrawnError, no_dataset, no_version
from samenhang.datasets.metadata import Metadata, metadata_of
from samenhang.datasets.names import kept_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_PROV: Final = "http://www.w3.org/ns/prov#"
_JSON: Final = ox.NamedNode(f"{ns.RDF}JSON")


class Act(StrEnum):
    """What was done; the values are those on the wire."""

    PUBLISH = "publicatie"
    ROLLBACK = "terugzetting"
    WITHDRAW = "intrekking"
    SHAPES = "vormen"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: kind, id, name and issuer, as the audit trail has them."""

    kind: str
    id: str = ""
    label: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: the file that was sent, the triples it came to, and what the check found."""

    number: int
    file: File
    data: str
    triples: int
    report: str
    findings: str
    compliant: bool
    counts: Mapping[str, int] = field(hash=False)
    records: Mapping[str, int] = field(hash=False)
    ruleset: str = ""
    shapes: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    restored_from: int | None = None

    @property
    def etag(self) -> str:
        """The tag that goes with this version."""
        return f'"{self.number}-{self.file.sha256[:16]}"'


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done to a dataset; `shapes` is the sha256 of new shapes, empty when they were taken away."""

    number: int
    act: Act
    began: datetime
    ended: datetime
    actor: Actor
    version: Version | None = None
    note: str = ""
    shapes: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened to a dataset, in order."""

    name: str
    entries: tuple[Entry, ...] = ()

    @property
    def versions(self) -> dict[int, Version]:
        """The versions by number."""
        return {entry.version.number: entry.version for entry in self.entries if entry.version is not None}

    @property
    def last(self) -> Version | None:
        """The newest version, also when the dataset was withdrawn since."""
        return next((entry.version for entry in reversed(self.entries) if entry.version is not None), None)

    @property
    def withdrawn(self) -> Entry | None:
        """The entry that withdrew the dataset, when it is not there now."""
        for entry in reversed(self.entries):
            if entry.act is Act.WITHDRAW:
                return entry
            if entry.version is not None:
                return None
        return None

    @property
    def current(self) -> Version | None:
        """The version that is there now."""
        return None if self.withdrawn else self.last

    @property
    def shapes(self) -> str:
        """The sha256 of the dataset's own shapes; empty when it has none."""
        return next((entry.shapes for entry in reversed(self.entries) if entry.shapes is not None), "")

    @property
    def etag(self) -> str | None:
        """The tag of what is there now."""
        return self.current.etag if self.current is not None else None

    def entry_of(self, version: Version) -> Entry:
        """Return the entry that made a version."""
        return next(entry for entry in self.entries if entry.version == version)

    def require(self) -> Version:
        """Return the current version; NotFoundError when there never was one, WithdrawnError when it is gone."""
        if (gone := self.withdrawn) is not None:
            raise WithdrawnError(self.name, moment(gone.ended), gone.note)
        if self.last is None:
            raise no_dataset(self.name)
        return self.last

    def version(self, number: str) -> Version:
        """Return a version by its number; NotFoundError says which there are."""
        if self.last is None:
            raise no_dataset(self.name)
        found = self.versions.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None  # noqa: PLR2004 -- digits of any number there is
        if found is None or str(found.number) != number:
            raise no_version(self.name, number, self.last.number)
        return found


def moment(when: datetime) -> str:
    """Return a moment in UTC as RFC 3339 writes it."""
    return f"{when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def now() -> datetime:
    """Return this moment, as exactly as history keeps moments."""
    here = datetime.now(UTC)
    return here.replace(microsecond=here.microsecond // 1000 * 1000)


def read_history(store: Store, queries: QueryLibrary, name: str) -> History:
    """Return what happened to a dataset; of one that does not exist, nothing did."""
    rows = store.select(queries["gegevensset-historie"].text, {"graaf": ox.NamedNode(kept_graph(name))})
    entries = [_entry(json.loads(row["waarde"].value)) for row in rows]  # type: ignore[union-attr]
    return History(name, tuple(sorted(entries, key=lambda entry: entry.number)))


def kept(name: str, entry: Entry) -> Iterator[ox.Triple]:
    """Yield the triples that keep an entry."""
    subject = ox.NamedNode(f"{kept_graph(name)}/gebeurtenis/{entry.number}")
    yield ox.Triple(subject, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{_PROV}Activity"))
    text = json.dumps(entry_data(entry), ensure_ascii=False, sort_keys=True)
    yield ox.Triple(subject, ox.NamedNode(f"{_PROV}value"), ox.Literal(text, datatype=_JSON))


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as data for JSON; `entry_of_data` reads it back."""
    return {
        "number": entry.number,
        "act": entry.act.value,
        "began": moment(entry.began),
        "ended": moment(entry.ended),
        "actor": asdict(entry.actor),
        "note": entry.note,
        "shapes": entry.shapes,
        "version": None if entry.version is None else version_data(entry.version),
    }


def version_data(version: Version) -> dict[str, Any]:
    """Return a version as data for JSON."""
    plain = asdict(replace(version, metadata=Metadata()))
    return plain | {"metadata": version.metadata.data()}


def version_of_data(data: Mapping[str, Any]) -> Version:
    """Return a version from its data."""
    return Version(**{**data, "file": File(**data["file"]), "metadata": metadata_of(data["metadata"])})


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(
        number=data["number"],
        act=Act(data["act"]),
        began=_moment(data["began"]),
        ended=_moment(data["ended"]),
        actor=Actor(**data["actor"]),
        version=None if data["version"] is None else version_of_data(data["version"]),
        note=data["note"],
        shapes=data["shapes"],
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
