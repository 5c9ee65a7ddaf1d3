"""The product with its derived graphs, made once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.tracing import untraced

from samenhang import Samenhang
from samenhang.coherence.forbidden import forbidden_combinations
from samenhang.derived import derive
from samenhang.queries import bind

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.coherence import View
    from samenhang.coherence.forbidden import Forbidden

    Ask = Callable[..., list[dict[str, str]]]

DAY = "2026-01-01"


@pytest.fixture(scope="session")
def derived() -> Samenhang:
    samenhang = Samenhang()
    with untraced():
        derive(samenhang, day=DAY)
    return samenhang


@pytest.fixture(scope="session")
def view(derived: Samenhang) -> View:
    return derived.prepare({}, (), DAY)[0]


@pytest.fixture(scope="session")
def combinations(view: View) -> tuple[Forbidden, ...]:
    return forbidden_combinations(view)


@pytest.fixture(scope="session")
def ask(derived: Samenhang) -> Ask:
    """Answer a saved query with the text of every term."""

    def answer(name: str, **parameters: str) -> list[dict[str, str]]:
        spec = derived.queries[name]
        rows = derived.store.select(spec.text, bind(spec, parameters))
        return [{key: term.value for key, term in row.items() if hasattr(term, "value")} for row in rows]

    return answer
