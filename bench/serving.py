"""The real server in a process of its own, and a client that keeps one connection open."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START_WITHIN, _STOP_WITHIN = 60.0, 15.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request; a GET without a body, a POST with."""

    path: str
    body: bytes | None = None
    kind: str = "application/json"
    accept: str = "application/json"


class Client:
    """One connection, kept alive."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, call: Call) -> tuple[int, bytes]:
        """Return the status and the whole body of the answer."""
        headers = {"accept": call.accept} | ({"content-type": call.kind} if call.body is not None else {})
        self._connection.request("POST" if call.body is not None else "GET", call.path, call.body, headers)
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def posted(path: str, body: Mapping[str, object]) -> Call:
    """Return a POST of JSON."""
    return Call(path, json.dumps(body).encode())


@contextmanager
def served() -> Iterator[Client]:
    """Serve the product on a free port, with the graph in memory, for as long as the context lasts."""
    with launched("--in-memory") as (client, _):
        yield client


@contextmanager
def launched(*options: str, **settings: str) -> Iterator[tuple[Client, int]]:
    """Serve the product on a free port with these options and settings; gives the process id too."""
    command = [sys.executable, "-m", "samenhang.cli", "serve", "--port", "0", *options]
    environment = os.environ | {f"SAMENHANG_{name.upper()}": value for name, value in settings.items()}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603 -- our own command
        try:
            client = Client(_port(process))
            _wait(client, process)
            yield client, process.pid
            client.close()
        finally:
            process.terminate()
            try:
                process.wait(_STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _port(process: subprocess.Popen[str]) -> int:
    """Return the port from the line with which the server says where it listens."""
    line = process.stdout.readline() if process.stdout is not None else ""
    found = re.search(r"http://[^:]+:(\d+)", line)
    if found is None:
        raise RuntimeError(f"The server did not say where it listens: {line!r}")
    return int(found.group(1))


def _wait(client: Client, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            status, body = client.ask(Call("/health/ready"))
            # What a service prepares in the background after its start is no part of any figure.
            if status == 200 and json.loads(body)["derived"]:
                return
        except OSError:
            client.close()
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")
