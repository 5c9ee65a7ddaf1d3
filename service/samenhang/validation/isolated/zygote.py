"""Holds rules, shapes and background ready, and forks a process for every validation.

Started by `host`, with a control socket. Each message on it is one byte with the end of a link: the process that is
forked for it reads one order from that link, writes the report and its answer, and is gone, with all it knew of the
file. When the other end of a link closes, its process is killed. This process stays single-threaded, because a fork
copies only the thread that calls it; it ends when the control socket closes.
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
from pathlib import Path
from typing import TYPE_CHECKING

from samenhang.validation.isolated.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Callable

_HANG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Zygote:
    """Forks, kills and buries; `work` is what a forked process does with its link."""

    def __init__(self, control: socket.socket, work: Callable[[socket.socket], None]) -> None:
        self._control, self._work = control, work
        self._links: dict[int, socket.socket] = {}
        self._children: dict[int, int] = {}
        self._wake, self._waker = socket.socketpair()
        for end in (self._wake, self._waker):
            end.settimeout(0)

    def run(self) -> None:
        """Serve until the control socket closes; leaves no process behind."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._wake, select.POLLIN)
        open_ = True
        while open_:
            for descriptor, event in poller.poll():
                if descriptor == self._control.fileno():
                    open_ = self._obey(poller)
                elif descriptor == self._wake.fileno():
                    with contextlib.suppress(BlockingIOError):
                        self._wake.recv(4096)
                elif event & _HANG_UP and descriptor in self._children:
                    poller.unregister(descriptor)
                    os.kill(self._children[descriptor], signal.SIGKILL)
            self._bury(poller)
        for pid in self._children.values():
            os.kill(pid, signal.SIGKILL)

    def _obey(self, poller: select.poll) -> bool:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        except ConnectionResetError:
            return False
        if not data or not descriptors:
            return bool(data)
        link = socket.socket(fileno=descriptors[0])
        try:
            pid = os.fork()
        except OSError:
            link.close()
            return True
        if pid == 0:
            self._become(link)
        # Kept open here too: whoever waits is told how the process ended, and its going away is noticed.
        self._links[link.fileno()], self._children[link.fileno()] = link, pid
        poller.register(link, 0)
        return True

    def _become(self, link: socket.socket) -> None:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._wake, self._waker, *self._links.values()):
                inherited.close()
            self._work(link)
            status = 0
        finally:
            os._exit(status)  # not sys.exit: what the parent had open or buffered is not ours to close

    def _bury(self, poller: select.poll) -> None:
        for descriptor, pid in list(self._children.items()):
            buried, status = os.waitpid(pid, os.WNOHANG)
            if buried:
                with contextlib.suppress(KeyError):
                    poller.unregister(descriptor)
                del self._children[descriptor]
                with self._links.pop(descriptor) as link, contextlib.suppress(OSError):
                    link.sendall(json.dumps({"ended": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


def main(control: int, seconds: float, memory_bytes: int, assets: str) -> None:
    """Get ready and serve the control socket with this descriptor until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the service, which then closes the socket
    ready = Ready(Path(assets) if assets else None, seconds, memory_bytes)
    ready.warm()
    ready.load()
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every page that is shared with the forked
    Zygote(socket.socket(fileno=control), ready.serve).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
