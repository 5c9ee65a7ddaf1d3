"""Sends malformed and hostile files to validation and tells what came of each: a report or a plain refusal.

    python -m bench.fuzz_validation [--count N] [--seed S] [--http] [--keep FOLDER]

Without `--http` one process takes the files one after another, under the same limits; with it a service is started and
every file goes over HTTP. What broke, was stopped or answered with a 5xx is listed, and written to `--keep`; the exit
code is 1 when anything broke. To be stopped is a refusal too (413), but each deserves a look.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
from bench.fuzz_inputs import Input, inputs, valid
from bench.measure import machine, table
from tests.api.serving import served

from samenhang import Samenhang
from samenhang.settings import Settings
from samenhang.validation.isolated import File, Order
from samenhang.validation.isolated.ready import Ready
from samenhang.validation.tabular.convert import convert, form_of
from samenhang.validation.tabular.plan import load_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS: Final = 30.0
_MEMORY_MB: Final = 1024
_TOO_LONG: Final = 3 * SECONDS


def seeds(samenhang: Samenhang) -> dict[str, bytes]:
    """Return a small valid dataset in every form."""
    plan = load_plan(samenhang.store, samenhang.queries, samenhang.catalogue)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def as_table(ending: str) -> bytes:
            source, target = folder / "x.ttl", folder / f"x.{ending}"
            convert(
                source,
                target,
                plan,
                source_form=form_of(source, None),
                target_form=form_of(target, None),
                language="nl",
            )
            return target.read_bytes()

        (folder / "x.ttl").write_bytes(valid(lambda _: b"")["ttl"])
        return valid(as_table)


def over_http(client: httpx.Client, one: Input) -> str:
    """Return what came of one file: the status, or what went wrong."""
    files = {"bestand": (one.name, one.data, one.media_type or "application/octet-stream")}
    try:
        if one.shapes is None:
            headers = {"content-type": one.media_type} if one.media_type else {}
            answer = client.post("/v1/validaties", content=one.data, headers=headers, params={"bestandsnaam": one.name})
        else:
            answer = client.post("/v1/validaties", files={**files, "shapes": ("s.ttl", one.shapes, "text/turtle")})
    except httpx.HTTPError as error:
        return f"BROKEN {type(error).__name__}"
    if answer.status_code == 200:
        return "200 report"
    kind = answer.json()["type"].rpartition("/")[2]
    return f"{answer.status_code} {kind}" if answer.status_code < 500 else f"BROKEN {answer.status_code} {kind}"


class Batch:
    """A process that takes one file after another, bounded as the service bounds one; forked anew when it is gone."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        self._pid = 0
        self._link: socket.socket | None = None

    def __call__(self, one: Input) -> str:
        """Return what came of one file."""
        with tempfile.TemporaryDirectory(prefix="samenhang-fuzz-") as name:
            order = _order(Path(name), one)
            link = self._link or self._forked()
            link.sendall(order.line())
            try:
                line = link.makefile("rb").readline()
            except TimeoutError:
                self.close()
                return "413 stopped: out of time"
            if not line:
                return f"413 stopped: ended with {self._buried()}"
            return _told(json.loads(line))

    def close(self) -> None:
        """End the process."""
        if self._link is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._buried()

    def _buried(self) -> int:
        if self._link is not None:
            self._link.close()
            self._link = None
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _forked(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if not self._pid:
            ours.close()
            self._ready.serve_many(theirs)
            os._exit(0)
        theirs.close()
        ours.settimeout(SECONDS)
        self._link = ours
        return ours


def _order(folder: Path, one: Input) -> Order:
    (folder / "x").write_bytes(one.data)
    shapes: tuple[File, ...] = ()
    if one.shapes is not None:
        (folder / "s").write_bytes(one.shapes)
        shapes = (File(str(folder / "s"), "s.ttl", "text/turtle"),)
    day = datetime.now(UTC).date().isoformat()
    return Order((File(str(folder / "x"), one.name, one.media_type),), str(folder / "out"), "json", day, shapes=shapes)


def _told(answer: dict[str, Any]) -> str:
    if "error" not in answer:
        return "200 report"
    status, code = answer["error"]["status"], answer["error"]["code"]
    return f"{status} {code}" if status < 500 else f"BROKEN {status} {code}"


@contextmanager
def asking(*, http: bool) -> Iterator[Callable[[Input], str]]:
    """Give what sends one file and returns what came of it."""
    if http:
        settings = Settings(derive_graphs=False, validation_timeout=SECONDS, validation_memory_mb=_MEMORY_MB)
        with served(settings) as client:
            client.timeout = httpx.Timeout(_TOO_LONG + 120)
            yield lambda one: over_http(client, one)
        return
    ready = Ready(None, SECONDS, _MEMORY_MB << 20)
    ready.warm()
    ready.load()
    batch = Batch(ready)
    try:
        yield batch
    finally:
        batch.close()


def run(
    ask: Callable[[Input], str], made: Iterator[Input], keep: Path | None
) -> tuple[Counter[str], Counter[str], float]:
    """Return the tally of outcomes, that of broken kinds, and the longest time one took."""
    tally, broken, slowest = Counter[str](), Counter[str](), 0.0

    for item in made:
        began = time.perf_counter()
        outcome = ask(item)
        seconds = time.perf_counter() - began
        slowest = max(slowest, seconds)
        tally[outcome] += 1
        if outcome.startswith(("BROKEN", "413 stopped")) or seconds > _TOO_LONG:
            broken[f"{outcome}: {item.kind}"] += 1
            if keep is not None:
                (keep / f"{broken.total()}-{item.name}").write_bytes(item.data)
    return tally, broken, slowest


def main() -> int:
    """Send the files and print the tally; 1 when anything broke."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    print(machine())
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with asking(http=options.http) as ask:
        tally, broken, slowest = run(ask, inputs(seeds(Samenhang()), options.seed, options.count), options.keep)
    rows = [[outcome, str(count)] for outcome, count in tally.most_common()]
    seconds = time.perf_counter() - began
    note = f"{tally.total()} files, seed {options.seed}, {seconds:.0f} s; the slowest took {slowest:.1f} s."
    table("Malformed and hostile files", ("outcome", "files"), rows, note)
    for kind, count in broken.most_common():
        print(f"{count} {kind}")
    return 1 if any(kind.startswith("BROKEN") for kind in broken) else 0


if __name__ == "__main__":
    sys.exit(main())
