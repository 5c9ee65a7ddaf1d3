"""Filters and pages of a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.context import base_url
from samenhang.api.routing import JSON, cacheable, cacheable_json, require
from samenhang.api.streaming import CSV, TABLES, ndjson_lines, table_lines
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.suggestions import nearest
from samenhang.wire.terms import Data

_T = TypeVar("_T")
PAGE_SIZE, MOST_PER_PAGE, LAST_PAGE = 100, 1000, 1_000_000
_SHOWN, _MOST_LISTED = 60, 60
_PAGING = ("page", "pageSize")


@dataclass(frozen=True)
class Filter(Generic[_T]):
    """One query parameter that narrows a collection; given more than once, any of its values will do.

    `valid` are the values there are, None when any text will do; `admits` tells whether an item passes a value.
    """

    name: str
    label: Text
    valid: tuple[str, ...] | None
    admits: Callable[[_T, str], bool]
    example: str | None = None


@dataclass(frozen=True)
class Page:
    """Which part of a collection is asked for; pages count from 1."""

    number: int
    size: int

    def of(self, items: Sequence[_T]) -> Sequence[_T]:
        """Return the items on this page."""
        return items[(self.number - 1) * self.size : self.number * self.size]

    def last(self, count: int) -> int:
        """Return the number of the last page of `count` items; 1 when there are none."""
        return max(1, -(-count // self.size))


@dataclass(frozen=True)
class Columns(Generic[_T]):
    """How a collection is shown as a table: the names of the columns, and an item as cells."""

    names: tuple[str, ...]
    row: Callable[[_T], Sequence[str]]


def list_response(  # noqa: PLR0913 -- the parts of a collection
    request: Request,
    name: str,
    items: Iterable[_T],
    filters: Sequence[Filter[_T]],
    show: Callable[[_T], Data],
    *,
    also: Sequence[str] = (),
    columns: Columns[_T] | None = None,
) -> Response:
    """Return the page of a collection that the query parameters ask for, with links to the others.

    `also` names the query parameters that are read elsewhere; with `columns` the page is also there as a table.
    InvalidInputError lists every unknown parameter and value, with the nearest valid ones.
    """
    query = request.query_params
    faults = list(unknown_parameters(query, [*(f.name for f in filters), *also, *_PAGING]))
    chosen = [(f, _values(query, f, faults)) for f in filters]
    number, size = (
        _whole(query, "page", 1, LAST_PAGE, faults),
        _whole(query, "pageSize", PAGE_SIZE, MOST_PER_PAGE, faults),
    )
    if faults:
        raise InvalidInputError(faults)
    found = [
        item for item in items if all(not values or any(f.admits(item, v) for v in values) for f, values in chosen)
    ]
    page = Page(number, size)
    headers = {"link": links(request, page, len(found))}
    kind = require(request, TABLES) if columns is not None else JSON
    if columns is not None and kind != JSON:
        headers["x-total-count"] = str(len(found))
        listed = page.of(found)
        rows = table_lines(columns.names, map(columns.row, listed)) if kind == CSV else ndjson_lines(map(show, listed))
        return cacheable(
            request, b"".join(rows), f"{CSV}; charset=utf-8; header=present" if kind == CSV else kind, headers
        )
    body: dict[str, Any] = {
        "aantal": str(len(found)),
        "page": number,
        "pageSize": size,
        name: [show(item) for item in page.of(found)],
    }
    return cacheable_json(request, body, headers)


def parameters(filters: Iterable[Filter[Any]], also: Sequence[Data] = ()) -> list[Data]:
    """Return the description of the query parameters for OpenAPI; `also` are descriptions of more of them."""
    described: list[Data] = [*also]
    for item in filters:
        values = {"type": "string"} | _valid_values(item)
        described.append(_parameter(item.name, item.label, {"type": "array", "items": values}) | {"explode": True})
    page = {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}
    size = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PAGE_SIZE}
    described.append(_parameter("page", Text("Nummer van de pagina, vanaf 1.", "Number of the page, from 1."), page))
    described.append(_parameter("pageSize", Text("Aantal per pagina.", "Number per page."), size))
    return described


def _valid_values(item: Filter[Any]) -> Data:
    if item.valid is None:
        return {} if item.example is None else {"examples": [item.example]}
    return {"enum": list(item.valid)} if len(item.valid) <= _MOST_LISTED else {"examples": [item.valid[0]]}


def _parameter(name: str, label: Text, schema: Mapping[str, Any]) -> Data:
    return {"name": name, "in": "query", "required": False, "description": f"{label.nl} / {label.en}", "schema": schema}


def unknown_parameters(query: QueryParams, known: Sequence[str]) -> Iterable[Fault]:
    """Yield a fault for every query parameter that is not known, with the nearest that are."""
    for name in query:
        if name not in known:
            listed = ", ".join(known)
            text = Text(
                f"Onbekende queryparameter '{name[:_SHOWN]}'. Mogelijk zijn: {listed}.",
                f"Unknown query parameter '{name[:_SHOWN]}'. Possible are: {listed}.",
            )
            yield Fault(f"/{name[:_SHOWN]}", "onbekendeParameter", text, nearest(name, known))


def day_of(query: QueryParams) -> date:
    """Return the day in the parameter `peildatum`, today when it is not there; InvalidInputError for another form."""
    given = query.get("peildatum")
    if not given:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        shown = given[:_SHOWN]
        text = Text(
            f"'{shown}' is geen dag. Schrijf jaar-maand-dag, zoals 2026-01-31.",
            f"'{shown}' is not a day. Write year-month-day, such as 2026-01-31.",
        )
        raise InvalidInputError([Fault("/peildatum", "ongeldigeDatum", text)]) from None


DAY_PARAMETER: Data = {
    "name": "peildatum",
    "in": "query",
    "required": False,
    "description": "Dag waarover de vraag gaat; standaard vandaag. / Day asked about; today by default.",
    "schema": {"type": "string", "format": "date"},
    "example": "2026-01-01",
}


def _values(query: QueryParams, item: Filter[Any], faults: list[Fault]) -> list[str]:
    values = [value for value in query.getlist(item.name) if value]
    if item.valid is None:
        return values
    for value in values:
        if value not in item.valid:
            near = nearest(value, item.valid) or item.valid[:10]
            shown, listed = value[:_SHOWN], ", ".join(near)
            text = Text(
                f"'{shown}' is geen waarde van '{item.name}'. Kies bijvoorbeeld {listed}.",
                f"'{shown}' is not a value of '{item.name}'. Choose for example {listed}.",
            )
            faults.append(Fault(f"/{item.name}", "onbekendeWaarde", text, near))
    return values


def _whole(query: QueryParams, name: str, default: int, most: int, faults: list[Fault]) -> int:
    values = query.getlist(name)
    if not values:
        return default
    value = values[0]
    if len(values) == 1 and value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most:  # noqa: PLR2004 -- digits of any number that is allowed
        return int(value)
    text = Text(
        f"'{name}' is één geheel getal van 1 tot en met {most}.", f"'{name}' is one whole number from 1 to {most}."
    )
    faults.append(Fault(f"/{name}", "ongeldigGetal", text))
    return default


def links(request: Request, page: Page, count: int) -> str:
    """Return the Link header of a page (RFC 8288): itself, the first, the last, and those beside it."""
    last = page.last(count)
    pages = {"self": page.number, "first": 1, "last": last}
    if page.number > 1:
        pages["prev"] = min(page.number - 1, last)
    if page.number < last:
        pages["next"] = page.number + 1
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in _PAGING]
    base = f"{base_url(request)}{request.url.path}"
    return ", ".join(
        f'<{base}?{urlencode([*kept, ("page", str(n)), ("pageSize", str(page.size))])}>; rel="{rel}"'
        for rel, n in pages.items()
    )
