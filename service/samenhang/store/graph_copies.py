"""One graph at one moment, in a file: whole before the first byte is sent, with a name for its state."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.store.parsing import rdf_format
from samenhang.store.prefixes import PREFIXES

if TYPE_CHECKING:
    from samenhang.store.base import Store
    from samenhang.store.changes import GraphName

_LINES: Final = "application/n-triples"
_IN_MEMORY: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class GraphCopy:
    """A graph in one form: a file at its start, its length, and a hash that changes when the graph does."""

    file: IO[bytes]
    size: int
    state: str


def state_of(store: Store, graph: GraphName) -> str:
    """Return a hash that changes when a graph does; NotFoundError when there is none of that name."""
    known = sha256()
    for piece in store.read(graph, _LINES):
        known.update(piece)
    return known.hexdigest()[:32]


def copy_of(store: Store, graph: GraphName, media_type: str) -> GraphCopy:
    """Return a graph in a form; the caller closes the file. Raises NotFoundError and UnknownFormatError."""
    form = rdf_format(media_type)
    lines = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- the caller closes it
    try:
        known = sha256()
        for piece in store.read(graph, _LINES):
            lines.write(piece)
            known.update(piece)
        lines.seek(0)
        written = lines if form == ox.RdfFormat.N_TRIPLES else _in_form(lines, form)
    except BaseException:
        lines.close()
        raise
    size = written.seek(0, 2)
    written.seek(0)
    return GraphCopy(written, size, known.hexdigest()[:32])


def _in_form(lines: IO[bytes], form: ox.RdfFormat) -> IO[bytes]:
    """Return the same graph in another form, made from its lines as they are read."""
    written = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- the caller closes it
    try:
        with lines:
            triples = (quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))
            ox.serialize(triples, written, form, prefixes=PREFIXES)
    except BaseException:
        written.close()
        raise
    return written
