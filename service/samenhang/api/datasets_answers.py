"""What the routes of datasets have in common: tags, forms, and the problem that carries a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import Caller
from samenhang.api.context import context
from samenhang.api.failures import PROBLEM_JSON, problem_response
from samenhang.api.routing import JSON, JsonRoute, has_already
from samenhang.datasets.conditions import Condition, condition_of, tag_of_form
from samenhang.datasets.errors import DatasetRefusedError
from samenhang.datasets.forms import ENDINGS, FORMS
from samenhang.datasets.history import Actor
from samenhang.datasets.publishing import Datasets
from samenhang.wire.encoding import dumps
from samenhang.wire.problems import problem_type

_TEXT = ("text/turtle", "text/csv")
FIRST_REFUSALS = 100


class DataRoute(JsonRoute):
    """A route that answers with a record in JSON, or with the data themselves in the form that is asked for."""

    available = (JSON, *FORMS)


class FileRoute(JsonRoute):
    """A route that answers with a file in whatever form it has."""

    available = (JSON, *FORMS, "application/octet-stream")

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return the handler, without negotiation: there is one form, whatever a caller likes best."""
        return super(JsonRoute, self).get_route_handler()


def datasets_of(request: Request) -> Datasets:
    """Return the datasets of the service that a request came to."""
    return context(request).datasets


def actor_of(caller: Caller) -> Actor:
    """Return a caller as history keeps them."""
    return Actor(caller.kind.value, caller.id, caller.label, caller.issuer)


def condition(request: Request) -> Condition:
    """Return what must hold before something is written."""
    return condition_of(request.headers.get("if-match"), request.headers.get("if-none-match"))


def tagged(
    request: Request, body: Callable[[], bytes], kind: str, etag: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return one form of a version with its tag, or 304 when the caller has it; `body` is only made when needed."""
    tag = etag if kind == JSON else tag_of_form(etag, ENDINGS.get(kind, "bestand"))
    extra = {"etag": tag, "cache-control": "no-cache", **(headers or {})}
    if has_already(request, tag):
        return Response(status_code=304, headers=extra)
    media_type = f"{kind}; charset=utf-8" if kind in _TEXT else kind
    return Response(body(), headers=extra, media_type=media_type)


def json_answer(data: Any, etag: str | None, status: int = 200, location: str = "") -> Response:  # noqa: ANN401 -- JSON
    """Return what a write came to."""
    headers = {"cache-control": "no-store"}
    headers |= {"etag": etag} if etag else {}
    headers |= {"location": location} if location else {}
    return Response(dumps(data), status, headers, JSON)


def refused_response(request: Request, error: DatasetRefusedError) -> Response:
    """Return the problem for a dataset that is refused, with the report in it."""
    answer = problem_response(request, problem_type(error.code), error.text)
    data: dict[str, Any] = json.loads(bytes(answer.body))
    told = error.report["bevindingen"]
    data["rapport"] = {**error.report, "bevindingen": told[:FIRST_REFUSALS]}
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return Response(dumps(data), answer.status_code, headers, PROBLEM_JSON)
