"""Whole validations from a file to the report as a page: Turtle, CSV and XLSX, with the rules loaded beforehand.

    python -m bench.bench_validate_file [--calls N] [--seed S]

Each file is validated in a process that is forked for it, as the service does; time is by the clock and by the
processor, memory is what that process and the engine beside it had at most, the rules included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from bench.datasets import Records
from bench.measure import human, machine, table

from samenhang import Samenhang
from samenhang.store.prefixes import PREFIXES
from samenhang.validation.isolated import File, Order
from samenhang.validation.isolated.ready import Ready
from samenhang.validation.tabular.convert import convert, form_of
from samenhang.validation.tabular.plan import load_plan

SIZES: Final = (1, 500, 5_000, 50_000)
FORMS: Final = ("ttl", "csv", "xlsx")
REPORT: Final = "html"
_SECONDS: Final = 600.0


def prepared(folder: Path, sizes: tuple[int, ...], seed: int) -> None:
    """Write the datasets in a process of its own, so that making them takes no memory here."""
    pid = os.fork()
    if not pid:
        prepare(folder, sizes, seed)
        os._exit(0)
    os.waitpid(pid, 0)


def prepare(folder: Path, sizes: tuple[int, ...], seed: int) -> None:
    """Write the datasets in every form, each the same statements."""
    samenhang = Samenhang()
    plan = load_plan(samenhang.store, samenhang.queries, samenhang.catalogue)
    for size in sizes:
        lines = folder / f"{size}.nt"
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(Records(samenhang, seed).lines(size))
        turtle = folder / f"{size}.ttl"
        triples = (quad.triple for quad in ox.parse(path=lines))
        ox.serialize(triples, turtle, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        lines.unlink()
        for form in FORMS[1:]:
            target = folder / f"{size}.{form}"
            forms = form_of(turtle, None), form_of(target, None)
            convert(turtle, target, plan, source_form=forms[0], target_form=forms[1], language="nl")


def measured(ready: Ready, path: Path) -> dict[str, Any]:
    """Return what one validation took, in a process of its own."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        ready.warm((REPORT,))
        before, began = time.process_time(), time.perf_counter()
        day = datetime.now(UTC).date().isoformat()
        answer = ready.answer(Order((File(str(path), path.name),), f"{path}.out", REPORT, day))
        seconds, used = time.perf_counter() - began, time.process_time() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        told = {"seconds": seconds, "cpu": used, "peak": peak, "findings": answer.findings}
        os.write(write, json.dumps(told).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer_:
        found: dict[str, Any] = json.loads(answer_.read())
    os.waitpid(pid, 0)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=0, help="below ten: a quick look, without the largest dataset")
    parser.add_argument("--seed", type=int, default=1)
    options, _ = parser.parse_known_args()
    sizes = SIZES[:-1] if 0 < options.calls < 10 else SIZES
    print(machine())
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder, sizes, options.seed)
        ready = Ready(None, _SECONDS, 8 << 30)
        ready.warm()
        ready.load()
        for form in FORMS:
            before: tuple[int, float] | None = None
            for size in sizes:
                path = folder / f"{size}.{form}"
                own = measured(ready, path)
                grown = "" if before is None else f"{own['cpu'] / before[1] / (size / before[0]):.2f}"
                before = size, own["cpu"]
                rows.append(
                    [
                        f"{form}, {size:,}",
                        f"{path.stat().st_size / 1e6:.1f} MB",
                        human(own["seconds"]),
                        human(own["cpu"]),
                        f"{own['peak'] >> 20} MiB",
                        grown,
                        f"{own['findings']:,}",
                    ]
                )
    head = ("file, arrangements", "size", "by the clock", "CPU", "memory", "growth", "findings")
    table("From a file to a report", head, rows, "Growth: CPU per arrangement against the row above; 1 is linear.")


if __name__ == "__main__":
    main()
