"""SPARQL over HTTP, ours beside the bare engine, the engine's own server, Fuseki and rdflib-endpoint, in one run.

    python -m bench.bench_sparql [--triples N] [--seconds S] [--rounds N] [--only NAME,NAME] [--limit S]

All servers run at the same time with the same graph and are measured in turns, so that what else the machine does hits
all alike. Beside what callers see stands what an answer costs in processor time, over all processes of a server: that
hardly depends on other work. `--triples 1000000` has generated arrangements beside what the service ships.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import machine, table
from bench.sparql_asking import BARE, Asked, Bare, Sizes, measured, same_answers
from bench.sparql_data import prepared, query
from bench.sparql_limits import exports, runaways
from bench.sparql_printing import print_costs, print_export, print_ratios, print_routes, print_runaways, print_targets
from bench.sparql_routes import routes
from bench.sparql_servers import SERVERS, MissingError, Server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.sparql_data import Data

KINDS = ("punt", "ster", "pad", "groep", "niet")
CLIENTS = (1, 8, 32)


def started(stack: ExitStack, names: Sequence[str], data: Data, folder: Path, limit: int) -> list[Server]:
    """Return the servers that could be started; say of the others why not."""
    found = []
    for name in names:
        try:
            found.append(stack.enter_context(SERVERS[name](data, folder / name, limit)))
        except MissingError as missing:
            print(f"Not measured: {name}. {missing}")
    return found


def titled(kind: str) -> str:
    """Return what a query of the bench is, as its header says."""
    return query(kind).partition("\n")[0].removeprefix("#+ title: ")


def main() -> None:
    """Print what was measured, and beside what it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--triples", type=int, default=0, help="quads, with generated ones (those shipped)")
    parser.add_argument("--seconds", type=float, default=1.0, help="per query, server and number of callers (1)")
    parser.add_argument("--rounds", type=int, default=2, help="how often all take turns (2)")
    parser.add_argument("--limit", type=int, default=30, help="seconds a query may take (30)")
    parser.add_argument("--only", default=",".join(SERVERS), help="servers, with commas between")
    parser.add_argument("--seed", type=int, default=1, help="for the generated arrangements (1)")
    parser.add_argument("--calls", type=int, default=0, help="below ten: a quick look, of a fifth of the time")
    arguments, _ = parser.parse_known_args()
    quick = 0 < arguments.calls < 10
    print(f"SPARQL: {machine()}")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        data = prepared(folder, arguments.triples, arguments.seed)
        print(f"The graph: {data.number:,} quads, all of it in memory everywhere.")
        servers = started(stack, arguments.only.split(","), data, folder, arguments.limit)
        sizes = Sizes(CLIENTS, 0.2 if quick else arguments.seconds, 1 if quick else arguments.rounds)
        report(data, servers, sizes, arguments.limit)


def report(data: Data, servers: Sequence[Server], sizes: Sizes, limit: int) -> None:
    """Measure everything in turn, and print it as it comes."""
    bare = Bare(data)
    asked: dict[str, Asked] = {}
    for kind in KINDS:
        asked[kind] = measured(kind, data, bare, servers, sizes)
        print_costs(titled(kind), asked[kind], sizes, same_answers(kind, data, bare, servers))
    print_ratios(asked, sizes, {kind: titled(kind).partition(":")[0] for kind in KINDS})
    exported = exports(query("uitvoer"), bare, servers)
    print_export(titled("uitvoer"), exported)
    own = next((server for server in servers if server.name == "samenhang"), None)
    routed = routes(own, data, sizes) if own else {}
    print_routes(routed, sizes)
    stopped = runaways(query("loopt"), data, servers, limit)
    print_runaways(titled("loopt"), stopped, limit)
    rows = print_targets(routed, asked["punt"], exported, stopped, limit)
    table("Targets", ("what", "target", "measured"), rows, note=f"({BARE}: pyoxigraph inside the process of the bench)")


if __name__ == "__main__":
    main()
