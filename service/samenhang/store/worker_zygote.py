"""Holds the graph and forks a worker whenever the web process asks for one.

Started by `worker_host` as a process of its own; never imported by the web process. It stays single-threaded, because a
fork copies only the thread that calls it: a lock held by another would stay locked in the child for ever. It ends when
the web process closes its side of the control socket, however that came about.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from typing import Final

import pyoxigraph as ox

from samenhang.store import worker_child
from samenhang.store import worker_wire as wire

_LARGEST: Final = 2**31 - 1


class Zygote:
    """Forks, kills and buries workers as the control socket says."""

    def __init__(self, control: socket.socket, store: ox.Store, memory_bytes: int) -> None:
        self._control = control
        self._store = store
        self._memory_bytes = memory_bytes
        self._workers: dict[int, int] = {}
        self._wake, self._waker = socket.socketpair()
        for end in (self._wake, self._waker):
            end.settimeout(0)

    def run(self) -> None:
        """Serve until the control socket closes; leaves no worker behind."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._report(wire.READY, 0, min(len(self._store), _LARGEST))
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._wake, select.POLLIN)
        open_ = True
        while open_:
            for descriptor, _ in poller.poll():
                if descriptor == self._wake.fileno():
                    with contextlib.suppress(BlockingIOError):
                        self._wake.recv(4096)
                else:
                    open_ = self._obey()
            self._bury(os.WNOHANG)
        for pid in self._workers.values():
            os.kill(pid, signal.SIGKILL)
        self._bury(0)

    def _obey(self) -> bool:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, wire.RECORD.size, 1)
        except ConnectionResetError:
            return False
        if not data:
            return False
        operation, number, _ = wire.RECORD.unpack(data)
        if operation == wire.FORK:
            self._fork(number, descriptors)
        elif operation == wire.APPLY:
            self._apply(number, descriptors[0])
        elif number in self._workers:  # still ours to bury, so its process id cannot have gone to another process
            os.kill(self._workers[number], signal.SIGKILL)
        return True

    def _apply(self, number: int, descriptor: int) -> None:
        """Change the graphs that a file speaks of. Blank nodes keep their labels, and so are one across graphs.

        Whatever goes wrong here ends this process, and the next one reads everything anew.
        """
        with os.fdopen(descriptor, "rb") as file:
            graphs = json.loads(file.readline())
            for graph in graphs:
                self._store.clear_graph(ox.DefaultGraph() if graph is None else ox.NamedNode(graph))
            self._store.extend(ox.parse(file, ox.RdfFormat.N_QUADS))
        rest()
        self._report(wire.APPLIED, number, min(len(self._store), _LARGEST))

    def _fork(self, number: int, descriptors: list[int]) -> None:
        parent = os.getpid()
        link = socket.socket(fileno=descriptors[0]) if descriptors else socket.socket()
        try:
            pid = os.fork()
        except OSError:
            link.close()
            self._report(wire.ENDED, number, -signal.SIGKILL)
            return
        if pid == 0:
            self._become_worker(link, parent)
        link.close()
        self._workers[number] = pid
        self._report(wire.STARTED, number, pid)

    def _become_worker(self, link: socket.socket, parent: int) -> None:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._wake, self._waker):
                inherited.close()
            worker_child.isolate(parent, self._memory_bytes)
            worker_child.serve(link, self._store)
            status = 0
        finally:
            os._exit(status)  # not sys.exit: what the parent had open or buffered is not ours to close

    def _bury(self, options: int) -> None:
        for number, pid in list(self._workers.items()):
            buried, status = os.waitpid(pid, options)
            if buried:
                del self._workers[number]
                self._report(wire.ENDED, number, os.waitstatus_to_exitcode(status))

    def _report(self, operation: bytes, number: int, value: int) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._control.sendall(wire.RECORD.pack(operation, number, value))


def rest() -> None:
    """Leave what there is to itself: the collector would touch, and so copy, every page it shares with the workers."""
    gc.collect()
    gc.freeze()


def main(control: int, memory_bytes: int) -> None:
    """Load N-Quads from standard input and serve the control socket with this descriptor until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the web process, which then closes the socket
    store = ox.Store()
    store.bulk_extend(ox.parse(sys.stdin.buffer, ox.RdfFormat.N_QUADS))  # `load` would give blank nodes other labels
    sys.stdin.close()
    rest()
    Zygote(socket.socket(fileno=control), store, memory_bytes).run()
