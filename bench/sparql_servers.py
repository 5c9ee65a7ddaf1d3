"""The servers of `bench_sparql`, each as a process of its own with the same graph: ours and those it is compared with.

None of the others is part of this project. `make rivals` fetches two of them into a virtual environment of their own,
`make fuseki` the third; whatever is not there is named and left out.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.serving import launched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bench.sparql_data import Data

_WITHIN: Final = 900.0
_PIECE: Final = 1 << 20
_HEAP: Final = "-Xmx4g"
RESULTS: Final = "application/sparql-results+json"


class MissingError(Exception):
    """What is missing to start a server, in words."""


@dataclass(frozen=True, slots=True)
class Server:
    """One running server: its process, where it takes queries, and whether it was told a time limit."""

    name: str
    port: int
    path: str
    pid: int
    limited: bool = True

    def asks(self, query: str) -> bytes:
        """Return the request that puts a query to this server."""
        return request("POST", self.path, query.encode(), "application/sparql-query", RESULTS)


def request(method: str, path: str, body: bytes = b"", kind: str = "", accept: str = "*/*") -> bytes:
    """Return the bytes of one HTTP request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
    if method == "POST":
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


@contextmanager
def samenhang(data: Data, folder: Path, limit: int) -> Iterator[Server]:
    """Run the product on the prepared store."""
    del folder
    with launched("--data-dir", str(data.folder), query_timeout=str(limit)) as (client, pid):
        yield Server("samenhang", client.port, "/sparql", pid)


@contextmanager
def oxigraph(data: Data, folder: Path, limit: int) -> Iterator[Server]:
    """Run the engine's own server, in memory, over the union of its graphs.

    Without its `--timeout-s`: with it, it keeps a thread for every query until that time has passed, runs out of them
    after some thousands of queries, and counts on all the same.
    """
    del limit
    port = _free_port()
    command = [_program("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running(command, folder, port, "/query") as pid:
        _load(port, "POST", "/store", data.quads, "application/n-quads")
        yield Server(f"Oxigraph server {_version('oxigraph')}", port, "/query", pid, limited=False)


@contextmanager
def fuseki(data: Data, folder: Path, limit: int) -> Iterator[Server]:
    """Run Fuseki, in memory, with everything in its default graph: over a union of graphs it is slower."""
    if shutil.which("java") is None:
        raise MissingError("no Java: install a Java 17 runtime")
    jar = _fuseki_jar()
    port = _free_port()
    options = ["--mem", "--update", "--localhost", f"--port={port}", f"--timeout={limit * 1000}", "/graaf"]
    with _running(["java", _HEAP, "-jar", str(jar), *options], folder, port, "/graaf/query") as pid:
        _load(port, "PUT", "/graaf/data?default", data.triples, "application/n-triples")
        yield Server(f"Fuseki {jar.stem.rpartition('-')[2]}", port, "/graaf/query", pid)


@contextmanager
def rdflib_endpoint(data: Data, folder: Path, limit: int) -> Iterator[Server]:
    """Run rdflib-endpoint as its own command serves a file; it knows no time limit."""
    del limit
    port = _free_port()
    command = [_program("rdflib-endpoint"), "serve", str(data.triples), "--host", "127.0.0.1", "--port", str(port)]
    with _running(command, folder, port, "/") as pid:
        yield Server(f"rdflib-endpoint {_version('rdflib-endpoint')}", port, "/", pid, limited=False)


SERVERS: Final[dict[str, Callable[[Data, Path, int], AbstractContextManager[Server]]]] = {
    "samenhang": samenhang,
    "oxigraph": oxigraph,
    "fuseki": fuseki,
    "rdflib-endpoint": rdflib_endpoint,
}


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((".venv/rivals/bin", os.environ.get("PATH", ""))))
    if found is None:
        raise MissingError(f"no {name} on the path: `make rivals`")
    return found


def _version(package: str) -> str:
    """Return the version of a package, in the environment that its program is in."""
    python = Path(_program(package)).with_name("python")
    if not python.exists():
        return ""
    ask = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=False)  # noqa: S603 -- as found
    return done.stdout.strip()


def _fuseki_jar() -> Path:
    named = os.environ.get("SAMENHANG_FUSEKI_JAR")
    folder = Path.home() / ".m2" / "repository" / "org" / "apache" / "jena" / "jena-fuseki-server"
    found = [Path(named)] if named else sorted(folder.glob("*/jena-fuseki-server-*.jar"), key=_number)
    if not found:
        raise MissingError("no Fuseki: `make fuseki`, or name its jar in SAMENHANG_FUSEKI_JAR")
    return found[-1]


def _number(jar: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in jar.parent.name.split(".") if part.isdigit())


@contextmanager
def _running(command: list[str], folder: Path, port: int, path: str) -> Iterator[int]:
    """Run a server until the context ends; its process id, once it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log"
    environment = os.environ | {"FUSEKI_BASE": str(folder)}
    command = [command[0] if "/" not in command[0] else str(Path(command[0]).absolute()), *command[1:]]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=environment)  # noqa: S603 -- as found
    try:
        _wait(process, port, path, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.monotonic() + _WITHIN
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", path, b"ASK {}", {"content-type": "application/sparql-query", "accept": RESULTS})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise MissingError(f"it did not start: {log.read_text(errors='replace')[-500:]}")


def _load(port: int, method: str, path: str, file: Path, kind: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WITHIN)
    with file.open("rb") as content:
        headers = {"content-type": kind, "content-length": str(file.stat().st_size)}
        connection.request(method, path, iter(lambda: content.read(_PIECE), b""), headers)
    answer = connection.getresponse()
    if answer.status >= 300:
        raise MissingError(f"it did not take the graph: {answer.status} {answer.read(300)!r}")
    connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
