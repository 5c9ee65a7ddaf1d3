"""Backups of an engine that several services write to, on a real Fuseki."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from samenhang import namespaces as ns
from samenhang.datasets.backup import backup, restore
from samenhang.datasets.names import data_graph, kept_graph, turn_of
from samenhang.store.changes import Merge, Replace
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress

if TYPE_CHECKING:
    from pathlib import Path

TOKENS, AUDIT, SLOT = (f"{ns.GRAPH_PRIVATE}{name}" for name in ("toegang", "audit", "slot"))
BLANK = b'<a:s> <a:p> _:x . _:x <a:q> "een" .'


@pytest.fixture
def filled(remote: RemoteStore) -> RemoteStore:
    """Return a store with a dataset, tokens, a trail and rules."""
    remote.write(
        [
            Replace(data_graph("regio"), BLANK),
            Replace(kept_graph("regio"), b"<a:versie> <a:p> 1 ."),
            Replace(TOKENS, b"<a:oud> <a:p> 1 ."),
            Replace(AUDIT, b"<a:eerst> <a:p> 1 ."),
            Replace(ns.GRAPH_RULES, b"<a:regel> <a:p> 1 ."),
        ]
    )
    return remote


def saved(store: RemoteStore, folder: Path) -> Path:
    path = folder / "kopie.nq.gz"
    path.write_bytes(b"".join(backup(store)))
    return path


def said(store: RemoteStore) -> set[bytes]:
    return {line for line in b"".join(store.dump()).splitlines() if b"_:" not in line}


def test_a_backup_brings_back_datasets_and_takes_away_what_came_later(filled: RemoteStore, tmp_path: Path) -> None:
    before, path = said(filled), saved(filled, tmp_path)
    filled.write(
        [
            Replace(data_graph("regio"), b"<a:ander> <a:p> 1 ."),
            Replace(data_graph("later"), b"<a:later> <a:p> 1 ."),
            Merge(None, b"<a:naamloos> <a:p> 1 ."),
        ]
    )
    restore(filled, path)
    assert said(filled) == before
    assert filled.size(data_graph("regio")) == 2
    query = f"ASK {{ GRAPH <{data_graph('regio')}> {{ <a:s> <a:p> ?x . ?x <a:q> 'een' }} }}"
    assert filled.ask(query)


def test_a_restore_waits_for_who_publishes_and_keeps_what_others_write_meanwhile(
    engine: str, filled: RemoteStore, tmp_path: Path
) -> None:
    path, other = saved(filled, tmp_path), RemoteStore(RemoteAddress(engine))
    with ThreadPoolExecutor(1) as pool:
        with other.alone(turn_of("regio")):
            restoring = pool.submit(restore, filled, path)
            other.write([Replace(TOKENS, b"<a:nieuw> <a:p> 1 ."), Merge(AUDIT, b"<a:daarna> <a:p> 1 .")])
            other.write([Replace(data_graph("regio"), b"<a:nog> <a:p> 1 .")])
            assert not restoring.done()
        restoring.result(30)
    other.close()
    assert b"a:nieuw" in b"".join(filled.read(TOKENS, "text/turtle"))
    assert (filled.size(TOKENS), filled.size(AUDIT), filled.size(SLOT)) == (1, 2, 0)
    assert filled.size(data_graph("regio")) == 2


def test_what_is_shipped_stays_and_comes_from_the_backup_only_where_it_is_missing(
    filled: RemoteStore, tmp_path: Path
) -> None:
    path = saved(filled, tmp_path)
    filled.write([Replace(ns.GRAPH_RULES, b"<a:nieuwer> <a:p> 1 .")])
    restore(filled, path)
    assert b"a:nieuwer" in b"".join(filled.read(ns.GRAPH_RULES, "text/turtle"))
    filled.clear(ns.GRAPH_RULES)
    restore(filled, path)
    assert b"a:regel" in b"".join(filled.read(ns.GRAPH_RULES, "text/turtle"))
