"""A service that may be written to, for the tests of the protocols; each uses graphs of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from tests.api.serving import served

from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "beheer-" + "x" * 40


@pytest.fixture(scope="package")
def reader() -> Iterator[httpx.Client]:
    """Give a client without a token."""
    with served(Settings(derive_graphs=False, admin_token=SECRET)) as client:
        yield client


@pytest.fixture(scope="package")
def admin(reader: httpx.Client) -> Iterator[httpx.Client]:
    """Give a client of the same service that may administer it."""
    headers = {"authorization": f"Bearer {SECRET}"}
    with httpx.Client(base_url=reader.base_url, headers=headers, timeout=30) as client:
        yield client
