"""The SPARQL 1.1 Graph Store HTTP Protocol at `/graphs`: whole graphs, read by everybody, written with a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Final
from uuid import uuid4

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from samenhang.access import Scope
from samenhang.api.context import context
from samenhang.api.engine import Engine
from samenhang.api.failures import ProtocolError, not_acceptable
from samenhang.api.graph_conditions import check_conditions, etag_of, is_known
from samenhang.api.graph_names import PREFIX, Target, store_address, target_of
from samenhang.api.graph_protection import refuse_protected
from samenhang.api.graph_uploads import Document, received
from samenhang.api.tokens import writing
from samenhang.errors import NotFoundError
from samenhang.linked import FORMS
from samenhang.model import Text
from samenhang.store.changes import Change, Drop, GraphName, Merge, Replace
from samenhang.store.graph_copies import copy_of
from samenhang.store.graph_names import is_private
from samenhang.wire.accept import media_type

_FORMS: Final = {name: form for form in FORMS for name in (form.media_type, *form.aliases)}
_OFFERED: Final = (*(form.media_type for form in FORMS), *(name for form in FORMS for name in form.aliases))
_EVERYTHING: Final = "application/n-quads"
_PIECE: Final = 1 << 16
_COPIES, _WAITING = 2, 64


def graphs_router() -> APIRouter:
    """Return the routes of the graph store, for graphs named in the path and by parameter."""
    router = APIRouter(include_in_schema=False)
    # Anybody may ask for a large graph: a few are read out at a time, and some wait.
    copying = Engine(_COPIES, _WAITING)

    async def read_one(request: Request) -> Response:
        return await read(request, copying)

    for path in (PREFIX, f"{PREFIX}/{{path:path}}"):
        for method, handler in (("GET", read_one), ("PUT", replace), ("POST", add), ("DELETE", remove)):
            router.add_api_route(path, handler, methods=[method])
    return router


async def read(request: Request, copying: Engine) -> Response:
    """Answer with a graph; with all public graphs as N-Quads when none is named."""
    target = target_of(request)
    if target is None:
        return _everything(request)
    kind = media_type(request.headers.get("accept"), _OFFERED)
    if kind is None:
        raise not_acceptable([form.media_type for form in FORMS])
    if is_private(target.name):
        raise _missing(target.name)
    form = _FORMS[kind]
    store = context(request).core.store
    found = await copying.run(request, copy_of, store, target.name, form.media_type)
    headers = {"etag": etag_of(found.state, form), "cache-control": "no-cache"}
    if is_known(request, headers["etag"]):
        found.file.close()
        return Response(status_code=304, headers=headers)
    headers |= {"content-length": str(found.size), "content-type": _content_type(kind)}
    return StreamingResponse(_pieces(found.file), headers=headers, background=BackgroundTask(found.file.close))


async def replace(request: Request) -> Response:
    """Make a document the content of a graph."""
    return await _write(
        request, "graaf vervangen", lambda name, base, documents: _changes(Replace, name, base, documents)
    )


async def add(request: Request) -> Response:
    """Add documents to a graph; to a new graph, with a name of its own, when none is named."""
    return await _write(
        request, "graaf aanvullen", lambda name, base, documents: _changes(Merge, name, base, documents)
    )


async def remove(request: Request) -> Response:
    """Remove a graph; the default graph becomes empty."""
    target = _named(request)
    async with writing(request, Scope.ADMIN, "graaf verwijderen", thing=target.name or "") as attempt:
        refuse_protected(target.name)
        existed = await _carry_out(request, target.name, [Drop(target.name)], missing=False)
        if not existed:
            raise _missing(target.name)
        attempt.status = 204
    return Response(status_code=204)


async def _write(
    request: Request, action: str, changes: Callable[[GraphName, str, list[Document]], list[Change]]
) -> Response:
    target = target_of(request)
    fresh = target is None
    if target is None:
        if request.method != "POST":
            raise _unnamed()
        name = f"{store_address(request)}/{uuid4()}"
        target = Target(name, name)
    async with writing(request, Scope.ADMIN, action, thing=target.name or "") as attempt:
        refuse_protected(target.name)
        async with received(request) as documents:
            planned = changes(target.name, target.base, documents)
            existed = await _carry_out(request, target.name, planned)
        attempt.status = 204 if existed else 201
    if existed:
        return Response(status_code=204)
    return Response(status_code=201, headers={"location": target.name or ""} if fresh or _direct(request) else {})


async def _carry_out(request: Request, name: GraphName, changes: list[Change], *, missing: bool = True) -> bool:
    """Carry out changes to one graph and return whether it was there before; without `missing` it has to be.

    Whether the conditions of the request hold is found out in the same turn as the change is made.
    """
    store = context(request).core.store

    def work() -> bool:
        existed = name is None or name in store.graphs()
        check_conditions(request, store, name, existed=existed)
        if existed or missing:
            store.write(changes)
        return existed

    return await context(request).writer.run(work, [name])


def _changes(kind: type[Replace | Merge], name: GraphName, base: str, documents: list[Document]) -> list[Change]:
    """Return what puts documents into a graph; the first of several replaces, and the others add to it."""
    if not documents:
        raise ProtocolError("verzoek-onjuist", Text("Er is geen document gestuurd.", "No document was sent."))
    return [
        (Merge if number else kind)(name, document.path, document.media_type, base)
        for number, document in enumerate(documents)
    ]


def _everything(request: Request) -> Response:
    if media_type(request.headers.get("accept"), [_EVERYTHING]) is None:
        raise ProtocolError(
            "niet-leverbaar",
            Text(
                f"Noem een graaf met 'graph' of 'default'; alle grafen samen zijn er alleen als {_EVERYTHING}.",
                f"Name a graph by 'graph' or 'default'; all graphs together come as {_EVERYTHING} only.",
            ),
        )
    headers = {"cache-control": "no-cache"}
    pieces = iter(()) if request.scope.get("bodiless") else context(request).core.store.dump(public_only=True)
    return StreamingResponse(pieces, media_type=_EVERYTHING, headers=headers)


def _named(request: Request) -> Target:
    target = target_of(request)
    if target is None:
        raise _unnamed()
    return target


def _direct(request: Request) -> bool:
    return request.url.path != PREFIX


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _content_type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _unnamed() -> ProtocolError:
    return ProtocolError(
        "verzoek-onjuist",
        Text("Noem een graaf met 'graph' of 'default'.", "Name a graph by 'graph' or 'default'."),
    )


def _missing(name: GraphName) -> NotFoundError:
    return NotFoundError(Text(f"Er is geen graaf {name}.", f"There is no graph {name}."))
