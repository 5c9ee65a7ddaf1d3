"""The operations on a selection that answer with one JSON object: options, clashes, repairs, paths, comparisons."""

from __future__ import annotations

import random
from collections.abc import Callable

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang, wire
from samenhang.api import operation_models as models
from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.docs import Answer, described
from samenhang.api.examples import QUESTIONS
from samenhang.api.routing import JSON, JsonRoute, cacheable_json, json_response
from samenhang.model import Text
from samenhang.wire.forms import Form
from samenhang.wire.terms import Data

MOST_REPAIRS, MOST_DRAWN, LARGEST_SEED = 50, 10_000, 2**53 - 1
REPAIRS, DRAWN = 5, 10


def operations_router() -> APIRouter:
    """Return the routes of the operations."""
    router = APIRouter(prefix="/v1", route_class=JsonRoute)
    for name, (answer, description) in _operations().items():
        router.add_api_route(f"/{name}", _handler(answer), methods=["POST"], **description)
    router.add_api_route(
        "/veranderpaden/voorbeelden",
        _path_examples,
        methods=["GET"],
        **described(
            "veranderpaden",
            "toonPadvoorbeelden",
            Text("Overgangen die de bronnen beschrijven", "Transitions that the sources describe"),
            models.PadVoorbeelden,
        ),
    )
    return router


def answers() -> dict[str, Answer]:
    """Return what answers each operation, by its path."""
    return {name: answer for name, (answer, _) in _operations().items()}


async def _path_examples(request: Request) -> Response:
    known = context(request)
    # Computed once, so it takes no turn of the engine.
    return cacheable_json(request, {"voorbeelden": await run_in_threadpool(lambda: known.path_examples)})


def _handler(answer: Answer) -> Callable[[Request], object]:
    async def handle(request: Request) -> Response:
        known = context(request)
        body = await read_question_body(request)
        return json_response(await known.engine.run(request, answer, known.core, body))

    return handle


async def read_question_body(request: Request) -> bytes:
    """Return the JSON body of a question; a 413 or 415 problem when it is too large or of another kind."""
    media_type_of(request, [JSON])
    return await read_body(request, context(request).settings.max_selection_bytes)


def options(core: Samenhang, body: bytes) -> Data:
    """Return what every option is, given the choices made."""
    form = Form.of(body, core, ("keuzes", "dimensies", "wijzigingen"))
    selection = form.selection()
    names = form.names("dimensies") if form.given("dimensies") else None
    changes = form.flag("wijzigingen", default=True)
    rules = wire.ruleset(form.view().sha256)
    states = core.options(selection, form.lens, form.day, dimensions=names, changes=changes)
    return wire.options(states, core.catalogue) | rules


def explain(core: Samenhang, body: bytes) -> Data:
    """Return all minimal sets of choices that clash."""
    form = Form.of(body, core, ("keuzes",))
    selection = form.selection()
    rules = wire.ruleset(form.view().sha256)
    return wire.clashes(core.explain(selection, form.lens, form.day), core.catalogue) | rules


def repair(core: Samenhang, body: bytes) -> Data:
    """Return the smallest changes that restore coherence."""
    form = Form.of(body, core, ("keuzes", "vast", "aantal"))
    selection, locked = form.selection(), form.names("vast")
    amount = form.whole("aantal", REPAIRS, 1, MOST_REPAIRS)
    rules = wire.ruleset(form.view().sha256)
    found = core.repair(selection, locked, amount, form.lens, form.day)
    return wire.repairs(found, core.catalogue) | rules


def path(core: Samenhang, body: bytes) -> Data:
    """Return the shortest sequence of coherent steps, or the proof that there is none."""
    form = Form.of(body, core, ("van", "naar", "bundels"))
    start, goal, bundles = form.selection("van"), form.selection("naar"), form.bundles("bundels")
    rules = wire.ruleset(form.view().sha256)
    return wire.path(core.path(start, goal, bundles, form.lens, form.day), core.catalogue) | rules


def compare(core: Samenhang, body: bytes) -> Data:
    """Return how two selections differ and which findings the second gains and loses."""
    form = Form.of(body, core, ("a", "b"))
    first, second = form.selection("a"), form.selection("b")
    rules = wire.ruleset(form.view().sha256)
    return wire.comparison(core.compare(first, second, form.lens, form.day), core.catalogue) | rules


def sample(core: Samenhang, body: bytes) -> Data:
    """Return combinations drawn at random, with the seed that draws them again."""
    form = Form.of(body, core, ("keuzes", "over", "drempel", "aantal", "zaad"))
    selection, over = form.selection(), form.names("over", least=1)
    threshold = form.threshold()
    size = form.whole("aantal", DRAWN, 1, MOST_DRAWN)
    drawn = random.randrange(LARGEST_SEED)  # noqa: S311 -- names a sample, keeps nothing secret
    seed = form.whole("zaad", drawn, 0, LARGEST_SEED)
    view = form.view()
    combinations = core.combinations(selection, over, form.lens, form.day, threshold=threshold)
    data = wire.sample(combinations.sample(size, seed), core.catalogue, over, selection)
    if not combinations.count:
        data |= wire.clashes(core.explain(selection, form.lens, form.day), core.catalogue)
    return data | {"aantalCombinaties": str(combinations.count), "zaad": seed} | wire.ruleset(view.sha256)


def _operations() -> dict[str, tuple[Answer, Data]]:
    return {
        "keuzemogelijkheden": (
            options,
            described(
                "keuzemogelijkheden",
                "toonKeuzemogelijkheden",
                Text("Wat elke optie is, gegeven de keuzes", "What every option is, given the choices"),
                models.Keuzemogelijkheden,
                body=models.KeuzemogelijkhedenVraag,
                body_example=QUESTIONS["keuzemogelijkheden"],
            ),
        ),
        "verklaringen": (
            explain,
            described(
                "verklaringen",
                "verklaarBotsingen",
                Text("Welke keuzes botsen, en door welke regels", "Which choices clash, and by which rules"),
                models.Verklaringen,
                body=models.VerklaringenVraag,
                body_example=QUESTIONS["verklaringen"],
            ),
        ),
        "herstelvoorstellen": (
            repair,
            described(
                "herstelvoorstellen",
                "stelHerstelVoor",
                Text("De kleinste wijzigingen die samenhang herstellen", "The smallest changes that restore coherence"),
                models.Herstelvoorstellen,
                body=models.HerstelvoorstellenVraag,
                body_example=QUESTIONS["herstelvoorstellen"],
            ),
        ),
        "veranderpaden": (
            path,
            described(
                "veranderpaden",
                "zoekVeranderpad",
                Text("Het kortste pad in samenhangende stappen", "The shortest path in coherent steps"),
                models.Veranderpad,
                body=models.VeranderpadVraag,
                body_example=QUESTIONS["veranderpaden"],
            ),
        ),
        "vergelijkingen": (
            compare,
            described(
                "vergelijkingen",
                "vergelijkKeuzes",
                Text("Twee selecties naast elkaar", "Two selections side by side"),
                models.Vergelijking,
                body=models.VergelijkingVraag,
                body_example=QUESTIONS["vergelijkingen"],
            ),
        ),
        "steekproeven": (
            sample,
            described(
                "steekproeven",
                "trekSteekproef",
                Text("Samenhangende combinaties, willekeurig getrokken", "Coherent combinations, drawn at random"),
                models.Steekproef,
                body=models.SteekproefVraag,
                body_example=QUESTIONS["steekproeven"],
            ),
        ),
    }
