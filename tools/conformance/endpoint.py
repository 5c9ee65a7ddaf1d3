"""The service that a suite is run against: one that is given, or one that is started for it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUERIES: Final = Path(__file__).parent / "queries"
_START_WITHIN: Final = 120.0


class Endpoint:
    """A service with its address and a client that may administer it."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    @property
    def address(self) -> str:
        """The address without a slash at the end."""
        return str(self.client.base_url).rstrip("/")

    def query(
        self, text: str, accept: str, default: list[str] | None = None, named: list[str] | None = None
    ) -> httpx.Response:
        """Return the answer to a query over some graphs."""
        fields = {"query": text, "default-graph-uri": default or [], "named-graph-uri": named or []}
        return self.client.post("/sparql", data=fields, headers={"accept": accept})

    def update(self, text: str) -> httpx.Response:
        """Return the answer to an update."""
        return self.client.post("/sparql", content=text.encode(), headers={"content-type": "application/sparql-update"})

    def put(self, graph: str | None, data: bytes, media_type: str) -> None:
        """Make a document the content of a graph; None is the default graph."""
        where = {"default": ""} if graph is None else {"graph": graph}
        self.client.put("/graphs", params=where, content=data, headers={"content-type": media_type}).raise_for_status()

    def get(self, graph: str | None) -> bytes | None:
        """Return a graph as N-Triples; None when there is none of that name."""
        where = {"default": ""} if graph is None else {"graph": graph}
        answer = self.client.get("/graphs", params=where, headers={"accept": "application/n-triples"})
        return answer.content if answer.is_success else None

    def graphs(self) -> set[str]:
        """Return the names of the graphs that are not the service's own."""
        answer = self.query((_QUERIES / "grafen.rq").read_text(encoding="utf-8"), "application/sparql-results+json")
        return {row["graaf"]["value"] for row in answer.raise_for_status().json()["results"]["bindings"]}

    def clear(self) -> None:
        """Remove what the test before has left."""
        self.update((_QUERIES / "alles-weg.ru").read_text(encoding="utf-8")).raise_for_status()


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """Give the service at URL, which takes TOKEN, or else one that lives as long as the context."""
    url = os.environ.get("URL")
    if url:
        with _client(url, os.environ.get("TOKEN", "")) as client:
            yield Endpoint(client)
        return
    token, port = secrets.token_urlsafe(32), _free_port()
    environment = os.environ | {"SAMENHANG_ADMIN_TOKEN": token, "SAMENHANG_DERIVE_GRAPHS": "false"}
    command = [sys.executable, "-m", "samenhang.cli", "serve", "--port", str(port), "--in-memory"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 -- our own
        try:
            with _client(f"http://127.0.0.1:{port}", token) as client:
                _wait_for(client, process)
                yield Endpoint(client)
        finally:
            process.terminate()


def _client(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}", "accept-language": "en"}, timeout=60)


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            if client.get("/health/ready").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("The service did not start.")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
