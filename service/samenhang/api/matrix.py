"""The matrix of coherence: every pair of options, given the choices made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang import Samenhang, __version__, wire
from samenhang.api import operation_models as models
from samenhang.api.context import context
from samenhang.api.docs import described
from samenhang.api.examples import QUESTIONS
from samenhang.api.listing import unknown_parameters
from samenhang.api.operations import read_question_body
from samenhang.api.routing import JSON, has_already, require
from samenhang.api.streaming import CSV, TABLES, TableRoute, json_lines, ndjson_lines, table_lines, table_response
from samenhang.coherence import Pair
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.wire.encoding import dumps
from samenhang.wire.forms import Form
from samenhang.wire.terms import Data

_LISTS = ("dimensies", "lens")
_PARAMETERS = (*_LISTS, "peildatum")
_SUMMARY = Text(
    "Elk paar opties: samenhangend, risico of tegenspraak", "Every pair of options: coherent, risk or clash"
)


@dataclass(frozen=True)
class Matrix:
    """What is known of a matrix before its pairs are computed, and the pairs."""

    head: Data
    pairs: Iterator[Pair]

    @property
    def count(self) -> str:
        """How many pairs there are."""
        return str(self.head["aantal"])


def matrix_router() -> APIRouter:
    """Return the routes of the matrix."""
    router = APIRouter(prefix="/v1", route_class=TableRoute)

    @router.get(
        "/samenhangmatrix",
        **described(
            "samenhangmatrix",
            "toonSamenhangmatrix",
            _SUMMARY,
            models.Samenhangmatrix,
            parameters=_parameters(),
            tables=True,
        ),
    )
    async def show(request: Request) -> Response:
        known, kind = context(request), require(request, TABLES)
        data = _query(request)
        found = await known.engine.run(request, _find, known.core, Form(data, (), known.core, _PARAMETERS))
        tag = sha256(dumps([kind, __version__, found.head])).hexdigest()
        headers = {"etag": f'"{tag[:32]}"', "cache-control": "no-cache"}
        if has_already(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return _response(request, kind, found, headers)

    @router.post(
        "/samenhangmatrix",
        **described(
            "samenhangmatrix",
            "berekenSamenhangmatrix",
            Text(f"{_SUMMARY.nl}, gegeven keuzes", f"{_SUMMARY.en}, given choices"),
            models.Samenhangmatrix,
            body=models.SamenhangmatrixVraag,
            body_example=QUESTIONS["samenhangmatrix"],
            tables=True,
        ),
    )
    async def compute(request: Request) -> Response:
        known, kind = context(request), require(request, TABLES)
        body = await read_question_body(request)
        found = await known.engine.run(request, _posted, known.core, body)
        return _response(request, kind, found, {"cache-control": "no-store"})

    return router


def answer(core: Samenhang, body: bytes) -> Data:
    """Return the whole matrix that a body asks for."""
    found = _posted(core, body)
    return found.head | {"paren": [wire.pair(pair) for pair in found.pairs]}


def _posted(core: Samenhang, body: bytes) -> Matrix:
    return _find(core, Form.of(body, core, ("keuzes", "dimensies")), posted=True)


def _find(core: Samenhang, form: Form, *, posted: bool = False) -> Matrix:
    selection = form.selection() if posted else {}
    dimensions = core.catalogue.dimensions
    names = form.names("dimensies", least=2) if form.given("dimensies") else _core(core)
    for index, name in enumerate(names):
        if not dimensions[name].options:
            text = Text(f"'{name}' is een getal en heeft geen opties.", f"'{name}' is a number and has no options.")
            form.refuse(Fault(f"/dimensies/{index}", "geenOpties", text))
    rules = wire.ruleset(form.view().sha256)
    count = sum(len(dimensions[a].options) * len(dimensions[b].options) for a, b in combinations(names, 2))
    head = {"dimensies": list(names), "aantal": str(count)} | rules
    return Matrix(head, core.matrix(selection, names, form.lens, form.day))


def _core(core: Samenhang) -> tuple[str, ...]:
    return tuple(d.id for d in core.catalogue.dimensions.values() if d.core and d.options)


def _response(request: Request, kind: str, found: Matrix, headers: dict[str, str]) -> Response:
    headers = headers | {"x-total-count": found.count}
    return table_response(request.scope, context(request).engine, kind, _lines(kind, found), headers)


def _lines(kind: str, found: Matrix) -> Iterator[bytes]:
    if kind == CSV:
        return table_lines(wire.PAIR_COLUMNS, (wire.pair_row(pair) for pair in found.pairs))
    pairs = (wire.pair(pair) for pair in found.pairs)
    return json_lines(found.head, "paren", pairs) if kind == JSON else ndjson_lines(pairs)


def _query(request: Request) -> Data:
    """Return what the address asks for, in the form of a body; lists have commas, or occur more than once."""
    query = request.query_params
    faults = list(unknown_parameters(query, _PARAMETERS))
    if len(query.getlist("peildatum")) > 1:
        text = Text("Geef 'peildatum' één keer.", "Give 'peildatum' once.")
        faults.append(Fault("/peildatum", "tweedeWaarde", text))
    if faults:
        raise InvalidInputError(faults)
    data: Data = {}
    for name in _LISTS:
        values = [part.strip() for value in query.getlist(name) for part in value.split(",")]
        if any(values):
            data[name] = [value for value in values if value]
    if query.get("peildatum"):
        data["peildatum"] = query["peildatum"]
    return data


def _parameters() -> list[Data]:
    texts = {
        "dimensies": Text(
            "Dimensies met een komma ertussen; standaard de kerndimensies.",
            "Dimensions with a comma between them; the core dimensions when left out.",
        ),
        "lens": Text("Documenten of soorten regels.", "Documents or kinds of rules."),
        "peildatum": Text("Dag waarop regels moeten gelden.", "Day on which rules must be valid."),
    }
    string = {"type": "string"}
    schemas: dict[str, Data] = {
        "dimensies": {"type": "array", "minItems": 2, "items": string},
        "lens": {"type": "array", "items": string},
        "peildatum": string | {"format": "date"},
    }
    examples = {"dimensies": QUESTIONS["samenhangmatrix"]["dimensies"], "lens": ["D4"], "peildatum": "2026-01-01"}
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": f"{label.nl} / {label.en}",
            "schema": schemas[name],
            "example": examples[name],
        }
        | ({"style": "form", "explode": False} if name in _LISTS else {})
        for name, label in texts.items()
    ]
