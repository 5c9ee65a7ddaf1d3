"""Publishes, withdraws and rolls back datasets: each is one write of the store, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets import names
from samenhang.datasets.catalogue import Catalogue
from samenhang.datasets.checking import blocking_findings
from samenhang.datasets.conditions import Condition
from samenhang.datasets.contents import digest_of, packed, unpacked
from samenhang.datasets.errors import DatasetRefusedError, no_dataset
from samenhang.datasets.findings import findings_turtle
from samenhang.datasets.history import Act, Actor, Entry, File, History, Version, kept, now, read_history
from samenhang.datasets.metadata import Metadata
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.rules import Lens
from samenhang.store import Drop, Merge, Replace
from samenhang.store.remote import RemoteStore
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from samenhang.datasets.checking import Checked, Checker
    from samenhang.datasets.core import Core
    from samenhang.store import Change, Store

N_TRIPLES: Final = "application/n-triples"
_REFUSALS_SHOWN: Final = 1000


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who runs the service, and where it is found: what the catalogue says where a publisher says nothing."""

    name: str = "Samenhang"
    contact: str = ""
    address: str = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read, checked and accepted, ready to be written: `contents` are kept with the version."""

    name: str
    version: Version
    contents: tuple[bytes, ...]
    actor: Actor
    began: datetime
    given: Metadata
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write came to: the history after it, and whether anything changed."""

    history: History
    changed: bool
    created: bool = False
    report: dict[str, Any] | None = None


class Datasets:
    """The shared datasets of a store. Safe to share between threads, and between services over one store.

    What writes is to be done in the turn of the service's writer (`Writer.run`), for `public_graphs` of the dataset.
    """

    def __init__(self, core: Core, checker: Checker, keeper: Keeper | None = None) -> None:
        self.core = core
        self.checker = checker
        self.store: Store = core.store
        told = keeper or Keeper()
        self._catalogue = Catalogue(told.address, told.name, told.contact)
        self._lock = Lock()

    @staticmethod
    def public_graphs(name: str) -> tuple[str, ...]:
        """Return the public graphs that a write about a dataset can change."""
        graphs = names.data_graph, names.findings_graph, names.catalogue_graph, names.events_graph
        return tuple(graph(name) for graph in graphs)

    # Reading.

    def history(self, name: str) -> History:
        """Return what happened to a dataset; NotFoundError when a text cannot be its name."""
        if not names.is_name(name):
            raise no_dataset(name)
        return read_history(self.store, self.core.queries, name)

    def known(self, name: str) -> History:
        """Return the history of a dataset that is or was public; NotFoundError names the nearest."""
        found = self.history(name)
        if found.last is None:
            raise no_dataset(name, nearest(name, [one.name for one in self.listed()]))
        return found

    def content(self, name: str, digest: str) -> bytes:
        """Return what a version keeps under a sha256."""
        return unpacked(self.store, self.core.queries, names.kept_graph(name), digest)

    def listed(self) -> list[Listed]:
        """Return the datasets in the catalogue by name, withdrawn ones among them."""
        rows = self.core.queries.rows(self.store, "gegevenssets-gedeeld")
        found = [_listed({name: str(getattr(term, "value", "")) for name, term in row.items()}) for row in rows]
        return sorted({one.name: one for one in found}.values(), key=lambda one: one.name)

    # Publishing.

    def prepare(  # noqa: PLR0913 -- the parts of a submission
        self,
        name: str,
        path: Path,
        *,
        file_name: str,
        media_type: str | None,
        given: Metadata,
        actor: Actor,
        condition: Condition | None = None,
        strict: bool = False,
    ) -> Prepared:
        """Return a file ready to be published, without writing anything.

        Raises RefusedError when it cannot be read, DatasetRefusedError with the report when something stands in the
        way, PreconditionError, and InvalidInputError for a name that none can have.
        """
        began = now()
        history = self.writable(name)
        (condition or Condition()).check(history.etag)
        shapes = self.content(name, history.shapes) if history.shapes else None
        checked = self.checker.check(path, file_name, media_type, shapes)
        refuse(checked, strict=strict)
        return self.prepared(name, path.read_bytes(), checked, given, (actor, began, history.shapes))

    def prepared(
        self, name: str, data: bytes, checked: Checked, given: Metadata, by: tuple[Actor, datetime, str]
    ) -> Prepared:
        """Return what a check let through, ready to be written; `by` is who, since when, and under which shapes."""
        actor, began, shapes = by
        triples = list(checked.document.table)
        lines = cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
        report = json.dumps(checked.report, ensure_ascii=False, separators=(",", ":")).encode()
        view = self.core.rulebook.view(Lens(), began.date())
        findings = findings_turtle(name, triples, view)
        contents = (data, lines, report, findings)
        file = File(digest_of(data), len(data), checked.document.media_type, checked.document.name)
        version = Version(
            0,
            file,
            *(digest_of(lines), len(triples), digest_of(report), digest_of(findings)),
            compliant=checked.compliant,
            counts=checked.counts,
            records=_records(triples),
            ruleset=view.sha256,
            shapes=shapes,
        )
        return Prepared(name, version, contents, actor, began, given, checked.report)

    def commit(self, prepared: Prepared, condition: Condition | None = None, also: Sequence[Change] = ()) -> Outcome:
        """Publish what was prepared; when it returns it lasts. The same file once more changes nothing.

        `also` are changes that are carried out with it, at once.

        Raises PreconditionError when the dataset is not in the state that was asked for; then nothing has changed.
        """
        with self.turn(prepared.name):
            history = self.writable(prepared.name)
            (condition or Condition()).check(history.etag)
            earlier = history.last.metadata if history.last is not None else Metadata()
            version = replace(prepared.version, metadata=prepared.given.over(earlier))
            if history.current is not None and _same(history.current, version):
                self.store.write(also)
                return Outcome(history, changed=False, report=prepared.report)
            number = history.last.number + 1 if history.last is not None else 1
            entry = self._entry(history, Act.PUBLISH, prepared.actor, prepared.began, replace(version, number=number))
            created = history.current is None
            after = self._written(history, entry, prepared.contents, also)
            return Outcome(after, changed=True, created=created, report=prepared.report)

    def rollback(
        self, name: str, number: str, actor: Actor, condition: Condition | None = None, note: str = ""
    ) -> Outcome:
        """Make an earlier version the current one, as a new version with its content; the rest of history stays."""
        began = now()
        with self.turn(name):
            history = self.known(name)
            (condition or Condition()).check(history.etag)
            source, last = history.version(number), cast("Version", history.last)
            if history.current == source:
                return Outcome(history, changed=False)
            metadata = replace(source.metadata, toelichting=note)
            made = replace(source, number=last.number + 1, metadata=metadata, restored_from=source.number)
            created = history.current is None
            entry = self._entry(history, Act.ROLLBACK, actor, began, made, note)
            return Outcome(self._written(history, entry, ()), changed=True, created=created)

    def withdraw(self, name: str, actor: Actor, condition: Condition | None = None, note: str = "") -> Outcome:
        """Take the current data away; the versions stay. Raises WithdrawnError when that was done before."""
        began = now()
        with self.turn(name):
            history = self.known(name)
            (condition or Condition()).check(history.etag)
            history.require()
            entry = self._entry(history, Act.WITHDRAW, actor, began, None, note)
            return Outcome(self._written(history, entry, ()), changed=True)

    def set_shapes(self, name: str, data: bytes, actor: Actor) -> Outcome:
        """Give a dataset shapes of its own (Turtle, empty to take them away), which every next version is held to."""
        began = now()
        with self.turn(name):
            history = self.writable(name)
            digest = digest_of(data) if data else ""
            if digest == history.shapes:
                return Outcome(history, changed=False)
            entry = replace(self._entry(history, Act.SHAPES, actor, began, None), shapes=digest)
            return Outcome(self._written(history, entry, (data,) if data else ()), changed=True)

    # How it is written.

    def _written(
        self, history: History, entry: Entry, contents: Iterable[bytes], also: Sequence[Change] = ()
    ) -> History:
        """Write an entry with all that it changes, at once."""
        after = History(history.name, (*history.entries, entry))
        there = _digests(history)
        new = {digest_of(data): data for data in contents}
        triples = [*kept(history.name, entry)]
        for digest, data in new.items():
            if digest not in there:
                triples += packed(names.kept_graph(history.name), data)
        self.store.write(
            [
                Merge(names.kept_graph(history.name), _lines(triples), N_TRIPLES),
                *self._data_changes(after, entry, new),
                *self._catalogue_changes(after, entry),
                *also,
            ]
        )
        return after

    def _data_changes(self, after: History, entry: Entry, new: dict[str, bytes]) -> Iterator[Change]:
        name, version = after.name, entry.version
        if entry.act is Act.WITHDRAW:
            yield Drop(names.data_graph(name))
            yield Drop(names.findings_graph(name))
        if version is None:
            return
        data = new.get(version.data) or self.content(name, version.data)
        findings = new.get(version.findings) or self.content(name, version.findings)
        yield Replace(names.data_graph(name), data, N_TRIPLES)
        yield Replace(names.findings_graph(name), findings, base=ns.DEF)

    def _catalogue_changes(self, after: History, entry: Entry) -> Iterator[Change]:
        if after.last is not None and entry.act is not Act.SHAPES:
            yield Replace(names.catalogue_graph(after.name), self._catalogue.record(after), base=ns.DEF)
            yield Merge(names.events_graph(after.name), self._catalogue.event(after, entry), base=ns.DEF)

    def _entry(  # noqa: PLR0913, PLR0917 -- the parts of an entry
        self, history: History, act: Act, actor: Actor, began: datetime, version: Version | None, note: str = ""
    ) -> Entry:
        number = history.entries[-1].number + 1 if history.entries else 1
        return Entry(number, act, began, now(), actor, version, note)

    def writable(self, name: str) -> History:
        """Return the history of a dataset that may be written; InvalidInputError for a name that none can have."""
        names.check_name(name)
        history = self.history(name)
        if not history.entries and any(
            str(row["id"].value) == name  # type: ignore[union-attr]
            for row in self.core.queries.rows(self.store, "gegevenssets")
        ):
            text = Text(
                f"'{name}' is de naam van een meegeleverde bron. Kies een andere naam.",
                f"'{name}' is the name of a source that is shipped. Choose another name.",
            )
            raise InvalidInputError([Fault("/naam", "naamBezet", text)])
        return history

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Keep other writers of this dataset out, of this service and of others over the same store."""
        names.check_name(name)
        store = self.store
        # One lock is enough in here: the service's writer does one thing at a time anyway.
        with self._lock, store.alone(names.turn_of(name)) if isinstance(store, RemoteStore) else nullcontext():
            yield


@dataclass(frozen=True, slots=True)
class Listed:
    """A dataset in the catalogue, as a list shows it."""

    name: str
    title: Text
    description: Text
    publisher: str
    modified: str
    withdrawn: bool


def refuse(checked: Checked, *, strict: bool = False) -> None:
    """Raise DatasetRefusedError when something that was found stands in the way of publishing."""
    count = checked.strictly if strict else checked.blocking
    if count:
        standing = list(blocking_findings(checked.report, strict=strict))[:_REFUSALS_SHOWN]
        raise DatasetRefusedError({**checked.report, "bevindingen": standing}, count)


def _same(current: Version, new: Version) -> bool:
    """Tell whether a submission says nothing new: same bytes, description, rules and shapes."""
    fields: Sequence[Callable[[Version], object]] = (
        lambda v: v.file.sha256,
        lambda v: v.data,
        lambda v: replace(v.metadata, toelichting=""),
        lambda v: v.ruleset,
        lambda v: v.shapes,
    )
    return all(of(current) == of(new) for of in fields)


def _digests(history: History) -> set[str]:
    versions = history.versions.values()
    return {d for v in versions for d in (v.file.sha256, v.data, v.report, v.findings)} | {
        entry.shapes for entry in history.entries if entry.shapes
    }


def _records(triples: Iterable[ox.Triple]) -> dict[str, int]:
    """Return how many things there are of each class of the ontology."""
    type_ = ox.NamedNode(f"{ns.RDF}type")
    kinds = (t.object.value for t in triples if t.predicate == type_ and isinstance(t.object, ox.NamedNode))
    found = Counter(kind.removeprefix(ns.DEF) for kind in kinds if kind.startswith(ns.DEF))
    return dict(sorted(found.items()))


def _listed(row: dict[str, str]) -> Listed:
    return Listed(
        row["graaf"].removeprefix(names.CATALOGUE),
        Text(row["titelNl"], row["titelEn"]),
        Text(row["omschrijvingNl"], row["omschrijvingEn"]),
        row["uitgever"],
        row["gewijzigd"],
        row["status"].endswith("/WITHDRAWN"),
    )


def _lines(triples: Iterable[ox.Triple]) -> bytes:
    return cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
