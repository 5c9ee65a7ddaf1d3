"""Whole datasets against all shapes, beside pySHACL, pyshacl-turbo and Jena SHACL on the same files, in one run.

    python -m bench.bench_validation [--most N] [--seed S] [--jena FOLDER]

Every engine runs in a process of its own. First the rules of coherence alone, which are boolean shapes; then all shapes
of the product with its ontology and reference data in the background. `--jena` names a folder with the jars of
`org.apache.jena:jena-cmds` and what these need; without it Jena is left out.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.datasets import Records
from bench.measure import human, machine, ratio, table

from samenhang import Samenhang
from samenhang.namespaces import BASE
from samenhang.validation.engines import product_background, product_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (500, 5_000, 50_000)
MOST = {"pyshacl": 50, "turbo": 5_000, "jena": 5_000}
"""The largest dataset each of the others gets by default; above it they take minutes or more memory than there is."""
Measured = dict[str, Any]


def run(engine: str, *files: Path) -> Measured:
    """Return what one engine measured of itself."""
    command = [sys.executable, "-m", "bench.beside_validation", engine, *map(str, files)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- our own module
    found: Measured = json.loads(output.splitlines()[-1])
    return found


def jena(folder: str, shapes: Path, data: Path) -> Measured | None:
    """Return how long Jena SHACL takes, its start included, and with how much memory; None without Java or its jars."""
    java = shutil.which("java")
    if java is None or not list(Path(folder).glob("jena-shacl*.jar")):
        return None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [java, "-cp", f"{folder}/*", "shacl.shacl", "validate", "--shapes", str(shapes), "--data", str(data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 -- as asked for
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    check = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = done.stdout.count("sh:resultSeverity")
    return {"seconds": time.perf_counter() - began, "check": check, "memory": 0, "results": found}


def rules_alone(folder: Path, sizes: Sequence[int], most: int, jars: str) -> None:
    """Print the boolean rules: ours with columns included, and the others."""
    rows: list[list[str]] = []
    for size in sizes:
        files = folder / "rules.nt", folder / f"{size}.nt"
        own = run("ours", *files)
        rows.append([f"{size:,} arrangements", "ours", *_figures(own, size), "", str(own["results"])])
        for engine, largest in MOST.items():
            if size > max(largest, most if engine == "turbo" else 0):
                continue
            other = jena(jars, *files) if engine == "jena" else run(engine, *files)
            if other is not None:
                faster = ratio(other["check"], own["check"])
                rows.append(["", engine, *_figures(other, size), faster, str(other["results"])])
    head = ("rules of coherence", "engine", "check, CPU", "per arrangement", "memory", "ratio", "results")
    table(
        "Boolean rules alone",
        head,
        rows,
        "Ours with making the columns; the others with reading, which cannot be parted.",
    )


def everything(folder: Path, sizes: Sequence[int]) -> None:
    """Print a whole validation with all shapes, from the file to the results, and how it grows."""
    rows, before = [], None
    for size in sizes:
        own = run("ours", folder / "all.nt", folder / f"{size}.nt", folder / "background.nt")
        grown = "" if before is None else f"{own['seconds'] / before[1] / (size / before[0]):.2f}"
        seconds = [human(own[name]) for name in ("seconds", "reading", "check", "helper")]
        memory = f"{own['memory'] >> 20} MiB"
        rows.append([f"{size:,}", *seconds, memory, f"{own['memory'] // size:,}", grown, str(own["results"])])
        before = size, own["seconds"]
    head = (
        "arrangements",
        "whole",
        "reading",
        "columns, CPU",
        "across records, CPU",
        "memory",
        "bytes each",
        "growth",
        "results",
    )
    table(
        "All shapes, whole validation", head, rows, "Growth: time per arrangement against the row above; 1 is linear."
    )


def _figures(measured: Measured, size: int) -> list[str]:
    memory = f"{measured['memory'] >> 20} MiB" if measured["memory"] else "-"
    return [human(measured["check"]), human(measured["check"] / size), memory]


def prepare(folder: Path, sizes: Sequence[int], seed: int) -> None:
    """Write shapes, background and datasets to files that every engine reads."""
    samenhang = Samenhang()
    shapes = product_shapes(samenhang.store, samenhang.queries)
    background = product_background(samenhang.store, samenhang.queries)
    rules = [root for root in shapes.roots if not str(root).startswith(f"<{BASE}id/structuur")]
    (folder / "all.nt").write_bytes(shapes.n_triples())
    (folder / "rules.nt").write_bytes(shapes.part(rules).n_triples())
    with (folder / "background.nt").open("w", encoding="utf-8") as file:
        file.writelines(f"{triple} .\n" for triple in background.table)
    for size in sizes:
        with (folder / f"{size}.nt").open("w", encoding="utf-8") as file:
            file.writelines(Records(samenhang, seed).lines(size))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=0, help="below ten: a quick look, without the largest dataset")
    parser.add_argument("--most", type=int, default=MOST["turbo"], help="the largest dataset that turbo gets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jena", default="jena", help="a folder with the jars of Jena")
    options, _ = parser.parse_known_args()
    sizes = (50, *SIZES[:-1]) if 0 < options.calls < 10 else (50, *SIZES)
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, sizes, options.seed)
        rules_alone(folder, sizes, options.most, options.jena)
        everything(folder, sizes)


if __name__ == "__main__":
    main()
