"""Validating an uploaded dataset: nothing of it is kept, and the report comes in the form that is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, BinaryIO, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from samenhang.api.context import context, language_of
from samenhang.api.datasets_uploads import FILE_TYPES, MULTIPART
from samenhang.api.docs import described, problem_responses
from samenhang.api.listing import day_of, unknown_parameters
from samenhang.api.routing import JSON, JsonRoute, cacheable_json, require
from samenhang.api.validation_models import ValidatieRapport
from samenhang.api.validation_uploads import SHAPES, received
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.validation.isolated import Order
from samenhang.validation.readers.context import json_ld_context
from samenhang.validation.reporting.forms import FORMS, Form, form_of_media_type

_MEDIA_TYPES: Final = tuple(form.media_type for form in FORMS.values())
_LD_JSON: Final = "application/ld+json"
_PIECE: Final = 1 << 16
_PARAMETERS: Final = ("lens", "peildatum", "bestandsnaam")
_DOWNLOADED: Final = ("csv", "xlsx", "sarif", "junit")
# The page brings its own style along and needs nothing else; what a stranger's file says can start nothing in it.
_PAGE: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
}


class ReportRoute(JsonRoute):
    """A route whose answer is a report, in JSON or in any other form there is."""

    available = _MEDIA_TYPES


class ContextRoute(JsonRoute):
    """A route that answers with a JSON-LD context."""

    available = (_LD_JSON, JSON)


class ReportResponse(StreamingResponse):
    """Sends a file that is gone from its folder already, and closes it whatever happens."""

    def __init__(self, file: BinaryIO, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(_pieces(file), headers=headers, media_type=media_type)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await run_in_threadpool(file.read, _PIECE):
        yield piece


def validations_router() -> APIRouter:
    """Return the route that validates, and that of the JSON-LD context for datasets."""
    router = APIRouter(prefix="/v1", route_class=ReportRoute)

    @router.post("/validaties", **_description())
    async def validate(request: Request) -> Response:
        return await _validated(request)

    contexts = APIRouter(route_class=ContextRoute)

    @contexts.get("/context.jsonld", include_in_schema=False)
    async def dataset_context(request: Request) -> Response:
        kind = require(request, ContextRoute.available)
        answer = cacheable_json(request, json_ld_context(context(request).core.catalogue.dimensions))
        answer.headers["content-type"] = kind
        return answer

    both = APIRouter()
    for part in (router, contexts):
        both.include_router(part)
    return both


async def _validated(request: Request) -> Response:
    known = context(request)
    lens, day = _asked(request)
    known.validations.check_room()  # before the file is read: it may be large
    form = form_of_media_type(require(request, _MEDIA_TYPES)) or FORMS["json"]
    async with received(request, known.settings.max_upload_bytes) as upload:
        out = upload.folder / "rapport"
        order = Order(
            files=upload.files,
            out=str(out),
            form=form.name,
            day=day,
            lens=lens,
            shapes=upload.shapes,
            language=language_of(request),
            limits={"bytes": known.settings.max_upload_bytes},
        )
        await known.validations.run(request, order)
        file = out.open("rb")
        headers = _headers(form, out.stat().st_size, language_of(request))
    return ReportResponse(file, _content_type(form), headers)


def _headers(form: Form, size: int, language: str) -> dict[str, str]:
    headers = {"content-length": str(size), "cache-control": "no-store", "content-language": language}
    if form.name in _DOWNLOADED:
        headers["content-disposition"] = f'attachment; filename="rapport{form.suffix}"'
    return headers | (_PAGE if form.name == "html" else {})


def _content_type(form: Form) -> str:
    return f"{form.media_type}; charset=utf-8" if form.media_type.startswith("text/") else form.media_type


def _asked(request: Request) -> tuple[tuple[str, ...], str]:
    """Return lens and day; InvalidInputError lists what is wrong with them and with other query parameters."""
    query = request.query_params
    faults = list(unknown_parameters(query, _PARAMETERS))
    faults += [
        Fault(f"/{name}", "tweedeWaarde", Text(f"Geef '{name}' één keer.", f"Give '{name}' once."))
        for name in _PARAMETERS[1:]
        if len(query.getlist(name)) > 1
    ]
    if faults:
        raise InvalidInputError(faults)
    lens = tuple(part.strip() for value in query.getlist("lens") for part in value.split(",") if part.strip())
    day = day_of(query)
    context(request).core.prepare({}, lens, day)
    return lens, day.isoformat()


def _description() -> dict[str, Any]:
    described_ = described(
        "validaties",
        "valideer",
        Text(
            "Toets een dataset; er wordt niets van bewaard en het rapport komt in de gevraagde vorm",
            "Validate a dataset; nothing of it is kept, and the report comes in the form that is asked for",
        ),
        ValidatieRapport,
        parameters=_parameters(),
    )
    forms = {kind: {"schema": {"type": "string"}} for kind in _MEDIA_TYPES if kind != JSON}
    described_["responses"][200] |= {"content": forms}
    described_["responses"].pop(304)
    described_["responses"] |= problem_responses(413, 415, 503)
    described_["openapi_extra"]["requestBody"] = {"required": True, "content": _content()}
    return described_


def _content() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    files = {"type": "array", "items": binary["schema"]}
    part = {
        "schema": {
            "type": "object",
            "required": ["bestand"],
            "properties": {
                "bestand": files | {"description": "De bestanden van de dataset. / The files of the dataset."},
                SHAPES: files | {"description": "Eigen SHACL-shapes. / Your own SHACL shapes."},
            },
        }
    }
    example = {
        "@context": "https://w3id.org/samenhang/context.jsonld",
        "id": "https://voorbeeld.example/inrichting/1",
        "type": "Inrichting",
        "bekostigingsvorm": "productiebekostiging",
        "budgetplafond": "geen",
    }
    found: dict[str, Any] = dict.fromkeys(FILE_TYPES, binary)
    return found | {_LD_JSON: {"schema": {"type": "object"}, "example": example}, MULTIPART: part}


def _parameters() -> Sequence[dict[str, Any]]:
    string = {"type": "string"}
    texts: dict[str, tuple[str, dict[str, Any], Any]] = {
        "lens": (
            "Documenten of soorten regels; leeg is alles. / Documents or kinds of rules; empty is all.",
            {"style": "form", "explode": False, "schema": {"type": "array", "items": string}},
            ["D4"],
        ),
        "peildatum": (
            "Dag waarop regels moeten gelden; standaard vandaag. / Day on which rules must be valid; today.",
            {"schema": string | {"format": "date"}},
            "2026-01-01",
        ),
        "bestandsnaam": (
            "Hoe het bestand heet, voor plaatsen in het rapport. / What the file is called, for places in the report.",
            {"schema": string},
            "inrichtingen.xlsx",
        ),
    }
    return [
        {"name": name, "in": "query", "required": False, "description": text, "example": example} | schema
        for name, (text, schema, example) in texts.items()
    ]
