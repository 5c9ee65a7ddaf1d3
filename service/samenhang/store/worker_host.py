"""The web process's handle on the process that holds the graph: starts it, has workers forked and killed, stops it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.store import worker_wire as wire
from samenhang.store.worker_link import WorkerLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# The modules are imported under their own names but without running the packages' own __init__: those would bring in
# the whole product, and libraries that start threads.
_PROGRAM: Final = """
import sys, types
for name, path in (("samenhang", sys.argv[1]), ("samenhang.store", sys.argv[2])):
    package = types.ModuleType(name)
    package.__path__ = [path]
    sys.modules[name] = package
from samenhang.store.worker_zygote import main
main(int(sys.argv[3]), int(sys.argv[4]))
"""
_HERE: Final = Path(__file__).resolve().parent
_GRACE: Final = 5.0

GraphData: TypeAlias = "Callable[[], bytes | Iterable[bytes]]"
"""Gives the graph as N-Quads, whole or in pieces."""


class WorkerHost:
    """A running zygote and the links to the workers it forked. `on_lost` is called once when it ends unasked."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, on_lost: Callable[[], None]) -> None:
        self.alive = True
        self.pid = process.pid
        self._process = process
        self._control = control
        self._on_lost = on_lost
        self._links: dict[int, WorkerLink] = {}
        self._numbers = itertools.count(1)
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._applying: dict[int, asyncio.Future[None]] = {}
        self.applied = 0
        self._received = b""
        self._stopped = False
        self._loop.add_reader(control.fileno(), self._read)

    @classmethod
    async def start(cls, data: GraphData, memory_mb: int, on_lost: Callable[[], None]) -> WorkerHost:
        """Return a host that has loaded `data()`, which is called in a thread; SamenhangError when it cannot."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        launch = asyncio.ensure_future(asyncio.to_thread(_launch, data, theirs, memory_mb << 20))
        try:
            process = await asyncio.shield(launch)
        except BaseException:
            ours.close()  # a process that was started after all ends when it finds its socket closed
            launch.add_done_callback(_bury_when_launched)
            raise
        host = cls(process, ours, on_lost)
        try:
            await host._ready
        except BaseException:
            await host.stop()
            raise
        return host

    async def apply(self, content: IO[bytes]) -> int:
        """Have the graphs in a file changed (`worker_wire.APPLY`); return a number that `applied` reached by it.

        A worker that is forked from now on has them. OSError when the process is gone.
        """
        number = next(self._numbers)
        done = self._applying[number] = self._loop.create_future()
        socket.send_fds(self._control, [wire.RECORD.pack(wire.APPLY, number, 0)], [content.fileno()])
        self.applied = number
        await done
        return number

    async def fork(self, on_lost: Callable[[WorkerLink], None]) -> WorkerLink:
        """Return the link to a new worker; requests may be sent at once. OSError when there are too many open files."""
        number = next(self._numbers)
        link = WorkerLink(number, on_lost, self.applied)
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with theirs:
            try:
                socket.send_fds(self._control, [wire.RECORD.pack(wire.FORK, number, 0)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        self._links[number] = link
        await self._loop.create_unix_connection(lambda: link, sock=ours)
        return link

    def kill(self, link: WorkerLink) -> None:
        """End a worker, whatever it is doing."""
        link.forget()
        if self.alive and link.number in self._links:
            with contextlib.suppress(OSError):
                self._control.send(wire.RECORD.pack(wire.KILL, link.number, 0))

    async def stop(self) -> None:
        """End the zygote and all its workers, and return when they are gone."""
        self._stopped = True
        for link in list(self._links.values()):
            link.forget()
        self._close()
        await asyncio.to_thread(_bury, self._process)

    def _read(self) -> None:
        try:
            received = self._control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._lose()
            return
        self._received += received
        whole = len(self._received) // wire.RECORD.size * wire.RECORD.size
        records, self._received = self._received[:whole], self._received[whole:]
        for operation, number, value in wire.RECORD.iter_unpack(records):
            self._note(operation, number, value)

    def _note(self, operation: bytes, number: int, value: int) -> None:
        if operation == wire.READY:
            if not self._ready.done():
                self._ready.set_result(None)
        elif operation == wire.APPLIED:
            if (done := self._applying.pop(number, None)) is not None and not done.done():
                done.set_result(None)
        elif operation == wire.STARTED:
            if number in self._links:
                self._links[number].pid = value
        elif (link := self._links.pop(number, None)) is not None:
            link.ended(value)

    def _lose(self) -> None:
        self._close()
        for done in self._applying.values():
            if not done.done():
                done.set_exception(ConnectionResetError())
        self._applying.clear()
        if not self._ready.done():
            self._ready.set_exception(_not_started())
        elif not self._stopped:
            self._on_lost()

    def _close(self) -> None:
        if self.alive:
            self.alive = False
            self._loop.remove_reader(self._control.fileno())
            self._control.close()


def _launch(data: GraphData, control: socket.socket, memory_bytes: int) -> subprocess.Popen[bytes]:
    with control:
        quads = data()
        parts = [quads] if isinstance(quads, bytes) else quads
        arguments = (str(_HERE.parent), str(_HERE), str(control.fileno()), str(memory_bytes))
        process = subprocess.Popen(  # noqa: S603 - our own program and our own arguments
            [sys.executable, "-P", "-c", _PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            pass_fds=[control.fileno()],
            start_new_session=True,  # an interrupt on the terminal is for the web process, which ends this one in order
        )
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError), process.stdin:  # it ended early: the control socket will tell
            for part in parts:
                process.stdin.write(part)
    return process


def _bury(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _bury_when_launched(launch: asyncio.Future[subprocess.Popen[bytes]]) -> None:
    if not launch.cancelled() and launch.exception() is None:
        launch.get_loop().run_in_executor(None, _bury, launch.result())


def _not_started() -> SamenhangError:
    return SamenhangError(
        Text(
            "Het proces dat queries uitvoert kon niet starten. Kijk in het logboek van de dienst.",
            "The process that runs queries could not start. See the service's log.",
        )
    )
