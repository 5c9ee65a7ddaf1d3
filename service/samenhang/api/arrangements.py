"""Arrangements: who chose what, for which domain and care type, when, by which source, and what the rules find."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang
from samenhang.api import instance_models as models
from samenhang.api.context import context
from samenhang.api.docs import described
from samenhang.api.listing import (
    DAY_PARAMETER,
    Columns,
    Filter,
    day_of,
    list_response,
    parameters,
    unknown_parameters,
)
from samenhang.api.routing import JsonRoute, cacheable_json
from samenhang.api.streaming import TableRoute
from samenhang.errors import Fault, InvalidInputError, NotFoundError
from samenhang.model import Text, Verdict
from samenhang.namespaces import RULE
from samenhang.reference.arrangements import (
    Arrangement,
    Summary,
    arrangement,
    find_summary,
    summaries,
    with_choice,
    with_rule,
)
from samenhang.wire import check_result
from samenhang.wire import instances as wire
from samenhang.wire.answers import choices
from samenhang.wire.terms import Data

_Id = Annotated[str, Path(examples=["jz23-jeugd-2022"])]
_STATES = ("vastgesteld", "voornemen")
_LEVELS = ("stelsel", "segment", "gemengd", "contract")
_DATASET: Data = {
    "name": "gegevensset",
    "in": "query",
    "required": False,
    "description": "Alleen uit deze gedeelde gegevensset. / Only from this shared dataset.",
    "schema": {"type": "string"},
    "allowEmptyValue": True,
    "example": "",
}
_LENS: Data = {
    "name": "lens",
    "in": "query",
    "required": False,
    "description": "Documenten of soorten regels. / Documents or kinds of rules.",
    "schema": {"type": "array", "items": {"type": "string"}},
    "style": "form",
    "explode": False,
    "example": ["D4"],
}


def arrangements_router(core: Samenhang) -> APIRouter:
    """Return the routes of arrangements."""
    lists, details = APIRouter(prefix="/v1", route_class=TableRoute), APIRouter(prefix="/v1", route_class=JsonRoute)
    _lists(lists, core)
    _details(details)
    router = APIRouter()
    router.include_router(lists)
    router.include_router(details)
    return router


def _lists(router: APIRouter, core: Samenhang) -> None:
    @router.get(
        "/inrichtingen",
        **described(
            "inrichtingen",
            "lijstInrichtingen",
            Text("Inrichtingen: wie koos wat, voor wie en wanneer", "Arrangements: who chose what, for whom and when"),
            models.Inrichtingen,
            parameters=parameters(_filters(core, {}, {})),
            tables=True,
        ),
    )
    async def all_arrangements(request: Request) -> Response:
        return await run_in_threadpool(_list, request)


def _list(request: Request) -> Response:
    core = context(request).core
    chosen = {given: _with_choice(core, given) for given in request.query_params.getlist("keuze") if given}
    told = {code: with_rule(core.store, core.queries, _rule(core, code)) for code in _given(request, "regel")}
    columns = Columns(wire.ARRANGEMENT_COLUMNS, wire.arrangement_row)
    listed = summaries(core.store, core.queries)
    filters = _filters(core, chosen, told)
    return list_response(request, "inrichtingen", listed, filters, wire.arrangement_summary, columns=columns)


def _given(request: Request, name: str) -> set[str]:
    return {value for value in request.query_params.getlist(name) if value}


def _filters(
    core: Samenhang, chosen: dict[str, frozenset[str]], told: dict[str, frozenset[str]]
) -> list[Filter[Summary]]:
    domains = tuple(core.catalogue.dimensions["domein"].option_index)
    return [
        Filter(
            "partij",
            Text("Gekozen door deze gemeente of regio: code of IRI.", "Chosen by this municipality or region."),
            None,
            lambda s, v: _is_place(s.party, v),
            "GM0344",
        ),
        Filter(
            "gebied",
            Text("Voor dit gebied: code of IRI.", "For this area: code or IRI."),
            None,
            lambda s, v: _is_place(s.area, v),
        ),
        Filter("domein", Text("Alleen dit domein.", "Only this domain."), domains, lambda s, v: v in s.domains),
        Filter("niveau", Text("Alleen dit niveau.", "Only this level."), _LEVELS, lambda s, v: s.level == v),
        Filter("stand", Text("Alleen deze stand.", "Only this state."), _STATES, lambda s, v: s.state == v),
        Filter(
            "oordeel",
            Text("Alleen met dit oordeel.", "Only with this verdict."),
            tuple(verdict.value for verdict in Verdict),
            lambda s, v: s.verdict is not None and s.verdict.value == v,
        ),
        Filter(
            "keuze",
            Text("Die zelf deze keuze maken: `dimensie:optie`.", "That make this choice: `dimension:option`."),
            None,
            lambda s, v: s.iri in chosen[v],
            "domein:jeugd",
        ),
        Filter(
            "regel",
            Text("Waarin deze regel geldt of beheerst is.", "In which this rule holds or is managed."),
            tuple(core.catalogue.rules),
            lambda s, v: s.iri in told[v],
        ),
        Filter(
            "jaar",
            Text("Waarvan de periode dit jaar omvat.", "Of which the period has this year."),
            None,
            lambda s, v: (s.begin or "")[:4] <= v[:4] <= (s.end or "9999")[:4],
            "2024",
        ),
        Filter(
            "gegevensset",
            Text("Alleen uit deze gedeelde gegevensset.", "Only from this shared dataset."),
            None,
            lambda s, v: s.dataset == v,
        ),
        Filter(
            "tekstvoorbeeld",
            Text("Voorbeelden uit de teksten, of juist niet.", "Examples from the texts, or the others."),
            ("true", "false"),
            lambda s, v: s.example is (v == "true"),
        ),
        Filter(
            "q",
            Text("Tekst in id, label of zorgtype.", "Text in id, label or care type."),
            None,
            lambda s, v: _has(v, s.id, *s.label, *(s.care_type or ())),
        ),
    ]


def _with_choice(core: Samenhang, given: str) -> frozenset[str]:
    """Return the arrangements with a choice written as `dimension:option`; InvalidInputError names what is wrong."""
    name, colon, option = given.partition(":")
    if not colon:
        text = Text(
            "Schrijf een keuze als `dimensie:optie`, zoals `bekostigingsvorm:lumpsum`.",
            "Write a choice as `dimension:option`, such as `bekostigingsvorm:lumpsum`.",
        )
        raise InvalidInputError([Fault("/keuze", "ongeldigeKeuze", text)])
    try:
        dimension = core.catalogue.dimension(name)
    except NotFoundError as error:
        raise InvalidInputError([Fault("/keuze", "onbekendeDimensie", error.text, tuple(error.suggestions))]) from None
    if option not in dimension.option_index:
        listed = tuple(dimension.option_index)
        text = Text(f"'{name}' heeft geen optie '{option}'.", f"'{name}' has no option '{option}'.")
        raise InvalidInputError([Fault("/keuze", "onbekendeOptie", text, listed[:10])])
    return with_choice(core.store, core.queries, name, option)


def _rule(core: Samenhang, code: str) -> str:
    return core.catalogue.rules[code].iri if code in core.catalogue.rules else f"{RULE}{code[:10]}"


def _is_place(iri: str | None, wanted: str) -> bool:
    return iri is not None and (iri == wanted or iri.rsplit("/", 1)[-1].casefold() == wanted.casefold())


def _has(wanted: str, *texts: str) -> bool:
    return wanted.casefold() in "\n".join(texts).casefold()


def _details(router: APIRouter) -> None:
    @router.get(
        "/inrichtingen/{id}",
        **described(
            "inrichtingen",
            "leesInrichting",
            Text(
                "Een inrichting met keuzes, vaststellingen en bronnen",
                "An arrangement with choices, statements and sources",
            ),
            models.InrichtingMetKeuzes,
            parameters=[_DATASET],
            missing=True,
        ),
    )
    async def one_arrangement(request: Request, id: _Id) -> Response:  # noqa: A002 -- the name of the path parameter
        core = context(request).core
        found = await run_in_threadpool(_find, request, id, ["gegevensset"])
        return cacheable_json(request, wire.arrangement(found, core.catalogue))

    @router.get(
        "/inrichtingen/{id}/bevindingen",
        **described(
            "inrichtingen",
            "leesBevindingen",
            Text("Wat de regels in een inrichting vinden", "What the rules find in an arrangement"),
            models.Inrichtingstoets,
            parameters=[_DATASET, _LENS, DAY_PARAMETER],
            missing=True,
        ),
    )
    async def findings(request: Request, id: _Id) -> Response:  # noqa: A002 -- the name of the path parameter
        known = context(request)
        found = await run_in_threadpool(_find, request, id, ["gegevensset", "lens", "peildatum"])
        return cacheable_json(request, await known.engine.run(request, _check, request, known.core, found))


def _find(request: Request, name: str, parameters: list[str]) -> Arrangement:
    faults = list(unknown_parameters(request.query_params, parameters))
    if faults:
        raise InvalidInputError(faults)
    core = context(request).core
    listed = summaries(core.store, core.queries)
    summary = find_summary(listed, name, request.query_params.get("gegevensset") or None)
    return arrangement(core.store, core.queries, core.catalogue.dimensions, summary)


def _check(request: Request, core: Samenhang, found: Arrangement) -> Data:
    """Return the check of an arrangement with all that it inherits, under the lens and on the day that are asked."""
    query = request.query_params
    lens = [part.strip() for value in query.getlist("lens") for part in value.split(",") if part.strip()]
    answers = choices({**found.answers, **found.inherited}, core.catalogue)
    result = core.check(answers, lens=lens, day=day_of(query).isoformat())
    return {"inrichting": found.id} | check_result(result, core.catalogue)
