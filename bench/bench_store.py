"""One point query asked in three places: inside the process, through the query processes, and over HTTP.

    python -m bench.bench_store [--calls N]

The query asks for everything the graph says of one rule, and each place turns its answer into JSON. rdflib answers the
same query in the process, as the yardstick that everybody knows.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from bench.bench_http import NOOP, SPARQL
from bench.measure import Times, human, machine, ratio, table, timed
from bench.serving import Call, served

from samenhang import Samenhang
from samenhang.store import EmbeddedStore
from samenhang.store.workers import QueryPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JSON = "application/sparql-results+json"
OVER_HTTP = Call("/sparql", SPARQL.encode(), "application/sparql-query", JSON)


def in_process(store: EmbeddedStore, calls: int) -> Times:
    """Time the query on the store itself."""

    def ask() -> bytes | None:
        found = store.query(SPARQL)
        if isinstance(found, ox.QueryTriples):
            raise TypeError(found)
        return found.serialize(format=ox.QueryResultsFormat.JSON)

    return Times(tuple(timed(ask)[0] for _ in range(calls)))


def in_rdflib(store: EmbeddedStore, calls: int) -> Times:
    """Time the query on the same triples in rdflib."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=b"".join(store.dump()), format="nquads")
    return Times(tuple(timed(lambda: dataset.query(SPARQL).serialize(format="json"))[0] for _ in range(calls)))


async def through_pool(dump: Callable[[], Iterator[bytes]], calls: int) -> Times:
    """Time the query through the processes that the service runs callers' queries in."""
    pool = QueryPool(dump)
    await pool.start()
    try:
        seconds = []
        for _ in range(calls):
            start = time.perf_counter()
            answer = await pool.run(SPARQL, accept=JSON)
            await answer.read()
            seconds.append(time.perf_counter() - start)
        return Times(tuple(seconds))
    finally:
        await pool.stop()


def over_http(calls: int) -> tuple[Times, Times]:
    """Time the query and the route that does nothing on the real server, in turns."""
    with served() as client:
        nothing, query = [], []
        for _ in range(calls):
            nothing.append(timed(lambda: client.ask(NOOP))[0])
            taken, (status, body) = timed(lambda: client.ask(OVER_HTTP))
            if status != 200:
                raise RuntimeError(body[:300])
            query.append(taken)
    return Times(tuple(nothing)), Times(tuple(query))


def main() -> None:
    """Print one line per place."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=300, help="calls per place (300)")
    arguments, _ = parser.parse_known_args()
    store = EmbeddedStore()
    Samenhang(store)
    print(f"Store: {machine()}; {len(store)} quads in memory; one caller")
    local = in_process(store, arguments.calls)
    familiar = in_rdflib(store, min(arguments.calls, 100))
    pool = asyncio.run(through_pool(store.dump, arguments.calls))
    nothing, query = over_http(arguments.calls)
    places = {
        "in the process": local,
        "rdflib, in the process": familiar,
        "through the query processes": pool,
        "POST /sparql over HTTP": query,
        "GET /health/live (does nothing)": nothing,
    }
    rows = [
        (name, t.number, human(t.median), human(t.p95), f"{1 / t.median:,.0f}", ratio(t.median, local.median))
        for name, t in places.items()
    ]
    table("A point query", ("where", "N", "median", "p95", "per second", "times in process"), rows)
    share = nothing.median / query.median
    print(f"  target: over HTTP at least 0.25 of the route that does nothing; it is {share:.2f}")


if __name__ == "__main__":
    main()
