"""The lock in a real engine: one at a time, given back, and taken from who no longer lives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.errors import StoreUnavailableError
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress
from samenhang.store.remote_lock import EngineLock

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOT = "https://w3id.org/samenhang/graaf/besloten/slot"


@pytest.fixture
def stores(engine: str, remote: RemoteStore) -> Iterator[list[RemoteStore]]:
    others = [RemoteStore(RemoteAddress(engine)) for _ in range(2)]
    yield [remote, *others]
    for store in others:
        store.close()


def lock_of(store: RemoteStore, *, silence: float, patience: float = 60.0) -> EngineLock:
    return EngineLock(store._saved_update, store._saved_select, beat=0.2, silence=silence, patience=patience)


def test_only_one_at_a_time_holds_it(stores: list[RemoteStore]) -> None:
    inside, most, counting = 0, 0, Lock()

    def work(store: RemoteStore) -> None:
        nonlocal inside, most
        for _ in range(2):
            with store.alone("proef"):
                with counting:
                    inside += 1
                    most = max(most, inside)
                sleep(0.05)
                with counting:
                    inside -= 1

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, stores))
    assert most == 1
    assert stores[0].size(SLOT) == 0


def test_two_names_do_not_wait_for_each_other(stores: list[RemoteStore]) -> None:
    with stores[0].alone("een"), stores[1].alone("twee"):
        assert stores[2].size(SLOT) == 4


def test_it_is_given_back_when_the_work_fails(stores: list[RemoteStore]) -> None:
    with pytest.raises(RuntimeError), stores[0].alone("proef"):
        raise RuntimeError
    assert stores[0].size(SLOT) == 0


def test_it_is_taken_from_a_holder_that_died_and_not_from_one_that_lives(stores: list[RemoteStore]) -> None:
    dead = {name: ox.NamedNode(f"{SLOT}#{name}") for name in ("slot", "ik")}
    stores[0]._saved_update("slot-nemen", {**dead, "slot": ox.NamedNode(f"{SLOT}#proef"), "teken": ox.Literal("x")})
    begun = monotonic()
    with lock_of(stores[1], silence=1.0).held("proef"):
        assert monotonic() - begun >= 1.0
        with pytest.raises(StoreUnavailableError), lock_of(stores[2], silence=1.0, patience=2.5).held("proef"):
            pass
