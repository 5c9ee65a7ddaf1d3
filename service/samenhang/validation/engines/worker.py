"""A process in which a general engine runs, kept warm and killed when it takes too long."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.validation.engines.child_wire import FRAME
from samenhang.validation.engines.shape_graph import ShapesError

if TYPE_CHECKING:
    from types import TracebackType


# The modules are imported under their own names but without running the packages' own __init__: those would bring in
# the whole product, which takes longer than most checks.
_PROGRAM: Final = """
import sys, types
names = "samenhang", "samenhang.validation", "samenhang.validation.engines"
for name, path in zip(names, sys.argv[1:4]):
    package = types.ModuleType(name)
    package.__path__ = [path]
    sys.modules[name] = package
from samenhang.validation.engines.child import main
main(*map(int, sys.argv[4:]))
"""
_PACKAGES: Final = tuple(reversed(Path(__file__).resolve().parents[:3]))


class ValidationTimeoutError(SamenhangError):
    """A check ran out of time and was stopped."""

    code = "validatie-te-lang"
    status = 503
    title = Text("De validatie duurde te lang", "The validation took too long")


class ValidationFailedError(SamenhangError):
    """A check was given up: it asked for too much memory or the process that ran it broke down."""

    code = "validatie-afgebroken"
    status = 503
    title = Text("De validatie is afgebroken", "The validation was given up")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run of a general engine may take."""

    seconds: float = 60.0
    memory_bytes: int = 4 << 30


class Worker:
    """One process, started when first asked; one request at a time, others wait. Safe to share between threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, so that it is ready by the time it is asked; returns at once."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock:
            self._end()

    def ask(self, task: dict[str, Any], shapes: bytes, data: bytes) -> list[Any]:
        """Return the results of one run.

        Raises ValidationTimeoutError and ValidationFailedError when a limit is passed, ShapesError when the engine
        cannot run the shapes.
        """
        with self._lock:
            return self._results(self._exchange(json.dumps(task).encode(), shapes, data))

    def ask_with(self, task: dict[str, Any], background: bytes, data: bytes) -> list[Any]:
        """Return the results of one run over a background, which is sent only when the process does not have it."""
        text = json.dumps(task).encode()
        with self._lock:
            answer = self._exchange(text, b"", data)
            if "unknown" in answer:
                answer = self._exchange(text, background, data)
            return self._results(answer)

    def _results(self, answer: dict[str, Any]) -> list[Any]:
        if "memory" in answer:
            self._end()
            raise too_much_memory(self.limits.memory_bytes)
        if "error" in answer:
            raise not_run(answer["error"])
        return cast("list[Any]", answer["results"])

    def _exchange(self, task: bytes, shapes: bytes, data: bytes) -> dict[str, Any]:
        link = self._started()
        until = time.monotonic() + self.limits.seconds
        try:
            link.settimeout(self.limits.seconds)
            link.sendall(FRAME.pack(len(task), len(shapes), len(data)))
            for part in (task, shapes, data):
                link.settimeout(max(until - time.monotonic(), 0.001))
                link.sendall(part)
            length = FRAME.unpack(_received(link, FRAME.size, until))[2]
            return cast("dict[str, Any]", json.loads(_received(link, length, until)))
        except TimeoutError:
            self._end()
            raise self._too_long() from None
        except (EOFError, OSError):
            self._end()
            raise too_much_memory(self.limits.memory_bytes) from None

    def _started(self) -> socket.socket:
        if self._link is not None and self._process is not None and self._process.poll() is None:
            return self._link
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(os.getpid()), str(self.limits.memory_bytes)]
            self._process = subprocess.Popen(  # noqa: S603 -- our own module, with numbers for arguments
                [sys.executable, "-c", _PROGRAM, *map(str, _PACKAGES), *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._link = ours
        return ours

    def _end(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _too_long(self) -> ValidationTimeoutError:
        seconds = f"{self.limits.seconds:g}"
        return ValidationTimeoutError(
            Text(
                f"De shapes liepen na {seconds} seconden nog en zijn gestopt. "
                "Maak patronen en queries eenvoudiger, of valideer minder gegevens tegelijk.",
                f"The shapes were still running after {seconds} seconds and were stopped. "
                "Make patterns and queries simpler, or validate fewer data at once.",
            )
        )


def too_much_memory(limit: int) -> ValidationFailedError:
    """Return the error for a run that asked for more than so many bytes."""
    size = limit >> 20
    return ValidationFailedError(
        Text(
            f"De shapes vroegen meer dan {size} MiB geheugen. Maak ze eenvoudiger of valideer minder.",
            f"The shapes asked for more than {size} MiB of memory. Make them simpler or validate fewer data.",
        )
    )


def not_run(cause: str) -> ShapesError:
    """Return the error for shapes that an engine does not take, for the cause it gives."""
    return ShapesError(
        Text(
            f"De shapes kunnen niet worden uitgevoerd: {cause}. Herstel de genoemde shape.",
            f"The shapes cannot be run: {cause}. Mend the shape that is named.",
        )
    )


def _received(link: socket.socket, length: int, until: float) -> bytes:
    parts = bytearray(length)
    view, done = memoryview(parts), 0
    while done < length:
        link.settimeout(max(until - time.monotonic(), 0.001))
        got = link.recv_into(view[done:])
        if not got:
            raise EOFError
        done += got
    return bytes(parts)
