"""Writing datasets: publish, withdraw, roll back, drafts and shapes of their own. All need a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import Scope
from samenhang.api import datasets_models as models
from samenhang.api.access import secured
from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.datasets import Naam, Nummer
from samenhang.api.datasets_answers import actor_of, condition, datasets_of, json_answer, refused_response
from samenhang.api.datasets_uploads import FILE_TYPES, MULTIPART, Upload, described_fields, received
from samenhang.api.docs import described, problem_responses
from samenhang.api.listing import unknown_parameters
from samenhang.api.routing import JsonRoute
from samenhang.api.tokens import Attempt, authorised, writing
from samenhang.datasets.drafts import Draft, Drafts
from samenhang.datasets.errors import DatasetRefusedError
from samenhang.datasets.history import Entry, Version
from samenhang.datasets.metadata import KEYS, Metadata, read_metadata
from samenhang.datasets.names import check_name
from samenhang.datasets.publishing import Outcome
from samenhang.datasets.shown import record_data
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.wire.reading import read_object, unknown_keys

_TAG = "gegevenssets"
_MOST_SHAPES = 1_000_000
_MOST_NOTE_BYTES = 65_536
_SHAPES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_STRICT: dict[str, Any] = {
    "name": "streng",
    "in": "query",
    "required": False,
    "description": "Weiger ook wat niet samengaat. / Refuse also what does not go together.",
    "schema": {"type": "boolean", "default": False},
}
_NAME: dict[str, Any] = {
    "name": "bestandsnaam",
    "in": "query",
    "required": False,
    "description": "Hoe het bestand heet. / What the file is called.",
    "schema": {"type": "string"},
}
_NOTE: dict[str, Any] = {
    "name": "toelichting",
    "in": "query",
    "required": False,
    "description": "Waarom; iedereen leest het. / Why; everybody reads it.",
    "schema": {"type": "string"},
}


def datasets_writing_router() -> APIRouter:
    """Return the routes that write datasets."""
    router = APIRouter(prefix="/v1", route_class=JsonRoute)
    _publish(router)
    _withdraw(router)
    _rollback(router)
    _draft(router)
    _draft_publication(router)
    _shapes(router)
    return router


def _publish(router: APIRouter) -> None:
    @router.put(
        "/gegevenssets/{naam}",
        **_writes(
            "publiceerGegevensset",
            Text("Publiceer een gegevensset, na een toets", "Publish a dataset, after a check"),
            models.Publicatie,
            parameters=[*described_fields(), _STRICT, _NAME],
            files=True,
        ),
    )
    async def publish(request: Request, naam: Naam) -> Response:
        try:
            async with writing(request, Scope.WRITE, "publiceren", dataset=naam) as attempt:
                outcome = await _published(request, naam, attempt)
        except DatasetRefusedError as error:
            return refused_response(request, error)
        return _publication(outcome, naam)


async def _published(request: Request, naam: str, attempt: Attempt) -> Outcome:
    known, datasets, must = context(request), datasets_of(request), condition(request)
    check_name(naam)
    options = _options(request)
    must.check((await run_in_threadpool(datasets.history, naam)).etag)  # before the file is read: it may be large
    async with received(request, naam, known.settings.max_upload_bytes) as upload:
        given = _description(request, upload)
        prepared = await known.checking.run(
            request,
            lambda: datasets.prepare(
                naam,
                upload.path,
                file_name=upload.name,
                media_type=upload.media_type,
                given=given,
                actor=actor_of(attempt.caller),
                strict=options,
            ),
        )
    outcome = await known.writer.run(lambda: datasets.commit(prepared, must), datasets.public_graphs(naam))
    _record(attempt, outcome)
    return outcome


def _withdraw(router: APIRouter) -> None:
    @router.delete(
        "/gegevenssets/{naam}",
        **_writes(
            "trekGegevenssetIn",
            Text("Trek een gegevensset in; de versies blijven", "Withdraw a dataset; its versions stay"),
            models.Intrekking,
            parameters=[_NOTE],
            gone=True,
        ),
    )
    async def withdraw(request: Request, naam: Naam) -> Response:
        datasets = datasets_of(request)
        async with writing(request, Scope.WRITE, "intrekken", dataset=naam) as attempt:
            _only(request, "toelichting")
            note, must = request.query_params.get("toelichting", ""), condition(request)
            outcome = await context(request).writer.run(
                lambda: datasets.withdraw(naam, actor_of(attempt.caller), must, note), datasets.public_graphs(naam)
            )
            last = cast("Version", outcome.history.last)
            attempt.version = str(last.number)
        gone = cast("Entry", outcome.history.withdrawn)
        return json_answer(
            {
                "naam": naam,
                "status": "ingetrokken",
                "tijdstip": gone.ended.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "toelichting": gone.note or None,
                "laatsteVersie": last.number,
            },
            None,
        )


def _rollback(router: APIRouter) -> None:
    @router.post(
        "/gegevenssets/{naam}/versies/{n}/herstel",
        **_writes(
            "zetVersieTerug",
            Text("Maak een eerdere versie opnieuw de huidige", "Make an earlier version the current one again"),
            models.Publicatie,
        ),
    )
    async def rollback(request: Request, naam: Naam, n: Nummer) -> Response:
        datasets = datasets_of(request)
        async with writing(request, Scope.WRITE, "terugzetten", dataset=naam) as attempt:
            _only(request)
            note, must = await _note(request), condition(request)
            outcome = await context(request).writer.run(
                lambda: datasets.rollback(naam, n, actor_of(attempt.caller), must, note), datasets.public_graphs(naam)
            )
            _record(attempt, outcome)
        return _publication(outcome, naam)


def _draft(router: APIRouter) -> None:
    path = "/gegevenssets/{naam}/concept"

    @router.put(
        path,
        **_writes(
            "bewaarConcept",
            Text("Bewaar een concept, met het rapport van de toets", "Keep a draft, with the report of its check"),
            models.Concept,
            parameters=[*described_fields(), _NAME],
            files=True,
        ),
    )
    async def save(request: Request, naam: Naam) -> Response:
        known, drafts = context(request), Drafts(datasets_of(request))
        async with writing(request, Scope.DRAFTS, "concept bewaren", dataset=naam) as attempt:
            check_name(naam)
            _only(request, *KEYS, "bestandsnaam")
            must = condition(request)
            async with received(request, naam, known.settings.max_upload_bytes) as upload:
                given = _description(request, upload)
                checked = await known.checking.run(
                    request, lambda: drafts.check(naam, upload.path, upload.name, upload.media_type)
                )
                data = await run_in_threadpool(upload.path.read_bytes)
            draft = await known.writer.run(lambda: drafts.save(naam, data, checked, given, must), ())
            attempt.sha256 = draft.file
        return json_answer(_draft_data(draft), draft.etag)

    @router.get(path, **_reads_draft())
    async def show(request: Request, naam: Naam) -> Response:
        await authorised(request, Scope.DRAFTS, naam)
        draft = await run_in_threadpool(Drafts(datasets_of(request)).require, naam)
        return json_answer(_draft_data(draft), draft.etag)

    @router.delete(
        path,
        **_writes("verwijderConcept", Text("Gooi het concept weg", "Throw the draft away"), models.Toelichting),
    )
    async def drop(request: Request, naam: Naam) -> Response:
        drafts = Drafts(datasets_of(request))
        async with writing(request, Scope.DRAFTS, "concept weggooien", dataset=naam):
            must = condition(request)
            await context(request).writer.run(lambda: drafts.drop(naam, must), ())
        return json_answer({"toelichting": None}, None)


def _draft_publication(router: APIRouter) -> None:
    @router.post(
        "/gegevenssets/{naam}/concept/publicatie",
        **_writes(
            "publiceerConcept",
            Text("Publiceer het concept", "Publish the draft"),
            models.Publicatie,
            parameters=[_STRICT],
        ),
    )
    async def publish_draft(request: Request, naam: Naam) -> Response:
        known, datasets = context(request), datasets_of(request)
        drafts = Drafts(datasets)
        try:
            async with writing(request, Scope.WRITE, "concept publiceren", dataset=naam) as attempt:
                strict, must = _options(request), condition(request)
                actor = actor_of(attempt.caller)
                prepared = await known.checking.run(request, lambda: drafts.prepare(naam, actor, strict=strict))
                outcome = await known.writer.run(lambda: drafts.publish(prepared, must), datasets.public_graphs(naam))
                _record(attempt, outcome)
        except DatasetRefusedError as error:
            return refused_response(request, error)
        return _publication(outcome, naam)


def _shapes(router: APIRouter) -> None:
    path = "/gegevenssets/{naam}/vormen"
    body = {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in _SHAPES}}}

    @router.put(
        path,
        **_writes(
            "bewaarVormen",
            Text("Geef een gegevensset eigen SHACL-vormen", "Give a dataset SHACL shapes of its own"),
            models.EigenVormen,
            extra=body,
        ),
    )
    async def keep(request: Request, naam: Naam) -> Response:
        datasets = datasets_of(request)
        async with writing(request, Scope.WRITE, "vormen bewaren", dataset=naam) as attempt:
            check_name(naam)
            kind = media_type_of(request, _SHAPES)
            data = await read_body(request, _MOST_SHAPES)
            count, data = await run_in_threadpool(datasets.checker.check_shapes, data, kind)
            await _shape_change(request, naam, data, attempt)
        return json_answer({"naam": naam, "sha256": attempt.sha256, "vormen": count}, None)

    @router.delete(
        path, **_writes("verwijderVormen", Text("Neem de eigen vormen weg", "Take the shapes away"), models.EigenVormen)
    )
    async def drop(request: Request, naam: Naam) -> Response:
        async with writing(request, Scope.WRITE, "vormen wegnemen", dataset=naam) as attempt:
            await _shape_change(request, naam, b"", attempt)
        return json_answer({"naam": naam, "sha256": None, "vormen": 0}, None)


async def _shape_change(request: Request, naam: str, data: bytes, attempt: Attempt) -> None:
    datasets = datasets_of(request)
    outcome = await context(request).writer.run(
        lambda: datasets.set_shapes(naam, data, actor_of(attempt.caller)), datasets.public_graphs(naam)
    )
    attempt.sha256 = outcome.history.shapes


def _record(attempt: Attempt, outcome: Outcome) -> None:
    version = outcome.history.current
    if version is not None:
        attempt.version, attempt.sha256 = str(version.number), version.file.sha256
    attempt.status = 201 if outcome.created else 200


def _publication(outcome: Outcome, naam: str) -> Response:
    version = cast("Version", outcome.history.current)
    data = record_data(outcome.history, version)
    data |= {"nieuweVersie": outcome.changed, "rapport": outcome.report}
    here = f"/v1/gegevenssets/{naam}"
    location = here if outcome.created else f"{here}/versies/{version.number}"
    return json_answer(data, version.etag, 201 if outcome.created else 200, location if outcome.changed else "")


def _draft_data(draft: Draft) -> dict[str, Any]:
    return {
        "naam": draft.name,
        "bewaard": draft.saved,
        "bestand": {
            "naam": draft.file_name,
            "mediatype": draft.media_type,
            "bytes": draft.size,
            "sha256": draft.file,
        },
        "publiceerbaar": draft.publishable,
        "metagegevens": draft.metadata.data(),
        "rapport": draft.report,
        "etag": draft.etag,
    }


def _options(request: Request) -> bool:
    """Return whether to be strict; InvalidInputError for a parameter that is not known."""
    _only(request, *KEYS, "streng", "bestandsnaam")
    given = request.query_params.get("streng", "false").lower()
    if given not in ("true", "false", "ja", "nee", "1", "0", ""):
        text = Text("`streng` is true of false.", "`streng` is true or false.")
        raise InvalidInputError([Fault("/streng", "verkeerdType", text)])
    return given in ("true", "ja", "1")


def _only(request: Request, *names: str) -> None:
    if faults := list(unknown_parameters(request.query_params, names)):
        raise InvalidInputError(faults)


def _description(request: Request, upload: Upload) -> Metadata:
    query: Mapping[str, str] = request.query_params
    return read_metadata({**upload.fields, **{key: query[key] for key in KEYS if key in query}})


async def _note(request: Request) -> str:
    body = await read_body(request, _MOST_NOTE_BYTES)
    if not body.strip():
        return ""
    data, faults = read_object(body)
    unknown_keys(data, ("toelichting",), faults)
    note = data.get("toelichting") or ""
    if not isinstance(note, str):
        faults.append(Fault("/toelichting", "verkeerdType", Text("Een tekst.", "A text.")))
    if faults:
        raise InvalidInputError(faults)
    return str(note)


def _reads_draft() -> dict[str, Any]:
    text = Text("Het concept, met zijn rapport", "The draft, with its report")
    return secured(described(_TAG, "toonConcept", text, models.Concept, missing=True))


def _writes(  # noqa: PLR0913 -- the parts of a description
    operation: str,
    summary: Text,
    model: type[BaseModel],
    *,
    parameters: list[dict[str, Any]] | None = None,
    files: bool = False,
    gone: bool = False,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return how a route describes itself that writes."""
    found = secured(described(_TAG, operation, summary, model, parameters=parameters or (), missing=True))
    more = problem_responses(412, *((413, 415) if files or extra else ()), *((410,) if gone else ()))
    created = {201: {"model": model, "description": "Gemaakt. / Created."}} if model is models.Publicatie else {}
    body: dict[str, Any] = extra or {}
    if files:
        binary = {"schema": {"type": "string", "format": "binary"}}
        form = {"type": "object", "properties": {"bestand": binary["schema"], "metagegevens": {"type": "object"}}}
        kinds: dict[str, Any] = dict.fromkeys(FILE_TYPES, binary) | {MULTIPART: {"schema": form}}
        body = {"requestBody": {"required": True, "content": kinds}}
    return found | {
        "responses": {**found["responses"], **created, **more},
        "openapi_extra": found["openapi_extra"] | body,
    }
