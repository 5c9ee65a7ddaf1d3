"""One warm process of each general engine for all tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.validation.engines import Limits, PyShaclEngine, TurboEngine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def pyshacl_engine() -> Iterator[PyShaclEngine]:
    engine = PyShaclEngine(Limits(seconds=240))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def turbo_engine() -> Iterator[TurboEngine]:
    engine = TurboEngine(Limits(seconds=240))
    yield engine
    engine.close()
