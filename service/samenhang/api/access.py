"""Tokens and the trail of what was tried, for those who administer a service or a dataset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import Caller, Scope, require
from samenhang.access.events import Event
from samenhang.access.graph_registry import TOKEN
from samenhang.access.issuing import read_wish
from samenhang.access.shown import event_data, token_data
from samenhang.access.tokens import TokenRecord, TokenWish, is_token_id
from samenhang.api import access_models as models
from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.docs import described, problem_responses
from samenhang.api.listing import Filter, list_response, parameters
from samenhang.api.routing import JSON, JsonRoute
from samenhang.api.tokens import caller_of, writing
from samenhang.errors import Fault, InvalidInputError, NotFoundError
from samenhang.model import Text
from samenhang.wire.encoding import dumps
from samenhang.wire.reading import read_object, unknown_keys

_MOST_BYTES = 65_536
_PRIVATE = {"cache-control": "no-store"}
_TOKEN_STATUSES = ("geldig", "verlopen", "ingetrokken")
_EXAMPLE = {"naam": "Levering regio", "bevoegdheden": ["schrijven"], "gegevenssets": ["regio"], "geldigheid": "90d"}


def access_router() -> APIRouter:
    """Return the routes for tokens and events; all need a token."""
    router = APIRouter(prefix="/v1", route_class=JsonRoute)
    _events(router)
    _token_list(router)
    _token_changes(router)
    return router


def secured(description: dict[str, Any]) -> dict[str, Any]:
    """Return how a route describes itself, with the security scheme and the refusals of one that needs a token."""
    responses = description["responses"] | problem_responses(400, 401, 403, 429, 503)
    extra = description["openapi_extra"] | {"security": [{"token": []}]}
    return description | {"responses": {k: v for k, v in responses.items() if k != 304}, "openapi_extra": extra}  # noqa: PLR2004 -- nothing here is kept by a cache


def event_filters() -> list[Filter[str]]:
    """Return the filters on events; the graph itself narrows them."""
    label = Text("Alleen gebeurtenissen van deze gegevensset.", "Only events of this dataset.")
    return [Filter("gegevensset", label, None, lambda _event, _value: True)]


def token_filters(now: datetime) -> list[Filter[TokenRecord]]:
    """Return the filters on tokens."""
    label = Text("Alleen tokens met deze status.", "Only tokens with this status.")
    return [Filter("status", label, _TOKEN_STATUSES, lambda r, value: token_data(r, now)["status"] == value)]


def _events(router: APIRouter) -> None:
    @router.get(
        "/gebeurtenissen",
        **secured(
            described(
                "gebeurtenissen",
                "lijstGebeurtenissen",
                Text("Pogingen om te schrijven, de nieuwste eerst", "Attempts to write, the newest first"),
                models.Gebeurtenissen,
                parameters=parameters(event_filters()),
            )
        ),
    )
    async def events(request: Request) -> Response:
        datasets = [name for name in request.query_params.getlist("gegevensset") if name]
        _may_see(await caller_of(request), datasets)
        return await run_in_threadpool(_event_page, request, datasets)


def _may_see(caller: Caller, datasets: list[str]) -> None:
    """Let see the events of a dataset who may write it or read its drafts; all events, who administers."""
    if not datasets:
        require(caller, Scope.ADMIN)
    for name in datasets:
        require(caller, Scope.DRAFTS if caller.may(Scope.DRAFTS, name) else Scope.WRITE, name)


def _event_page(request: Request, datasets: list[str]) -> Response:
    trail = context(request).access.trail

    def show(identifier: str) -> dict[str, Any]:
        found: Event = trail.event(identifier)
        return event_data(found)

    return _private(list_response(request, "gebeurtenissen", trail.ids(datasets), event_filters(), show))


def _token_list(router: APIRouter) -> None:
    @router.get(
        "/toegangstokens",
        **secured(
            described(
                "toegangstokens",
                "lijstToegangstokens",
                Text("Uitgegeven tokens, de nieuwste eerst", "Tokens given out, the newest first"),
                models.Toegangstokens,
                parameters=parameters(token_filters(datetime.now(UTC))),
            )
        ),
    )
    async def all_tokens(request: Request) -> Response:
        require(await caller_of(request), Scope.ADMIN)
        now = datetime.now(UTC)
        found = await run_in_threadpool(context(request).access.registry.all)
        show = lambda record: token_data(record, now)  # noqa: E731 -- one expression
        return _private(list_response(request, "toegangstokens", found, token_filters(now), show))


def _token_changes(router: APIRouter) -> None:
    @router.post(
        "/toegangstokens",
        status_code=201,
        **_created(
            secured(
                described(
                    "toegangstokens",
                    "maakToegangstoken",
                    Text("Maak een token; het geheim wordt een keer getoond", "Make a token; its secret is shown once"),
                    models.NieuwToegangstoken,
                    body=models.ToegangstokenVraag,
                    body_example=_EXAMPLE,
                )
            )
        ),
    )
    async def make_token(request: Request) -> Response:
        async with writing(request, Scope.ADMIN, "token maken") as attempt:
            media_type_of(request, [JSON])
            wish = await _wish(request, attempt.caller)
            text, record = await run_in_threadpool(context(request).access.issue, wish)
            attempt.status, attempt.thing = 201, TOKEN + record.id
        data = token_data(record, datetime.now(UTC)) | {"token": text}
        return Response(dumps(data), 201, _PRIVATE, JSON)

    @router.delete(
        "/toegangstokens/{id}",
        **secured(
            described(
                "toegangstokens",
                "trekToegangstokenIn",
                Text("Trek een token in", "Revoke a token"),
                models.Toegangstoken,
                missing=True,
            )
        ),
    )
    async def revoke_token(request: Request, id: str) -> Response:  # noqa: A002 -- the name of the path parameter
        async with writing(request, Scope.ADMIN, "token intrekken") as attempt:
            now = datetime.now(UTC)
            registry = context(request).access.registry
            found = await run_in_threadpool(registry.revoke, id, now) if is_token_id(id) else None
            if found is None:
                text = Text("Er is geen token met dit id.", "There is no token with this id.")
                raise NotFoundError(text)
            attempt.thing = TOKEN + found.id
        return Response(dumps(token_data(found, now)), 200, _PRIVATE, JSON)


async def _wish(request: Request, caller: Caller) -> TokenWish:
    data, faults = read_object(await read_body(request, _MOST_BYTES))
    unknown_keys(data, ("naam", "bevoegdheden", "gegevenssets", "geldigheid"), faults)
    name, lifetime = (_text(data.get(key), key, faults) for key in ("naam", "geldigheid"))
    scopes, datasets = (_texts(data.get(key), key, faults) for key in ("bevoegdheden", "gegevenssets"))
    if faults:
        raise InvalidInputError(faults)
    by = f"{caller.kind.value} {caller.id}".strip()
    return read_wish(
        context(request).settings, label=name, scopes=scopes, datasets=datasets, lifetime=lifetime, created_by=by
    )


def _text(value: Any, key: str, faults: list[Fault]) -> str:  # noqa: ANN401 -- whatever JSON can say
    if value is None or isinstance(value, str):
        return value or ""
    faults.append(Fault(f"/{key}", "verkeerdType", Text(f"`{key}` is een tekst.", f"`{key}` is a text.")))
    return ""


def _texts(value: Any, key: str, faults: list[Fault]) -> list[str]:  # noqa: ANN401 -- whatever JSON can say
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    text = Text(f"`{key}` is een lijst van teksten.", f"`{key}` is a list of texts.")
    faults.append(Fault(f"/{key}", "verkeerdType", text))
    return []


def _created(description: dict[str, Any]) -> dict[str, Any]:
    """Return how a route describes itself that answers with 201."""
    responses = {201 if status == 200 else status: r for status, r in description["responses"].items()}  # noqa: PLR2004 -- done
    return description | {"responses": responses}


def _private(response: Response) -> Response:
    """Return an answer that no cache may keep: it holds for one caller alone."""
    response.headers.update(_PRIVATE)
    return response
