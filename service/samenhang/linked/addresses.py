"""From an address on this service to the thing it is about, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from samenhang import namespaces as ns
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from samenhang.linked.describe import Describer

_DIRECT: Final = ("def/", "bron/", "graaf/")
"""What is described at its own address; `id/` is described at `doc/`."""
_SAFE: Final = "/:@!$&'()*+,;=~-._"
_ROOT: Final = ns.BASE.rstrip("/")


def path_of(iri: str) -> str:
    """Return the path, with its query, under which this service describes a thing."""
    if iri.startswith(ns.BASE):
        rest = iri.removeprefix(ns.BASE)
        if rest.startswith("id/"):
            return "/doc/" + quote(rest.removeprefix("id/"), safe=_SAFE + "%")
        if rest.startswith(_DIRECT) or rest == "def":
            return "/" + quote(rest, safe=_SAFE + "%")
    return "/doc?" + urlencode({"uri": iri})


def document_of(iri: str) -> str:
    """Return the lasting address of the description of a thing."""
    return _ROOT + path_of(iri)


def is_own(iri: str) -> bool:
    """Tell whether an address is one that this service answers for."""
    return iri.startswith(tuple(f"{ns.BASE}{part}" for part in ("id/", *_DIRECT))) or iri == f"{ns.BASE}def"


class Addresses:
    """Finds what an address is about."""

    def __init__(self, describer: Describer) -> None:
        self._describer = describer

    def thing(self, part: str, path: str) -> str | None:
        """Return the thing that `/<part>/<path>` is about; None when there is none."""
        for iri in dict.fromkeys((f"{ns.BASE}{part}/{path}", f"{ns.BASE}{part}/{quote(path, safe=_SAFE)}")):
            if path and self._describer.exists(iri):
                return iri
        return self._by_code(path) if part == "id" else None

    def nearest(self, part: str, path: str) -> tuple[str, ...]:
        """Return paths that look like one under which there is nothing, nearest first."""
        folder, _, last = path.rpartition("/")
        start = f"{ns.BASE}{part}/{folder}/" if folder else f"{ns.BASE}{part}/"
        names = self._names(start) or self._names(f"{ns.BASE}{part}/")
        by_name = {iri.removeprefix(start): iri for iri in names}
        return tuple(path_of(by_name[name]) for name in nearest(last or path, by_name, limit=5))

    def _names(self, start: str) -> list[str]:
        rows = self._describer.ask.rows("namen", begin=start)
        return [row["ding"].value for row in rows]  # type: ignore[union-attr]

    def _by_code(self, path: str) -> str | None:
        """Return a thing whose address is not ours by its class and code: `gemeente/GM0363`."""
        kind, slash, code = path.partition("/")
        if not slash or not re.fullmatch(r"[a-z][a-z-]*", kind) or not code or "/" in code:
            return None
        name = "".join(word.capitalize() for word in kind.split("-"))
        rows = list(self._describer.ask.rows("met-code", soort=ns.DEF + name, code=code.lower()))
        return str(rows[0]["ding"].value) if len(rows) == 1 else None  # type: ignore[union-attr]
