"""What the service knows: dimensions, rules and sources."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samenhang.api import models
from samenhang.api.context import context
from samenhang.api.docs import described
from samenhang.api.listing import Filter, list_response, parameters
from samenhang.api.routing import JsonRoute, cacheable_json
from samenhang.model import Dimension, Rule, Severity, Text
from samenhang.rules import Catalogue
from samenhang.rules.lens import KINDS
from samenhang.rules.logic import dimensions
from samenhang.wire import dimension, document, document_detail, rule


def knowledge_router(catalogue: Catalogue) -> APIRouter:
    """Return the routes that describe dimensions, rules and sources."""
    router = APIRouter(prefix="/v1", route_class=JsonRoute)
    _dimensions(router, dimension_filters(catalogue))
    _rules(router, rule_filters(catalogue))
    _sources(router)
    return router


def dimension_filters(catalogue: Catalogue) -> list[Filter[Dimension]]:
    """Return the filters on dimensions."""
    levels = tuple(dict.fromkeys(d.level for d in catalogue.dimensions.values()))
    return [
        Filter(
            "groep",
            Text("Alleen dimensies van deze groep.", "Only dimensions of this group."),
            tuple(g.id for g in catalogue.groups),
            lambda d, value: d.group == value,
        ),
        Filter(
            "niveau",
            Text("Alleen dimensies van dit niveau.", "Only dimensions of this level."),
            levels,
            lambda d, value: d.level == value,
        ),
        Filter(
            "kern",
            Text("Alleen kerndimensies, of alleen de andere.", "Only core dimensions, or only the others."),
            ("true", "false"),
            lambda d, value: d.core is (value == "true"),
        ),
        Filter(
            "q",
            Text("Tekst in id, label, definitie of opties.", "Text in id, label, definition or options."),
            None,
            lambda d, value: _contains(_dimension_words(d), value),
        ),
    ]


def rule_filters(catalogue: Catalogue) -> list[Filter[Rule]]:
    """Return the filters on rules."""
    used = _dimensions_by_rule(catalogue)
    return [
        Filter("soort", Text("Alleen deze soort.", "Only this kind."), KINDS, lambda r, value: r.kind == value),
        Filter(
            "ernst",
            Text("Alleen deze ernst.", "Only this severity."),
            tuple(s.value for s in Severity),
            lambda r, value: r.severity.value == value,
        ),
        Filter(
            "lens",
            Text("Alleen regels uit dit document.", "Only rules of this document."),
            tuple(catalogue.documents),
            lambda r, value: value in r.lens,
        ),
        Filter(
            "groep",
            Text("Alleen regels van dit thema.", "Only rules of this theme."),
            tuple(dict.fromkeys([*(g.id for g in catalogue.groups), *(r.theme for r in catalogue.rules.values())])),
            lambda r, value: r.theme == value,
        ),
        Filter(
            "dimensie",
            Text("Alleen regels die deze dimensie noemen.", "Only rules that mention this dimension."),
            tuple(catalogue.dimensions),
            lambda r, value: value in used[r.code],
        ),
        Filter(
            "q",
            Text("Tekst in code, titel, boodschap of toelichting.", "Text in code, title, message or explanation."),
            None,
            lambda r, value: _contains((r.code, *r.title, *r.message, *r.explanation), value),
        ),
    ]


def _dimensions(router: APIRouter, filters: list[Filter[Dimension]]) -> None:
    @router.get(
        "/dimensies",
        **described(
            "dimensies",
            "lijstDimensies",
            Text("Dimensies met hun opties", "Dimensions with their options"),
            models.Dimensies,
            parameters=parameters(filters),
        ),
    )
    async def all_dimensions(request: Request) -> Response:
        catalogue = context(request).core.catalogue
        items = catalogue.dimensions.values()
        return list_response(request, "dimensies", items, filters, lambda d: dimension(d, catalogue))

    @router.get(
        "/dimensies/{id}",
        **described("dimensies", "leesDimensie", Text("Een dimensie", "One dimension"), models.Dimensie, missing=True),
    )
    async def one_dimension(request: Request, id: str) -> Response:  # noqa: A002 -- the name of the path parameter
        catalogue = context(request).core.catalogue
        return cacheable_json(request, dimension(catalogue.dimension(id), catalogue))


def _rules(router: APIRouter, filters: list[Filter[Rule]]) -> None:
    @router.get(
        "/regels",
        **described(
            "regels",
            "lijstRegels",
            Text("Regels, met de voorwaarde in woorden en als data", "Rules, with the condition in words and as data"),
            models.Regels,
            parameters=parameters(filters),
        ),
    )
    async def all_rules(request: Request) -> Response:
        catalogue = context(request).core.catalogue
        return list_response(request, "regels", catalogue.rules.values(), filters, lambda r: rule(r, catalogue))

    @router.get(
        "/regels/{code}",
        **described("regels", "leesRegel", Text("Een regel", "One rule"), models.Regel, missing=True),
    )
    async def one_rule(request: Request, code: str) -> Response:
        catalogue = context(request).core.catalogue
        return cacheable_json(request, rule(catalogue.rule(code), catalogue))


def _sources(router: APIRouter) -> None:
    @router.get(
        "/bronnen",
        **described(
            "bronnen",
            "lijstBronnen",
            Text("Brondocumenten", "Source documents"),
            models.Bronnen,
            parameters=parameters([]),
        ),
    )
    async def all_sources(request: Request) -> Response:
        documents = context(request).core.catalogue.documents.values()
        return list_response(request, "bronnen", documents, [], document)

    @router.get(
        "/bronnen/{id}",
        **described(
            "bronnen",
            "leesBron",
            Text(
                "Een brondocument met zijn ankers, en wat op elk rust",
                "A source document with its anchors, and what rests on each",
            ),
            models.BronMetAnkers,
            missing=True,
        ),
    )
    async def one_source(request: Request, id: str) -> Response:  # noqa: A002 -- the name of the path parameter
        known = context(request)
        return cacheable_json(request, document_detail(known.core.catalogue.document(id), known.citing))


def _dimensions_by_rule(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    return {
        code: frozenset(d for part in (form.condition, form.unless) if part is not None for d in dimensions(part))
        for code, form in catalogue.conditions.items()
    }


def _dimension_words(value: Dimension) -> tuple[Any, ...]:
    options = [word for o in value.options for word in (o.id, *o.label, *o.synonyms)]
    return value.id, *value.label, *value.definition, *options


def _contains(texts: tuple[str, ...], wanted: str) -> bool:
    words = wanted.casefold().split()
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words)
