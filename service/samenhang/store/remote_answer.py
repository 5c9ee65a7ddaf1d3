"""One answer of an engine on its way to a caller: read to its end, and written in the form that was asked for.

Every answer is read as what it claims to be before it is passed on, in JSON results or N-Triples, so that one that an
engine cut, or ended with a remark, breaks off and never looks whole. Small answers are turned over at once; large ones
in a thread, between two pipes, at the pace of the caller.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final, cast

import httpx
import pyoxigraph as ox

from samenhang.store.remote_errors import unreachable, unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

SMALL: Final = 1 << 17
_PIECE: Final = 1 << 16
_REMARK: Final = b"#"


def written(source: bytes | IO[bytes], output: IO[bytes], media_type: str, *, solutions: bool) -> None:
    """Write an answer, JSON results or N-Triples, in another form; QueryFailedError when it breaks off.

    An output that is closed ends the work without a word: nobody wants the rest.
    """
    if not _written(source, output, media_type, solutions=solutions):
        raise unreadable()


def _written(source: bytes | IO[bytes], output: IO[bytes], media_type: str, *, solutions: bool) -> bool:
    """Return whether an answer could be read to its end.

    Oxigraph's objects may not leave their thread, not even in the traceback of an error; so none leaves here.
    """
    try:
        if solutions:
            results = ox.parse_query_results(cast("bytes", source), ox.QueryResultsFormat.JSON)
            results.serialize(output, cast("ox.QueryResultsFormat", ox.QueryResultsFormat.from_media_type(media_type)))
        else:
            triples = (quad.triple for quad in ox.parse(cast("bytes", source), ox.RdfFormat.N_TRIPLES))
            ox.serialize(triples, output, cast("ox.RdfFormat", ox.RdfFormat.from_media_type(media_type)))
    except BrokenPipeError:
        return True
    except (SyntaxError, ValueError, OSError):
        return False
    return True


def turned(body: bytes, media_type: str, *, solutions: bool) -> bytes:
    """Return a whole answer in another form; QueryFailedError when it is none."""
    if not solutions and (body.startswith(_REMARK) or b"\n" + _REMARK in body):
        raise unreadable()
    output = BytesIO()
    written(body, output, media_type, solutions=solutions)
    return output.getvalue()


async def first_part(source: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return the beginning of an answer, and whether it is all there is."""
    parts, size = [], 0
    async for piece in source:
        parts.append(piece)
        size += len(piece)
        if size > SMALL:
            return b"".join(parts), False
    return b"".join(parts), True


async def streamed(
    begun: bytes, source: AsyncIterator[bytes], media_type: str, *, solutions: bool
) -> AsyncGenerator[bytes, None]:
    """Yield an answer in another form as it comes in; raise SamenhangError when it breaks off.

    Leaving early stops the thread that turns it over: it meets closed pipes.
    """
    raw_in, raw_out = os.pipe()
    form_in, form_out = os.pipe()

    def turn() -> None:
        with (
            os.fdopen(raw_in, "rb", _PIECE) as raw,
            suppress(BrokenPipeError),
            os.fdopen(form_out, "wb", _PIECE) as form,
        ):
            written(raw, form, media_type, solutions=solutions)

    work = asyncio.create_task(asyncio.to_thread(turn))
    feeding = asyncio.create_task(_feed(begun, source, raw_out, remarks=not solutions))
    reader, transport = await _reader(form_in)
    try:
        held = b""
        while piece := await reader.read(_PIECE):
            if held:
                yield held
            held = piece  # the last piece leaves when it is sure that all went well
        await feeding
        await work
        yield held
    finally:
        transport.close()
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        await asyncio.gather(work, return_exceptions=True)


async def _feed(begun: bytes, source: AsyncIterator[bytes], descriptor: int, *, remarks: bool) -> None:
    """Write an answer to a pipe as it comes in, and close it; raise when it breaks off or carries a remark."""
    writer, transport = await _writer(descriptor)
    last = b"\n"
    try:
        async for piece in _all(begun, source):
            if remarks and b"\n" + _REMARK in last + piece:
                raise unreadable()
            last = piece[-1:]
            writer.write(piece)
            await writer.drain()
    except (BrokenPipeError, ConnectionResetError):
        return  # the one who reads has said why
    finally:
        transport.close()
        with suppress(BrokenPipeError, ConnectionResetError, asyncio.CancelledError):
            await writer.wait_closed()


async def _all(begun: bytes, source: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in source:
        yield piece


async def _reader(descriptor: int) -> tuple[asyncio.StreamReader, asyncio.ReadTransport]:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb", 0))
    return reader, transport


async def _writer(descriptor: int) -> tuple[asyncio.StreamWriter, asyncio.WriteTransport]:
    loop = asyncio.get_running_loop()
    protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader())
    transport, _ = await loop.connect_write_pipe(lambda: protocol, os.fdopen(descriptor, "wb", 0))
    return asyncio.StreamWriter(transport, protocol, None, loop), transport


async def pieces_of(response: httpx.Response, address: str) -> AsyncIterator[bytes]:
    """Yield the body of a response; StoreUnavailableError when the connection breaks off."""
    try:
        async for piece in response.aiter_bytes():
            yield piece
    except httpx.HTTPError as error:
        raise unreachable(address, error) from error
