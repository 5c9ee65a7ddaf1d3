"""The graph that all engines of `bench_sparql` hold: what the service ships, and generated arrangements beside it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from bench.datasets import Records

from samenhang import Samenhang
from samenhang.derived import derive
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES: Final = Path(__file__).parent / "sparql"
GENERATED: Final = "https://w3id.org/samenhang/graaf/proef"
_SUBJECTS: Final = 200
_SLICE: Final = 50_000
_PER_RECORD: Final = 15
"""Fewer statements than any record has, so that there are records enough."""


@dataclass(frozen=True, slots=True)
class Data:
    """One graph in three forms: a folder that the service keeps it in, N-Quads, and N-Triples without the graphs."""

    folder: Path
    quads: Path
    triples: Path
    number: int
    subjects: tuple[str, ...]


def query(name: str) -> str:
    """Return the text of one query of the bench."""
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def prepared(where: Path, wanted: int, seed: int) -> Data:
    """Return the graph of the service, with so many arrangements beside it that there are `wanted` quads.

    It is made by a process of its own: the folder is free for the service when that has ended.
    """
    command = [sys.executable, "-m", "bench.sparql_data", str(where), str(wanted), str(seed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own module
    number, subjects = json.loads(done.stdout)
    return Data(where / "store", where / "data.nq", where / "data.nt", number, tuple(subjects))


def prepare(where: Path, wanted: int, seed: int) -> tuple[int, list[str]]:
    """Write the graph in its three forms; return its size and what point queries can be about."""
    store = EmbeddedStore(where / "store")
    core = Samenhang(store)
    derive(core)
    missing = max(0, wanted - len(store))
    triples = islice(_generated(core, missing, seed), missing)
    while part := [*islice(triples, _SLICE)]:
        store.add(GENERATED, part)
    store.flush()
    with (where / "data.nq").open("wb") as file:
        file.writelines(store.dump(public_only=True))
    ox.serialize((quad.triple for quad in quads_in(where / "data.nq")), str(where / "data.nt"), ox.RdfFormat.N_TRIPLES)
    return len(store), _subjects(store, seed)


def quads_in(file: Path) -> Iterator[ox.Quad]:
    """Yield every quad of a file."""
    return iter(ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS))


def _generated(core: Samenhang, statements: int, seed: int) -> Iterator[ox.Triple]:
    lines = Records(core, seed).lines(statements // _PER_RECORD + 1) if statements else ()
    lines = iter(lines)
    while part := "".join(islice(lines, _SLICE)):
        yield from (quad.triple for quad in ox.parse(part, ox.RdfFormat.N_TRIPLES))


def _subjects(store: EmbeddedStore, seed: int) -> list[str]:
    found = [row["ding"].value for row in store.select(query("onderwerpen")) if isinstance(row["ding"], ox.NamedNode)]
    return random.Random(seed).sample(found, min(_SUBJECTS, len(found)))


if __name__ == "__main__":
    folder, quads, start = sys.argv[1:]
    print(json.dumps(prepare(Path(folder), int(quads), int(start))))
