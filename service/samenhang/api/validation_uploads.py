"""Receives the files of a validation: streamed to a folder of their own, never whole in memory."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from samenhang.api.datasets_uploads import ALIASES, FILE_TYPES, MULTIPART, file_name, told_by
from samenhang.api.failures import ProtocolError, unsupported_media
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.validation.isolated import File

SHAPES: Final = "shapes"
_ENDINGS: Final = dict(
    zip(FILE_TYPES, (".ttl", ".trig", ".nt", ".nq", ".rdf", ".jsonld", ".csv", ".tsv", ".xlsx", ".zip"), strict=True)
)
_MOST_FILES, _MOST_FIELDS, _FORM_ROOM = 50, 0, 65_536
_MOST_SHAPES: Final = 2_000_000
_LONGEST_NAME: Final = 200
_METADATA: Final = ("-metadata.json", "csv-metadata.json")


@dataclass(frozen=True, slots=True)
class Received:
    """The files of one request in their folder: the dataset, and shapes of the caller's own."""

    folder: Path
    files: tuple[File, ...]
    shapes: tuple[File, ...]


@asynccontextmanager
async def received(request: Request, limit: int) -> AsyncIterator[Received]:
    """Receive the body, or the files of a form, for as long as the context lasts.

    In a form every file is part of the dataset, but those in the field `shapes`; a file `…-metadata.json` (CSVW) goes
    with the CSV file of its name. 415 for what is no file that is read, 413 beyond `limit` bytes in all, 400 for a form
    without a file.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding != "identity" or (kind and kind not in (*FILE_TYPES, *ALIASES, MULTIPART)):
        raise unsupported_media([*FILE_TYPES, MULTIPART])
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced[:20]) > limit + _FORM_ROOM:
        raise _too_large(limit)
    with TemporaryDirectory(prefix="samenhang-") as folder:
        if kind == MULTIPART:
            yield await _from_form(request, Path(folder), limit)
        else:
            yield await _from_body(request, Path(folder), kind, limit)


async def _from_body(request: Request, folder: Path, kind: str, limit: int) -> Received:
    name = file_name(request.query_params.get("bestandsnaam", "")) or f"bestand{_ENDINGS.get(kind, '')}"
    path = _place(folder, "bestanden", name)
    with path.open("wb") as output:
        async for chunk in _limited(request, limit):
            await run_in_threadpool(output.write, chunk)
    return Received(folder, (File(str(path), name, told_by(kind)),), ())


async def _from_form(request: Request, folder: Path, limit: int) -> Received:
    stream = _limited(request, limit + _FORM_ROOM)
    parser = MultiPartParser(request.headers, stream, max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        text = Text(f"Het formulier is niet te lezen: {error}", f"The form cannot be read: {error}")
        raise ProtocolError("verzoek-onjuist", text) from None
    try:
        parts = [(key, part) for key, part in form.multi_items() if isinstance(part, UploadFile)]
        kept = [(key, await _kept(key, part, folder)) for key, part in parts]
    finally:
        await form.close()
    files = tuple(file for key, file in kept if key != SHAPES and not file.name.lower().endswith(_METADATA))
    if not files:
        text = Text("Stuur minstens één bestand in het formulier.", "Send at least one file in the form.")
        raise InvalidInputError([Fault("/bestand", "bestandOntbreekt", text)])
    return Received(folder, files, tuple(_bounded(file) for key, file in kept if key == SHAPES))


async def _kept(key: str, part: UploadFile, folder: Path) -> File:
    """Return a part as a file; under its own name, as the metadata of a CSV file are found by theirs."""
    kind = (part.content_type or "").partition(";")[0].strip().lower()
    name = file_name(part.filename or "") or f"bestand{_ENDINGS.get(kind, '')}"
    if kind and kind not in (*FILE_TYPES, *ALIASES):
        raise unsupported_media(list(FILE_TYPES))
    path = _place(folder, SHAPES if key == SHAPES else "bestanden", name)
    if path.exists():
        text = Text(f"Het formulier heeft twee bestanden '{name}'.", f"The form has two files '{name}'.")
        raise InvalidInputError([Fault("/bestand", "dubbeleNaam", text)])
    await run_in_threadpool(_copy, part, path)
    return File(str(path), name, told_by(kind))


def _place(folder: Path, part: str, name: str) -> Path:
    """Return where a file goes: under its own name, or what is left of it where no file can be called that."""
    within = folder / part
    within.mkdir(exist_ok=True)
    kept = name.encode()[-_LONGEST_NAME:].decode(errors="ignore")
    return within / (kept if kept.strip(".") else "bestand")


def _copy(part: UploadFile, path: Path) -> None:
    with path.open("wb") as output:
        shutil.copyfileobj(part.file, output, 1 << 20)


def _bounded(file: File) -> File:
    if Path(file.path).stat().st_size > _MOST_SHAPES:
        raise _too_large(_MOST_SHAPES)
    return file


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


def _too_large(limit: int) -> ProtocolError:
    return ProtocolError("te-groot", Text(f"Stuur hoogstens {limit} bytes.", f"Send at most {limit} bytes."))
