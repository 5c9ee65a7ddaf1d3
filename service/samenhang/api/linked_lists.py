"""Lists of linked data: kinds of things, things of a kind or with a text in their name, graphs, profiles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samenhang import namespaces as ns
from samenhang.api.linked_answers import graph_response, headers_for
from samenhang.api.linked_context import Linked
from samenhang.api.linked_request import HTML, Wanted, wanted
from samenhang.errors import Fault, InvalidInputError, NotFoundError
from samenhang.linked import PROFILES
from samenhang.linked.alternates import profiles_graph
from samenhang.linked.forms import Graph
from samenhang.linked.profiles import DEFAULT
from samenhang.linked.public import named
from samenhang.model import Text
from samenhang.suggestions import nearest
from samenhang.web.linked_lists import graphs_page, kinds_page, profiles_page, search_page, things_page

_ONLY = (DEFAULT,)


async def index(request: Request, linked: Linked, extension: str | None) -> Response:
    """List the kinds of things there are; with `?soort=` the things of one kind, with `?zoek=` those with a text."""
    choice = wanted(request, _ONLY, extension)
    text, kind = request.query_params.get("zoek"), request.query_params.get("soort")
    after = request.query_params.get("na", "")
    if kind is not None and named(kind) is None:
        wrong = Text(f"'{kind[:200]}' is geen volledig adres.", f"'{kind[:200]}' is not an absolute address.")
        raise InvalidInputError([Fault("soort", "ongeldigAdres", wrong)])
    if text is not None:
        found = await run_in_threadpool(linked.index.search, text)
        page = partial(search_page, request, found, text)
    elif kind is not None:
        found = await run_in_threadpool(linked.index.of_kind, kind, after)
        page = partial(things_page, request, found, kind)
    else:
        found = await run_in_threadpool(linked.index.kinds)
        page = partial(kinds_page, request, found)
    asked = [(k, v) for k, v in request.query_params.multi_items() if k in ("zoek", "soort", "na")]
    path = "/id?" + urlencode(asked) if asked else "/id"
    headers = _headers(path, choice)
    if found.following is not None:
        more = "/id?" + urlencode([("soort", kind or ""), ("na", found.following)])
        headers["link"] += f', <{more}>; rel="next"'
    return _finish(request, choice, headers, page, partial(found.graph, ns.BASE + path[1:], kind))


async def graphs(request: Request, linked: Linked, extension: str | None) -> Response:
    """List the named graphs with their size."""
    choice = wanted(request, _ONLY, extension)
    found = await run_in_threadpool(linked.index.graphs)
    page, graph = partial(graphs_page, request, found), partial(found.graph, f"{ns.BASE}graaf")
    return _finish(request, choice, _headers("/graaf", choice), page, graph)


async def profiles(request: Request, extension: str | None, token: str | None) -> Response:
    """Tell what the profiles are, or what one of them is."""
    shown = [profile for profile in PROFILES if token in (None, profile.token)]
    if not shown:
        text = Text(f"Er is geen profiel '{(token or '')[:60]}'.", f"There is no profile '{(token or '')[:60]}'.")
        raise NotFoundError(text, nearest(token or "", [p.token for p in PROFILES]))
    choice = wanted(request, _ONLY, extension)
    path = "/profiel" if token is None else f"/profiel/{token}"
    page, graph = partial(profiles_page, request, shown), partial(profiles_graph, shown)
    return _finish(request, choice, _headers(path, choice), page, graph)


async def kind_of_source(request: Request) -> Response:
    """Send a caller on to the list of source documents."""
    query = [("soort", f"{ns.DEF}Bron"), *request.query_params.multi_items()]
    return RedirectResponse("/id?" + urlencode(query), 303)


def _headers(path: str, choice: Wanted) -> dict[str, str]:
    canonical = ns.BASE + path[1:]
    return headers_for(path, choice, _ONLY, canonical=canonical, about=canonical)


def _finish(
    request: Request,
    choice: Wanted,
    headers: dict[str, str],
    page: Callable[[], Response],
    graph: Callable[[], Graph],
) -> Response:
    if choice.form != HTML:
        return graph_response(request, graph(), choice, headers)
    response = page()
    response.headers.update(headers)
    return response
