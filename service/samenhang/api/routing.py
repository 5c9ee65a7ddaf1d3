"""The routes of the JSON API: they negotiate before they work, and read a body no further than its limit."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from hashlib import sha256
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.failures import not_acceptable
from samenhang.wire.accept import media_type
from samenhang.wire.encoding import dumps

JSON = "application/json"
_MOST_ETAGS = 100

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """A route that answers with JSON, and with 406 when a caller accepts none of the `available` forms."""

    available: tuple[str, ...] = (JSON,)

    def get_route_handler(self) -> Handler:
        """Return the handler of the route behind the negotiation."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            require(request, self.available)
            return await inner(request)

        return handler


def require(request: Request, available: Sequence[str]) -> str:
    """Return the available media type that a caller likes best; a 406 problem when there is none."""
    chosen = media_type(request.headers.get("accept"), available)
    if chosen is None:
        raise not_acceptable(list(available))
    return chosen


def json_response(data: Any) -> Response:  # noqa: ANN401 -- whatever JSON can say
    """Return an answer that holds for this caller and this moment."""
    return Response(dumps(data), media_type=JSON, headers={"cache-control": "no-store"})


def cacheable(request: Request, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer with its ETag, or 304 when the caller has it already."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    extra = {"etag": etag, "cache-control": "no-cache", **(headers or {})}
    if has_already(request, etag):
        return Response(status_code=304, headers=extra)
    return Response(body, media_type=kind, headers=extra)


def cacheable_json(request: Request, data: Any, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401
    """Return JSON with its ETag, or 304 when the caller has it already."""
    return cacheable(request, dumps(data), JSON, headers)


def has_already(request: Request, etag: str) -> bool:
    """Tell whether the caller has the content that goes with an ETag."""
    header = request.headers.get("if-none-match")
    if not header:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")[:_MOST_ETAGS]]
    return etag in tags or "*" in tags
