"""What the service says of itself to programs: the Service Description at `/sparql`, and VoID at a well-known place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samenhang.api.context import base_url, context
from samenhang.api.failures import not_acceptable
from samenhang.api.linked_answers import graph_response
from samenhang.api.linked_request import Wanted, prefers_html
from samenhang.linked import FORMS
from samenhang.linked.forms import Graph
from samenhang.linked.profiles import DEFAULT
from samenhang.linked.self_description import service_graph, void_graph
from samenhang.queries import QueryLibrary
from samenhang.store import Store
from samenhang.wire.accept import media_type

VOID: Final = "/.well-known/void"
_SECONDS: Final = 5.0
_FORMS: Final = {name: form for form in FORMS for name in (form.media_type, *form.aliases)}
_OFFERED: Final = (*(form.media_type for form in FORMS), *(name for form in FORMS for name in form.aliases))


class _Recent:
    """Keeps what was told last, for a few seconds: counting everything is work, and many may ask at once."""

    def __init__(self, describe: Callable[[Store, QueryLibrary, str], Graph]) -> None:
        self._describe = describe
        self._turn = asyncio.Lock()
        self._base, self._until = "", 0.0
        self._graph: Graph = []

    async def graph(self, request: Request) -> Graph:
        """Return the description, at most a few seconds old."""
        base, core = base_url(request), context(request).core
        async with self._turn:
            if base != self._base or monotonic() > self._until:
                self._graph = await run_in_threadpool(self._describe, core.store, core.queries, base)
                self._base, self._until = base, monotonic() + _SECONDS
            return self._graph


def void_router() -> APIRouter:
    """Return the route of VoID; a browser is sent to the page that lists the graphs."""
    router = APIRouter(include_in_schema=False)
    recent = _Recent(void_graph)

    @router.get(VOID)
    async def void(request: Request) -> Response:
        if prefers_html(request):
            return RedirectResponse("/graaf", 303)
        return await _answer(request, recent.graph)

    return router


def wants_description(request: Request) -> bool:
    """Tell whether a request for the bare endpoint can be answered with its description."""
    bare = request.method == "GET" and not request.query_params
    return bare and media_type(request.headers.get("accept"), _OFFERED) is not None


async def service_description(request: Request) -> Response:
    """Answer with the Service Description in the form that the caller accepts."""
    core = context(request).core

    async def now(_: Request) -> Graph:
        return await run_in_threadpool(service_graph, core.store, core.queries, base_url(request))

    return await _answer(request, now)


async def _answer(request: Request, described: Callable[[Request], Awaitable[Graph]]) -> Response:
    kind = media_type(request.headers.get("accept"), _OFFERED)
    if kind is None:
        raise not_acceptable([form.media_type for form in FORMS])
    graph = await described(request)
    choice = Wanted(_FORMS[kind], kind, DEFAULT)
    headers = {"link": f'<{base_url(request)}{VOID}>; rel="describedby"'}
    return await run_in_threadpool(graph_response, request, graph, choice, headers)
