"""A query under the SPARQL 1.1 Protocol: its graphs, its bounds, and the answer as it comes."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from samenhang.api.context import base_url, context
from samenhang.api.failures import ProtocolError
from samenhang.api.fetching import is_allowed, quads_of
from samenhang.api.sparql_request import Asked
from samenhang.model import Text
from samenhang.store.base_iri import with_base
from samenhang.store.graph_names import is_private
from samenhang.store.opening import Answer
from samenhang.store.pattern_reading import reads_graphs
from samenhang.store.query_dataset import dataset_of
from samenhang.store.row_limit import bounded

CUT = "samenhang-afgekapt"
_ROWS = "text/tab-separated-values"
_TRIPLES = "application/n-triples"


class AnswerResponse(StreamingResponse):
    """The answer to a query as it comes; when the caller goes away, the query stops."""

    def __init__(self, answer: Answer, headers: dict[str, str]) -> None:
        self._answer = answer
        super().__init__(answer.chunks, media_type=answer.media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; only its headers when nobody asked for more."""
        try:
            if scope.get("bodiless"):
                await Response(headers=dict(self.headers))(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()


async def answer_query(request: Request, asked: Asked, query: str) -> Response:
    """Return the answer to a query in the form that its caller accepts."""
    text = with_base(query, f"{base_url(request)}/sparql")
    extra = await _graphs_from_elsewhere(request, asked, text)
    headers = {"cache-control": "no-cache"}
    rows = context(request).settings.query_most_rows
    bound = bounded(text, rows) if rows else None
    if bound is not None and await _has_answer(request, asked, bound.beyond, extra):
        text = bound.text
        headers[CUT] = "true"
    answer = await _run(request, asked, text, request.headers.get("accept"), extra)
    whole = answer.at_hand()
    if whole is None:
        return AnswerResponse(answer, headers)
    return Response(whole, headers=headers | {"content-type": answer.media_type})


async def _run(request: Request, asked: Asked, query: str, accept: str | None, extra: bytes) -> Answer:
    return await context(request).pool.run(
        query, accept=accept, default_graph_uris=asked.default, named_graph_uris=asked.named, extra=extra
    )


async def _has_answer(request: Request, asked: Asked, query: str, extra: bytes) -> bool:
    """Tell whether a query has a row, or a triple."""
    answer = await _run(request, asked, query, f"{_ROWS}, {_TRIPLES}", extra)
    body = await answer.read()
    return body.count(b"\n") > (1 if answer.media_type.startswith(_ROWS) else 0)


async def _graphs_from_elsewhere(request: Request, asked: Asked, query: str) -> bytes:
    """Return the graphs a query names that the store does not have, as N-Quads; ProtocolError when they stay away.

    A query without a pattern reads no graph, so it misses none.
    """
    names = await run_in_threadpool(dataset_of, query, asked.default, asked.named)
    if not names or not reads_graphs(query):
        return b""
    known = await run_in_threadpool(context(request).core.store.graphs)
    missing = sorted(names.difference(name for name in known if not is_private(name)))
    for name in missing:
        if not is_allowed(request, name):
            raise ProtocolError(
                "graaf-niet-hier",
                Text(
                    f"De graaf {name[:200]} is hier niet, en deze dienst haalt geen grafen van elders op. Welke er "
                    "zijn staat op /graaf.",
                    f"The graph {name[:200]} is not here, and this service fetches no graphs from elsewhere. /graaf "
                    "lists those that are.",
                ),
            )
    return b"".join([await quads_of(request, name) for name in missing])
