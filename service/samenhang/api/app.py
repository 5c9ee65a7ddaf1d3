"""Puts a service together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock, Thread
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang import __version__
from samenhang.access.opening import open_access
from samenhang.api import checks, combinations, matrix, operations
from samenhang.api.access import access_router
from samenhang.api.access_models import ToegangstokenVraag
from samenhang.api.arrangements import arrangements_router
from samenhang.api.checks import checks_router
from samenhang.api.combinations import combinations_router
from samenhang.api.context import Context
from samenhang.api.datasets import datasets_router
from samenhang.api.datasets_backup import backup_router
from samenhang.api.datasets_writing import datasets_writing_router
from samenhang.api.docs import PREFIX, openapi
from samenhang.api.engine import Engine
from samenhang.api.envelope import Envelope
from samenhang.api.failures import add_handlers
from samenhang.api.graphs import graphs_router
from samenhang.api.health import health_router
from samenhang.api.knowledge import knowledge_router
from samenhang.api.linked import linked_router
from samenhang.api.linked_context import Linked
from samenhang.api.loading import load_into
from samenhang.api.matrix import matrix_router
from samenhang.api.metrics import Measured, metrics_router
from samenhang.api.models import Selectie
from samenhang.api.operation_models import QUESTION_MODELS
from samenhang.api.operations import operations_router
from samenhang.api.places import places_router
from samenhang.api.questions import questions_router
from samenhang.api.routing import JsonRoute, cacheable_json
from samenhang.api.service_description import void_router
from samenhang.api.sparql import sparql_router
from samenhang.api.validations import validations_router
from samenhang.derived import derive
from samenhang.settings import Settings
from samenhang.store.opening import alone, close_store, open_store
from samenhang.store.writer import Writer
from samenhang.web.pages import pages_router

_ANSWERS = operations.answers() | {
    "samenhangtoetsen": checks.answer,
    "combinaties": combinations.answer,
    "samenhangmatrix": matrix.answer,
}


class Service(FastAPI):
    """A FastAPI app whose OpenAPI document is that of `/v1`, under the API Design Rules."""

    def __init__(self, **arguments: Any) -> None:  # noqa: ANN401 -- whatever FastAPI takes
        super().__init__(**arguments)
        self._describing = Lock()

    def openapi(self) -> dict[str, Any]:
        """Return the document, made the first time it is asked."""
        # Its examples are computed, so whoever asks at the same time waits for the one document.
        with self._describing:
            if not self.openapi_schema:
                known: Context = self.state.context
                self.openapi_schema = openapi(
                    self, known.core, known.settings, [Selectie, ToegangstokenVraag, *QUESTION_MODELS], _ANSWERS
                )
            return self.openapi_schema


def create_app(settings: Settings) -> FastAPI:
    """Return a service that is ready to be served; SamenhangError when the graph cannot be read.

    The graph is read here, before anything listens; the processes for queries start and stop with the service.
    """
    store, pool = open_store(settings)
    core = load_into(store, settings.assets)
    writer = Writer(store, pool)
    access = open_access(settings, store, core.queries, writer.write)
    known = Context(settings, core, pool, Engine(settings.engine_threads, settings.engine_queue), access, writer)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await pool.start()
        # Neither a stop nor a first question waits for what is only prepared: hence a thread that may be left behind.
        Thread(target=_prepare, args=(known, asyncio.get_running_loop()), daemon=True).start()
        try:
            async with known.access.running():
                yield
        finally:
            known.stopping = True
            await run_in_threadpool(known.close)
            await pool.stop()
            close_store(store)

    app = Service(
        title="Samenhang",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.context = known
    add_handlers(app)
    app.add_middleware(Measured, metrics=known.metrics)
    known.metrics.watch(known)
    app.add_middleware(Envelope, version=__version__, https=known.https)
    # Routes are tried one after another, and each takes time: what is asked most often stands first.
    routers = (
        sparql_router(),
        health_router(),
        checks_router(),
        operations_router(),
        combinations_router(),
        matrix_router(),
        knowledge_router(core.catalogue),
        access_router(),
        places_router(core),
        arrangements_router(core),
        questions_router(known.questions),
        datasets_router(),
        datasets_writing_router(),
        backup_router(),
        validations_router(),
        metrics_router(known.metrics),
        graphs_router(),
        void_router(),
        pages_router(),
        linked_router(Linked.of(core, settings)),
    )
    for router in routers:
        app.include_router(router)
    app.router.routes.append(
        JsonRoute(f"{PREFIX}/openapi.json", _description, methods=["GET"], include_in_schema=False)
    )
    return app


def _prepare(known: Context, loop: asyncio.AbstractEventLoop) -> None:
    """Compile what most questions need, then work out the derived graphs and have the query processes read them."""
    _warm(known)
    if known.stopping or not known.settings.derive_graphs:
        return
    with alone(known.core.store, "afleiden"):
        done = derive(known.core)
    if (done.written or done.removed) and not known.stopping:
        asyncio.run_coroutine_threadsafe(known.pool.reload(), loop)
    known.derived = True
    if not known.stopping:
        known.validations.start()


def _warm(known: Context) -> None:
    """Compile what most questions need, so that no caller waits for it; the service answers meanwhile."""
    view, _ = known.core.prepare({})
    known.core.check({})
    _ = view.weights
    known.core.options({}, dimensions=list(known.core.catalogue.dimensions)[:1])
    known.warm = True


async def _description(request: Request) -> Response:
    return cacheable_json(request, await run_in_threadpool(request.app.openapi))
