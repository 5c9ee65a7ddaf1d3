"""A Fuseki for all tests of this folder, empty again for each; and the same tests on an embedded store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.store.remote.engines import fuseki, missing_fuseki

from samenhang.store import EmbeddedStore
from samenhang.store.changes import Drop
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.store.opening import AnyStore


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if missing := missing_fuseki():
        pytest.skip(missing)
    # What is abandoned here ends there by that engine's own clock.
    with fuseki(tmp_path_factory.mktemp("fuseki"), "--timeout=4000") as url:
        yield url


@pytest.fixture
def remote(engine: str) -> Iterator[RemoteStore]:
    store = RemoteStore(RemoteAddress(engine))
    store.write([Drop(None), *(Drop(graph) for graph in store.graphs())])
    yield store
    store.close()


@pytest.fixture(params=["embedded", "fuseki"])
def store(request: pytest.FixtureRequest) -> AnyStore:
    return EmbeddedStore() if request.param == "embedded" else request.getfixturevalue("remote")
