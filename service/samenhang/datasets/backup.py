"""A backup of everything in one file that any tool can read: N-Quads, compressed, with a checksum at its end.

The first line tells what it is and the last one what it holds, both as comments. Tokens are no part of it: restoring an
old backup would otherwise bring back tokens that were revoked since.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets.names import KEPT, turn_of
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.store import Contents, Merge
from samenhang.store.remote import RemoteStore
from samenhang.store.updating import FIXED_GRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.store import Change, Store
    from samenhang.store.opening import AnyStore

_HEAD: Final = b"# samenhang-reservekopie "
_TAIL: Final = b"# einde "
_FORM: Final = 1
_PIECE: Final = 1 << 18
_TOKENS: Final = f"{ns.GRAPH_PRIVATE}toegang"
_AUDIT: Final = f"{ns.GRAPH_PRIVATE}audit"
_NEVER: Final = (_TOKENS, f"{ns.GRAPH_PRIVATE}slot", f"{ns.GRAPH_PRIVATE}tijdelijk/")
"""What is never in a backup: tokens, and what only means something while services run."""
_SHIPPED: Final = (*FIXED_GRAPHS, ns.GRAPH_STRUCTURE)


class BackupError(SamenhangError):
    """A file is no backup, or not whole; nothing was changed."""

    code = "reservekopie-onbruikbaar"
    status = 400
    title = Text("De reservekopie is niet te gebruiken", "The backup cannot be used")

    def __init__(self, why: Text) -> None:
        super().__init__(
            Text(
                f"{why.nl} Er is niets gewijzigd. Neem een andere reservekopie.",
                f"{why.en} Nothing has changed. Take another backup.",
            )
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made, and how many statements it holds."""

    made: str
    quads: int
    sha256: str

    def data(self) -> dict[str, Any]:
        """Return it as data for JSON."""
        return {"gemaakt": self.made, "uitspraken": self.quads, "sha256": self.sha256}


def backup(store: Store) -> Iterator[bytes]:
    """Yield a backup of a store, as it is at this moment, in pieces; the store can be read and written meanwhile."""
    digest, quads = sha256(), 0
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # with the head and tail of gzip
    made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    head = _HEAD + json.dumps({"vorm": _FORM, "gemaakt": made}).encode() + b"\n"
    digest.update(head)
    yield packer.compress(head)
    for lines in _lines(store.dump()):
        kept = [line for line in lines if not _is_left_out(line)]
        quads += len(kept)
        piece = b"".join(kept)
        digest.update(piece)
        yield packer.compress(piece)
    tail = {"gemaakt": made, "uitspraken": quads, "sha256": digest.hexdigest()}
    yield packer.compress(_TAIL + json.dumps(tail).encode() + b"\n")
    yield packer.flush()


def check_backup(path: Path) -> Manifest:
    """Return what a backup says of itself, when it is whole; BackupError when it is not, or is something else."""
    digest, last, count = sha256(), b"", 0
    try:
        with gzip.open(path) as stream:
            for number, line in enumerate(stream):
                if number == 0 and not line.startswith(_HEAD):
                    raise _no_backup()
                digest.update(last)
                count += bool(last) and not last.startswith(b"#")
                last = line
    except (OSError, EOFError, zlib.error) as error:
        raise _no_backup() if isinstance(error, gzip.BadGzipFile) else _broken() from error
    if not last.startswith(_TAIL):
        raise _broken() if last else _no_backup()
    told = _told(last)
    if told is None or told.sha256 != digest.hexdigest() or told.quads != count:
        raise _broken()
    return told


def restore(store: AnyStore, path: Path) -> Manifest:
    """Make a backup the content of a store, whole or not at all; BackupError when it is not sound, and nothing changed.

    What is shipped with the product, and tokens, stay as they are; the audit trail keeps what it has beside what the
    backup has. What is shipped is taken from the backup where the store does not have it. Of an engine elsewhere only
    the graphs that come and go are written, in the turn of every dataset: other services write to it meanwhile.
    """
    manifest = check_backup(path)
    with TemporaryDirectory(prefix="samenhang-") as folder:
        everything = Path(folder) / "alles.nq"
        there = store.graphs()
        shipped = [name for name in there if name.startswith(_SHIPPED)]
        own = [name for name in there if name in (_TOKENS, _AUDIT)]
        with everything.open("wb") as output, gzip.open(path) as stream:
            try:
                quads = ox.parse(cast("Any", stream), ox.RdfFormat.N_QUADS, rename_blank_nodes=True)
                ox.serialize(_without(quads, set(shipped)), output, format=ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise _broken() from error
            if not isinstance(store, RemoteStore):
                output.write(store.contents([*shipped, *own]))
        if isinstance(store, RemoteStore):
            _into_engine(store, everything.read_bytes())
        else:
            store.restore(everything)
    return manifest


def _into_engine(store: RemoteStore, quads: bytes) -> None:
    """Put the graphs of a backup in the place of those that are there, in one request."""
    named: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in ox.parse(quads, ox.RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, ox.NamedNode):
            named[quad.graph_name.value].append(quad.triple)
    trail = cast("bytes", ox.serialize(named.pop(_AUDIT, []), format=ox.RdfFormat.N_TRIPLES))
    with ExitStack() as turns:
        for graph in sorted({*named, *store.graphs()}):
            if graph.startswith(KEPT):
                turns.enter_context(store.alone(turn_of(graph.removeprefix(KEPT))))
        staying = (*_SHIPPED, *_NEVER, _AUDIT)
        coming = {*named, *(graph for graph in store.graphs() if not graph.startswith(staying))}
        changes: list[Change] = [Contents((None, *sorted(coming)), quads)]
        if trail:
            changes.append(Merge(_AUDIT, trail, ox.RdfFormat.N_TRIPLES.media_type))
        store.write(changes)


def _without(quads: Iterable[ox.Quad], graphs: set[str]) -> Iterator[ox.Quad]:
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if name not in graphs and not name.startswith(_NEVER):
            yield quad


def _lines(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield whole lines, many at a time."""
    rest, size, gathered = b"", 0, list[bytes]()
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= _PIECE:
            *whole, rest = b"".join((rest, *gathered)).splitlines(keepends=True) or [b""]
            if rest.endswith(b"\n"):
                whole, rest = [*whole, rest], b""
            yield whole
            gathered, size = [], 0
    yield b"".join((rest, *gathered)).splitlines(keepends=True)


def _is_left_out(line: bytes) -> bool:
    """Tell whether a statement, which ends with the name of its graph, is one that a backup does not hold."""
    graph = line.rpartition(b" <")[2]
    return graph.startswith(tuple(name.encode() for name in _NEVER))


def _told(line: bytes) -> Manifest | None:
    try:
        data = json.loads(line.removeprefix(_TAIL))
        return Manifest(str(data["gemaakt"]), int(data["uitspraken"]), str(data["sha256"]))
    except (ValueError, KeyError, TypeError):
        return None


def _no_backup() -> BackupError:
    return BackupError(Text("Het bestand is geen reservekopie van Samenhang.", "The file is no backup of Samenhang."))


def _broken() -> BackupError:
    return BackupError(
        Text("De reservekopie is niet heel of is gewijzigd.", "The backup is not whole, or was changed since.")
    )
