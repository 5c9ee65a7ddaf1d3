"""The versions of the ontology: today's in the graph, and those that were released, kept as files.

A released version is `ontology/versies/<version>.nt.gz`: ontology, rules, structure and sources together, as canonical
N-Triples, so that the same content is the same file.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import NotFoundError, SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.linked.forms import Graph

CURRENT: Final = "huidig"
"""The name of what the graph holds now, released or not."""

ONTOLOGY: Final = f"{ns.BASE}def"
VERSION: Final = re.compile(r"\d+\.\d+\.\d+")
_FOLDER: Final = "versies"
_ENDING: Final = ".nt.gz"
_OWL_VERSION: Final = ox.NamedNode(f"{ns.OWL}versionIRI")
_OWL_PRIOR: Final = ox.NamedNode(f"{ns.OWL}priorVersion")


class ReleaseError(SamenhangError):
    """A version of the ontology cannot be released as it is."""

    code = "versie-niet-uit-te-brengen"
    status = 409
    title = Text("Deze versie kan niet worden uitgebracht", "This version cannot be released")


class Versions:
    """The released versions of the ontology below a folder with assets."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read = lru_cache(maxsize=2)(self._load)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the released versions, oldest first."""
        folder = self._root / "ontology" / _FOLDER
        found = [path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}")]
        return tuple(sorted((name for name in found if VERSION.fullmatch(name)), key=_number))

    def graph(self, name: str) -> Graph:
        """Return a released version; NotFoundError names those there are."""
        if name not in self.names:
            listed = ", ".join(self.names) or "–"
            raise NotFoundError(
                Text(
                    f"Versie '{name[:60]}' van de ontologie is niet bewaard. Er zijn: {listed}.",
                    f"Version '{name[:60]}' of the ontology was not kept. There are: {listed}.",
                ),
                self.names,
            )
        return self._read(name)

    def release(self, graph: Graph, *, replace: bool = False) -> tuple[str, bool]:
        """Keep an ontology as the version its header names; return that name and whether a file was written.

        ReleaseError when the header names no version, when a version of this name with another content was kept (unless
        `replace`), and when the header does not name the version before it.
        """
        name = version_of(graph)
        if name is None:
            raise ReleaseError(
                Text(
                    "Geef in ontology/samenhang.ttl met owl:versionIRI een versie op, zoals 0.2.0.",
                    "Name a version in ontology/samenhang.ttl with owl:versionIRI, such as 0.2.0.",
                )
            )
        data = _bytes(graph)
        if name in self.names and self._path(name).read_bytes() == data:
            return name, False
        if name in self.names and not replace:
            raise ReleaseError(
                Text(
                    f"Versie {name} is al uitgebracht met een andere inhoud. Kies een nieuw nummer.",
                    f"Version {name} was released before with another content. Choose a new number.",
                )
            )
        self._check_prior(graph, name)
        try:
            self._path(name).parent.mkdir(exist_ok=True)
            self._path(name).write_bytes(data)
        except OSError as error:
            folder = self._path(name).parent
            raise ReleaseError(
                Text(f"In {folder} kan niet worden geschreven.", f"{folder} cannot be written to.")
            ) from error
        self._read.cache_clear()
        return name, True

    def _check_prior(self, graph: Graph, name: str) -> None:
        earlier = [other for other in self.names if _number(other) < _number(name)]
        if not earlier:
            return
        wanted = ox.NamedNode(f"{ns.DEF}{earlier[-1]}")
        if not any(t.predicate == _OWL_PRIOR and t.object == wanted for t in graph):
            raise ReleaseError(
                Text(
                    f"Noem in ontology/samenhang.ttl de vorige versie: owl:priorVersion <{wanted.value}>.",
                    f"Name the version before in ontology/samenhang.ttl: owl:priorVersion <{wanted.value}>.",
                )
            )

    def _path(self, name: str) -> Path:
        return self._root / "ontology" / _FOLDER / f"{name}{_ENDING}"

    def _load(self, name: str) -> Graph:
        data = gzip.decompress(self._path(name).read_bytes())
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]


def version_of(graph: Graph) -> str | None:
    """Return the version that the header of an ontology names; None when it names none."""
    for triple in graph:
        if triple.predicate == _OWL_VERSION and triple.subject == ox.NamedNode(ONTOLOGY):
            name = triple.object.value.removeprefix(ns.DEF) if isinstance(triple.object, ox.NamedNode) else ""
            return name if VERSION.fullmatch(name) else None
    return None


def _bytes(graph: Graph) -> bytes:
    lines = sorted(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in graph)
    # No time and no name of a file within, so that the same content gives the same bytes.
    return gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0)


def _number(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("."))
