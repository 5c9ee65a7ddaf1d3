from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from samenhang.access import RegistryError, Scope
from samenhang.access.graph_registry import GRAPH_TOKENS, GraphRegistry
from samenhang.access.sqlite_registry import FILE, SqliteRegistry
from samenhang.access.tokens import TokenWish, new_token
from samenhang.assets import assets_root
from samenhang.namespaces import GRAPH_PRIVATE
from samenhang.queries import QueryLibrary
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samenhang.access.registry import TokenRegistry
    from samenhang.access.tokens import TokenRecord

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def record(
    label: str = "Levering", datasets: frozenset[str] | None = frozenset({"a", "b.c"}), hours: int = 0
) -> TokenRecord:
    scopes = frozenset({Scope.WRITE, Scope.DRAFTS})
    wish = TokenWish(label, scopes, datasets, timedelta(days=9), "beheertoken beheer")
    return new_token(wish, NOW + timedelta(hours=hours))[1]


@pytest.fixture(params=["file", "memory", "graph"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TokenRegistry]:
    kept: TokenRegistry
    if request.param == "graph":
        kept = GraphRegistry(EmbeddedStore(), QueryLibrary(assets_root() / "queries" / "toegang"))
    else:
        kept = SqliteRegistry(tmp_path if request.param == "file" else None)
    with closing(kept):
        yield kept


def test_a_token_is_found_as_it_was_kept(registry: TokenRegistry) -> None:
    for kept in (record(), record(datasets=None), record(datasets=frozenset()), record('é "q" \\ \n <x> \U0001f511')):
        registry.add(kept)
        assert registry.find(kept.id) == kept
    assert registry.find("0" * 12) is None


def test_the_newest_token_comes_first(registry: TokenRegistry) -> None:
    kept = [record(hours=hour) for hour in (1, 3, 2)]
    for item in kept:
        registry.add(item)
    assert registry.all() == [kept[1], kept[2], kept[0]]


def test_a_revoked_token_stays_revoked_at_the_first_moment(registry: TokenRegistry) -> None:
    kept, other = record(), record()
    registry.add(kept)
    registry.add(other)
    first = registry.revoke(kept.id, NOW)
    assert first is not None
    assert first.revoked == NOW
    assert registry.revoke(kept.id, NOW + timedelta(days=1)) == first
    assert registry.find(kept.id) == first
    assert registry.find(other.id) == other
    assert registry.revoke("0" * 12, NOW) is None


def test_the_last_day_of_use_is_kept_and_never_goes_back(registry: TokenRegistry) -> None:
    kept = record()
    registry.add(kept)
    for day in (date(2026, 5, 2), date(2026, 5, 4), date(2026, 5, 3), date(2026, 5, 4)):
        registry.used(kept.id, day)
    found = registry.find(kept.id)
    assert found is not None
    assert found.last_used == date(2026, 5, 4)


def test_many_threads_use_one_registry(registry: TokenRegistry) -> None:
    kept = [record() for _ in range(40)]

    def work(items: list[TokenRecord]) -> None:
        for item in items:
            registry.add(item)
            registry.used(item.id, NOW.date())
            registry.revoke(item.id, NOW)

    threads = [Thread(target=work, args=(kept[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found.revoked == NOW for found in registry.all()) == 40


def test_what_one_process_writes_another_sees_at_once(tmp_path: Path) -> None:
    with closing(SqliteRegistry(tmp_path)) as service, closing(SqliteRegistry(tmp_path)) as command:
        kept = record()
        command.add(kept)
        assert service.find(kept.id) == kept
        command.revoke(kept.id, NOW)
        found = service.find(kept.id)
        assert found is not None
        assert found.revoked == NOW


def test_services_over_one_store_see_each_others_tokens() -> None:
    store, queries = EmbeddedStore(), QueryLibrary(assets_root() / "queries" / "toegang")
    one, other = GraphRegistry(store, queries), GraphRegistry(store, queries)
    kept = record()
    one.add(kept)
    other.revoke(kept.id, NOW)
    found = one.find(kept.id)
    assert found is not None
    assert found.revoked == NOW
    assert GRAPH_TOKENS.startswith(GRAPH_PRIVATE)
    assert not list(store.dump(public_only=True))


def test_a_token_that_is_half_written_does_not_count() -> None:
    store, queries = EmbeddedStore(), QueryLibrary(assets_root() / "queries" / "toegang")
    registry = GraphRegistry(store, queries)
    registry.used("0" * 12, NOW.date())
    assert registry.find("0" * 12) is None
    assert registry.all() == []


def test_the_file_is_for_its_owner_alone_and_holds_no_secret(tmp_path: Path) -> None:
    text, kept = new_token(TokenWish("x", frozenset({Scope.ADMIN}), frozenset(), timedelta(days=1)))
    with closing(SqliteRegistry(tmp_path)) as registry:
        registry.add(kept)
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert text.split("_")[2].encode() not in file.read_bytes()


def test_a_file_that_cannot_be_used_is_an_error_for_people(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with pytest.raises(RegistryError, match="register of tokens"):
        SqliteRegistry(tmp_path)
    with pytest.raises(RegistryError):
        SqliteRegistry(tmp_path / "nergens")


def test_a_busy_file_is_waited_for(tmp_path: Path) -> None:
    with closing(SqliteRegistry(tmp_path)) as registry:
        kept = record()
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            thread = Thread(target=registry.add, args=(kept,))
            thread.start()
            thread.join(0.2)
            assert thread.is_alive()
            assert registry_reads(tmp_path) == []
            other.execute("COMMIT")
            thread.join()
        assert registry.find(kept.id) == kept


def registry_reads(folder: Path) -> list[TokenRecord]:
    with closing(SqliteRegistry(folder)) as registry:
        return registry.all()


def test_a_graph_on_disk_and_the_file_of_tokens_share_a_folder(tmp_path: Path) -> None:
    with closing(SqliteRegistry(tmp_path)) as registry:
        kept = record()
        registry.add(kept)
        store = EmbeddedStore(tmp_path)
        store.flush()
        assert registry.find(kept.id) == kept
        del store
        assert len(EmbeddedStore(tmp_path)) == 0
