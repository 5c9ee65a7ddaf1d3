"""Callers that ask one after another, as many at once as are wanted: what they waited for, and whether it was right.

Runs as a process of its own (`elsewhere`), so that what it does costs the process it measures nothing. Every caller
keeps its connection open and takes the next request of the list when it has the whole answer to the last.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PIECE: Final = 1 << 18
_GRACE: Final = 60.0
_ENDLESS: Final = 1 << 60


@dataclass(slots=True)
class Answer:
    """One answer as it comes in: its status, how long its body is so far, and when its first byte came."""

    status: int = 0
    size: int = 0
    first_byte: float = 0.0
    kept: bytearray | None = None
    whole: bool = False
    _head: bytes = b""
    _left: int = -1
    _chunked: bool = False
    _rest: bytes = field(default=b"", repr=False)

    def take(self, data: bytes) -> None:
        """Take the next bytes; `whole` tells whether they were the last."""
        if not self.status:
            self._head += data
            # The last bytes of the answer before may come along, when it was sent in chunks.
            head, found, data = self._head.lstrip(b"\r\n").partition(b"\r\n\r\n")
            if not found:
                return
            self._begin(head)
        if data and not self.first_byte:
            self.first_byte = time.perf_counter()
        if self._chunked:
            self._take_chunks(self._rest + data)
        else:
            self._add(data)
            self._left -= len(data)
            self.whole = self._left <= 0

    def _begin(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.status = int(first.split()[1])
        self._chunked = fields.get("transfer-encoding", "").lower() == "chunked"
        if not self._chunked:  # without a length the answer is what comes until the connection closes
            self._left = int(fields.get("content-length", _ENDLESS))

    def _take_chunks(self, data: bytes) -> None:
        """Take whole chunks and parts of them; `_left` is what the present one still misses, its end included."""
        at = 0
        while at < len(data):
            if self._left > 0:
                step = min(self._left, len(data) - at)
                self._add(data[at : at + max(0, min(step, self._left - 2))])
                self._left -= step
                at += step
                continue
            end = data.find(b"\r\n", at)
            if end < 0:
                break
            length = int(data[at:end].partition(b";")[0], 16)
            at = end + 2
            self._left = length + 2
            if length == 0:
                self.whole = True
                break
        self._rest = data[at:]

    def _add(self, data: bytes) -> None:
        self.size += len(data)
        if self.kept is not None:
            self.kept += data


class Caller:
    """One caller with one connection."""

    def __init__(self, port: int, requests: Sequence[bytes], start: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self.index = start
        self.asked = 0.0
        self.answer = Answer()

    def ask(self) -> None:
        """Send the next request; when the connection is gone, `hear` tells."""
        self.index = (self.index + 1) % len(self._requests)
        self.answer = Answer()
        self.asked = time.perf_counter()
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(self._requests[self.index])

    def hear(self) -> bool:
        """Take what has come; False when the connection is gone."""
        try:
            data = self.socket.recv(_PIECE)
        except OSError:
            return False
        if data:
            self.answer.take(data)
        return bool(data)


def run(port: int, clients: int, seconds: float, requests: Sequence[bytes]) -> dict[str, Any]:
    """Return how long each right answer took, how long all took together, and how many were wrong.

    An answer is right when its status is 200 and it is as long as the other answers to the same request.
    """
    try:
        callers = [Caller(port, requests, number * len(requests) // clients) for number in range(clients)]
    except OSError as error:
        return {"took": [], "elapsed": 0.0, "wrong": clients, "why": [str(error)]}
    waiting = selectors.DefaultSelector()
    for caller in callers:
        waiting.register(caller.socket, selectors.EVENT_READ, caller)
    sizes: dict[int, int] = {}
    took: list[float] = []
    wrong: list[str] = []
    began = ended = time.perf_counter()
    until = began + seconds
    for caller in callers:
        caller.ask()
    while waiting.get_map() and time.perf_counter() < until + _GRACE:
        for key, _ in waiting.select(1.0):
            caller = key.data
            open_ = caller.hear()
            if open_ and not caller.answer.whole:
                continue
            ended = time.perf_counter()
            if fault := _fault(caller, sizes) if open_ else "the connection was closed":
                wrong.append(fault)
            else:
                took.append(ended - caller.asked)
            if open_ and ended < until:
                caller.ask()
            else:
                waiting.unregister(caller.socket)
                caller.socket.close()
    wrong += ["no answer came"] * len(waiting.get_map())
    return {"took": took, "elapsed": ended - began, "wrong": len(wrong), "why": wrong[:1]}


def _fault(caller: Caller, sizes: dict[int, int]) -> str:
    answer = caller.answer
    if answer.status != 200:
        return f"status {answer.status}"
    usual = sizes.setdefault(caller.index, answer.size)
    return "" if usual == answer.size else f"{answer.size} bytes, before {usual}"


def ask_once(port: int, request: bytes, *, keep: bool = False, within: float | None = None) -> dict[str, Any]:
    """Return how long one answer took, when its first byte came, its length, its status and, when kept, its body.

    TimeoutError when nothing comes for so many seconds.
    """
    caller = Caller(port, [request], 0)
    caller.socket.settimeout(within)
    with caller.socket:
        caller.ask()
        caller.answer.kept = bytearray() if keep else None
        while not caller.answer.whole and (data := caller.socket.recv(_PIECE)):
            caller.answer.take(data)
    answer = caller.answer
    took, first = time.perf_counter() - caller.asked, answer.first_byte - caller.asked
    whole = {"took": took, "first": first, "size": answer.size, "status": answer.status, "whole": answer.whole}
    return whole | ({"body": bytes(answer.kept)} if answer.kept is not None else {})


def elsewhere(port: int, clients: int, seconds: float, requests: Sequence[bytes]) -> dict[str, Any]:
    """Return what `run` measures in a process of its own; with no seconds, what `ask_once` does."""
    plan = {"port": port, "clients": clients, "seconds": seconds, "requests": [one.decode() for one in requests]}
    command = [sys.executable, "-m", "bench.http_load"]
    done = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 -- our own module
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Carry out the plan on standard input and print what was measured."""
    plan = json.load(sys.stdin)
    requests = [one.encode() for one in plan.pop("requests")]
    found = run(requests=requests, **plan) if plan["seconds"] else ask_once(plan["port"], requests[0])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
