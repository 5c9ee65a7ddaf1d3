"""YASGUI, on a page of another origin in a real browser, shows what the service answers."""

from __future__ import annotations

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from tests.interop.clients import SCRIPTS, folder, missing, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MISSING = missing("@triply/yasgui", browser=True) or missing("playwright-core")
pytestmark = pytest.mark.skipif(bool(_MISSING), reason=_MISSING)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library calls it
        """Say nothing."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    """Serve a page with YASGUI from an origin of its own."""
    build = folder() / "node_modules" / "@triply" / "yasgui" / "build"
    for file in (SCRIPTS / "yasgui.html", build / "yasgui.min.js", build / "yasgui.min.css"):
        shutil.copy(file, tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/yasgui.html"
        finally:
            server.shutdown()
            thread.join()


def test_yasgui_shows_the_rows_of_a_query(endpoint: str, page: str) -> None:
    query = "SELECT ?code WHERE { VALUES ?code { 'R001' 'R002' 'R003' } } ORDER BY ?code"
    shown = json.loads(run("yasgui.mjs", shutil.which("chromium") or "", page, endpoint, query))
    assert shown["faults"] == []
    assert [code for code in ("R001", "R002", "R003") if any(code in row for row in shown["rows"])] == [
        "R001",
        "R002",
        "R003",
    ]
