"""What the service measures of itself, for Prometheus."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samenhang import __version__
from samenhang.errors import SamenhangError

if TYPE_CHECKING:
    from samenhang.api.context import Context

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"))
_OTHER = "other"


class Metrics:
    """The counters of one service; labels take only values that are known beforehand, so that they stay few."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self.requests = Counter(
            "samenhang_http_requests", "Requests that were answered.", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "samenhang_http_request_duration_seconds",
            "Time from a request to the end of its answer.",
            ("route", "method"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.under_way = Gauge(
            "samenhang_http_requests_under_way", "Requests that are being answered.", registry=self.registry
        )
        self.problems = Counter(
            "samenhang_problems", "Problems that were answered, by their code.", ("code",), registry=self.registry
        )
        self.broken = Counter(
            "samenhang_http_answers_broken_off",
            "Answers that ended before they were whole.",
            ("route",),
            registry=self.registry,
        )
        build = Gauge("samenhang_build", "Version of the service; always 1.", ("version",), registry=self.registry)
        build.labels(__version__).set(1)
        if sys.platform == "linux":
            ProcessCollector(registry=self.registry)

    def watch(self, known: Context) -> None:
        """Add the state of a service: its query processes, its engine and its graph."""
        self.registry.register(_State(known))


class _State(Collector):
    """Reads the state of a service at the moment that it is asked for."""

    def __init__(self, known: Context) -> None:
        self._known = known

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges."""
        return self._gauges()

    def describe(self) -> Iterable[Metric]:
        """Yield nothing: registering asks for the names, and must not read the graph for them."""
        return ()

    def _gauges(self) -> Iterator[Metric]:
        pool, engine = self._known.pool.state, self._known.engine
        queries = GaugeMetricFamily("samenhang_queries", "Callers' queries, by what they do now.", labels=["state"])
        queries.add_metric(["running"], pool.busy)
        queries.add_metric(["waiting"], pool.waiting)
        yield queries
        yield GaugeMetricFamily("samenhang_query_workers", "Processes that are ready for a query.", pool.idle)
        yield GaugeMetricFamily("samenhang_engine_questions", "Questions at the coherence engine.", engine.taken)
        with suppress(SamenhangError):  # the rest is wanted most when an engine elsewhere is gone
            yield GaugeMetricFamily("samenhang_store_quads", "Quads in the graph.", len(self._known.core.store))
        catalogue = self._known.core.catalogue
        rules = GaugeMetricFamily("samenhang_rules", "Rules, by the hash of the rule set.", labels=["sha256"])
        rules.add_metric([catalogue.sha256], len(catalogue.rules))
        yield rules
        warm = GaugeMetricFamily("samenhang_prepared", "Whether what is worked out beforehand is.", labels=["what"])
        warm.add_metric(["rules"], float(self._known.warm))
        warm.add_metric(["graphs"], float(self._known.derived))
        yield warm


class Measured:
    """ASGI middleware that counts and times what goes through it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        metrics, started, status, ended = self._metrics, perf_counter(), 500, False

        async def counted(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)

        metrics.under_way.inc()
        try:
            await self.app(scope, receive, counted)
        finally:
            metrics.under_way.dec()
            route, method = _route(scope), scope["method"] if scope["method"] in _METHODS else _OTHER
            metrics.requests.labels(route, method, str(status)).inc()
            metrics.seconds.labels(route, method).observe(perf_counter() - started)
            if not ended:
                metrics.broken.labels(route).inc()


def _route(scope: Scope) -> str:
    """Return the template of the route that answered, so that ids in addresses make no labels."""
    return str(getattr(scope.get("route"), "path", _OTHER))


def metrics_router(metrics: Metrics) -> APIRouter:
    """Return the route that Prometheus reads, in its text form or as OpenMetrics."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def show(request: Request) -> Response:
        encoder, kind = choose_encoder(request.headers.get("accept", ""))
        body = await run_in_threadpool(encoder, metrics.registry)
        return Response(body, headers={"cache-control": "no-store", "content-type": kind})

    return router
