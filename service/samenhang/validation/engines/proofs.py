"""What was proven of the queries of the product, kept on disk: a proof takes longer than most checks."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from samenhang.validation.engines import set_queries
from samenhang.validation.engines.paths import UnsupportedError

_SOURCES: Final = (set_queries.__file__,)
_LIBRARIES: Final = ("rdflib",)


class Proofs:
    """Proves queries as `set_queries.prove` does, and remembers the outcomes in a file.

    The file is named after everything an outcome depends on beside the query; one that is damaged counts as absent, and
    where none can be written every proof is given anew. `folder` is that of the user's caches when it is left out.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._known: dict[str, str | None] = {}
        self._new = False

    def prove(self, text: str) -> None:
        """Return when a query gives the same solutions with `$this` free; UnsupportedError when that is uncertain."""
        self._read()
        key = sha256(text.encode()).hexdigest()
        if key not in self._known:
            self._known[key] = _cause(text)
            self._new = True
        cause = self._known[key]
        if cause is not None:
            raise UnsupportedError(cause)

    def keep(self) -> None:
        """Write what was proven since the last time, whole or not at all."""
        if not self._new or self._path is None:
            return
        self._new = False
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(self._known, file)
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _read(self) -> None:
        if self._path is not None:
            return
        folder = self._folder or user_cache_path("samenhang", appauthor=False)
        self._path = folder / f"bewijzen-{_depended_on()}.json"
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(found, dict) and all(isinstance(cause, str | None) for cause in found.values()):
            self._known = found


def _cause(text: str) -> str | None:
    try:
        set_queries.prove(text)
    except UnsupportedError as error:
        return str(error)
    return None


def _depended_on() -> str:
    """Return a digest of what gives the proofs: the code here, and the library that reads the queries."""
    digest = sha256()
    for source in _SOURCES:
        digest.update(Path(source).read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()[:16]
