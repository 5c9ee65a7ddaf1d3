"""The pages for a reader: the start, the description of the API, and what each kind of problem means."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.context import base_url, context
from samenhang.api.docs import EXAMPLE_QUESTION
from samenhang.api.routing import cacheable
from samenhang.errors import NotFoundError
from samenhang.model import CheckResult, Text
from samenhang.rules import Catalogue
from samenhang.suggestions import nearest
from samenhang.web.rendering import STYLE, page
from samenhang.wire import PROBLEMS
from samenhang.wire.encoding import dumps
from samenhang.wire.terms import law_note

_YEAR = "public, max-age=31536000, immutable"
EXAMPLE = EXAMPLE_QUESTION["keuzes"]


def pages_router() -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", start, methods=["GET"])
    router.add_api_route("/v1/docs", api_docs, methods=["GET"])
    router.add_api_route("/problemen", problems, methods=["GET"])
    router.add_api_route("/problemen/{code}", one_problem, methods=["GET"])
    router.add_api_route("/static/samenhang.css", style, methods=["GET"])
    return router


async def start(request: Request) -> Response:
    """Say what this is, with one question and its answer by the rules as they are now."""
    core = context(request).core
    result = core.check(EXAMPLE, EXAMPLE_QUESTION["lens"], EXAMPLE_QUESTION["peildatum"])
    return page(
        request,
        "start.html",
        catalogue=core.catalogue,
        choices=_labels(core.catalogue),
        result=result,
        counting=_counting(result),
        command=_command(request),
        law=law_note(()),
    )


async def api_docs(request: Request) -> Response:
    """Show the OpenAPI document to a reader."""
    return page(
        request, "docs.html", document=request.app.openapi(), resolve=_resolver(request), command=_command(request)
    )


async def problems(request: Request) -> Response:
    """List the kinds of problems."""
    return page(request, "problems.html", kinds=list(PROBLEMS.values()))


async def one_problem(request: Request, code: str) -> Response:
    """Explain one kind of problem, in both languages."""
    if code not in PROBLEMS:
        text = Text(f"Er is geen soort probleem '{code[:60]}'.", f"There is no kind of problem '{code[:60]}'.")
        raise NotFoundError(text, nearest(code, PROBLEMS))
    return page(request, "problem.html", kind=PROBLEMS[code])


async def style(request: Request) -> Response:
    """Give the style sheet; its address changes with its content."""
    return cacheable(request, STYLE, "text/css; charset=utf-8", {"cache-control": _YEAR, "vary": "Accept-Encoding"})


def _labels(catalogue: Catalogue) -> list[tuple[Text, Text]]:
    dimensions = [(catalogue.dimensions[name], option) for name, option in EXAMPLE.items()]
    return [(dimension.label, dimension.option(option).label) for dimension, option in dimensions]


def _counting(result: CheckResult) -> dict[str, int]:
    return {
        severity: sum(f.severity == severity for f in result.findings) for severity in ("overtreding", "waarschuwing")
    }


def _command(request: Request) -> str:
    body = dumps({"keuzes": EXAMPLE}).decode()
    return f"curl {base_url(request)}/v1/samenhangtoetsen \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'"


def _resolver(request: Request) -> Any:  # noqa: ANN401 -- a function for the template
    schemas = request.app.openapi()["components"]["schemas"]

    def name_of(schema: dict[str, Any]) -> str:
        """Return a schema in one line: `Regel`, `list of Anker`, `string or null`."""
        if "$ref" in schema:
            return str(schema["$ref"].rsplit("/", 1)[-1])
        if "anyOf" in schema:
            return " | ".join(name_of(s) for s in schema["anyOf"])
        if "const" in schema:
            return repr(schema["const"])
        if "enum" in schema:
            return " | ".join(str(v) for v in schema["enum"])
        if schema.get("type") == "array":
            return f"[{name_of(schema.get('items', {}))}]"
        return str(schema.get("format", schema.get("type", "")))

    return {"name": name_of, "schemas": schemas}
