"""The query page: works without JavaScript, and shows results in a table."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.context import context
from samenhang.errors import NotFoundError, SamenhangError
from samenhang.model import Text
from samenhang.questions import Questions, ask
from samenhang.questions.catalogue import TAG, Question
from samenhang.store.opening import Answer
from samenhang.web.rendering import page, page_language
from samenhang.wire.accept import media_type

RESULTS_JSON = "application/sparql-results+json"
MOST_ROWS = 500
_INTERNAL = frozenset({"afleiding", "hygiene", TAG})
_MOST_BYTES = 4_000_000
_MACHINE = (
    RESULTS_JSON,
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/json",
)
_EXAMPLE = """PREFIX sam: <https://w3id.org/samenhang/def/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?code ?titel
WHERE {
  ?regel a sam:Regel ; dct:identifier ?code ; rdfs:label ?titel .
  FILTER (lang(?titel) = "%s")
}
ORDER BY ?code
LIMIT 25
"""


def wants_page(request: Request) -> bool:
    """Tell whether the caller is a browser: it names HTML and likes nothing more."""
    header = request.headers.get("accept", "")
    return "text/html" in header and media_type(header, ["text/html", *_MACHINE]) == "text/html"


async def query_page(request: Request, query: str | None) -> Response:
    """Return the page, with the result of `query` when there is one."""
    known = context(request)
    saved = [s for s in known.core.queries if not s.parameters and _INTERNAL.isdisjoint(s.tags)]
    chosen = next((spec.text for spec in saved if spec.id == request.query_params.get("voorbeeld")), None)
    result, error = (None, None) if query is None else await _result(request, query)
    response = page(
        request,
        "sparql.html",
        query=query if query is not None else chosen or _question(request),
        example=_EXAMPLE,
        saved=saved,
        questions=_by_rubric(known.questions),
        result=result,
        error=error,
        most=MOST_ROWS,
    )
    if error is not None:
        response.status_code = error.status
    return response


def _by_rubric(questions: Questions) -> list[tuple[Text, list[Question]]]:
    """Return the competency questions under the rubric that each has, in their order."""
    rubrics: dict[Text, list[Question]] = {}
    for question in questions:
        rubrics.setdefault(question.rubric, []).append(question)
    return list(rubrics.items())


def _question(request: Request) -> str | None:
    """Return the query of the competency question that is asked for, with the defaults of its parameters put in."""
    questions = context(request).questions
    try:
        question = questions[request.query_params.get("voorbeeld", "")]
    except NotFoundError:
        return None
    title = question.wording.get(page_language(request))
    return f"# {question.id}: {title}\n{ask(questions, question, {}).text}"


async def _result(request: Request, query: str) -> tuple[dict[str, Any] | None, SamenhangError | None]:
    accept = f"{RESULTS_JSON}, text/turtle;q=0.9"
    try:
        answer = await context(request).pool.run(query, accept=accept)
        body, cut = await _read(answer)
    except SamenhangError as error:
        return None, error
    if answer.media_type.split(";")[0] != RESULTS_JSON:
        return {"graph": body.decode("utf-8", "replace"), "cut": cut}, None
    if cut:
        return {"cut": True}, None
    return _table(json.loads(body)), None


async def _read(answer: Answer) -> tuple[bytes, bool]:
    """Return the answer, and whether it was cut because it is too long for a page."""
    body = bytearray()
    try:
        async for chunk in answer.chunks:
            body += chunk
            if len(body) > _MOST_BYTES:
                return bytes(body), True
    finally:
        await answer.aclose()
    return bytes(body), False


def _table(data: dict[str, Any]) -> dict[str, Any]:
    if "boolean" in data:
        return {"answer": data["boolean"]}
    names = data["head"].get("vars", [])
    rows = data["results"]["bindings"]
    return {"names": names, "count": len(rows), "rows": [[row.get(name) for name in names] for row in rows[:MOST_ROWS]]}
