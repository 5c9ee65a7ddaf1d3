"""What every test shares: the product with its own graph, loaded once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.shacl import ShapesGraph

from samenhang import Samenhang

if TYPE_CHECKING:
    from samenhang.rules import Catalogue


@pytest.fixture(scope="session")
def samenhang() -> Samenhang:
    return Samenhang()


@pytest.fixture(scope="session")
def catalogue(samenhang: Samenhang) -> Catalogue:
    return samenhang.catalogue


@pytest.fixture(scope="session")
def shapes() -> ShapesGraph:
    return ShapesGraph.of_the_product()
