"""Keeps bytes in a graph: compressed, as base64 in parts, under their sha256.

In the graph and not in files, so that a version lasts, travels and is backed up with the rest, whatever keeps it.
"""

from __future__ import annotations

import base64
import gzip
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_PART: Final = 48_000  # bytes: 64 000 signs of base64, which every engine takes as one literal
_HAS_PART: Final = ox.NamedNode(f"{ns.DEF}deel")
_VALUE: Final = ox.NamedNode(f"{ns.RDF}value")


class ContentError(SamenhangError):
    """What is kept is not what was put there: the graph was damaged or changed by other means."""

    code = "opslag-faalt"
    status = 503
    title = Text("De opslag werkt niet", "The store does not work")

    def __init__(self, digest: str) -> None:
        super().__init__(
            Text(
                f"De bewaarde inhoud {digest[:12]} is beschadigd. Zet een reservekopie terug.",
                f"The kept content {digest[:12]} is damaged. Restore a backup.",
            )
        )


def digest_of(data: bytes) -> str:
    """Return the sha256 under which bytes are kept."""
    return sha256(data).hexdigest()


def packed(graph: str, data: bytes) -> Iterator[ox.Triple]:
    """Yield the triples that keep bytes in a graph."""
    name = _name(graph, digest_of(data))
    small = gzip.compress(data, 6, mtime=0)
    for number, start in enumerate(range(0, max(1, len(small)), _PART)):
        part = ox.NamedNode(f"{name.value}/{number:06d}")
        yield ox.Triple(name, _HAS_PART, part)
        yield ox.Triple(part, _VALUE, ox.Literal(base64.b64encode(small[start : start + _PART]).decode()))


def unpacked(store: Store, queries: QueryLibrary, graph: str, digest: str) -> bytes:
    """Return the bytes that are kept in a graph under a sha256; ContentError when they are not whole."""
    bindings = {"graaf": ox.NamedNode(graph), "inhoud": _name(graph, digest)}
    found = {
        str(row["deel"]): row["waarde"].value  # type: ignore[union-attr]
        for row in store.select(queries["gegevensset-inhoud"].text, bindings)
    }
    try:
        data = gzip.decompress(b"".join(base64.b64decode(found[part], validate=True) for part in sorted(found)))
    except (ValueError, OSError, EOFError) as error:
        raise ContentError(digest) from error
    if digest_of(data) != digest:
        raise ContentError(digest)
    return data


def _name(graph: str, digest: str) -> ox.NamedNode:
    return ox.NamedNode(f"{graph}/inhoud/{digest}")
