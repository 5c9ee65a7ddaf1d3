"""The tables of `bench_sparql`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bench.measure import Times, human, table
from bench.sparql_asking import BARE, Asked, Figures, Sizes
from bench.sparql_routes import CHECK, NOTHING, OTHER_CHECKS, POINT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.sparql_limits import Export, Stopped

OURS: Final = "samenhang"
ROWS: Final = 500_000
_MB: Final = 1 << 20


def print_costs(title: str, asked: Asked, sizes: Sizes, same: Mapping[str, str]) -> None:
    """Print what callers of each server saw for one kind of query."""
    head = ["server", "answers"]
    for clients in sizes.clients:
        head += [f"{clients}: per s", "p50", "p95"]
    rows = [
        (
            name,
            same.get(name, ""),
            *(cell for clients in sizes.clients for cell in _seen(figures.get(clients))),
            human(_cost(figures)),
        )
        for name, figures in asked.items()
    ]
    table(title, [*head, "CPU each"], rows, _faults(asked))


def _seen(figures: Figures | None) -> tuple[str, str, str]:
    if figures is None or not figures.took:
        return "-", "-", "-"
    return _number(figures.per_second), human(figures.times.median), human(figures.times.p95)


def _cost(figures: Mapping[int, Figures]) -> float:
    """Return the processor time of an answer, over all numbers of callers."""
    answers = sum(len(one.took) for one in figures.values())
    return sum(one.processor for one in figures.values()) / answers if answers else math.nan


def _faults(asked: Asked) -> str:
    wrong = [
        f"{name} with {clients} callers: {len(figures.took)} right answers, {figures.wrong} wrong ({figures.why[0]})"
        for name, own in asked.items()
        for clients, figures in own.items()
        if figures.wrong
    ]
    return "  " + "; ".join(wrong) if wrong else ""


def print_ratios(asked: Mapping[str, Asked], sizes: Sizes, titles: Mapping[str, str]) -> None:
    """Print per kind of query how ours compares with each of the others: above one ours is better."""
    others = [name for name in next(iter(asked.values())) if name != OURS]
    rows = []
    for kind, own in asked.items():
        if OURS not in own:
            return
        for clients in sizes.clients:
            cells = [_times(own[OURS].get(clients), own[other].get(clients)) for other in others]
            rows.append([f"{titles[kind]}, {clients} at once" if clients > 1 else titles[kind], *cells])
        rows.append(["  processor time", *(_quotient(_cost(own[other]), _cost(own[OURS])) for other in others)])
    note = (
        "Answers per second of ours for each one of the other; the other's processor time per answer for each of ours."
    )
    table("Ratios", ("query", *others), rows, note)


def _times(ours: Figures | None, other: Figures | None) -> str:
    if ours is None or other is None:
        return "-"
    return _quotient(ours.per_second, other.per_second)


def _quotient(one: float, other: float) -> str:
    found = one / other if other else math.nan
    return "-" if math.isnan(found) else f"{found:.2f}x" if found < 10 else f"{found:.0f}x"


def print_export(title: str, exported: Mapping[str, Export]) -> None:
    """Print what a long answer took."""
    bare = exported[BARE].times.median
    rows = [
        (
            name,
            str(len(found.took)),
            _rows(found),
            f"{found.size / _MB:,.0f} MB",
            human(found.times.median),
            _quotient(found.times.median, bare),
            human(found.cost),
            human(Times(tuple(found.first)).median),
            "" if found.grown is None else f"{found.grown / _MB:+,.0f} MB",
        )
        for name, found in exported.items()
    ]
    head = ("server", "N", "rows", "JSON", "median", "times bare", "CPU each", "first byte", "first process grew")
    table(title, head, rows)


def _rows(found: Export) -> str:
    """Return how many rows came; an answer that was cut at a time limit may look whole all the same."""
    if not found.rows:
        return ""
    return f"{found.rows:,}" if found.whole and found.rows == ROWS else f"cut at {found.rows:,}"


def print_routes(routed: Asked, sizes: Sizes) -> None:
    """Print the service's own routes beside the one that does nothing."""
    if not routed:
        return
    nothing = routed[NOTHING]
    head = ["route"]
    for clients in sizes.clients:
        head += [f"{clients}: per s", "p50", "p95", "of nothing"]
    rows = []
    for name, own in routed.items():
        row = [name]
        for clients in sizes.clients:
            row += [*_seen(own[clients]), f"{own[clients].per_second / nothing[clients].per_second:.2f}"]
        rows.append([*row, human(_cost(own)), f"{_cost(nothing) / _cost(own):.2f}"])
    table("Routes of the service", [*head, "CPU each", "of nothing"], rows, _faults(routed))


def print_runaways(title: str, stopped: Mapping[str, Stopped | None], limit: int) -> None:
    """Print when runaways were answered."""
    rows = [
        (name, "not within 20 s", "-", "-")
        if found is None
        else (name, _beyond(found, limit), str(found.status), human(found.following))
        for name, found in stopped.items()
    ]
    head = ("server", f"answered, after {limit} s", "status", "next query")
    note = "Only servers with a time limit that holds under load: see docs/performance.md."
    table(f"{title}; two at once", head, rows, note)


def _beyond(found: Stopped, limit: int) -> str:
    return f"{(found.answered - limit) * 1e3:+.0f} ms"


def print_targets(
    routed: Asked, point: Asked, exported: Mapping[str, Export], stopped: Mapping[str, Stopped | None], limit: int
) -> list[tuple[str, str, str]]:
    """Return what was aimed at beside what was measured."""
    if OURS not in exported:
        return []
    ours, bare = exported[OURS], exported[BARE]
    rows = [
        ("point query of the route that does nothing, per core", ">= 0.25", _share(routed, POINT)),
        ("point query, times rdflib-endpoint", ">= 2.5x", _beside(point, "rdflib-endpoint")),
        ("500,000 rows, times bare engine", "<= 1.3x", _quotient(ours.times.median, bare.times.median)),
        ("  in processor time, over all processes", "", _quotient(ours.cost, bare.cost)),
        ("500,000 rows, first byte", "<= 200 ms", human(Times(tuple(ours.first)).median)),
        ("500,000 rows, growth of the web process", "<= 20 MB", f"{(ours.grown or 0) / _MB:.0f} MB"),
        ("POST route of the route that does nothing, per core", ">= 0.6", _share(routed, CHECK)),
        ("  the same, always other selections", "", _share(routed, OTHER_CHECKS)),
    ]
    if own := stopped.get(OURS):
        rows.append(("runaway answered, after the limit", "<= 100 ms", _beyond(own, limit)))
        rows.append(("next query", "<= 150 ms", human(own.following)))
    return rows


def _share(routed: Asked, name: str) -> str:
    """Return how many answers a core gives for each that the route that does nothing gives."""
    return f"{_cost(routed[NOTHING]) / _cost(routed[name]):.2f}"


def _beside(asked: Asked, name: str) -> str:
    full = next((one for one in asked if one.startswith(name)), None)
    if full is None:
        return "-"
    shared = [clients for clients in asked[OURS] if clients in asked[full]]
    return ", ".join(f"{_times(asked[OURS][n], asked[full][n])} ({n})" for n in shared)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
