"""The check of a selection."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang
from samenhang.api import models
from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.docs import EXAMPLE_QUESTION, described
from samenhang.api.engine import is_compiled
from samenhang.api.routing import JSON, JsonRoute, json_response
from samenhang.errors import InvalidInputError
from samenhang.model import CheckResult, Text
from samenhang.wire import Question, check_result, read_question
from samenhang.wire.terms import Data


def checks_router() -> APIRouter:
    """Return the route that checks a selection."""
    router = APIRouter(prefix="/v1", route_class=JsonRoute)

    @router.post(
        "/samenhangtoetsen",
        **described(
            "samenhangtoetsen",
            "toetsSamenhang",
            Text("Toets de samenhang van keuzes", "Check whether choices are coherent"),
            models.Samenhangtoets,
            body=models.Selectie,
            body_example=EXAMPLE_QUESTION,
        ),
    )
    async def check(request: Request) -> Response:
        known = context(request)
        media_type_of(request, [JSON])
        question = read_question(await read_body(request, known.settings.max_selection_bytes))
        return json_response(check_result(await _result(request, known.core, question), known.core.catalogue))

    return router


async def _result(request: Request, core: Samenhang, question: Question) -> CheckResult:
    """Return the result, at once when its rules are compiled; otherwise in a thread.

    The first question under a lens or on a day compiles the rules that count then, which may take tenths of a second.
    """
    if _is_quick(core, question):
        return result(core, question)
    return await context(request).engine.run(request, result, core, question)


def _is_quick(core: Samenhang, question: Question) -> bool:
    try:
        return is_compiled(core.prepare({}, question.lens, question.day)[0])
    except InvalidInputError:
        return True


def answer(core: Samenhang, body: bytes) -> Data:
    """Return the answer to the body of a check."""
    return check_result(result(core, read_question(body)), core.catalogue)


def result(core: Samenhang, question: Question) -> CheckResult:
    """Return the result of a check; InvalidInputError lists the faults of form and those of content together."""
    try:
        found = core.check(question.choices, question.lens, question.day)
    except InvalidInputError as error:
        raise InvalidInputError([*question.faults, *error.faults]) from None
    if question.faults:
        raise InvalidInputError(question.faults)
    return found
