"""A server that nobody should reach: it counts the connections that are made to it, and what it is asked."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TURTLE = b"<http://example.org/away> <http://example.org/is> <http://example.org/here> ."


class Canary(ThreadingHTTPServer):
    """Answers with a document of one triple, or with what `answers` has for a path: status, headers and content."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.connections = 0
        self.paths: list[str] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def get_request(self) -> Any:
        """Take a connection."""
        self.connections += 1
        return super().get_request()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        status, headers, content = self.server.answers.get(self.path, (200, {"content-type": "text/turtle"}, TURTLE))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 -- as the library calls it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library calls it
        """Say nothing."""


@contextmanager
def canary() -> Iterator[Canary]:
    """Give a canary that listens for as long as the context lasts."""
    with Canary() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
