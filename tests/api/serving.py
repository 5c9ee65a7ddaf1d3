"""A real server on a free port, for tests that speak HTTP."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import uvicorn

from samenhang.api.app import create_app
from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_WITHIN = 60.0


@contextmanager
def served(settings: Settings | None = None) -> Iterator[httpx.Client]:
    """Serve with these settings for as long as the context lasts; gives a client with the address filled in."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = listener.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(create_app(settings or Settings(derive_graphs=False)), log_level="warning", ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + _START_WITHIN
            while not server.started and thread.is_alive() and time.monotonic() < deadline:
                time.sleep(0.02)
            assert server.started, "the server did not start"
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(_START_WITHIN)
