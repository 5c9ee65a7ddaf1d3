"""Services on a real engine and beside it, and what is told of both, for tests that hold one against the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from tests.api.serving import served
from tests.store.remote.comparing import comparable
from tests.store.remote.engines import fuseki

from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET: Final = "beheer-" * 6
ADMIN: Final = {"authorization": f"Bearer {SECRET}"}
JSON: Final = "application/json"
_ADDRESS: Final = "http://samenhang.example"
_VERSION_TAG: Final = re.compile(r'"\d+-.*')


@dataclass
class Running:
    """What runs: an engine with two services on it, and a service on an embedded store."""

    engine: str
    remote: httpx.Client
    embedded: httpx.Client
    other: httpx.Client
    process: subprocess.Popen[bytes]
    ends: ExitStack

    @property
    def pair(self) -> tuple[httpx.Client, httpx.Client]:
        """A service on the engine, and one on the embedded store."""
        return self.remote, self.embedded


@contextmanager
def services(folder: Path) -> Iterator[Running]:
    """Run an engine with a service in this process and one in a process of its own, and a service beside it."""
    with ExitStack() as stack:
        ends = stack.enter_context(ExitStack())
        engine = ends.enter_context(fuseki(folder))
        remote = stack.enter_context(served(settings(engine)))
        other, process = stack.enter_context(service_process(engine, folder / "dienst.log"))
        embedded = stack.enter_context(served(settings(None)))
        for client in (remote, embedded, other):
            client.timeout = 120
        yield Running(engine, remote, embedded, other, process, ends)


def settings(engine: str | None) -> Settings:
    """Return settings under which two services have the same address, so that their answers can be the same."""
    return Settings(
        store_url=engine,
        derive_graphs=False,
        admin_token=SECRET,
        query_timeout=60,
        public_url=_ADDRESS,
        failed_logins=10_000,
    )


@contextmanager
def service_process(engine: str, log: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """Run a service in a process of its own, that can be killed; it gets ready while other things are done."""
    given = {"SAMENHANG_ADMIN_TOKEN": SECRET, "SAMENHANG_DERIVE_GRAPHS": "false", "SAMENHANG_QUERY_TIMEOUT": "60"}
    command = [sys.executable, "-m", "samenhang.cli", "serve", "--store-url", engine, "--port", "0", "--lang", "nl"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output, env=os.environ | given)
    try:
        assert process.stdout is not None
        found = re.search(rb"http://[0-9.:]+", process.stdout.readline())
        assert found, log.read_text()
        with httpx.Client(base_url=found[0].decode()) as client:
            yield client, process
    finally:
        process.terminate()
        process.communicate()


def is_ready(client: httpx.Client) -> None:
    """Wait until a service answers."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if client.get("/health/ready").is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    pytest.fail("the service did not start")


class Told:
    """Asks one service, and remembers what it answered."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.answers: list[tuple[str, Any, str | None]] = []

    def __call__(self, method: str, path: str, accept: str = JSON, **more: Any) -> httpx.Response:
        """Return an answer; it is remembered with its tag when that is the tag of a version."""
        headers = {"accept": accept, **more.pop("headers", {})}
        answer = self.client.request(method, path, headers=headers, **more)
        tag = _VERSION_TAG.fullmatch(answer.headers.get("etag", ""))
        self.answers.append((f"{method} {path} {accept}", comparable(answer), tag and tag[0]))
        return answer


def both(running: Running, story: Callable[[Told], None]) -> None:
    """Hold what happens on Fuseki against what happens on an embedded store, step by step."""
    told = [Told(client) for client in running.pair]
    for one in told:
        story(one)
    for remote, embedded in zip(*(one.answers for one in told), strict=True):
        assert remote == embedded


def token(client: httpx.Client, name: str, *scopes: str) -> dict[str, str]:
    """Return the header with a token for a dataset."""
    body = {"naam": "Proef", "bevoegdheden": scopes or ["schrijven"], "gegevenssets": [name]}
    answer = client.post("/v1/toegangstokens", json=body, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}
