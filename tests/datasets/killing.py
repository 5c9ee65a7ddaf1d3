"""Publishes version after version in processes that are killed at random, and checks what is left.

Run as `python -m tests.datasets.killing FOLDER KILLS SEED`; prints JSON. All the while a thread looks whether what a
reader sees is of one version. The process that kills never opens the store itself: it would start
threads, and what is forked after that could hang. Files are read but not held against shapes: what is killed here is
the writing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import NoReturn

from tests.datasets.documents import HEAD, Parts, ReadsOnly, arrangement

from samenhang import Samenhang
from samenhang.datasets.history import Actor
from samenhang.datasets.metadata import Metadata
from samenhang.datasets.names import catalogue_graph, data_graph, findings_graph
from samenhang.datasets.publishing import Datasets
from samenhang.store import EmbeddedStore

NAME = "regio"
SIZE = 20
LONGEST = 0.9
_SEEN = f"""PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?data ?kept (COUNT(?s) AS ?n) WHERE {{
  GRAPH <{data_graph(NAME)}> {{ ?s rdfs:comment ?data }}
  GRAPH <{catalogue_graph(NAME)}> {{ <https://w3id.org/samenhang/id/gegevensset/{NAME}> dcat:version ?kept }}
}} GROUP BY ?data ?kept"""


def document(version: int) -> str:
    """Return a dataset that says its version in each of its records, every other one with blank nodes."""
    blank = "" if version % 2 else " ; sam:opmerking [ rdfs:seeAlso regio:x ]"
    return HEAD + "".join(arrangement(f"r{n}", f' ; rdfs:comment "{version}"{blank}') for n in range(SIZE))


def look(store: EmbeddedStore) -> None:
    """Check that a reader sees one whole version, or nothing."""
    rows = [{name: term.value for name, term in row.items()} for row in store.select(_SEEN)]  # type: ignore[union-attr]
    assert len(rows) <= 1, rows
    for row in rows:
        assert row["data"] == row["kept"], rows
        assert int(row["n"]) == SIZE, rows


def check(datasets: Datasets) -> int:
    """Return the version that is current; AssertionError when anything is missing, half there or left behind."""
    store = datasets.store
    history = datasets.history(NAME)
    versions = history.versions
    if not versions:
        assert len(store) == 0
        return 0
    assert list(versions) == list(range(1, len(versions) + 1))
    for number in sorted(versions)[-3:]:
        version = versions[number]
        assert datasets.content(NAME, version.file.sha256).decode() == document(number)
        for digest in (version.data, version.report, version.findings):
            datasets.content(NAME, digest)
    current = history.current
    assert current is not None
    assert store.size(data_graph(NAME)) == current.triples
    assert store.size(findings_graph(NAME)) > SIZE
    look(store)  # type: ignore[arg-type]
    return current.number


def publish(made: Samenhang, folder: Path, pipe: int) -> NoReturn:
    """Check what is there, then publish version after version, and tell each when it is acknowledged."""
    try:
        store = EmbeddedStore(folder / "store")
        datasets = Datasets(Parts(store, made.queries, made.catalogue, made.rulebook), ReadsOnly())
        version = check(datasets)
        os.write(pipe, b"%d\n" % version)
        threading.Thread(target=_look_on, args=(store,), daemon=True).start()
        while True:
            version += 1
            publish_one(datasets, folder, version)
            os.write(pipe, b"%d\n" % version)
    except BaseException:  # noqa: BLE001 -- whatever it is, it is to be seen
        traceback.print_exc()
    finally:
        os._exit(1)


def publish_one(datasets: Datasets, folder: Path, version: int) -> None:
    """Publish one version."""
    path = folder / "bestand.ttl"
    path.write_text(document(version))
    prepared = datasets.prepare(
        NAME, path, file_name="r.ttl", media_type="text/turtle", given=Metadata(), actor=Actor("token")
    )
    assert datasets.commit(prepared).changed


def _look_on(store: EmbeddedStore) -> None:
    try:
        while True:
            look(store)
    except BaseException:  # noqa: BLE001 -- as above
        traceback.print_exc()
        os._exit(1)


def round_(made: Samenhang, folder: Path, delay: float) -> list[int]:
    """Return the versions that a publisher told of before it was killed, `delay` seconds after it started or began."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        publish(made, folder, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        first = told.readline() if delay > LONGEST / 10 else b""  # else it is killed while it opens
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        lines = first + told.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the publisher found something wrong"
    return [int(line) for line in lines.splitlines()]


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill so many times; print what was acknowledged in all, and how many versions were there without being so."""
    chance = random.Random(seed)  # noqa: S311 -- the moments need a seed, not secrecy
    made = Samenhang()
    publish_one(Datasets(Parts(EmbeddedStore(), made.queries, made.catalogue, made.rulebook), ReadsOnly()), folder, 0)
    acknowledged, unannounced = 0, 0
    for _ in range(kills):
        told = round_(made, folder, chance.random() * LONGEST)
        if not told:
            continue
        assert acknowledged <= told[0] <= acknowledged + 1, (acknowledged, told[0])
        unannounced += told[0] - acknowledged
        acknowledged = told[-1]
    print(json.dumps({"kills": kills, "acknowledged": acknowledged, "unannounced": unannounced}))  # noqa: T201 -- its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
