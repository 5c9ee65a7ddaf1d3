"""The structural shapes as the store of the product holds them, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.structure import Structure

if TYPE_CHECKING:
    from samenhang import Samenhang


@pytest.fixture(scope="session")
def structure(samenhang: Samenhang) -> Structure:
    return Structure(samenhang)
