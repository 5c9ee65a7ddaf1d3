"""What every test shares: the product with its own graph, and a service of it, once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served
from tests.support.shacl import ShapesGraph
from tests.support.tracing import untraced

from samenhang import Samenhang

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from samenhang.rules import Catalogue


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Take the tracer off a test that is marked so; the marker of pytest-cov does not work in worker processes."""
    if item.get_closest_marker("untraced") is None:
        yield
    else:
        with untraced():
            yield


@pytest.fixture(scope="session")
def samenhang() -> Samenhang:
    return Samenhang()


@pytest.fixture(scope="session")
def catalogue(samenhang: Samenhang) -> Catalogue:
    return samenhang.catalogue


@pytest.fixture(scope="session")
def shapes() -> ShapesGraph:
    return ShapesGraph.of_the_product()


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with served() as client:
        yield client
