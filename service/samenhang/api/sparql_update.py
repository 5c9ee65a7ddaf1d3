"""SPARQL Update for who may administer the service: on a copy first, then written whole or not at all."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import Scope
from samenhang.api.context import base_url, context
from samenhang.api.fetching import documents_to_load
from samenhang.api.graph_protection import Protection, reason_against, refuse_protected
from samenhang.api.sparql_request import Asked
from samenhang.api.tokens import writing
from samenhang.errors import QueryError
from samenhang.store.base_iri import with_base
from samenhang.store.every_graph import names_every_graph, with_named_graphs
from samenhang.store.prologues import without_prologue
from samenhang.store.updating import loads_of


async def carry_out(request: Request, asked: Asked, update: str) -> Response:
    """Carry out an update and answer 204; raises what stands in its way, and then nothing has changed."""
    async with writing(request, Scope.ADMIN, "sparql-update") as attempt:
        text = await run_in_threadpool(_prepared, request, update)
        protection = Protection()
        documents = await documents_to_load(request, text)
        try:
            changed = await context(request).writer.update(
                text,
                using_graph_uris=asked.default,
                using_named_graph_uris=asked.named,
                is_protected=protection,
                documents=documents,
            )
        except QueryError:
            refuse_protected(protection.refused)
            raise
        attempt.thing = next(iter(changed)) or "" if len(changed) == 1 else ""
        attempt.status = 204
    return Response(status_code=204)


def _prepared(request: Request, update: str) -> str:
    """Return an update with its names in full where that matters: relative ones, LOAD, and ALL and NAMED."""
    text = with_base(update, f"{base_url(request)}/sparql")
    if text != update or loads_of(text):
        text = without_prologue(text)
    if names_every_graph(text):
        graphs = context(request).core.store.graphs()
        text = with_named_graphs(text, graphs, lambda graph: reason_against(graph) is not None)
    return text
