"""Receives a file in a folder of its own: streamed to disk, never whole in memory, and gone when it was dealt with."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from samenhang.api.failures import ProtocolError, unsupported_media
from samenhang.api.tokens import refuse_token_in
from samenhang.datasets.metadata import KEYS
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text

MULTIPART, UNTOLD = "multipart/form-data", "application/octet-stream"
FILE_TYPES = (
    "text/turtle",
    "application/trig",
    "application/n-triples",
    "application/n-quads",
    "application/rdf+xml",
    "application/ld+json",
    "text/csv",
    "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
)
ALIASES = (
    *("application/x-turtle", "text/n3", "text/rdf+n3", "application/x-trig", "text/x-nquads", "application/json"),
    *("application/xml", "text/xml", "text/plain", "application/vnd.ms-excel", "application/x-zip-compressed"),
    *("application/vnd.ms-excel.sheet.macroenabled.12", UNTOLD),
)
_ENDINGS = dict(
    zip(FILE_TYPES, (".ttl", ".trig", ".nt", ".nq", ".rdf", ".jsonld", ".csv", ".tsv", ".xlsx", ".zip"), strict=True)
)
_VAGUE = (UNTOLD, "text/plain", "application/vnd.ms-excel", "application/x-zip-compressed")
_MOST_FIELDS, _MOST_FIELD_BYTES = 40, 65_536
_LONGEST_NAME = 200


@dataclass
class Upload:
    """A file that came in, and what came with it in a form."""

    path: Path
    name: str
    media_type: str | None
    fields: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def received(request: Request, name: str, limit: int) -> AsyncIterator[Upload]:
    """Receive the file in a request, for as long as the context lasts; `name` is what it is called when none is given.

    415 for what is no file that is read, 413 beyond `limit` bytes, 400 for a form without a file.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding != "identity" or (kind and kind not in (*FILE_TYPES, *ALIASES, MULTIPART)):
        raise unsupported_media([*FILE_TYPES, MULTIPART])
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    with TemporaryDirectory(prefix="samenhang-") as folder:
        path = Path(folder) / "bestand"
        if kind == MULTIPART:
            yield await _from_form(request, path, name, limit)
        else:
            await to_file(_limited(request, limit), path)
            given = request.query_params.get("bestandsnaam", "")
            yield Upload(path, file_name(given) or name + _ENDINGS.get(kind, ""), told_by(kind))


async def to_file(stream: AsyncIterator[bytes], path: Path) -> None:
    """Write a stream to a file."""
    with path.open("wb") as output:
        async for chunk in stream:
            await run_in_threadpool(output.write, chunk)


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


async def _from_form(request: Request, path: Path, name: str, limit: int) -> Upload:
    parser = MultiPartParser(
        request.headers,
        _limited(request, limit + _MOST_FIELD_BYTES),
        max_files=2,
        max_fields=_MOST_FIELDS,
        max_part_size=_MOST_FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        text = Text(f"Het formulier is niet te lezen: {error}", f"The form cannot be read: {error}")
        raise ProtocolError("verzoek-onjuist", text) from None
    async with _closing(form):
        refuse_token_in(form)
        files = [value for key, value in form.multi_items() if isinstance(value, UploadFile) and key != "metagegevens"]
        if len(files) != 1:
            text = Text("Stuur precies één bestand in het formulier.", "Send exactly one file in the form.")
            raise InvalidInputError([Fault("/bestand", "bestandOntbreekt", text)])
        with path.open("wb") as output:
            await run_in_threadpool(shutil.copyfileobj, files[0].file, output, 1 << 20)
        kind = (files[0].content_type or "").partition(";")[0].strip().lower()
        if kind and kind not in (*FILE_TYPES, *ALIASES):
            raise unsupported_media(list(FILE_TYPES))
        return Upload(path, file_name(files[0].filename or "") or name, told_by(kind), await _fields(form))


@asynccontextmanager
async def _closing(form: FormData) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await form.close()


async def _fields(form: FormData) -> dict[str, Any]:
    """Return the description in a form: its part `metagegevens` (JSON), and fields of their own over that."""
    found: dict[str, Any] = {}
    for key, value in form.multi_items():
        if key == "metagegevens":
            text = (await value.read(_MOST_FIELD_BYTES)).decode() if isinstance(value, UploadFile) else value
            found = {**_object(text), **found}
        elif isinstance(value, str):
            found[key] = value
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        wrong = Text("`metagegevens` is een JSON-object.", "`metagegevens` is a JSON object.")
        raise InvalidInputError([Fault("/metagegevens", "ongeldigeJson", wrong)])
    return data


def file_name(given: str) -> str:
    """Return the last part of a name that a caller gives a file, without what could steer a terminal or a path."""
    last = PurePosixPath(given.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable() and c not in '"<>|:*?')[:_LONGEST_NAME]


def described_fields(names: Sequence[str] = KEYS) -> list[dict[str, Any]]:
    """Return the description of the query parameters in which a publisher can describe a dataset."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": f"Metagegeven `{name}`; wat ontbreekt blijft zoals het was. / Metadata; the rest stays.",
            "schema": {"type": "string"},
        }
        for name in names
    ]


def told_by(kind: str) -> str | None:
    """Return what a media type tells about a file; None: look at its name and content."""
    return None if not kind or kind in _VAGUE else kind


def _too_large(limit: int) -> ProtocolError:
    return ProtocolError("te-groot", Text(f"Stuur hoogstens {limit} bytes.", f"Send at most {limit} bytes."))
