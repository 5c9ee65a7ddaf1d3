"""Sends long answers piece by piece: no faster than the caller reads, and no longer than the caller stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from time import monotonic

from starlette.responses import StreamingResponse
from starlette.types import Scope

from samenhang.api.engine import Engine
from samenhang.api.routing import JSON, JsonRoute
from samenhang.wire.encoding import dumps
from samenhang.wire.tables import csv_lines
from samenhang.wire.terms import Data

NDJSON, CSV = "application/x-ndjson", "text/csv"
TABLES = (JSON, NDJSON, CSV)
_CHUNK_BYTES = 65_536
_CHUNK_SECONDS = 0.1


class TableRoute(JsonRoute):
    """A route whose answer is also a table: JSON, one JSON object per line, or CSV."""

    available = TABLES


def table_response(
    scope: Scope, engine: Engine, kind: str, lines: Iterator[bytes], headers: Mapping[str, str]
) -> StreamingResponse:
    """Return an answer made of `lines`, which are computed in a thread as they are sent.

    An answer that breaks off breaks the connection, so that it never looks whole. HEAD computes none of the lines.
    """
    media_type = f"{CSV}; charset=utf-8; header=present" if kind == CSV else kind
    pieces = iter(()) if scope.get("bodiless") else chunks(lines)
    return StreamingResponse(_sent(engine, pieces), media_type=media_type, headers=dict(headers))


async def _sent(engine: Engine, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await engine.proceed(lambda: next(pieces, None))) is not None:
        yield piece


def chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines together: as many as fill a chunk, or as were made in a tenth of a second."""
    gathered: list[bytes] = []
    size, since = 0, monotonic()
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= _CHUNK_BYTES or monotonic() - since >= _CHUNK_SECONDS:
            yield b"".join(gathered)
            gathered, size, since = [], 0, monotonic()
    if gathered:
        yield b"".join(gathered)


def ndjson_lines(items: Iterable[Data]) -> Iterator[bytes]:
    """Yield one JSON object per line."""
    for item in items:
        yield dumps(item) + b"\n"


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield CSV: the names of the columns and then the rows."""
    yield csv_lines([columns]).encode()
    for row in rows:
        yield csv_lines([row]).encode()


def json_lines(head: Data, name: str, items: Iterable[Data]) -> Iterator[bytes]:
    """Yield one JSON object: the members of `head`, then `items` as a list under `name`."""
    yield dumps(head)[:-1] + f',"{name}":['.encode()
    separator = b"\n"
    for item in items:
        yield separator + dumps(item)
        separator = b",\n"
    yield b"\n]}"
