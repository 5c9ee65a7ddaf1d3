"""Linked data over HTTP: `/id`, `/doc`, `/def`, `/bron` and `/graaf`, each thing in every form and by profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samenhang import namespaces as ns
from samenhang.api.linked_answers import VARY, graph_response, headers_for, last_modified
from samenhang.api.linked_context import Linked
from samenhang.api.linked_lists import graphs, index, kind_of_source, profiles
from samenhang.api.linked_ontology import comparison, ontology
from samenhang.api.linked_request import ALL_FORMS, EXTENSIONS, HTML, Wanted, prefers_html, split_extension, wanted
from samenhang.errors import Fault, InvalidInputError, NotFoundError
from samenhang.linked import Description, profiles_of
from samenhang.linked.addresses import document_of, is_own, path_of
from samenhang.linked.alternates import as_graph
from samenhang.linked.forms import PREFIXES
from samenhang.linked.profiles import ALTERNATES, DEFAULT, view
from samenhang.linked.public import named
from samenhang.linked.versions import CURRENT, VERSION
from samenhang.model import Text
from samenhang.web.linked import Subject, alternates_page, missing_page, resource_page, view_page

_DATES = (
    *(PREFIXES["dct"] + name for name in ("modified", "issued", "created")),
    PREFIXES["prov"] + "generatedAtTime",
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A thing that was asked for: its address, the path of its description without an ending, and that ending."""

    iri: str
    path: str
    extension: str | None


def linked_router(linked: Linked) -> APIRouter:
    """Return the routes of linked data."""
    router = APIRouter(include_in_schema=False)

    def add(path: str, handler: Callable[..., Any]) -> None:
        router.add_api_route(path, handler, methods=["GET"])

    _add_lists(add, linked)

    async def identified(request: Request, path: str) -> Response:
        return await _to_document(request, linked, path)

    async def document(request: Request) -> Response:
        return await _document_of_address(request, linked)

    async def documented(request: Request, path: str) -> Response:
        return await _answer(request, linked, "doc", path)

    async def defined(request: Request, path: str) -> Response:
        first, _, rest = path.partition("/")
        version, extension = split_extension(path)
        if VERSION.fullmatch(version) or version == CURRENT:
            return await ontology(request, linked, version, extension)
        if rest.startswith("vergelijking/") and (VERSION.fullmatch(first) or first == CURRENT):
            return await comparison(request, linked, first, rest.removeprefix("vergelijking/"))
        return await _answer(request, linked, "def", path)

    async def source(request: Request, path: str) -> Response:
        return await _answer(request, linked, "bron", path)

    async def graph(request: Request, path: str) -> Response:
        return await _answer(request, linked, "graaf", path)

    add("/id/{path:path}", identified)
    add("/doc", document)
    add("/doc/{path:path}", documented)
    add("/def/{path:path}", defined)
    add("/bron/{path:path}", source)
    add("/graaf/{path:path}", graph)
    return router


def _add_lists(add: Callable[[str, Callable[..., Any]], None], linked: Linked) -> None:
    """Add the routes of what is a list; each with an ending for its form too."""

    async def whole(request: Request, extension: str | None = None) -> Response:
        return await ontology(request, linked, CURRENT, _known(extension))

    async def things(request: Request, extension: str | None = None) -> Response:
        return await index(request, linked, _known(extension))

    async def all_graphs(request: Request, extension: str | None = None) -> Response:
        return await graphs(request, linked, _known(extension))

    async def all_profiles(request: Request, extension: str | None = None, token: str | None = None) -> Response:
        return await profiles(request, _known(extension), token)

    for path, handler in (("/def", whole), ("/id", things), ("/graaf", all_graphs), ("/profiel", all_profiles)):
        add(path, handler)
        add(f"{path}.{{extension}}", handler)
    add("/profiel/{token}", all_profiles)
    add("/bron", kind_of_source)


def _known(extension: str | None) -> str | None:
    if extension is not None and extension not in EXTENSIONS:
        raise NotFoundError(
            Text(f"Er is geen vorm '{extension[:40]}'.", f"There is no form '{extension[:40]}'."), list(EXTENSIONS)
        )
    return extension


async def _to_document(request: Request, linked: Linked, path: str) -> Response:
    """Send a caller on from a thing to its description, which is another thing (HTTP 303)."""
    found = await run_in_threadpool(_find, linked, "id", path)
    if found is None:
        return await _missing(request, linked, "id", path)
    target = found.path + (f".{found.extension}" if found.extension else "")
    headers = {"vary": VARY, "link": f'<{found.path}>; rel="describedby"', "cache-control": "no-cache"}
    query = request.url.query
    return RedirectResponse(f"{target}?{query}" if query else target, 303, headers)


async def _document_of_address(request: Request, linked: Linked) -> Response:
    """Describe the thing that `?uri=` names, whoever named it."""
    iri = request.query_params.get("uri")
    if iri is None:
        return RedirectResponse("/id", 303)
    if named(iri) is None:
        text = Text(f"'{iri[:200]}' is geen volledig adres.", f"'{iri[:200]}' is not an absolute address.")
        raise InvalidInputError([Fault("uri", "ongeldigAdres", text)])
    if is_own(iri):
        return RedirectResponse(path_of(iri), 303)
    if not await run_in_threadpool(linked.describer.exists, iri):
        return await _missing(request, linked, "id", "", iri)
    return await _described(request, linked, _Found(iri, path_of(iri), None))


async def _answer(request: Request, linked: Linked, part: str, path: str) -> Response:
    found = await run_in_threadpool(_find, linked, "id" if part == "doc" else part, path)
    if found is None:
        return await _missing(request, linked, "id" if part == "doc" else part, path)
    return await _described(request, linked, found)


def _find(linked: Linked, part: str, path: str) -> _Found | None:
    """Return what an address is about; an address that is that of a thing goes before one with an ending."""
    stem, ending = split_extension(path)
    for candidate, extension in ((path, None), (stem, ending)):
        iri = linked.addresses.thing(part, candidate)
        if iri is not None:
            own = path_of(iri)
            # A thing found by its code is described under that code.
            return _Found(iri, f"/doc/{candidate}" if own.startswith("/doc?") else own, extension)
        if extension is None and ending is None:
            break
    return None


async def _described(request: Request, linked: Linked, found: _Found) -> Response:
    own = await run_in_threadpool(linked.describer.own, found.iri)
    about = Subject(linked, Description(found.iri, own), found.path, profiles_of(own, found.iri))
    choice = wanted(request, about.profiles, found.extension)
    headers = headers_for(found.path, choice, about.profiles, canonical=document_of(found.iri), about=found.iri)
    modified = last_modified([value for name in _DATES for value in about.description.texts(name)])
    if modified is not None:
        headers["last-modified"] = modified
    return await run_in_threadpool(_render, request, about, choice, headers)


def _render(request: Request, about: Subject, choice: Wanted, headers: dict[str, str]) -> Response:
    bare, describer = about.description, about.linked.describer
    if choice.profile == ALTERNATES:
        if choice.form == HTML:
            return _with(alternates_page(request, about), headers)
        media_types = [form.media_type for form in ALL_FORMS]
        return graph_response(request, as_graph(bare.iri, about.profiles, media_types), choice, headers)
    if choice.profile == DEFAULT:
        via, after = request.query_params.get("via"), request.query_params.get("na", "")
        whole = describer.describe(bare.iri, document_of(bare.iri), via, after, own=bare.own)
        if choice.form == HTML:
            return _with(resource_page(request, replace(about, description=whole)), headers)
        return graph_response(request, view(describer, whole, choice.profile), choice, headers)
    graph = view(describer, bare, choice.profile)
    if choice.form == HTML:
        return _with(view_page(request, about, choice.profile, graph), headers)
    return graph_response(request, graph, choice, headers)


def _with(response: Response, headers: dict[str, str]) -> Response:
    response.headers.update(headers)
    return response


async def _missing(request: Request, linked: Linked, part: str, path: str, iri: str | None = None) -> Response:
    """Answer that there is nothing here, with what looks most like it."""
    name = iri or f"{ns.BASE}{part}/{path}"
    stem, _ = split_extension(path)
    near = await run_in_threadpool(linked.addresses.nearest, part, stem) if iri is None else ()
    if prefers_html(request):
        return await run_in_threadpool(missing_page, request, linked, name, near)
    text = Text(
        f"In de graaf komt {name[:300]} niet voor.",
        f"{name[:300]} does not occur in the graph.",
    )
    listed = ", ".join(near)
    if listed:
        text = Text(f"{text.nl} Lijkt erop: {listed}.", f"{text.en} Looks like it: {listed}.")
    raise NotFoundError(text, near)
