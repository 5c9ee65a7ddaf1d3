"""One validator for all reports here, and the real files that reports are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from samenhang.assets import assets_root
from samenhang.rules import Lens
from samenhang.validation.service import Outcome, Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang
    from samenhang.coherence import View

GOLDEN = Path(__file__).parents[1] / "golden"
Validate: TypeAlias = Callable[[Path], Outcome]


def source_of(case: str) -> Path:
    """Return the file of a golden case; the shipped facts stand where they are shipped."""
    if case == "voorbeelden":
        return assets_root() / "data" / "inrichtingen" / "voorbeelden.ttl"
    return next(path for path in sorted((GOLDEN / case).iterdir()) if not path.name.startswith("verslag."))


@pytest.fixture(scope="session")
def view(samenhang: Samenhang) -> View:
    return samenhang.rulebook.view(Lens(), date(2026, 1, 1))


@pytest.fixture(scope="session")
def validate(samenhang: Samenhang, view: View) -> Iterator[Validate]:
    with Validator(samenhang.store, samenhang.queries, view) as validator:
        yield cache(lambda path: validator.validate(path, view, name=path.name))


@pytest.fixture(scope="session")
def mistakes(validate: Validate) -> Outcome:
    """Return what is found in a Turtle file with mistakes of every kind."""
    return validate(source_of("fouten-turtle"))


@pytest.fixture(scope="session")
def sheets(validate: Validate) -> Outcome:
    """Return what is found in a workbook with mistakes."""
    return validate(source_of("fouten-xlsx"))
