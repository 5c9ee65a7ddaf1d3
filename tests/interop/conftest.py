"""A service for clients of others, with a token that lets them write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served

from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "beheer-" + "y" * 40


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Give the address of the service."""
    with served(Settings(derive_graphs=False, admin_token=SECRET)) as client:
        yield str(client.base_url)


@pytest.fixture(scope="package")
def endpoint(address: str) -> str:
    """Give the address of its SPARQL endpoint."""
    return f"{address}/sparql"
