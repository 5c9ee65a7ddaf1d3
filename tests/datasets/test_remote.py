from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.datasets.documents import Parts, ReadsOnly, dataset
from tests.store.remote.engines import fuseki, missing_fuseki

from samenhang.datasets.backup import backup, restore
from samenhang.datasets.conditions import condition_of
from samenhang.datasets.drafts import Drafts
from samenhang.datasets.errors import PreconditionError
from samenhang.datasets.history import Actor
from samenhang.datasets.metadata import Metadata
from samenhang.datasets.names import data_graph
from samenhang.datasets.publishing import Datasets
from samenhang.store import EmbeddedStore
from samenhang.store.changes import Drop
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.datasets.conditions import Condition
    from samenhang.datasets.publishing import Outcome
    from samenhang.store.opening import AnyStore

SOMEBODY = Actor("token", "abc")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if missing := missing_fuseki():
        pytest.skip(missing)
    with fuseki(tmp_path_factory.mktemp("fuseki")) as url:
        yield url


@pytest.fixture
def stores(engine: str) -> Iterator[tuple[RemoteStore, RemoteStore]]:
    """Two services' ways to one engine, which is empty."""
    one, other = (RemoteStore(RemoteAddress(engine)) for _ in range(2))
    one.write([Drop(None), *(Drop(graph) for graph in one.graphs())])
    yield one, other
    one.close()
    other.close()


def over(store: AnyStore, samenhang: Samenhang) -> Datasets:
    return Datasets(Parts(store, samenhang.queries, samenhang.catalogue, samenhang.rulebook), ReadsOnly())


def publish(datasets: Datasets, folder: Path, text: str, condition: Condition | None = None) -> Outcome:
    path = folder / f"{threading.get_ident()}.ttl"
    path.write_text(text)
    given, kind = Metadata(titel="Regio"), "text/turtle"
    prepared = datasets.prepare("regio", path, file_name="r.ttl", media_type=kind, given=given, actor=SOMEBODY)
    return datasets.commit(prepared, condition)


def test_a_dataset_lives_in_an_engine_elsewhere_as_it_does_here(
    stores: tuple[RemoteStore, RemoteStore], samenhang: Samenhang, tmp_path: Path
) -> None:
    one, other = (over(store, samenhang) for store in stores)
    publish(one, tmp_path, dataset("een"))
    history = publish(other, tmp_path, dataset("twee")).history
    assert one.history("regio") == history
    assert one.content("regio", history.version("1").file.sha256).decode() == dataset("een")
    assert [listed.title.nl for listed in other.listed()] == ["Regio"]
    one.rollback("regio", "1", SOMEBODY)
    assert b"/een>" in b"".join(stores[1].read(data_graph("regio"), "application/n-triples"))
    drafts, path = Drafts(one), tmp_path / "concept.ttl"
    path.write_text(dataset("drie"))
    drafts.save("regio", path.read_bytes(), drafts.check("regio", path, "c.ttl", "text/turtle"), Metadata())
    assert Drafts(other).publish(Drafts(other).prepare("regio", SOMEBODY)).history.etag == one.history("regio").etag
    assert one.withdraw("regio", SOMEBODY).history.withdrawn is not None
    assert data_graph("regio") not in stores[1].graphs()


def test_of_two_services_that_publish_at_the_same_moment_one_wins(
    stores: tuple[RemoteStore, RemoteStore], samenhang: Samenhang, tmp_path: Path
) -> None:
    services = [over(store, samenhang) for store in stores]
    etag = publish(services[0], tmp_path, dataset("een")).history.etag
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def run(datasets: Datasets, name: str) -> None:
        ready.wait()
        try:
            publish(datasets, tmp_path, dataset(name), condition_of(etag, None))
            outcomes.append("published")
        except PreconditionError:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(one, f"n{n}")) for n, one in enumerate(services)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "refused"]
    assert list(services[0].history("regio").versions) == [1, 2]


def test_backups_go_from_here_to_an_engine_elsewhere_and_back(
    stores: tuple[RemoteStore, RemoteStore], samenhang: Samenhang, tmp_path: Path
) -> None:
    here = over(EmbeddedStore(), samenhang)
    history = publish(here, tmp_path, dataset("een", "twee")).history
    path, back = tmp_path / "b.nq.gz", tmp_path / "terug.nq.gz"
    path.write_bytes(b"".join(backup(here.store)))
    restore(stores[0], path)
    assert over(stores[1], samenhang).history("regio") == history
    back.write_bytes(b"".join(backup(stores[1])))
    again = EmbeddedStore()
    restore(again, back)
    assert set(b"".join(again.dump()).splitlines()) == set(b"".join(here.store.dump()).splitlines())
