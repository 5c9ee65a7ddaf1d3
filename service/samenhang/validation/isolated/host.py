"""The service's handle on the processes that validate: starts the one that forks them, asks, waits and gives up."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.validation.isolated.orders import Answer, TooHeavyError, raised

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from samenhang.validation.isolated.orders import Order

_READY_WITHIN: Final = 180.0
_LONGEST: Final = 1 << 20
_GRACE: Final = 5.0


class Isolated:
    """Validates in processes of their own. Safe to share between threads; close it when done.

    `assets` are those of the service. One validation may take `seconds` by the clock and `memory_bytes` beyond what is
    shared. The first one waits until rules and shapes are loaded, unless `start` was called well before.
    """

    def __init__(self, assets: Path | None = None, *, seconds: float = 120.0, memory_bytes: int = 2 << 30) -> None:
        self._assets, self.seconds, self.memory_bytes = assets, seconds, memory_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False
        self._spare: Running | None = None

    def start(self) -> None:
        """Start loading, unless that was done before; returns at once."""
        with self._lock:
            if self._spare is None or not self._spare.alive:
                self._spare = self._forked()

    @property
    def pid(self) -> int | None:
        """The process that forks the others; None when it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def close(self) -> None:
        """End every process, whatever it is doing."""
        with self._lock:
            self._closed = True
            self._end()

    def begin(self, order: Order) -> Running:
        """Return a validation that was asked for."""
        with self._lock:
            spare, self._spare = self._spare, None
            if spare is not None and not spare.alive:
                spare.cancel()
                spare = None
            running = spare or self._forked()
            self._spare = self._forked()  # ready for the next by the time it comes
        running.ask(order, self._instead if spare is not None else None)
        return running

    def _instead(self) -> Running:
        """Return a process for an order that a spare one did not take because it was gone."""
        with self._lock:
            return self._forked()

    def _forked(self) -> Running:
        """Return a process that gets ready and waits for an order."""
        control = self._started()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(control, [b"f"], [theirs.fileno()])
            except OSError:  # what forks ended since: once more with a new one
                self._end()
                socket.send_fds(self._started(), [b"f"], [theirs.fileno()])
        return Running(ours, self.seconds, self.memory_bytes)

    def _started(self) -> socket.socket:
        if self._closed:
            raise SamenhangError(Text("De dienst stopt.", "The service is stopping."))
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(self.seconds), str(self.memory_bytes), str(self._assets or "")]
            self._process = subprocess.Popen(  # noqa: S603 -- our own module, with settings for arguments
                [sys.executable, "-m", "samenhang.validation.isolated.zygote", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("SAMENHANG_DEBUG") else subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a fork copies no thread but its own
            )
        self._control = ours
        return ours

    def _end(self) -> None:
        if self._spare is not None:
            self._spare.cancel()
            self._spare = None
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE if self._closed else 0)
            self._process.kill()
            self._process.wait()
            self._process = None


class Running:
    """One validation under way."""

    def __init__(self, link: socket.socket, seconds: float, memory_bytes: int) -> None:
        self._link, self._seconds, self._memory_bytes = link, seconds, memory_bytes
        self._received = b""
        self._asked = False
        self._cancelled = threading.Event()
        self._order: Order | None = None
        self._instead: Callable[[], Running] | None = None
        self._next: Running | None = None

    @property
    def alive(self) -> bool:
        """Whether the process is there, as far as can be seen from here."""
        poller = select.poll()
        poller.register(self._link, 0)  # what comes unasked is that the other side is gone
        return not poller.poll(0)

    def ask(self, order: Order, instead: Callable[[], Running] | None = None) -> None:
        """Send the order; `instead` gives another process should this one be gone already."""
        self._asked, self._order, self._instead = True, order, instead
        with contextlib.suppress(OSError):  # a process that is gone is told when waiting
            self._link.sendall(order.line())

    def cancel(self) -> None:
        """Stop it; whoever waits is told that it ended."""
        self._cancelled.set()
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        if not self._asked:
            self._link.close()
        if self._next is not None:
            self._next.cancel()

    def wait(self) -> Answer:
        """Return what came of it.

        Raises ReportedError for a file or shapes that are refused, TooHeavyError when it took more than it may, and
        SamenhangError when there is no process that can do it.
        """
        try:
            until = time.monotonic() + _READY_WITHIN
            begun = "begun" in (self._line(until) or {})
            if not begun or "taken" not in (self._line(until) or {}):
                return self._elsewhere()
            answer = self._line(time.monotonic() + self._seconds)
        except TimeoutError:
            raise self._too_long() from None
        finally:
            self._link.close()
        if answer is None or "ended" in answer:
            raise self._broken(answer)
        if "error" in answer:
            raise raised(answer)
        return Answer(answer["compliant"], answer["findings"], answer["seconds"])

    def _elsewhere(self) -> Answer:
        """Return what comes of the order in another process, as this one never took it."""
        if self._instead is None or self._order is None or self._cancelled.is_set():
            raise _not_ready()
        self._next = self._instead()
        self._next.ask(self._order)
        if self._cancelled.is_set():
            self._next.cancel()
        return self._next.wait()

    def _line(self, until: float) -> dict[str, Any] | None:
        """Return the next line; None when there comes no more. TimeoutError when it takes too long."""
        while b"\n" not in self._received:
            left = until - time.monotonic()
            if left <= 0 or len(self._received) > _LONGEST:
                raise TimeoutError
            self._link.settimeout(left)
            try:
                got = self._link.recv(65_536)
            except TimeoutError:
                raise
            except OSError:
                got = b""
            if not got:
                return None
            self._received += got
        line, _, self._received = self._received.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def _too_long(self) -> TooHeavyError:
        seconds = f"{self._seconds:g}"
        return TooHeavyError(
            Text(
                f"De validatie duurde langer dan {seconds} seconden en is gestopt. Splits het bestand.",
                f"The validation took longer than {seconds} seconds and was stopped. Split the file.",
            )
        )

    def _broken(self, answer: dict[str, Any] | None) -> TooHeavyError:
        """Return the error for a process that ended without an answer: killed for memory or time, or by its input."""
        if answer is not None and answer["ended"] == -24:  # noqa: PLR2004 -- SIGXCPU
            return self._too_long()
        size = self._memory_bytes >> 20
        return TooHeavyError(
            Text(
                f"De validatie brak af: het bestand vraagt meer dan {size} MiB geheugen of is niet te verwerken. "
                "Splits het, of maak het eenvoudiger.",
                f"The validation broke off: the file asks for more than {size} MiB of memory or cannot be handled. "
                "Split it, or make it simpler.",
            )
        )


def _not_ready() -> SamenhangError:
    return SamenhangError(
        Text(
            "De validatie kon niet worden gestart. Probeer het later opnieuw.",
            "The validation could not be started. Try again later.",
        )
    )
