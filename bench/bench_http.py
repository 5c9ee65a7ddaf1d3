"""What an operation adds over HTTP to a route that does nothing: the same server, connection and run.

    python -m bench.bench_http [--calls N]

The route that does nothing is /health/live. Calls take turns, so that whatever else the machine does hits all alike.
Every check is of another selection, of ten random answers; the other operations are asked the same question each time.
"""

from __future__ import annotations

import argparse
from functools import partial

from bench.instances import Draws, wire
from bench.measure import Times, human, machine, ratio, table, timed
from bench.serving import Call, Client, posted, served

from samenhang import Samenhang

NOOP = Call("/health/live", accept="*/*")
TIGHT = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
LOOSE = {
    **TIGHT,
    "monitoringIntensiteit": "gemiddeld",
    "contractmanagementAanpak": "risicogestuurd",
    "monitoringFocus": ["kosten"],
}
OVER = ["bekostigingsvorm", "contractduur", "selectiviteit", "relatietype", "aantalAanbieders", "juridischeVorm"]
OPERATIONS: dict[str, dict[str, object]] = {
    "/v1/samenhangtoetsen": {"keuzes": TIGHT},
    "/v1/keuzemogelijkheden": {"keuzes": TIGHT},
    "/v1/combinaties": {"keuzes": {}, "over": OVER, "page": 1, "pageSize": 20},
    "/v1/verklaringen": {"keuzes": TIGHT},
    "/v1/herstelvoorstellen": {"keuzes": TIGHT, "aantal": 10},
    "/v1/veranderpaden": {"van": {}, "naar": LOOSE},
    "/v1/vergelijkingen": {"a": TIGHT, "b": LOOSE},
    "/v1/steekproeven": {"keuzes": {}, "over": OVER, "aantal": 100, "zaad": 1},
}
SPARQL = "SELECT ?p ?o WHERE { <https://w3id.org/samenhang/id/regel/R275> ?p ?o }"
CHECK = "POST /v1/samenhangtoetsen"
VARIETY = 500
HEAVY = 5
"""Operations other than the check are called once for so many rounds."""


def calls(client: Client) -> dict[str, list[Call]]:
    """Return the calls to measure, by route: the operations that this server has, one rule and a query."""
    missing = [path for path, body in OPERATIONS.items() if client.ask(posted(path, body))[0] == 404]
    known = {f"POST {path}": [posted(path, body)] for path, body in OPERATIONS.items() if path not in missing}
    draws = Draws(Samenhang().catalogue, 1)
    known[CHECK] = [posted("/v1/samenhangtoetsen", {"keuzes": wire(draws.selection(10))}) for _ in range(VARIETY)]
    if missing:
        print(f"Not offered by this server, so not measured: {', '.join(missing)}")
    return {
        "GET /health/live (does nothing)": [NOOP],
        **known,
        "GET /v1/regels/R275": [Call("/v1/regels/R275")],
        "POST /sparql (point query)": [
            Call("/sparql", SPARQL.encode(), "application/sparql-query", "application/sparql-results+json")
        ],
    }


def measure(client: Client, asked: dict[str, list[Call]], rounds: int) -> dict[str, list[float]]:
    """Time the calls in turns; RuntimeError when one does not succeed."""
    for name, own in asked.items():
        status, body = client.ask(own[0])
        if status != 200:
            raise RuntimeError(f"{name} answers {status}: {body[:300]!r}")
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    light = {name for name in asked if "live" in name or "toetsen" in name or "sparql" in name or "regels" in name}
    for number in range(rounds):
        for name, own in asked.items():
            call = own[number % len(own)]
            if name in light or number % HEAVY == 0:
                seconds[name].append(timed(partial(client.ask, call))[0])
    return seconds


def _beside(median: float, nothing: float) -> tuple[str, str]:
    return f"{(median - nothing) * 1e3:.2f} ms", ratio(median, nothing)


def main() -> None:
    """Print one line per operation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=300, help="rounds (300)")
    arguments, _ = parser.parse_known_args()
    print(f"HTTP: {machine()}; one client, keep-alive")
    with served() as client:
        seconds = measure(client, calls(client), arguments.calls)
    times = {name: Times(tuple(s)) for name, s in seconds.items()}
    nothing = next(iter(times.values()))
    rows = [
        (name, t.number, human(t.median), human(t.p95), *_beside(t.median, nothing.median)) for name, t in times.items()
    ]
    table("Over HTTP", ("route", "N", "median", "p95", "added (median)", "ratio"), rows)
    added = times[CHECK].median - nothing.median
    print(f"  target: a check adds less than 3 ms at the median; it adds {added * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
