"""The SPARQL 1.1 Protocol: query by GET, by form and by body."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.failures import ProtocolError
from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.opening import Answer
from samenhang.web.sparql import query_page, wants_page

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_MOST_FIELDS = 100


class AnswerResponse(StreamingResponse):
    """The answer to a query as it comes; when the caller goes away, the query stops."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        headers = {"cache-control": "no-cache"}
        super().__init__(answer.chunks, media_type=answer.media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()


def sparql_router() -> APIRouter:
    """Return the route of the query endpoint; a browser gets the query page."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/sparql", methods=["GET", "POST"])
    async def sparql(request: Request) -> Response:
        fields = await _fields(request)
        _refuse_update(fields)
        query = _single(fields, "query")
        if wants_page(request):
            return await query_page(request, query)
        if query is None:
            text = Text("De parameter 'query' ontbreekt.", "The parameter 'query' is missing.")
            raise ProtocolError("verzoek-onjuist", text)
        return await _run(request, query, fields)

    return router


async def _run(request: Request, query: str, fields: dict[str, list[str]]) -> Response:
    answer = await context(request).pool.run(
        query,
        accept=request.headers.get("accept"),
        default_graph_uris=fields.get("default-graph-uri", ()),
        named_graph_uris=fields.get("named-graph-uri", ()),
    )
    return AnswerResponse(answer)


async def _fields(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the protocol, from the address and from the body."""
    fields = {name: request.query_params.getlist(name) for name in request.query_params}
    if request.method == "GET":
        return fields
    kind = media_type_of(request, [FORM, QUERY])
    body = await read_body(request, context(request).settings.max_selection_bytes)
    try:
        source = body.decode("utf-8")
        posted = {"query": [source]} if kind == QUERY else _form(source)
    except ValueError:
        raise QueryError(Text("De body is geen geldige UTF-8.", "The body is not valid UTF-8.")) from None
    return {name: fields.get(name, []) + posted.get(name, []) for name in (*fields, *posted)}


def _form(source: str) -> dict[str, list[str]]:
    return parse_qs(source, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)


def _refuse_update(fields: dict[str, list[str]]) -> None:
    if "update" in fields:
        text = Text("Dit endpoint leest alleen; stuur een 'query'.", "This endpoint only reads; send a 'query'.")
        raise ProtocolError("verzoek-onjuist", text)


def _single(fields: dict[str, list[str]], name: str) -> str | None:
    values = fields.get(name, [])
    if len(values) > 1:
        text = Text(f"Geef de parameter '{name}' één keer.", f"Give the parameter '{name}' once.")
        raise ProtocolError("verzoek-onjuist", text)
    return values[0] if values else None
