"""The ontology as a document, its versions, and what differs between two of them."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang import namespaces as ns
from samenhang.api.linked_answers import graph_response, headers_for
from samenhang.api.linked_context import Linked
from samenhang.api.linked_request import ALL_FORMS, HTML, split_extension, wanted
from samenhang.api.routing import JSON, cacheable
from samenhang.errors import NotFoundError
from samenhang.linked import PROFILES
from samenhang.linked.alternates import as_graph
from samenhang.linked.changesets import as_data
from samenhang.linked.changesets import as_graph as changes_as_graph
from samenhang.linked.ontology import VIEWS
from samenhang.linked.profiles import ALTERNATES, DEFAULT
from samenhang.linked.versions import CURRENT, ONTOLOGY
from samenhang.model import Text
from samenhang.web.linked_ontology import comparison_page, ontology_page, version_page
from samenhang.wire.encoding import dumps

_ONLY = (DEFAULT,)


async def ontology(request: Request, linked: Linked, version: str, extension: str | None) -> Response:
    """Give a version of the ontology, whole or by profile; a browser gets an overview with what there is to search."""
    known = linked.ontology.versions.names
    if version != CURRENT and version not in known:
        raise _no_version(version, known)
    choice = wanted(request, VIEWS, extension)
    path = "/def" if version == CURRENT else f"/def/{version}"
    about = ONTOLOGY if version == CURRENT else ns.DEF + version
    headers = headers_for(path, choice, VIEWS, canonical=about, about=about)
    if version == CURRENT and known:
        headers["link"] += f', </def/{known[-1]}>; rel="latest-version"'
    if choice.profile == ALTERNATES and choice.form != HTML:
        graph = as_graph(about, VIEWS, [form.media_type for form in ALL_FORMS])
        return graph_response(request, graph, choice, headers)
    if choice.form == HTML:
        maker = ontology_page if version == CURRENT else version_page
        page = await run_in_threadpool(maker, request, linked, version)
        page.headers.update(headers)
        return page
    graph = await run_in_threadpool(linked.ontology.view, version, choice.profile)
    return await run_in_threadpool(graph_response, request, graph, choice, headers)


async def comparison(request: Request, linked: Linked, old: str, rest: str) -> Response:
    """Tell what differs between two versions of the ontology: as a page, as JSON and as RDF."""
    new, extension = _split(rest)
    known = (*linked.ontology.versions.names, CURRENT)
    for name in (old, new):
        if name not in known:
            raise _no_version(name, known)
    as_json = extension == "json" or (extension is None and _asks_json(request))
    choice = None if as_json else wanted(request, _ONLY, extension)
    found, before, after = await run_in_threadpool(linked.ontology.compare, old, new)
    path = f"/def/{old}/vergelijking/{new}"
    address = ns.BASE + path[1:]
    if choice is None:
        body = dumps(as_data(found))
        links = ", ".join(f'<{path}.{form.extension}>; rel="alternate"; type="{form.media_type}"' for form in ALL_FORMS)
        return cacheable(request, body, JSON, {"vary": "Accept, Accept-Language", "link": links})
    headers = headers_for(path, choice, _ONLY, canonical=address, about=address)
    headers["link"] += f', <{path}.json>; rel="alternate"; type="{JSON}"'
    if choice.form == HTML:
        page = await run_in_threadpool(comparison_page, request, linked, found)
        page.headers.update(headers)
        return page
    graph = await run_in_threadpool(changes_as_graph, found, before, after, address)
    return await run_in_threadpool(graph_response, request, graph, choice, headers)


def _split(rest: str) -> tuple[str, str | None]:
    if rest.endswith(".json"):
        return rest.removesuffix(".json"), "json"
    return split_extension(rest)


def _asks_json(request: Request) -> bool:
    """Tell whether plain JSON is asked for, which here is something else than JSON-LD."""
    asked = request.query_params.get("_mediatype")
    if asked is not None:
        return asked in ("json", JSON)
    return wanted(request, PROFILES).media_type == JSON


def _no_version(name: str, known: tuple[str, ...]) -> NotFoundError:
    listed = ", ".join(known) or "–"
    return NotFoundError(
        Text(
            f"Versie '{name[:60]}' van de ontologie is niet bewaard. Er zijn: {listed}.",
            f"Version '{name[:60]}' of the ontology was not kept. There are: {listed}.",
        ),
        known,
    )
