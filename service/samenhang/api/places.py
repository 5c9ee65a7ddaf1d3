"""Municipalities and regions, as they are on a day, with what they chose."""

from __future__ import annotations

from datetime import date
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
from samenhang.errors import InvalidInputError, NotFoundError
from samenhang.model import Text
from samenhang.reference.arrangements import Summary, summaries
from samenhang.reference.municipalities import (
    Municipality,
    find_municipality,
    municipalities,
    predecessors,
    successors,
)
from samenhang.reference.regions import Region, members, memberships, regions
from samenhang.suggestions import nearest
from samenhang.wire import instances as wire
from samenhang.wire.terms import Data

_KINDS = ("jeugdregio", "arbeidsmarktregio", "ggd-regio", "veiligheidsregio")
_REGION_FILTERS: list[Filter[Region]] = [
    Filter("soort", Text("Alleen deze soort.", "Only this kind."), _KINDS, lambda r, value: r.kind == value),
    Filter("q", Text("Tekst in code of naam.", "Text in code or name."), None, lambda r, v: _has(v, r.code, r.name)),
]


def places_router(core: Samenhang) -> APIRouter:
    """Return the routes of municipalities and regions."""
    lists, details = APIRouter(prefix="/v1", route_class=TableRoute), APIRouter(prefix="/v1", route_class=JsonRoute)
    _municipalities(lists, details, core)
    _regions(lists, details)
    router = APIRouter()
    router.include_router(lists)
    router.include_router(details)
    return router


def _municipalities(lists: APIRouter, details: APIRouter, core: Samenhang) -> None:
    today = municipalities(core.store, core.queries, date.today())  # noqa: DTZ011 -- only to list the provinces
    provinces = tuple(sorted({m.province.code for m in today}))

    def filters(members_of: dict[str, frozenset[str]]) -> list[Filter[Municipality]]:
        return [
            Filter(
                "provincie",
                Text("Alleen in deze provincie.", "Only in this province."),
                provinces,
                lambda m, value: m.province.code == value,
            ),
            Filter(
                "regio",
                Text("Alleen leden van deze regio, bij code.", "Only members of this region, by code."),
                tuple(members_of),
                lambda m, value: m.code in members_of[value],
            ),
            Filter(
                "q", Text("Tekst in code of naam.", "Text in code or name."), None, lambda m, v: _has(v, m.code, m.name)
            ),
        ]

    documented = filters({r.code: frozenset() for r in regions(core.store, core.queries, date(2026, 1, 1))})

    @lists.get(
        "/gemeenten",
        **described(
            "gemeenten",
            "lijstGemeenten",
            Text("Gemeenten zoals zij op een dag waren", "Municipalities as they were on a day"),
            models.Gemeenten,
            parameters=parameters(documented, [DAY_PARAMETER]),
            tables=True,
        ),
    )
    async def all_municipalities(request: Request) -> Response:
        return await run_in_threadpool(_list, request)

    def _list(request: Request) -> Response:
        known, day = context(request).core, day_of(request.query_params)
        listed = municipalities(known.store, known.queries, day)
        asked = request.query_params.getlist("regio")
        of = {r.code: frozenset[str]() for r in regions(known.store, known.queries, day)}
        kinds = {r.code: r.kind for r in regions(known.store, known.queries, day)}
        for code in {*asked} & {*of}:
            of[code] = frozenset(m.code for m in members(known.store, known.queries, day, kinds[code], code))
        columns = Columns(wire.MUNICIPALITY_COLUMNS, wire.municipality_row)
        return list_response(
            request, "gemeenten", listed, filters(of), wire.municipality, also=["peildatum"], columns=columns
        )

    @details.get(
        "/gemeenten/{code}",
        **described(
            "gemeenten",
            "leesGemeente",
            Text(
                "Een gemeente, met herindelingen, regio's en inrichtingen",
                "A municipality, with mergers, regions and arrangements",
            ),
            models.GemeenteMetRegios,
            parameters=[DAY_PARAMETER],
            missing=True,
        ),
    )
    async def one_municipality(request: Request, code: Annotated[str, Path(examples=["GM0344"])]) -> Response:
        return cacheable_json(request, await run_in_threadpool(_municipality, request, code))


def _municipality(request: Request, code: str) -> Data:
    core, day = context(request).core, _only_day(request)
    found = find_municipality(core.store, core.queries, code, day)
    iri = found.iri
    return wire.municipality_detail(
        found,
        (predecessors(core.store, core.queries, found.code), successors(core.store, core.queries, found.code)),
        memberships(core.store, core.queries, day, found.code),
        _of_place(core, iri),
    )


def _regions(lists: APIRouter, details: APIRouter) -> None:
    @lists.get(
        "/regios",
        **described(
            "regios",
            "lijstRegios",
            Text("Regio's met leden op een dag", "Regions with members on a day"),
            models.Regios,
            parameters=parameters(_REGION_FILTERS, [DAY_PARAMETER]),
            tables=True,
        ),
    )
    async def all_regions(request: Request) -> Response:
        return await run_in_threadpool(_list_regions, request)

    @details.get(
        "/regios/{code}",
        **described(
            "regios",
            "leesRegio",
            Text(
                "Een regio, met haar gemeenten op een dag en inrichtingen",
                "A region, with its municipalities on a day and arrangements",
            ),
            models.RegioMetLeden,
            parameters=[DAY_PARAMETER],
            missing=True,
        ),
    )
    async def one_region(request: Request, code: Annotated[str, Path(examples=["JZ01"])]) -> Response:
        return cacheable_json(request, await run_in_threadpool(_region, request, code))


def _list_regions(request: Request) -> Response:
    core = context(request).core
    listed = regions(core.store, core.queries, day_of(request.query_params))
    columns = Columns(wire.REGION_COLUMNS, wire.region_row)
    return list_response(request, "regios", listed, _REGION_FILTERS, wire.region, also=["peildatum"], columns=columns)


def _region(request: Request, code: str) -> Data:
    core, day = context(request).core, _only_day(request)
    listed = regions(core.store, core.queries, day)
    found = next((r for r in listed if code.casefold() in {r.code.casefold(), r.name.casefold()}), None)
    if found is None:
        names = nearest(code, {r.name for r in listed})
        near = tuple(f"{r.code} ({r.name})" for r in listed if r.name in names) or nearest(
            code, [r.code for r in listed]
        )
        raise NotFoundError(
            Text(f"Er is geen regio '{code}' op {day}.", f"There is no region '{code}' on {day}."), near
        )
    inside = members(core.store, core.queries, day, found.kind, found.code)
    return wire.region_detail(found, inside, _of_place(core, found.iri))


def _of_place(core: Samenhang, iri: str) -> list[Summary]:
    """Return the arrangements that a party chose, or that are about its area."""
    return [one for one in summaries(core.store, core.queries) if iri in {one.party, one.area}]


def _only_day(request: Request) -> date:
    faults = list(unknown_parameters(request.query_params, ["peildatum"]))
    if faults:
        raise InvalidInputError(faults)
    return day_of(request.query_params)


def _has(wanted: str, *texts: str) -> bool:
    return wanted.casefold() in " ".join(texts).casefold()
