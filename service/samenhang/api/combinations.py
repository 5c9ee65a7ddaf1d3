"""Coherent combinations over some dimensions: a page as JSON, or all of them as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang, wire
from samenhang.api import operation_models as models
from samenhang.api.context import context
from samenhang.api.docs import described
from samenhang.api.examples import QUESTIONS
from samenhang.api.listing import Page, links, unknown_parameters
from samenhang.api.operations import read_question_body
from samenhang.api.routing import JSON, json_response, require
from samenhang.api.streaming import CSV, TABLES, TableRoute, ndjson_lines, table_lines, table_response
from samenhang.coherence import Combinations
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, Text
from samenhang.wire.forms import Form
from samenhang.wire.terms import Data

PAGE_SIZE, MOST_PER_PAGE, LAST_PAGE = 20, 1000, 10**30
_PAGING = ("page", "pageSize")


@dataclass(frozen=True)
class Found:
    """The combinations that were asked for, and the page of them."""

    combinations: Combinations
    selection: dict[str, Answer]
    over: tuple[str, ...]
    page: Page
    extra: Data


def combinations_router() -> APIRouter:
    """Return the route that counts and lists combinations."""
    router = APIRouter(prefix="/v1", route_class=TableRoute)

    @router.post(
        "/combinaties",
        **described(
            "combinaties",
            "somCombinatiesOp",
            Text("Samenhangende combinaties over dimensies", "Coherent combinations over dimensions"),
            models.Combinaties,
            parameters=_parameters(),
            body=models.CombinatiesVraag,
            body_example=QUESTIONS["combinaties"],
            tables=True,
        ),
    )
    async def combine(request: Request) -> Response:
        known = context(request)
        kind = require(request, TABLES)
        body = await read_question_body(request)
        paging = _paging(request)
        if kind == JSON:
            data, page = await known.engine.run(request, _page, known.core, body, paging)
            response = json_response(data)
            response.headers["link"] = links(request, page, int(data["aantal"]))
            return response
        found = await known.engine.run(request, find, known.core, body, paging)
        headers = {"cache-control": "no-store", "x-total-count": str(found.combinations.count)}
        return table_response(request.scope, known.engine, kind, _lines(kind, found, known.core), headers)

    return router


def answer(core: Samenhang, body: bytes) -> Data:
    """Return the first page of combinations, or the one that the body names."""
    return _page(core, body, {})[0]


def _page(core: Samenhang, body: bytes, paging: dict[str, Any]) -> tuple[Data, Page]:
    found = find(core, body, paging)
    page, count = found.page, found.combinations.count
    listed = found.combinations.slice((page.number - 1) * page.size, page.number * page.size)
    data: Data = {
        "aantal": str(count),
        "page": page.number,
        "pageSize": page.size,
        "combinaties": [wire.combination(c, core.catalogue, found.over, found.selection) for c in listed],
    }
    return data | found.extra, page


def find(core: Samenhang, body: bytes, paging: dict[str, Any]) -> Found:
    """Return the combinations that a body asks for; `paging` from the address goes before that of the body."""
    form = Form.of(body, core, ("keuzes", "over", "drempel", *_PAGING), paging)
    selection, over, threshold = form.selection(), form.names("over", least=1), form.threshold()
    page = Page(form.whole("page", 1, 1, LAST_PAGE), form.whole("pageSize", PAGE_SIZE, 1, MOST_PER_PAGE))
    extra = wire.ruleset(form.view().sha256)
    combinations = core.combinations(selection, over, form.lens, form.day, threshold=threshold)
    if not combinations.count:
        extra = wire.clashes(core.explain(selection, form.lens, form.day), core.catalogue) | extra
    return Found(combinations, selection, over, page, extra)


def _lines(kind: str, found: Found, core: Samenhang) -> Iterator[bytes]:
    catalogue, over, selection = core.catalogue, found.over, found.selection
    if kind == CSV:
        rows = (wire.combination_row(c, catalogue, over, selection) for c in found.combinations)
        return table_lines(wire.combination_columns(over), rows)
    return ndjson_lines(wire.combination(c, catalogue, over, selection) for c in found.combinations)


def _paging(request: Request) -> dict[str, Any]:
    """Return the paging in the address, as numbers where they are; a link to a page puts it there."""
    query = request.query_params
    faults = list(unknown_parameters(query, _PAGING))
    for name in _PAGING:
        if len(query.getlist(name)) > 1:
            text = Text(f"Geef '{name}' één keer.", f"Give '{name}' once.")
            faults.append(Fault(f"/{name}", "tweedeWaarde", text))
    if faults:
        raise InvalidInputError(faults)
    values = {name: query[name] for name in _PAGING if name in query}
    return {
        n: int(v) if v.isascii() and v.isdigit() and len(v) <= len(str(LAST_PAGE)) else v for n, v in values.items()
    }


def _parameters() -> list[Data]:
    described = []
    texts = {
        "page": Text("Nummer van de pagina, vanaf 1.", "Number of the page, from 1."),
        "pageSize": Text("Aantal per pagina.", "Number per page."),
    }
    sizes = {"page": {"default": 1}, "pageSize": {"default": PAGE_SIZE, "maximum": MOST_PER_PAGE}}
    for name, label in texts.items():
        schema = {"type": "integer", "minimum": 1} | sizes[name]
        note = Text("Gaat voor op de body.", "Goes before the body.")
        text = f"{label.nl} {note.nl} / {label.en} {note.en}"
        described.append({"name": name, "in": "query", "required": False, "description": text, "schema": schema})
    return described
