"""Tokens and the trail of services that share a store elsewhere, on a real engine."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.store.remote.engines import fuseki, missing_fuseki

from samenhang.access import Caller, Grant, NotAuthenticatedError, Scope
from samenhang.access.audit import event_id
from samenhang.access.events import Event, Outcome, Target
from samenhang.access.opening import Access, open_access
from samenhang.assets import assets_root
from samenhang.cli import app
from samenhang.queries import QueryLibrary
from samenhang.settings import Settings
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.access.trail import Trail


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if missing := missing_fuseki():
        pytest.skip(missing)
    with fuseki(tmp_path_factory.mktemp("fuseki")) as url:
        yield url


def run(engine: str, *words: str) -> str:
    env = {"SAMENHANG_DATA_DIR": None}
    result = CliRunner().invoke(app, ["token", *words, "--store-url", engine, "--format", "json"], env=env)
    assert result.exit_code == 0, result.output
    return result.stdout


@contextmanager
def access(engine: str) -> Iterator[Access]:
    store = RemoteStore(RemoteAddress(engine))
    yield open_access(Settings(), store, QueryLibrary(assets_root() / "queries" / "toegang"))
    store.close()


def test_services_and_the_command_line_share_tokens_and_the_trail(engine: str) -> None:
    made = json.loads(run(engine, "create", "--label", "Regio", "--dataset", "regio"))
    header = [f"Bearer {made['token']}"]
    with access(engine) as one, access(engine) as other:
        caller = one.authenticator.caller(header, "")
        assert other.authenticator.caller(header, "") == caller
        assert caller.grants == frozenset({Grant(Scope.WRITE, "regio")})
        asyncio.run(one.audit.record(event(caller)))
        (told,) = soon_in(other.trail, "regio")
        assert (told.action, told.caller.id) == ("publiceren", made["id"])
        assert other.trail.ids(["ander"]) == []
        assert json.loads(run(engine, "list"))[0]["laatstGebruikt"] is not None
        run(engine, "revoke", made["id"])
        for service in (one, other):
            with pytest.raises(NotAuthenticatedError):
                service.authenticator.caller(header, "")


def soon_in(trail: Trail, dataset: str) -> list[Event]:
    """Return the events of a dataset; a new graph on a slow engine is seen by another service after a second."""
    deadline = time.monotonic() + 10
    while not (found := trail.ids([dataset])) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [trail.event(identifier) for identifier in found]


def event(caller: Caller) -> Event:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    who = replace(caller, grants=frozenset())
    said = ("publiceren", "PUT", "/v1/gegevenssets/regio", Outcome.DONE, 200)
    return Event(event_id(now), now, now, *said, who, Target("regio"))


def test_the_engine_holds_no_secret(engine: str) -> None:
    token = json.loads(run(engine, "create", "--label", "L", "--dataset", "a"))["token"]
    store = RemoteStore(RemoteAddress(engine))
    kept = b"".join(store.dump()).decode()
    store.close()
    assert token.split("_")[1] in kept
    assert token.split("_")[2] not in kept


def test_an_engine_that_is_not_there_is_told_in_one_line() -> None:
    result = CliRunner().invoke(app, ["token", "list", "--store-url", "http://127.0.0.1:9/x"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output
