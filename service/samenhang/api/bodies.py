"""Reads the body of a request, up to a limit."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from samenhang.api.failures import ProtocolError, unsupported_media
from samenhang.model import Text


def media_type_of(request: Request, readable: Sequence[str]) -> str:
    """Return the media type of the body; a 415 problem when it is none of the readable ones, or is compressed."""
    kind = request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
    if kind not in readable or request.headers.get("content-encoding", "identity").lower() != "identity":
        raise unsupported_media(list(readable))
    return kind


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; a 413 problem as soon as it turns out to be larger than `limit` bytes."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(limit: int) -> ProtocolError:
    return ProtocolError("te-groot", Text(f"Stuur hoogstens {limit} bytes.", f"Send at most {limit} bytes."))
