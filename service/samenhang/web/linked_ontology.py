"""The pages of the ontology: what is in it, its versions, and what differs between two of them."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from samenhang import namespaces as ns
from samenhang.api.linked_answers import address
from samenhang.api.linked_context import Linked
from samenhang.api.linked_request import ALL_FORMS
from samenhang.linked.compare import Change, Comparison, Kind
from samenhang.linked.ontology import VIEWS
from samenhang.linked.profiles import ALTERNATES
from samenhang.linked.versions import CURRENT, ONTOLOGY, version_of
from samenhang.model import Text
from samenhang.web.linked_words import Speaker
from samenhang.web.rendering import page, page_language

KINDS: Final = {
    Kind.DIMENSION: Text("Dimensies", "Dimensions"),
    Kind.OPTION: Text("Opties", "Options"),
    Kind.RULE: Text("Regels", "Rules"),
    Kind.SOURCE: Text("Bronnen en ankers", "Sources and anchors"),
    Kind.TERM: Text("Klassen en eigenschappen", "Classes and properties"),
    Kind.CONCEPT: Text("Andere begrippen", "Other concepts"),
    Kind.OTHER: Text("Overige", "Other"),
}
CHANGES: Final = {
    Change.ADDED: Text("toegevoegd", "added"),
    Change.REMOVED: Text("vervallen", "removed"),
    Change.CHANGED: Text("gewijzigd", "changed"),
}
_TERMS: Final = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_MOST_SHOWN: Final = 500


def ontology_page(request: Request, linked: Linked, version: str) -> Response:
    """Return the page of today's ontology: dimensions by group, terms, versions, and a form to search."""
    catalogue = linked.core.catalogue
    groups = [(g, [d for d in catalogue.dimensions.values() if d.group == g.id]) for g in catalogue.groups]
    return page(
        request,
        "linked_ontology.html",
        catalogue=catalogue,
        groups=[(group, dimensions) for group, dimensions in groups if dimensions],
        kinds=_kinds_of_term(request, linked),
        number=_current_number(linked),
        versions=linked.ontology.versions.names,
        **_downloads(version),
    )


def version_page(request: Request, linked: Linked, version: str) -> Response:
    """Return the page of a released version: what it holds, and what it can be compared with."""
    graph = linked.ontology.graph(version)
    header = [t for t in graph if getattr(t.subject, "value", "") == ONTOLOGY]
    names = linked.ontology.versions.names
    return page(
        request,
        "linked_version.html",
        number=version,
        triples=len(graph),
        things=len({t.subject for t in graph if hasattr(t.subject, "value") and str(t.subject).startswith("<")}),
        prior=[t.object.value for t in header if t.predicate.value == f"{ns.OWL}priorVersion"],  # type: ignore[union-attr]
        others=[name for name in (*names, CURRENT) if name != version],
        **_downloads(version),
    )


def comparison_page(request: Request, linked: Linked, found: Comparison) -> Response:
    """Return the page with what differs between two versions."""
    shown = found.differences[:_MOST_SHOWN]
    mentioned = {p.property for d in shown for p in d.properties}
    mentioned |= {v.iri for d in shown for p in d.properties for v in (*p.old, *p.new) if v.iri is not None}
    say = Speaker(linked.describer.names(mentioned), page_language(request))
    by_kind = [(kind, KINDS[kind], [d for d in shown if d.kind is kind]) for kind in Kind]
    return page(
        request,
        "linked_comparison.html",
        found=found,
        counts=[(KINDS[kind], counts) for kind, counts in found.counts().items() if any(counts.values())],
        changes=CHANGES,
        by_kind=[(kind, title, items) for kind, title, items in by_kind if items],
        say=say,
        left_off=len(found.differences) - len(shown),
        path=f"/def/{found.old}/vergelijking/{found.new}",
        forms=[*((form.label, form.extension) for form in ALL_FORMS if form.extension != "html"), ("JSON", "json")],
    )


def _kinds_of_term(request: Request, linked: Linked) -> list[Any]:
    """Return the classes and properties of our own, by kind and by name."""
    found = []
    for name in _TERMS:
        kind, things, after = ns.OWL + name, list[str](), ""
        while True:
            listing = linked.index.of_kind(kind, after)
            things += [thing for thing in listing.things if thing.startswith(ns.DEF)]
            if listing.following is None:
                break
            after = listing.following
        own = [thing for thing in things if ns.local_name(thing) not in linked.core.catalogue.dimensions]
        say = Speaker(linked.describer.names([kind, *own]), page_language(request))
        found.append((say.name(kind), sorted((say.link(t) for t in own), key=lambda s: s.text.casefold())))
    return found


def _current_number(linked: Linked) -> str | None:
    return version_of(linked.describer.own(ONTOLOGY))


def _downloads(version: str) -> dict[str, Any]:
    path = "/def" if version == CURRENT else f"/def/{version}"
    return {
        "forms": [(form, address(path, form.extension, VIEWS[0], VIEWS)) for form in ALL_FORMS],
        "views": [(p, address(path, "ttl", p, VIEWS)) for p in VIEWS if p not in (VIEWS[0], ALTERNATES)],
        "all_views": address(path, "ttl", ALTERNATES, VIEWS),
    }
