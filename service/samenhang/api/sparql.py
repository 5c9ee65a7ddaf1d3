"""The SPARQL 1.1 Protocol: query by GET, by form and by body; update by form and by body; and what the service is."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.failures import ProtocolError
from samenhang.api.service_description import service_description, wants_description
from samenhang.api.sparql_query import answer_query
from samenhang.api.sparql_request import read_request
from samenhang.api.sparql_update import carry_out
from samenhang.model import Text
from samenhang.web.sparql import query_page, wants_page


def sparql_router() -> APIRouter:
    """Return the route of the endpoint; a browser gets the query page, who asks nothing the description."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/sparql", methods=["GET", "POST"])
    async def sparql(request: Request) -> Response:
        asked = await read_request(request)
        if asked.update is not None:
            return await carry_out(request, asked, asked.update)
        if wants_page(request):
            return await query_page(request, asked.query)
        if asked.query is not None:
            return await answer_query(request, asked, asked.query)
        if wants_description(request):
            return await service_description(request)
        text = Text("De parameter 'query' ontbreekt.", "The parameter 'query' is missing.")
        raise ProtocolError("verzoek-onjuist", text)

    return router
