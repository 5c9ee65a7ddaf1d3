from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from tests.store.processes import children_of, is_running, memory_of, open_descriptors

from samenhang.errors import QueryError, QueryFailedError, QueryTimeoutError, TooManyQueriesError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from samenhang.store.workers import QueryPool

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i"


async def answered(pool: QueryPool) -> bool:
    return await (await pool.run("ASK {}", accept="text/csv")).read() == b"true"


async def works(pool: QueryPool) -> bool:
    """Tell whether a small question is answered; a busy machine may leave it no time within a short limit, once."""
    for _ in range(20):
        with suppress(QueryTimeoutError):
            return await answered(pool)
    return False


async def seconds_to_answer(pool: QueryPool) -> float:
    """Return how long a small question takes; for ever when there was no time for it within the limit."""
    start = time.monotonic()
    with suppress(QueryTimeoutError):
        assert await answered(pool)
        return time.monotonic() - start
    return inf


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the pool announces nothing, so a test can only look
            await asyncio.sleep(0.005)


async def settle(pool: QueryPool, workers: int = 1) -> tuple[int, ...]:
    """Return the process ids once all workers are there and idle."""
    await until(lambda: pool.state.idle == len(pool.state.workers) == workers)
    return pool.state.workers


def test_a_runaway_is_stopped_at_the_limit_and_the_next_query_is_fast(with_pool: Callable[..., Any]) -> None:
    stopped: list[float] = []
    next_answered: list[float] = []

    async def scenario(pool: QueryPool) -> None:
        for _ in range(8):
            start = time.monotonic()
            with pytest.raises(QueryTimeoutError):
                await pool.run(RUNAWAY)
            stopped.append(time.monotonic() - start)
            next_answered.append(await seconds_to_answer(pool))

    with_pool(scenario, workers=1, timeout=0.15)
    # The quickest of some: what takes longer waited for a busy machine.
    assert 0.15 <= min(stopped) < 0.15 + 0.1
    assert min(next_answered) < 0.15


def test_fifty_runaways_in_a_row_leave_memory_and_the_next_answer_as_they_were(with_pool: Callable[..., Any]) -> None:
    async def fastest(pool: QueryPool) -> float:
        return min([await seconds_to_answer(pool) for _ in range(20)])

    async def scenario(pool: QueryPool) -> None:
        (worker,) = await settle(pool)
        before = (await fastest(pool), memory_of(os.getpid()), memory_of(pool.state.host), memory_of(worker))
        for number in range(50):
            with pytest.raises(QueryTimeoutError):
                await (
                    pool.update(f"INSERT {{ ?a ?b 1 }} USING <http://example.org/one> WHERE {RUNAWAY[24:]}")
                    if number % 5
                    else pool.run(RUNAWAY)
                )
        (worker,) = await settle(pool)
        after = (await fastest(pool), memory_of(os.getpid()), memory_of(pool.state.host), memory_of(worker))
        assert after[0] < before[0] + 0.01
        assert all(now < then + (16 << 20) for then, now in zip(before[1:], after[1:], strict=True))

    with_pool(scenario, workers=1, timeout=0.08)


def test_runaways_leave_no_processes_descriptors_or_tasks(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        assert await works(pool)
        before = open_descriptors()
        outcomes = await asyncio.gather(*(pool.run(RUNAWAY) for _ in range(30)), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {QueryTimeoutError, TooManyQueriesError}
        await settle(pool, 2)
        await until(lambda: open_descriptors() <= before)
        await until(lambda: children_of(pool.state.host) == set(pool.state.workers))
        await until(lambda: len(asyncio.all_tasks()) == 1)

    with_pool(scenario, timeout=0.05)


def test_a_query_that_runs_out_of_time_while_streaming_breaks_the_answer_off(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        answer = await pool.run(ENDLESS)
        received = 0

        async def read() -> None:
            nonlocal received
            async for piece in answer.chunks:
                received += len(piece)

        with pytest.raises(QueryTimeoutError):
            await read()
        assert received > 0
        assert await works(pool)

    with_pool(scenario, workers=1, timeout=0.3)


def test_a_slow_reader_costs_no_working_time_but_loses_the_worker_in_the_end(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        answer = await pool.run(ENDLESS)
        await asyncio.sleep(0.6)  # longer than the query may work
        assert pool.state.busy == 1
        await until(lambda: pool.state.busy == 0)
        assert await works(pool)
        with pytest.raises(QueryTimeoutError, match="read too slowly"):
            await answer.read()

    with_pool(scenario, workers=1, timeout=0.4, patience=0.8)


def test_an_answer_that_fits_in_memory_frees_its_worker_before_it_is_read(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        answers = [await pool.run("SELECT * { ?s ?p ?o }", accept="text/csv") for _ in range(5)]
        await until(lambda: pool.state.busy == 0)
        assert [(answer.at_hand() or b"").count(b"\r\n") for answer in answers] == [302] * 5
        assert [(await answer.read()).count(b"\r\n") for answer in answers] == [302] * 5
        assert answers[0].at_hand() is None  # it has been handed on

    with_pool(scenario, workers=1)


def test_cancelling_stops_the_worker(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        (worker,) = await settle(pool)
        task = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.state.busy == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await works(pool)
        assert await settle(pool) != (worker,)

    with_pool(scenario, workers=1)


def test_cancelling_in_the_queue_leaves_the_place_to_the_next(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        first, second = (asyncio.create_task(pool.run(RUNAWAY)) for _ in range(2))
        await until(lambda: pool.state.waiting == 1)
        second.cancel()
        await until(lambda: pool.state.waiting == 0)
        third = asyncio.create_task(works(pool))
        first.cancel()
        assert await third

    with_pool(scenario, workers=1, queue=1)


def test_leaving_an_answer_half_read_stops_the_worker(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        answer = await pool.run(ENDLESS)
        async for _ in answer.chunks:
            break
        assert pool.state.busy == 1
        await answer.aclose()
        assert pool.state.busy == 0
        unread = await pool.run(ENDLESS)
        await unread.aclose()
        assert await works(pool)

    with_pool(scenario, workers=1)


def test_a_worker_that_is_killed_costs_one_query_an_error(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        for number, expected in ((signal.SIGSEGV, "broke down"), (signal.SIGKILL, "more memory")):
            await settle(pool)
            task = asyncio.create_task(pool.run(RUNAWAY))
            await until(lambda: pool.state.busy == 1)
            os.kill(pool.state.workers[0], number)
            with pytest.raises(QueryFailedError, match=expected):
                await task
            assert await works(pool)

    with_pool(scenario, workers=1)


def test_a_worker_that_dies_idle_is_replaced(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        (worker,) = await settle(pool)
        os.kill(worker, signal.SIGKILL)
        await until(lambda: worker not in pool.state.workers)
        await settle(pool)
        assert await works(pool)

    with_pool(scenario, workers=1)


def test_the_pool_starts_over_when_the_process_with_the_graph_dies(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        host = pool.state.host
        assert host
        under_way = asyncio.create_task(pool.run(RUNAWAY))
        await until(lambda: pool.state.busy == 1)
        os.kill(host, signal.SIGKILL)
        with pytest.raises(QueryFailedError):
            await under_way
        assert await works(pool)
        assert pool.state.host != host

    with_pool(scenario)


def test_a_query_that_wants_too_much_memory_is_given_up(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        with pytest.raises(QueryFailedError, match="more memory"):
            await pool.run(GREEDY)
        assert await works(pool)

    with_pool(scenario, workers=1, memory_mb=48)


def test_a_worker_that_has_grown_is_replaced_after_its_answer(with_pool: Callable[..., Any]) -> None:
    doublings = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(24))
    large = f"SELECT (STRLEN(?x24) AS ?n) {{ BIND('0123456789' AS ?x0) {doublings} }}"

    async def scenario(pool: QueryPool) -> None:
        (worker,) = await settle(pool)
        answer = await pool.run(large, accept="text/csv")
        assert await answer.read() == b"n\r\n167772160\r\n"
        await until(lambda: worker not in pool.state.workers)
        assert await works(pool)

    with_pool(scenario, workers=1, memory_mb=2048)


def test_more_than_the_queue_holds_is_turned_away_with_a_time_to_return(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        tasks = [asyncio.create_task(pool.run(RUNAWAY)) for _ in range(3)]
        await until(lambda: pool.state.waiting == 2)
        with pytest.raises(TooManyQueriesError) as caught:
            await pool.run("ASK {}")
        assert 1 <= caught.value.retry_after <= 5
        assert (pool.state.busy, pool.state.waiting) == (1, 2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await works(pool)

    with_pool(scenario, workers=1, queue=2, timeout=5.0)


def test_stopping_breaks_off_what_runs_and_what_waits(with_pool: Callable[..., Any]) -> None:
    async def scenario(pool: QueryPool) -> None:
        tasks = [asyncio.create_task(pool.run(RUNAWAY)) for _ in range(3)]
        await until(lambda: pool.state.waiting == 2)
        await pool.stop()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [QueryFailedError] * 3
        with pytest.raises(QueryFailedError, match="stopping"):
            await pool.run("ASK {}")

    with_pool(scenario, workers=1)


def test_a_worker_can_open_no_connection_even_when_the_guard_is_misled(with_pool: Callable[..., Any]) -> None:
    # Oxigraph reads SERVICE without a space; to the guard, and to the grammar, `SERVICEex:a` is a name.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        port = listener.getsockname()[1]

        async def scenario(pool: QueryPool) -> None:
            with pytest.raises(QueryError, match="cannot be answered"):
                await pool.run(f"PREFIX ex: <http://127.0.0.1:{port}/> ASK{{SERVICEex:a{{?s ?p ?o}}}}")
            assert await works(pool)

        with_pool(scenario, workers=1)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_nothing_outlives_a_web_process_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "web.py"
    program.write_text(
        textwrap.dedent(f"""
        import asyncio, json
        from samenhang.store.workers import QueryPool

        async def main():
            quads = b"".join(b"<a:a%d> <a:b> <a:c> .\\n" % i for i in range(300))
            pool = QueryPool(lambda: quads, workers=2, timeout=60)
            await pool.start()
            asyncio.create_task(pool.run({RUNAWAY!r}))
            while not (pool.state.busy and len(pool.state.workers) == 2):
                await asyncio.sleep(0.01)
            print(json.dumps([*pool.state.workers, pool.state.host]), flush=True)
            await asyncio.sleep(60)

        asyncio.run(main())
        """),
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE) as web:
        assert web.stdout is not None
        pids = json.loads(web.stdout.readline())
        assert len(pids) == 3
        web.kill()
    deadline = time.monotonic() + 5
    while left := [pid for pid in pids if is_running(pid)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.01)
