"""One engine on one dataset, in a process of its own: prints as JSON how long it took, how much memory, what it found.

python -m bench.beside_validation ENGINE SHAPES DATA [BACKGROUND]
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from samenhang.validation.documents import TableBuilder
from samenhang.validation.engines import Background, Engines, Limits, PyShaclEngine, ShapeGraph

if TYPE_CHECKING:
    from samenhang.validation.documents import Table

LIMITS = Limits(seconds=600, memory_bytes=16 << 30)


def read(path: str) -> Table:
    """Return the triples of an N-Triples file as a table."""
    builder = TableBuilder()
    for quad in ox.parse(path=path):
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
            builder.add(quad.subject, quad.predicate, quad.object)
    return builder.table()


def ours(shapes: ShapeGraph, data: str, background: str | None) -> tuple[float, float, int]:
    """Return when reading was over, the processor time of the check itself, and the number of results."""
    table = read(data)
    beside = Background(read(background)) if background else None
    read_at = time.perf_counter()
    with Engines(LIMITS) as engines:
        engines.choose(shapes, trusted=True)
        before = time.process_time()
        results = engines.run(table, beside, shapes, trusted=True).results
        return read_at, time.process_time() - before, len(results)


def pyshacl(shapes: ShapeGraph, data: str, background: str | None) -> tuple[float, float, int]:
    """Return the same of pySHACL."""
    table = read(data)
    beside = Background(read(background)) if background else None
    read_at = time.perf_counter()
    engine = PyShaclEngine(LIMITS)
    found = len(engine.run(table, beside, shapes))
    engine.close()
    return read_at, time.perf_counter() - read_at, found


def turbo(shapes: ShapeGraph, data: str, background: str | None) -> tuple[float, float, int]:
    """Return the same of pyshacl-turbo, called as its own users call it; the background counts as data."""
    import pyshacl_turbo  # noqa: PLC0415 -- an optional part
    from rdflib.namespace import SH  # noqa: PLC0415 -- only here

    lines = Path(data).read_bytes() + (Path(background).read_bytes() if background else b"")
    read_at, before = time.perf_counter(), time.process_time()
    compiled = pyshacl_turbo.compile_shapes(shapes.n_triples(), shacl_graph_format="nt")  # type: ignore[no-untyped-call]
    _, report, _ = compiled.validate(lines, data_graph_format="nt")
    found = sum(1 for _ in report.objects(None, SH.result))
    return read_at, time.process_time() - before, found


def main(engine: str, shapes_file: str, data: str, background: str | None = None) -> None:
    """Run one engine and print what was measured."""
    shapes = ShapeGraph.from_text(Path(shapes_file).read_bytes(), "application/n-triples")
    began = time.perf_counter()
    read_at, check, found = {"ours": ours, "pyshacl": pyshacl, "turbo": turbo}[engine](shapes, data, background)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "reading": read_at - began,
                "check": check,
                "helper": children.ru_utime + children.ru_stime,
                "memory": (own + children.ru_maxrss) * 1024,
                "results": found,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
