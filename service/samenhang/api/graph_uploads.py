"""Receives the documents that a request writes into a graph: to disk as they come, one or several."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from samenhang.api.context import context
from samenhang.api.failures import ProtocolError, unsupported_media
from samenhang.api.sparql_request import check_encoding
from samenhang.linked import FORMS
from samenhang.model import Text
from samenhang.store.parsing import RDF_TYPES, rdf_format

MULTIPART: Final = "multipart/form-data"
_MOST_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Document:
    """A document in a file, and its media type."""

    path: Path
    media_type: str


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[list[Document]]:
    """Give the documents of a request, in files that are gone afterwards.

    Raises ProtocolError or UnknownFormatError for what is no RDF by its type, is too large, or is not whole.
    """
    with tempfile.TemporaryDirectory(prefix="samenhang-") as name:
        yield await _receive(request, Path(name))


async def _receive(request: Request, folder: Path) -> list[Document]:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise unsupported_media([*RDF_TYPES, MULTIPART])
    kind = request.headers.get("content-type", "")
    limit = context(request).settings.max_graph_bytes
    if kind.partition(";")[0].strip().lower() == MULTIPART:
        return await _parts(request, folder, limit)
    if not kind:
        raise unsupported_media([*RDF_TYPES, MULTIPART])
    rdf_format(kind)
    check_encoding(request)
    path = folder / "document"
    with path.open("wb") as file:
        async for chunk in _limited(request, limit):
            await run_in_threadpool(file.write, chunk)
    return [Document(path, kind)]


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    announced, size = request.headers.get("content-length", "0"), 0
    if announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


async def _parts(request: Request, folder: Path, limit: int) -> list[Document]:
    stream = _limited(request, limit)
    try:
        form = await MultiPartParser(request.headers, stream, max_files=_MOST_PARTS, max_fields=0).parse()
    except MultiPartException as error:
        raise ProtocolError(
            "verzoek-onjuist",
            Text(
                "De delen van de body zijn niet te lezen; stuur elk document als bestand, met een Content-Type.",
                "The parts of the body cannot be read; send every document as a file, with a Content-Type.",
            ),
        ) from error
    try:
        files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        return [await _kept(part, folder / str(number)) for number, part in enumerate(files)]
    finally:
        await form.close()


async def _kept(part: UploadFile, path: Path) -> Document:
    kind = part.content_type or _by_name(part.filename or "")
    rdf_format(kind)
    await run_in_threadpool(_copy, part.file, path)
    return Document(path, kind)


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)


def _by_name(name: str) -> str:
    """Return the media type that goes with the ending of a name; nothing when there is none."""
    ending = name.rpartition(".")[2].lower()
    return next((form.media_type for form in FORMS if form.extension == ending), "")


def _too_large(limit: int) -> ProtocolError:
    return ProtocolError("te-groot", Text(f"Stuur hoogstens {limit} bytes.", f"Send at most {limit} bytes."))
