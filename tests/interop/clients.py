"""Where the JavaScript clients are, and what is missing to run them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "tools" / "interop"
_WITHIN = 90.0


def folder() -> Path:
    """Return the folder that `make clients` fills."""
    named = os.environ.get("SAMENHANG_CLIENTS")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(cache) / "samenhang" / "clients"


def missing(package: str, *, browser: bool = False) -> str:
    """Return what is missing to run a client; nothing when all is there."""
    if shutil.which("node") is None:
        return "no Node.js: install version 18 or newer"
    if not (folder() / "node_modules" / package).is_dir():
        return f"no {package}: run `make clients`"
    return "no browser: install chromium" if browser and shutil.which("chromium") is None else ""


def run(script: str, *arguments: str) -> str:
    """Return what a script with a client prints; its complaints are in the assertion when it fails."""
    command = [shutil.which("node") or "node", str(SCRIPTS / script), *arguments]
    environment = os.environ | {"SAMENHANG_CLIENTS": str(folder())}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_WITHIN, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
