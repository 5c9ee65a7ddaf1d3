"""Puts a service together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang, __version__
from samenhang.api.checks import checks_router
from samenhang.api.context import Context
from samenhang.api.docs import PREFIX, openapi
from samenhang.api.envelope import Envelope
from samenhang.api.failures import add_handlers
from samenhang.api.health import health_router
from samenhang.api.knowledge import knowledge_router
from samenhang.api.models import Selectie
from samenhang.api.routing import JsonRoute, cacheable_json
from samenhang.api.sparql import sparql_router
from samenhang.settings import Settings
from samenhang.store import EmbeddedStore
from samenhang.store.workers import QueryPool
from samenhang.web.pages import pages_router


class Service(FastAPI):
    """A FastAPI app whose OpenAPI document is that of `/v1`, under the API Design Rules."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made the first time it is asked."""
        if not self.openapi_schema:
            known: Context = self.state.context
            self.openapi_schema = openapi(self, known.core, known.settings, [Selectie])
        return self.openapi_schema


def create_app(settings: Settings) -> FastAPI:
    """Return a service that is ready to be served; SamenhangError when the graph cannot be read.

    The graph is read here, before anything listens; the processes for queries start and stop with the service.
    """
    store = EmbeddedStore(settings.data_dir)
    core = Samenhang(store, settings.assets)
    pool = QueryPool(
        store.dump,
        workers=settings.query_workers,
        timeout=settings.query_timeout,
        queue=settings.query_queue,
        memory_mb=settings.query_memory_mb,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            # The first check compiles the rules; a caller should not wait for that.
            await asyncio.gather(pool.start(), asyncio.to_thread(core.check, {}))
            yield
        finally:
            await pool.stop()

    app = Service(
        title="Samenhang",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.context = Context(settings, core, pool)
    add_handlers(app)
    app.add_middleware(Envelope, version=__version__, https=app.state.context.https)
    routers = (checks_router(), knowledge_router(core.catalogue), health_router(), sparql_router(), pages_router())
    for router in routers:
        app.include_router(router)
    app.router.routes.append(
        JsonRoute(f"{PREFIX}/openapi.json", _description, methods=["GET"], include_in_schema=False)
    )
    return app


async def _description(request: Request) -> Response:
    return cacheable_json(request, request.app.openapi())
