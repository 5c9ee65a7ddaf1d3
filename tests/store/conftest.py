"""A pool over a small graph, and the check that it leaves no process and no descriptor behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from tests.store.processes import is_running, open_descriptors

from samenhang.store.workers import QueryPool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SIZE = 300
Scenario: TypeAlias = "Callable[[QueryPool], Awaitable[Any]]"


def small_graph() -> bytes:
    """Return N-Quads: 300 numbered things in graph `one` and a single one in graph `two`."""
    lines = [f'<http://example.org/s{i}> <http://example.org/p> "{i}" <http://example.org/one> .' for i in range(SIZE)]
    lines.append('<http://example.org/other> <http://example.org/p> "other" <http://example.org/two> .')
    return "\n".join(lines).encode()


@pytest.fixture
def with_pool() -> Callable[..., Any]:
    """Return a function that runs a scenario on a started pool and checks that stopping it leaves nothing behind."""

    def run(scenario: Scenario, **options: Any) -> Any:
        async def main() -> Any:
            settings: dict[str, Any] = {"data": small_graph, "timeout": 10.0, "queue": 200, "memory_mb": 256}
            pool = QueryPool(**(settings | options))
            before = open_descriptors()
            await pool.start()
            try:
                async with asyncio.timeout(30):
                    return await scenario(pool)
            finally:
                state = pool.state
                await pool.stop()
                pids = [*state.workers, *([state.host] if state.host else [])]
                assert [pid for pid in pids if is_running(pid)] == []
                assert open_descriptors() <= before

        return asyncio.run(main())

    return run
