from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from samenhang.access import Caller, CallerKind, anonymous
from samenhang.access.audit import AuditTrail, event_id
from samenhang.access.events import GRAPH_AUDIT, PROV, Event, Outcome, Target, triples
from samenhang.access.opening import open_access
from samenhang.access.trail import Trail
from samenhang.assets import assets_root
from samenhang.namespaces import GRAPH_PRIVATE, RDF
from samenhang.queries import QueryLibrary
from samenhang.settings import Settings
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyoxigraph as ox

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
WRITER = Caller(CallerKind.TOKEN, "a" * 12, "Levering")


@dataclass
class Kept:
    """A trail in a store, and the clock it goes by."""

    store: EmbeddedStore = field(default_factory=EmbeddedStore)
    now: datetime = START

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def audit(self) -> AuditTrail:
        """Return a trail that is kept in the store."""

        async def append(found: Sequence[ox.Triple]) -> None:
            await asyncio.to_thread(self.store.add, GRAPH_AUDIT, found)

        return AuditTrail(append, self.clock)

    def events(self, *datasets: str) -> list[Event]:
        """Return what was recorded, newest first."""
        trail = Trail(self.store, QueryLibrary(assets_root() / "queries" / "toegang"))
        return [trail.event(identifier) for identifier in trail.ids(datasets)]


def event(caller: Caller = WRITER, outcome: Outcome = Outcome.DONE, status: int = 200, seconds: float = 0) -> Event:
    began = START + timedelta(seconds=seconds)
    return Event(
        id=event_id(began),
        began=began,
        ended=began + timedelta(milliseconds=5),
        action="publiceren",
        method="PUT",
        path="/v1/gegevenssets/regio",
        outcome=outcome,
        status=status,
        caller=caller,
        target=Target("regio", "", "3", "ab" * 32),
    )


def record(kept: Kept, *events: Event) -> None:
    async def run() -> None:
        audit = kept.audit()
        for item in events:
            await audit.record(item)
        await audit.flush()

    asyncio.run(run())


@pytest.mark.parametrize(
    "caller",
    [
        WRITER,
        Caller(CallerKind.OIDC, 'sub <x> "q" \n é', "klant", "https://issuer.example"),
        Caller(CallerKind.OPERATOR, "beheer", "SAMENHANG_ADMIN_TOKEN"),
    ],
)
def test_an_event_is_read_as_it_was_recorded(caller: Caller) -> None:
    kept, told = Kept(), event(caller)
    record(kept, told)
    graph = "https://w3id.org/samenhang/graaf/gegevensset/regio"
    assert kept.events() == [replace(told, target=replace(told.target, thing=graph))]


def test_it_is_an_activity_of_prov_in_a_private_graph() -> None:
    kept = Kept()
    record(kept, event())
    assert kept.store.graphs() == [GRAPH_AUDIT]
    assert GRAPH_AUDIT.startswith(GRAPH_PRIVATE)
    found = [t for t in triples(event()) if t.predicate.value == f"{RDF}type"]
    assert f"{PROV}Activity" in {getattr(t.object, "value", "") for t in found}
    assert not b"".join(kept.store.dump(public_only=True))


def test_the_newest_comes_first_and_a_dataset_has_its_own() -> None:
    kept = Kept()
    other = replace(event(seconds=1), target=Target("ander"))
    record(kept, event(seconds=0), event(seconds=2), other)
    assert [e.began.second for e in kept.events()] == [2, 1, 0]
    assert [e.began.second for e in kept.events("regio")] == [2, 0]
    assert [e.began.second for e in kept.events("regio", "ander")] == [2, 1, 0]
    assert kept.events("niets") == []


def test_refusals_without_a_good_token_are_told_together_however_many_there_are() -> None:
    kept = Kept()
    nobody = [event(anonymous(), Outcome.REFUSED, 401, n / 100) for n in range(500)]
    record(kept, *nobody, *[event(anonymous(), Outcome.REFUSED, 429)] * 7)
    told = kept.events()
    assert sorted((e.status, e.count, e.outcome) for e in told) == [
        (401, 500, Outcome.REFUSED),
        (429, 7, Outcome.REFUSED),
    ]
    assert all(e.path == "" and not e.target.dataset for e in told)


def test_what_was_counted_is_told_when_its_minute_is_over() -> None:
    kept = Kept()

    async def run() -> None:
        audit = kept.audit()
        await audit.record(event(anonymous(), Outcome.REFUSED, 401))
        assert kept.events() == []
        kept.now = START + timedelta(seconds=61)
        await audit.record(event())
        assert sorted(e.count for e in kept.events()) == [1, 1]

    asyncio.run(run())


def test_a_refusal_of_somebody_known_is_told_by_itself_up_to_a_bound() -> None:
    kept = Kept()
    record(kept, *[event(WRITER, Outcome.REFUSED, 403, n / 100) for n in range(100)])
    told = kept.events()
    assert sum(e.count for e in told) == 100
    assert len(told) == 31
    assert sum(e.caller == WRITER for e in told) == 30


def test_what_was_done_is_always_told_by_itself() -> None:
    kept = Kept()
    record(kept, *[event(seconds=n / 100) for n in range(100)])
    assert len(kept.events()) == 100


def test_what_is_still_counted_at_the_end_is_told() -> None:
    store = EmbeddedStore()
    queries = QueryLibrary(assets_root() / "queries" / "toegang")

    async def run() -> None:
        access = open_access(Settings(), store, queries)
        async with access.running():
            await access.audit.record(event(anonymous(), Outcome.REFUSED, 401))

    asyncio.run(run())
    assert [e.count for e in Kept(store).events()] == [1]


def test_an_event_survives_a_restart(tmp_path: Path) -> None:
    queries = QueryLibrary(assets_root() / "queries" / "toegang")

    async def run() -> None:
        access = open_access(Settings(data_dir=tmp_path), EmbeddedStore(tmp_path), queries)
        async with access.running():
            await access.audit.record(event())

    asyncio.run(run())
    assert [e.action for e in Kept(EmbeddedStore(tmp_path)).events()] == ["publiceren"]


def test_tokens_and_strange_signs_never_reach_the_trail() -> None:
    kept = Kept()
    secret = "smh_" + "a" * 12 + "_" + "b" * 49
    strange = replace(event(), path=f"/v1/{secret}\x00\ud800", target=Target(f"{secret} <>"))
    record(kept, strange)
    written = b"".join(kept.store.dump()).decode()
    assert "b" * 49 not in written
    assert len(kept.events()) == 1


def test_an_event_that_cannot_be_kept_is_logged_and_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def append(_: Sequence[ox.Triple]) -> None:
        raise OSError("disk full")

    asyncio.run(AuditTrail(append).record(event()))
    assert "could not be recorded" in caplog.text
    assert "publiceren" in caplog.text
