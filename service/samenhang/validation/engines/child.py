"""Runs general SHACL engines in a process of its own, which may be killed at any moment.

Started by `worker`. It can open no connection, its memory is bounded, and it ends with its parent. Shapes are kept from
one request to the next; data are not.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import resource
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import Any, Final, cast

from samenhang.validation.engines.child_sets import Sets
from samenhang.validation.engines.child_wire import FRAME

_PR_SET_PDEATHSIG: Final = 1
_FORBIDDEN: Final = (
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "urllib.Request",
)


def isolate(parent: int, memory_bytes: int) -> None:
    """Take away from this process what a check has no business with; exits when `parent` has already died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory_bytes
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    if os.getppid() != parent:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    warnings.simplefilter("ignore")
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)


def serve(link: socket.socket) -> None:
    """Answer requests until the other side closes the link."""
    shapes: dict[str, Any] = {}
    sets = Sets()
    while (header := _exactly(link, FRAME.size)) is not None:
        parts = [_exactly(link, length) for length in FRAME.unpack(header)]
        if None in parts:
            return
        text, lines, data = cast("list[bytearray]", parts)
        task = json.loads(text)
        found = sets.answer(task, lines, data) if task["engine"] == "sets" else _general(task, lines, data, shapes)
        answer = json.dumps(found).encode()
        link.sendall(FRAME.pack(0, 0, len(answer)) + answer)


def _general(task: dict[str, Any], lines: bytearray, data: bytearray, shapes: dict[str, Any]) -> dict[str, Any]:
    # Only here: these libraries take a second to import, and rules across records need none of them.
    from samenhang.validation.engines.child_general import answer  # noqa: PLC0415

    return answer(task, lines, data, shapes)


def _exactly(link: socket.socket, length: int) -> bytearray | None:
    parts = bytearray(length)
    view, done = memoryview(parts), 0
    while done < length:
        got = link.recv_into(view[done:])
        if not got:
            return None
        done += got
    return parts


def main(descriptor: int, parent: int, memory_bytes: int) -> None:
    """Serve the socket with this descriptor, within the limits, until it closes."""
    isolate(parent, memory_bytes)
    serve(socket.socket(fileno=descriptor))
