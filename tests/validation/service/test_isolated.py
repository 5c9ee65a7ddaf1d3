"""Processes that validate: bounded, killed when nobody waits, and there again after whatever happened."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from samenhang.errors import SamenhangError
from samenhang.validation.isolated import Answer, File, Isolated, Order, ReportedError, TooHeavyError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = b"""<https://w3id.org/samenhang/id/inrichting/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>
    <https://w3id.org/samenhang/def/Inrichting> .
""".replace(b"\n    ", b" ")
RUNAWAY = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sam: <https://w3id.org/samenhang/def/> .
<urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ; sh:sparql [
    sh:select '''SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i
        FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) = 7) }''' ] ."""


@pytest.fixture(scope="module")
def isolated() -> Iterator[Isolated]:
    found = Isolated(seconds=10.0, memory_bytes=512 << 20)
    yield found
    found.close()
    assert found.pid is None


def order(folder: Path, data: bytes = DATA, shapes: bytes = b"") -> Order:
    (folder / "x.nt").write_bytes(data)
    (folder / "s.ttl").write_bytes(shapes)
    own = (File(str(folder / "s.ttl"), "s.ttl"),) if shapes else ()
    files = (File(str(folder / "x.nt"), "x.nt", "application/n-triples"),)
    return Order(files, str(folder / "rapport"), "json", "2026-01-01", shapes=own)


def children(isolated: Isolated) -> set[str]:
    return set(Path(f"/proc/{isolated.pid}/task/{isolated.pid}/children").read_text().split())


def test_an_order_is_what_its_line_says(tmp_path: Path) -> None:
    one = order(tmp_path, shapes=RUNAWAY)
    assert Order.of(one.line()) == one


def test_the_report_is_written_and_the_answer_given(isolated: Isolated, tmp_path: Path) -> None:
    answer = isolated.begin(order(tmp_path)).wait()
    assert isinstance(answer, Answer)
    assert answer.findings
    assert (tmp_path / "rapport").read_bytes().startswith(b"{")
    assert (tmp_path / "rapport").stat().st_mode & 0o077 == 0


def test_a_refusal_comes_back_with_its_code_and_its_sentence(isolated: Isolated, tmp_path: Path) -> None:
    with pytest.raises(ReportedError) as caught:
        isolated.begin(order(tmp_path, shapes=b"@prefix")).wait()
    assert (caught.value.code, caught.value.status) == ("ongeldige-shapes", 400)
    assert caught.value.text.nl
    assert caught.value.text.en


def test_what_takes_too_long_is_stopped(isolated: Isolated, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(SamenhangError) as caught:
        isolated.begin(order(tmp_path, shapes=RUNAWAY)).wait()
    assert caught.value.status == TooHeavyError.status
    assert time.monotonic() - began < 40


def test_what_is_cancelled_is_gone_and_so_is_what_it_started(isolated: Isolated, tmp_path: Path) -> None:
    isolated.begin(order(tmp_path)).wait()
    running = isolated.begin(order(tmp_path, shapes=RUNAWAY))
    threading.Timer(2.0, running.cancel).start()
    with pytest.raises(SamenhangError):
        running.wait()
    deadline = time.monotonic() + 10
    while len(children(isolated)) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children(isolated)) == 1  # the one that is ready for the next


def test_a_process_that_is_killed_is_a_refusal_and_the_next_is_served(isolated: Isolated, tmp_path: Path) -> None:
    running = isolated.begin(order(tmp_path, shapes=RUNAWAY))

    def kill() -> None:
        for pid in children(isolated):
            os.kill(int(pid), signal.SIGKILL)

    threading.Timer(2.0, kill).start()
    with pytest.raises(TooHeavyError):
        running.wait()
    assert isolated.begin(order(tmp_path)).wait().findings


def test_when_the_one_that_forks_dies_another_takes_its_place(isolated: Isolated, tmp_path: Path) -> None:
    before = isolated.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)
    assert isolated.begin(order(tmp_path)).wait().findings
    assert isolated.pid != before


def test_nothing_is_begun_after_closing(tmp_path: Path) -> None:
    closed = Isolated()
    closed.close()
    with pytest.raises(SamenhangError):
        closed.begin(order(tmp_path))
