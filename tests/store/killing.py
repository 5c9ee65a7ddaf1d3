"""Writes versions of a graph to a store on disk, in processes that are killed at random, and checks what is left.

Run as `python killing.py FOLDER KILLS SEED`; prints JSON. The process that kills never opens the store itself: it
would start threads, and what is forked after that could hang.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NoReturn

from samenhang.namespaces import GRAPH_PRIVATE
from samenhang.store import Copy, EmbeddedStore, Merge, Replace

CURRENT = "http://example.org/current"
KEPT = f"{GRAPH_PRIVATE}versie/"
LOG = f"{GRAPH_PRIVATE}logboek"
SIZE = 50
LONGEST = 0.06


def document(version: int) -> bytes:
    """Return a graph that says its version in each of its triples."""
    return b"".join(b'<a:s%d> <a:version> "%d" .\n' % (number, version) for number in range(SIZE))


def version_of(store: EmbeddedStore, graph: str) -> int:
    """Return the version a graph is of; AssertionError when it is not whole."""
    lines = b"".join(store.read(graph, "application/n-triples")).splitlines()
    versions = {int(line.split(b'"')[1]) for line in lines}
    assert (len(lines), len(versions)) == (SIZE, 1), (graph, len(lines), versions)
    return versions.pop()


def check(store: EmbeddedStore) -> int:
    """Return the version that is current; AssertionError when anything is missing, half there or left behind."""
    if CURRENT not in store.graphs():
        assert len(store) == 0
        return 0
    current = version_of(store, CURRENT)
    kept = [name for name in store.graphs() if name.startswith(KEPT)]
    assert sorted(int(name.removeprefix(KEPT)) for name in kept) == list(range(1, current + 1))
    for name in kept[-3:]:
        assert version_of(store, name) == int(name.removeprefix(KEPT))
    assert store.size(LOG) == current
    assert len(store) == SIZE * (current + 1) + current
    return current


def write(folder: Path, pipe: int) -> NoReturn:
    """Check what is there, then write version after version, and tell each when it is written."""
    try:
        store = EmbeddedStore(folder)
        version = check(store)
        os.write(pipe, b"%d\n" % version)
        while True:
            version += 1
            store.write(
                [
                    Replace(CURRENT, document(version), "application/n-triples" if version % 2 else "text/turtle"),
                    Copy(CURRENT, f"{KEPT}{version}"),
                    Merge(LOG, b'<a:log> <a:version> "%d" .' % version),
                ]
            )
            os.write(pipe, b"%d\n" % version)
    except BaseException:  # noqa: BLE001 - whatever it is, it is to be seen
        traceback.print_exc()
    finally:
        os._exit(1)


def round_(folder: Path, delay: float) -> list[int]:
    """Return the versions that a writer told of before it was killed, `delay` seconds after it started or began."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        write(folder, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        first = told.readline() if delay > LONGEST / 4 else b""  # else it is killed while it opens
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        lines = first + told.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the writer found something wrong"
    return [int(line) for line in lines.splitlines()]


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill so many times; print what was acknowledged in all, and how many versions were there without being so."""
    chance = random.Random(seed)  # noqa: S311 - the moments need a seed, not secrecy
    acknowledged, unannounced = 0, 0
    for _ in range(kills):
        told = round_(folder, chance.random() * LONGEST)
        if not told:
            continue
        assert acknowledged <= told[0] <= acknowledged + 1, (acknowledged, told[0])
        unannounced += told[0] - acknowledged
        acknowledged = told[-1]
    print(json.dumps({"acknowledged": acknowledged, "unannounced": unannounced}))  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
