"""Starts real engines for tests: Apache Jena Fuseki and Virtuoso, each as a process of its own on free ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITHIN = 60.0
_VIRTUOSO_ROWS = 200_000


def fuseki_jar() -> Path | None:
    """Return the jar of Fuseki: SAMENHANG_FUSEKI_JAR, or the newest that `make fuseki` put in Maven's folder."""
    named = os.environ.get("SAMENHANG_FUSEKI_JAR")
    if named:
        return Path(named)
    folder = Path.home() / ".m2" / "repository" / "org" / "apache" / "jena" / "jena-fuseki-server"
    found = sorted(folder.glob("*/jena-fuseki-server-*.jar"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def missing_fuseki() -> str:
    """Return what is missing to start Fuseki; nothing when all is there."""
    if shutil.which("java") is None:
        return "no Java: install a Java 17 runtime"
    return "" if fuseki_jar() else "no Fuseki: `make fuseki`, or name its jar in SAMENHANG_FUSEKI_JAR"


def missing_virtuoso() -> str:
    """Return what is missing to start Virtuoso; nothing when all is there."""
    return "" if shutil.which("virtuoso-t") else "no Virtuoso: on Debian apt-get install virtuoso-opensource-7-bin"


@contextmanager
def fuseki(folder: Path, *options: str, disk: bool = False) -> Iterator[str]:
    """Run Fuseki with an empty dataset, in memory or on disk (TDB2), and give its address."""
    port = _free_port()
    where = ["--tdb2", f"--loc={folder / 'tdb2'}"] if disk else ["--mem"]
    (folder / "tdb2").mkdir(parents=True, exist_ok=True)
    command = ["java", "-Xmx1g", "-jar", str(fuseki_jar()), *where, "--update", "--localhost", f"--port={port}"]
    environment = os.environ | {"FUSEKI_BASE": str(folder)}
    url = f"http://127.0.0.1:{port}/samenhang"
    with _running([*command, *options, "/samenhang"], folder, url, environment):
        yield url


@contextmanager
def virtuoso(folder: Path, rows: int = _VIRTUOSO_ROWS) -> Iterator[str]:
    """Run Virtuoso with an empty database and its first password, and give its address."""
    port, inner = _free_port(), _free_port()
    names = ("DatabaseFile", "ErrorLogFile", "LockFile", "TransactionFile", "xa_persistent_file")
    files = "\n".join(f"{name} = {folder}/virtuoso.{number}" for number, name in enumerate(names))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.ini").write_text(
        f"[Database]\n{files}\n[TempDatabase]\nDatabaseFile = {folder}/temp.db\nTransactionFile = {folder}/temp.trx\n"
        f"[Parameters]\nServerPort = 127.0.0.1:{inner}\nDisableUnixSocket = 1\nServerThreads = 20\n"
        "NumberOfBuffers = 20000\nMaxDirtyBuffers = 15000\n"
        f"[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 10\n[SPARQL]\nResultSetMaxRows = {rows}\n",
        encoding="utf-8",
    )
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql", dict(os.environ)):
        yield f"http://dba:dba@127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], folder: Path, url: str, environment: dict[str, str]) -> Iterator[None]:
    with (folder / "engine.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        try:
            _wait(url, process, folder / "engine.log")
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.post(url, data={"query": "ASK {}"}, trust_env=False, timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    message = f"the engine did not start: {log.read_text(errors='replace')[-2000:]}"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
