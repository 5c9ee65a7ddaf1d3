"""The competency questions: which there are, and the answer to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api import question_models as models
from samenhang.api.context import Context, base_url, context, language_of
from samenhang.api.docs import described, problem_responses
from samenhang.api.listing import Filter, list_response, parameters
from samenhang.api.routing import JSON, JsonRoute, cacheable, require
from samenhang.api.streaming import CSV
from samenhang.model import Text
from samenhang.questions import Answer, Asked, Question, Questions, ask, read_answer
from samenhang.wire import csv_lines, dumps
from samenhang.wire.questions import answer_table, competency_question, question_answer
from samenhang.wire.workbooks import workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RESULTS: Final = "application/sparql-results+json"
_FORMS: Final = (JSON, CSV, XLSX, RESULTS)
_SHEETS: Final = (Text("Antwoord", "Answer"), Text("Vraag", "Question"))

_Id = Annotated[str, Path(examples=["CQ03"])]
Writer = Callable[[Request, Asked, Answer], bytes]


class AnswerRoute(JsonRoute):
    """A route whose answer is also a table (CSV), a workbook (XLSX) or SPARQL results in JSON."""

    available = _FORMS


def questions_router(questions: Questions) -> APIRouter:
    """Return the routes of the competency questions."""
    router = APIRouter(prefix="/v1")
    router.include_router(_list_router(question_filters(questions)))
    router.include_router(_answer_router())
    return router


def question_filters(questions: Questions) -> list[Filter[Question]]:
    """Return the filters on questions."""
    return [
        Filter(
            "rubriek",
            Text("Alleen vragen onder deze rubriek.", "Only questions under this rubric."),
            tuple(dict.fromkeys(question.rubric.nl for question in questions)),
            lambda question, value: question.rubric.nl == value,
        ),
        Filter(
            "document",
            Text("Alleen vragen met een bron in dit document.", "Only questions with a source in this document."),
            tuple(questions.core.catalogue.documents),
            lambda question, value: any(anchor.document == value for anchor in question.anchors),
        ),
        Filter(
            "q",
            Text("Tekst in de vraag, het nummer of een bron.", "Text in the question, its number or a source."),
            None,
            lambda question, value: all(word in _words(question) for word in value.casefold().split()),
        ),
    ]


def _words(question: Question) -> str:
    return "\n".join([question.id, *question.wording, *(a.notation for a in question.anchors)]).casefold()


def _list_router(filters: list[Filter[Question]]) -> APIRouter:
    router = APIRouter(route_class=JsonRoute)

    @router.get(
        "/vragen",
        **described(
            "vragen",
            "lijstVragen",
            Text("De competentievragen, met hun parameters en bronnen", "The competency questions, with their sources"),
            models.Vragen,
            parameters=parameters(filters),
        ),
    )
    async def all_questions(request: Request) -> Response:
        base = base_url(request)
        items = context(request).questions
        return list_response(request, "vragen", items, filters, lambda q: competency_question(q, base))

    return router


def _answer_router() -> APIRouter:
    router = APIRouter(route_class=AnswerRoute)
    description = described(
        "vragen",
        "beantwoordVraag",
        Text("Het antwoord op een vraag, met bronnen", "The answer to a question, with sources"),
        models.BeantwoordeVraag,
        parameters=[_PARAMETERS],
        missing=True,
    )
    description["responses"][200] |= {"content": {kind: {"schema": {"type": "string"}} for kind in _FORMS[1:]}}
    description["responses"] |= problem_responses(503)

    @router.get("/vragen/{id}", **description)
    async def one_question(request: Request, id: _Id) -> Response:  # noqa: A002 -- the name of the path parameter
        known = context(request)
        questions = known.questions
        asked = await run_in_threadpool(ask, questions, questions[id], _given(request))
        results = await _run(known, asked)
        kind = require(request, _FORMS)
        if kind == RESULTS:
            return cacheable(request, results, RESULTS)
        answer = await run_in_threadpool(read_answer, asked, results, questions.anchors)
        body = await run_in_threadpool(_WRITERS[kind], request, asked, answer)
        return cacheable(request, body, _MEDIA_TYPES.get(kind, kind), _headers(kind, asked))

    return router


async def _run(known: Context, asked: Asked) -> bytes:
    """Return the results of a question; when the caller goes away, the query stops."""
    running = await known.pool.run(asked.text, accept=RESULTS)
    try:
        return await running.read()
    finally:
        await running.aclose()


def _given(request: Request) -> dict[str, list[str]]:
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _headers(kind: str, asked: Asked) -> dict[str, str]:
    if kind == JSON:
        return {}
    suffix = "xlsx" if kind == XLSX else "csv"
    return {"content-disposition": f'attachment; filename="{asked.question.id}.{suffix}"'}


def _json(request: Request, asked: Asked, answer: Answer) -> bytes:
    return dumps(question_answer(asked, answer, base_url(request)))


def _csv(_: Request, __: Asked, answer: Answer) -> bytes:
    return csv_lines(answer_table(answer)).encode()


def _xlsx(request: Request, asked: Asked, answer: Answer) -> bytes:
    spoken = language_of(request)
    first, second = (name.get(spoken) for name in _SHEETS)
    return workbook([(first, answer_table(answer)), (second, _about(asked, spoken))])


def _about(asked: Asked, spoken: str) -> list[tuple[str, str]]:
    """Return the sheet that tells what was asked, so that a workbook can be understood without its address."""
    question = asked.question
    return [
        ("id", question.id),
        *((f"vraag ({language})", question.wording.get(language)) for language in ("nl", "en")),
        *((parameter.label.get(spoken), asked.values[parameter.name]) for parameter in question.parameters),
        ("bronnen", "; ".join(anchor.notation for anchor in question.anchors)),
        ("query", asked.text),
    ]


_WRITERS: Final[Mapping[str, Writer]] = {JSON: _json, CSV: _csv, XLSX: _xlsx}
_MEDIA_TYPES: Final[Mapping[str, str]] = {CSV: f"{CSV}; charset=utf-8; header=present"}
_PARAMETERS: Final[dict[str, Any]] = {
    "name": "waarden",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": "De parameters van de vraag, elk onder zijn eigen naam; wat ontbreekt heeft zijn standaardwaarde. / "
    "The parameters of the question, each under its own name; what is missing has its default.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
