from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with served() as client:
        yield client
