"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang import __version__
from samenhang.api.context import context
from samenhang.wire.encoding import dumps

HEALTH_JSON = "application/health+json"


def health_router() -> APIRouter:
    """Return the routes for whoever watches over the service."""
    router = APIRouter(prefix="/health", include_in_schema=False)

    @router.get("/live")
    async def live() -> Response:
        return _answer({"status": "pass", "version": __version__})

    @router.get("/ready")
    async def ready(request: Request) -> Response:
        known = context(request)
        catalogue = known.core.catalogue
        counts = {"dimensies": len(catalogue.dimensions), "regels": len(catalogue.rules)}
        return _answer(
            {
                "status": "pass",
                "version": __version__,
                "releaseId": catalogue.sha256,
                "warm": known.warm,
                "derived": known.derived,
                **counts,
            }
        )

    return router


def _answer(data: dict[str, object]) -> Response:
    return Response(dumps(data), media_type=HEALTH_JSON, headers={"cache-control": "no-store"})
