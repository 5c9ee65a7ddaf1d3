"""The callers of the benches, against a server that answers in whatever way it is told to."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from bench.http_load import Answer, ask_once, elsewhere, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def answering(answer: Callable[[int], bytes]) -> Iterator[int]:
    """Answer the n-th request of every connection with `answer(n)`; nothing closes the connection. Gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, answer), daemon=True).start()
        yield listener.getsockname()[1]
        # Whoever waits in accept is not woken by closing alone.
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, answer: Callable[[int], bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Callable[[int], bytes]) -> None:
    number = 0
    with connection:
        while connection.recv(4096):
            data = answer(number)
            if not data:
                return
            connection.sendall(data)
            number += 1


@pytest.mark.parametrize("whole", [PLAIN, CHUNKED])
@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_an_answer_is_read_whole_however_it_is_cut(whole: bytes, step: int) -> None:
    answer = Answer(kept=bytearray())
    for start in range(0, len(whole), step):
        assert not answer.whole or whole[start:].strip() == b""
        answer.take(whole[start : start + step])
    assert (answer.status, answer.size, bytes(answer.kept or b""), answer.whole) == (200, 5, b"hello", True)


def test_a_part_of_an_answer_is_not_whole() -> None:
    answer = Answer()
    answer.take(CHUNKED[:-6])
    assert not answer.whole


def test_what_the_last_answer_left_does_not_spoil_the_next() -> None:
    answer = Answer()
    answer.take(b"\r\n" + PLAIN)
    assert answer.whole
    assert answer.status == 200


def test_every_caller_asks_again_as_soon_as_it_has_its_answer() -> None:
    with answering(lambda _: CHUNKED) as port:
        found = run(port, clients=3, seconds=0.2, requests=[ASK])
    assert found["wrong"] == 0
    assert len(found["took"]) > 3
    assert found["elapsed"] >= 0.2


def test_answers_that_refuse_or_differ_or_break_off_are_counted_as_wrong() -> None:
    odd = {3: BUSY, 5: PLAIN.replace(b"5", b"4").replace(b"hello", b"hell"), 8: b""}
    with answering(lambda number: odd.get(number, PLAIN)) as port:
        found = run(port, clients=1, seconds=0.2, requests=[ASK])
    assert (found["wrong"], len(found["took"])) == (3, 6)
    assert found["why"] == ["status 503"]


def test_the_first_byte_and_the_body_of_one_answer_are_told() -> None:
    with answering(lambda _: PLAIN) as port:
        found = ask_once(port, ASK, keep=True)
    assert (found["status"], found["size"], found["body"], found["whole"]) == (200, 5, b"hello", True)
    assert 0 < found["first"] <= found["took"]


def test_whoever_waits_too_long_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        ask_once(silent.getsockname()[1], ASK, within=0.05)


def test_another_process_measures_the_same_things() -> None:
    with answering(lambda _: PLAIN) as port:
        found = elsewhere(port, 2, 0.1, [ASK])
        once = elsewhere(port, 1, 0, [ASK])
    assert found["wrong"] == 0
    assert len(found["took"]) >= 2
    assert once["status"] == 200
