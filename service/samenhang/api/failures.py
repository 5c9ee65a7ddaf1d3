"""Turns every error into a problem (RFC 9457)."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samenhang.access import AccessError, redact
from samenhang.api.context import base_url, context, language_of
from samenhang.api.methods import allowed_methods
from samenhang.errors import (
    Fault,
    InvalidInputError,
    NotAcceptableError,
    NotFoundError,
    SamenhangError,
    StoreUnavailableError,
    TooManyQueriesError,
)
from samenhang.model import Text
from samenhang.wire.encoding import dumps
from samenhang.wire.problems import PROBLEMS, ProblemType, problem, problem_of_status, problem_type

PROBLEM_JSON = "application/problem+json"
_COME_BACK = (TooManyQueriesError, StoreUnavailableError)
_FAULTS_IN_DETAIL = 3
_log = logging.getLogger(__name__)


class ProtocolError(SamenhangError):
    """A problem that only exists over HTTP; `kind` is one of those in `samenhang.wire.problems`."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text)
        self.code = code
        self.status = PROBLEMS[code].status


def not_acceptable(available: list[str]) -> NotAcceptableError:
    """Return the problem that none of the forms a caller accepts is available."""
    forms = ", ".join(available)
    return NotAcceptableError(Text(f"Beschikbaar: {forms}.", f"Available: {forms}."))


def unsupported_media(readable: list[str]) -> ProtocolError:
    """Return the problem that the kind of content a caller sent is not read here."""
    kinds = ", ".join(readable)
    return ProtocolError(
        "mediatype-niet-ondersteund", Text(f"Stuur de inhoud als {kinds}.", f"Send the content as {kinds}.")
    )


def add_handlers(app: FastAPI) -> None:
    """Make an app answer every error with a problem."""
    app.add_exception_handler(SamenhangError, _samenhang_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)


def problem_response(
    request: Request,
    kind: ProblemType,
    detail: Text,
    faults: tuple[Fault, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a problem in the language of the caller."""
    spoken = language_of(request)
    context(request).metrics.problems.labels(kind.code).inc()
    data = problem(kind, detail, base=base_url(request), language=spoken, instance=request.url.path, faults=faults)
    extra = {"content-language": spoken, "cache-control": "no-store"} | (headers or {})
    return Response(redact(dumps(data).decode()), kind.status, extra, PROBLEM_JSON)


def unexpected(request: Request, error: Exception) -> Response:
    """Return the problem for an error nobody foresaw, and log it; what went wrong inside is not shown."""
    _log.error("%s %s failed", request.method, redact(request.url.path), exc_info=error)
    kind = problem_type(SamenhangError.code)
    return problem_response(request, kind, kind.explanation)


def _samenhang_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, SamenhangError):
        return unexpected(request, error)
    kind = problem_type(error.code)
    if kind.status >= 500 and not isinstance(error, ProtocolError):  # noqa: PLR2004 -- server errors
        _log.warning("%s %s: %s", request.method, redact(request.url.path), redact(str(error)))
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, _COME_BACK) else {}
    headers |= error.headers if isinstance(error, AccessError) else {}
    return problem_response(request, kind, _detail(error), _faults(error), headers)


def _detail(error: SamenhangError) -> Text:
    """Return what is wrong; of many faults the first few and their number."""
    if not isinstance(error, InvalidInputError) or len(error.faults) <= _FAULTS_IN_DETAIL:
        return error.text
    first = InvalidInputError(error.faults[:_FAULTS_IN_DETAIL]).text
    more = len(error.faults) - _FAULTS_IN_DETAIL
    return Text(f"{first.nl} En nog {more} in `fouten`.", f"{first.en} And {more} more in `fouten`.")


def _faults(error: SamenhangError) -> tuple[Fault, ...]:
    if isinstance(error, InvalidInputError):
        return error.faults
    if isinstance(error, NotFoundError) and error.suggestions:
        return (Fault("", "nietGevonden", error.text, error.suggestions),)
    return ()


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return unexpected(request, error)
    kind = problem_of_status(error.status_code)
    headers = {}
    if kind.status == 405:  # noqa: PLR2004 -- method not allowed
        headers["allow"] = ", ".join(allowed_methods(request.scope))
    return problem_response(request, kind, kind.explanation, headers=headers)


async def _validation_error(request: Request, error: Exception) -> Response:
    """Answer what FastAPI itself could not read; with 400, as the API Design Rules ask."""
    kind = problem_type(InvalidInputError.code)
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = tuple(
        Fault("/" + "/".join(str(part) for part in item["loc"][1:]), "verkeerdType", Text(item["msg"], item["msg"]))
        for item in found
    )
    return problem_response(request, kind, kind.explanation, faults)
