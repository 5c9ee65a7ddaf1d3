"""How long each competency question takes: in the process, with and without the derived graphs, and over HTTP.

    python -m bench.bench_questions [--calls N]

Every question is asked with the defaults of its parameters, and its answer read to the end: in the process as SPARQL
results in JSON, over HTTP as the JSON of the API. The target is a second, for the slowest, wherever it is asked.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

import pyoxigraph as ox
from bench.measure import Times, human, machine, table, timed
from bench.serving import Call, served

from samenhang import Samenhang
from samenhang.derived import derive
from samenhang.questions import Question, Questions, ask
from samenhang.store import EmbeddedStore

_TARGET = 1.0


def in_process(store: EmbeddedStore, texts: dict[str, str], calls: int) -> dict[str, Times]:
    """Time every query on the store itself."""

    def run(text: str) -> bytes | None:
        found = store.query(text)
        if isinstance(found, ox.QueryTriples):
            raise TypeError(found)
        return found.serialize(format=ox.QueryResultsFormat.JSON)

    return {name: Times(tuple(timed(partial(run, text))[0] for _ in range(calls))) for name, text in texts.items()}


def over_http(texts: dict[str, str], calls: int) -> dict[str, Times]:
    """Time every question on the real server, which works out the derived graphs too."""
    times: dict[str, list[float]] = {name: [] for name in texts}
    with served() as client:
        for name in (name for _ in range(calls) for name in texts):
            seconds, (status, body) = timed(partial(client.ask, Call(f"/v1/vragen/{name}")))
            if status != 200:
                raise RuntimeError(body[:300])
            times[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in times.items()}


def main() -> int:
    """Print one line per question; 1 when one misses the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=5, help="times each question is asked (5)")
    arguments, _ = parser.parse_known_args()
    store = EmbeddedStore()
    core = Samenhang(store)
    questions = Questions(core)
    texts = {question.id: ask(questions, question, {}).text for question in questions}
    print(f"Questions: {machine()}; {len(store)} quads in memory; one caller")
    shipped = in_process(store, texts, arguments.calls)
    derive(core)
    derived = in_process(store, texts, arguments.calls)
    http = over_http(texts, arguments.calls)
    rows = [_row(question, *(places[question.id] for places in (shipped, derived, http))) for question in questions]
    table("Median per question", ("question", "N", "shipped graph", "with derived", "over HTTP", "slowest"), rows)
    slowest = max(max(t.seconds) for places in (shipped, derived, http) for t in places.values())
    print(f"  target: every question within {human(_TARGET)}; the slowest call took {human(slowest)}")
    return int(slowest > _TARGET)


def _row(question: Question, shipped: Times, derived: Times, http: Times) -> tuple[str, ...]:
    slowest = max(*shipped.seconds, *derived.seconds, *http.seconds)
    medians = (human(times.median) for times in (shipped, derived, http))
    return (question.id, shipped.number, *medians, human(slowest))


if __name__ == "__main__":
    sys.exit(main())
