"""Datasets in a store of their own, and one service for all tests that speak HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.api.serving import served
from tests.datasets.documents import Parts, ReadsOnly

from samenhang.datasets.history import Actor
from samenhang.datasets.metadata import Metadata
from samenhang.datasets.publishing import Datasets, Keeper
from samenhang.settings import Settings
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    from samenhang import Samenhang
    from samenhang.datasets.conditions import Condition
    from samenhang.datasets.publishing import Outcome

SECRET = "beheer-" * 6
ADMIN = {"authorization": f"Bearer {SECRET}"}


@pytest.fixture
def datasets(samenhang: Samenhang) -> Datasets:
    parts = Parts(EmbeddedStore(), samenhang.queries, samenhang.catalogue, samenhang.rulebook)
    return Datasets(parts, ReadsOnly(), Keeper("Beheerder", "beheer@dienst.example", "https://dienst.example"))


@pytest.fixture
def publish(datasets: Datasets, tmp_path: Path) -> Callable[..., Outcome]:
    """Return a function that publishes Turtle under a name."""

    def run(name: str, text: str, condition: Condition | None = None, **given: Any) -> Outcome:
        path = tmp_path / "bestand.ttl"
        path.write_text(text)
        prepared = datasets.prepare(
            name,
            path,
            file_name="bestand.ttl",
            media_type="text/turtle",
            given=Metadata(**given),
            actor=Actor("token", "abc"),
            condition=condition,
        )
        return datasets.commit(prepared, condition)

    return run


@pytest.fixture(scope="session")
def service() -> Iterator[httpx.Client]:
    settings = Settings(derive_graphs=False, admin_token=SECRET, failed_logins=100_000, max_upload_bytes=200_000)
    with served(settings) as client:
        client.timeout = 120  # the first check gets ready
        yield client


@pytest.fixture(scope="session")
def token_for(service: httpx.Client) -> Callable[..., dict[str, str]]:
    """Return a function that makes a token and gives the header with it."""

    def make(dataset: str, *scopes: str, **more: str) -> dict[str, str]:
        body = {"naam": "Proef", "bevoegdheden": scopes or ["schrijven"], "gegevenssets": [dataset], **more}
        response = service.post("/v1/toegangstokens", json=body, headers=ADMIN)
        assert response.status_code == 201, response.text
        return {"authorization": f"Bearer {response.json()['token']}"}

    return make
