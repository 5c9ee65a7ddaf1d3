"""Reading datasets: the catalogue, the data in every form, every version, the file that was sent, and differences."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import Scope
from samenhang.api import datasets_models as models
from samenhang.api.context import context, language_of
from samenhang.api.datasets_answers import DataRoute, FileRoute, datasets_of, tagged
from samenhang.api.docs import described, problem_responses
from samenhang.api.listing import Filter, list_response, parameters
from samenhang.api.routing import JSON, JsonRoute, cacheable_json, require
from samenhang.api.tokens import caller_of
from samenhang.datasets.comparing import compare
from samenhang.datasets.errors import no_dataset, nothing_here
from samenhang.datasets.forms import ENDINGS, FORMS, XLSX, in_form
from samenhang.datasets.history import History, Version
from samenhang.datasets.names import data_graph
from samenhang.datasets.publishing import Listed
from samenhang.datasets.shown import comparison_data, listed_data, record_data, version_data
from samenhang.model import Text
from samenhang.wire.encoding import dumps

Naam = Annotated[str, Path(description="Naam van de gegevensset. / Name of the dataset.")]
Nummer = Annotated[str, Path(description="Nummer van de versie. / Number of the version.")]
_TAG = "gegevenssets"
_MOST_SHOWN = 1000
_STATUSES = ("gepubliceerd", "ingetrokken")


def datasets_router() -> APIRouter:
    """Return the routes that read datasets; these are for everybody."""
    lists, data, files = (APIRouter(prefix="/v1", route_class=kind) for kind in (JsonRoute, DataRoute, FileRoute))
    _list(lists)
    _versions(lists)
    _comparison(lists)
    _report(lists)
    _current(data)
    _version(data)
    _file(files)
    _shapes(files)
    router = APIRouter()
    for part in (lists, data, files):
        router.include_router(part)
    return router


def dataset_filters() -> list[Filter[Listed]]:
    """Return the filters on datasets; those that were withdrawn are only shown when they are asked for."""
    word = Text("Alleen met deze woorden in naam, titel, omschrijving of uitgever.", "Only with these words in it.")
    status = Text("Alleen met deze status; standaard gepubliceerd.", "Only with this status; gepubliceerd by default.")
    return [
        Filter("zoek", word, None, _mentions, "regio"),
        Filter("status", status, _STATUSES, lambda one, value: one.withdrawn == (value == _STATUSES[1])),
    ]


def _mentions(one: Listed, words: str) -> bool:
    said = " ".join((one.name, *one.title, *one.description, one.publisher)).casefold()
    return all(word in said for word in words.casefold().split())


def _list(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets",
        **described(
            _TAG,
            "lijstGegevenssets",
            Text("Gedeelde gegevenssets", "Shared datasets"),
            models.Gegevenssets,
            parameters=parameters(dataset_filters()),
        ),
    )
    async def all_datasets(request: Request) -> Response:
        found = await run_in_threadpool(datasets_of(request).listed)
        if not any(request.query_params.getlist("status")):
            found = [one for one in found if not one.withdrawn]
        return list_response(request, _TAG, found, dataset_filters(), listed_data)


def _current(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}",
        **_in_forms(
            described(
                _TAG,
                "toonGegevensset",
                Text("Een gegevensset, of haar gegevens naar Accept", "A dataset, or its data by Accept"),
                models.Gegevensset,
                missing=True,
            )
        ),
    )
    async def dataset(request: Request, naam: Naam) -> Response:
        history = await run_in_threadpool(datasets_of(request).known, naam)
        version = history.require()
        kind = require(request, (JSON, *FORMS))
        if kind == JSON:
            return tagged(
                request, lambda: dumps(record_data(history, version)), JSON, version.etag, _links(history, version)
            )
        return await _data(request, history, version, kind)


def _versions(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/versies",
        **described(
            _TAG,
            "lijstVersies",
            Text("Alle versies, de nieuwste eerst", "All versions, the newest first"),
            models.Versies,
            parameters=parameters(()),
            missing=True,
        ),
    )
    async def versions(request: Request, naam: Naam) -> Response:
        history = await run_in_threadpool(datasets_of(request).known, naam)
        newest_first = [history.versions[number] for number in sorted(history.versions, reverse=True)]
        return list_response(request, "versies", newest_first, [], lambda one: version_data(history, one))


def _version(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/versies/{n}",
        **_in_forms(
            described(
                _TAG,
                "toonVersie",
                Text("Een versie, of haar gegevens naar Accept", "A version, or its data by Accept"),
                models.Versie,
                missing=True,
            )
        ),
    )
    async def version(request: Request, naam: Naam, n: Nummer) -> Response:
        history = await run_in_threadpool(datasets_of(request).known, naam)
        found = history.version(n)
        kind = require(request, (JSON, *FORMS))
        if kind == JSON:
            return cacheable_json(request, version_data(history, found))
        return await _data(request, history, found, kind)


async def _data(request: Request, history: History, version: Version, kind: str) -> Response:
    datasets, name = datasets_of(request), history.name
    spoken = language_of(request)
    etag = f'{version.etag[:-1]}-{spoken}"' if kind == XLSX else version.etag

    def body() -> bytes:
        lines = datasets.content(name, version.data)
        return in_form(datasets.core, lines, kind, data_graph(name), spoken)

    file_name = f"{name}-{version.number}.{ENDINGS[kind]}"
    headers = {"content-disposition": f'inline; filename="{file_name}"'}
    return await context(request).engine.run(request, tagged, request, body, kind, etag, headers)


def _file(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/versies/{n}/bestand",
        **_in_forms(
            described(
                _TAG,
                "haalBestand",
                Text("Het bestand zoals het werd gestuurd", "The file as it was sent"),
                models.Rapport,
                missing=True,
            ),
            only=("application/octet-stream", *FORMS),
        ),
    )
    async def file(request: Request, naam: Naam, n: Nummer) -> Response:
        history = await run_in_threadpool(datasets_of(request).known, naam)
        sent = history.version(n).file
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(sent.name, safe='')}"}

        def answer() -> Response:
            body = lambda: datasets_of(request).content(naam, sent.sha256)  # noqa: E731 -- one expression
            return tagged(request, body, sent.media_type, f'"{sent.sha256}"', headers)

        return await run_in_threadpool(answer)


def _report(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/versies/{n}/rapport",
        **described(
            _TAG,
            "toonRapport",
            Text("Het rapport van de toets van een versie", "The report of the check of a version"),
            models.Rapport,
            missing=True,
        ),
    )
    async def report(request: Request, naam: Naam, n: Nummer) -> Response:
        history = await run_in_threadpool(datasets_of(request).known, naam)
        digest = history.version(n).report
        body = await run_in_threadpool(datasets_of(request).content, naam, digest)
        return tagged(request, lambda: body, JSON, f'"{digest[:32]}"')


def _comparison(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/versies/{n}/vergelijking/{m}",
        **described(
            _TAG,
            "vergelijkVersies",
            Text("Het verschil tussen twee versies", "The difference between two versions"),
            models.Versievergelijking,
            missing=True,
        ),
    )
    async def comparison(request: Request, naam: Naam, n: Nummer, m: Nummer) -> Response:
        datasets = datasets_of(request)
        history = await run_in_threadpool(datasets.known, naam)
        one, other = history.version(n), history.version(m)

        def answer() -> bytes:
            found = compare(datasets.content(naam, one.data), datasets.content(naam, other.data))
            return dumps(comparison_data(one.number, other.number, found, _MOST_SHOWN))

        body = await context(request).engine.run(request, answer)
        return tagged(request, lambda: body, JSON, f'"{one.data[:16]}-{other.data[:16]}"')


def _shapes(router: APIRouter) -> None:
    @router.get(
        "/gegevenssets/{naam}/vormen",
        **_in_forms(
            described(
                _TAG,
                "toonVormen",
                Text("De eigen SHACL-vormen van een gegevensset", "The SHACL shapes of a dataset's own"),
                models.EigenVormen,
                missing=True,
            ),
            only=("text/turtle",),
        ),
    )
    async def shapes(request: Request, naam: Naam) -> Response:
        datasets, caller = datasets_of(request), await caller_of(request)
        history = await run_in_threadpool(datasets.history, naam)
        if history.last is None and not (caller.may(Scope.WRITE, naam) or caller.may(Scope.DRAFTS, naam)):
            raise no_dataset(naam)  # what was never published is nobody's business
        if not history.shapes:
            raise nothing_here(Text("eigen vormen", "shapes of its own"))
        body = await run_in_threadpool(datasets.content, naam, history.shapes)
        return tagged(request, lambda: body, "text/turtle", f'"{history.shapes[:32]}"')


def _links(history: History, version: Version) -> dict[str, str]:
    """Return where the parts of a dataset are (RFC 5829, RFC 8288)."""
    here = f"/v1/gegevenssets/{history.name}"
    links = (
        f'<{here}/versies>; rel="version-history"',
        f'<{here}/versies/{version.number}>; rel="latest-version"',
        f'<{here}/versies/{version.number}/rapport>; rel="describedby"',
    )
    return {"link": ", ".join(links)}


def _in_forms(description: dict[str, Any], only: tuple[str, ...] = FORMS) -> dict[str, Any]:
    """Return how a route describes itself that also answers with data, or only with a file."""
    responses: dict[Any, Any] = description["responses"]
    binary = {"schema": {"type": "string", "format": "binary"}}
    content: dict[str, Any] = dict.fromkeys(only, binary)
    found = {**responses[200], "content": content} if only == FORMS else {"description": "OK", "content": content}
    gone = problem_responses(410) if only == FORMS else {}
    return description | {"responses": {**responses, 200: found, **gone, **problem_responses(503)}}
