"""The page of one thing, the page of one view of it, and what is shown where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from samenhang import namespaces as ns
from samenhang.api.linked_answers import address
from samenhang.api.linked_context import Linked
from samenhang.api.linked_request import ALL_FORMS
from samenhang.linked import FORMS, Description, Profile, serialise
from samenhang.linked.forms import PREFIXES, Graph
from samenhang.linked.profiles import ALTERNATES, shape_closure
from samenhang.web.linked_extras import extras_of
from samenhang.web.linked_words import Shown, Speaker
from samenhang.web.rendering import page, page_language

_SKOS, _DCT, _RDFS = PREFIXES["skos"], PREFIXES["dct"], PREFIXES["rdfs"]
_DEFINING: Final = (f"{_SKOS}definition", f"{_DCT}description", f"{_RDFS}comment")
_TITLES: Final = frozenset((f"{_RDFS}label", f"{_SKOS}prefLabel", f"{_DCT}title", f"{ns.RDF}type"))
_SOURCE: Final = f"{_DCT}source"
_FIRST: Final = (
    f"{_SKOS}altLabel",
    f"{_SKOS}example",
    f"{_SKOS}scopeNote",
    f"{_DCT}identifier",
    f"{_SKOS}notation",
    f"{ns.DEF}gekozenDoor",
    f"{ns.DEF}oordeel",
)
_PARENTS: Final = (f"{ns.DEF}optieVan", f"{_DCT}isPartOf", f"{ns.DEF}betreftInrichting", f"{_SKOS}inScheme")
_LATER: Final = {
    f"{ns.DEF}betreftDimensie": 1,
    f"{ns.DEF}opGrondVan": 1,
    f"{ns.DEF}nogTeBeantwoorden": 1,
    f"{ns.SH}path": 2,
    f"{ns.RDF}type": 2,
}
"""Properties by which many things point to one; what says more about it is shown before them."""
_SHAPE: Final = f"{ns.SH}NodeShape"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about: a thing as described, the path of its description, and its profiles, the default first."""

    linked: Linked
    description: Description
    path: str
    profiles: tuple[Profile, ...]


def resource_page(request: Request, about: Subject) -> Response:
    """Return the page of a thing."""
    description = about.description
    say = Speaker(description.names, page_language(request))
    extras = extras_of(about.linked, description, say)
    own = [kind for kind in description.types if kind.startswith(ns.DEF)]
    pointing = sorted(description.incoming, key=lambda group: _LATER.get(group.property, 0))
    return page(
        request,
        "linked.html",
        say=say,
        iri=description.iri,
        title=say.name(description.iri),
        kinds=[say.link(kind) for kind in own or description.types],
        lead=_lead(description, say),
        crumbs=_crumbs(description, say),
        rows=_rows(description, say, extras["shown"]),
        sources=[_source(say, iri) for iri in description.iris(_SOURCE)],
        incoming=[_pointing(group, say, about.path) for group in pointing if group.property not in extras["shown"]],
        shape=_shape(about.linked, description),
        external=None if description.iri.startswith(ns.BASE) else description.iri,
        via=request.query_params.get("via"),
        **extras["blocks"],
        **_downloads(about, about.profiles[0]),
    )


def view_page(request: Request, about: Subject, profile: Profile, graph: Graph) -> Response:
    """Return the page of one view of a thing, as Turtle."""
    return page(
        request,
        "linked_view.html",
        title=_title(request, about),
        iri=about.description.iri,
        back=about.path,
        profile=profile,
        turtle=serialise(graph, FORMS[0]).decode("utf-8", "replace"),
        **_downloads(about, profile),
    )


def alternates_page(request: Request, about: Subject) -> Response:
    """Return the page with every profile and form of a thing."""
    rows = [(p, [(f, address(about.path, f.extension, p, about.profiles)) for f in ALL_FORMS]) for p in about.profiles]
    return page(
        request,
        "linked_alternates.html",
        title=_title(request, about),
        iri=about.description.iri,
        back=about.path,
        rows=rows,
    )


def missing_page(request: Request, linked: Linked, iri: str, near: Sequence[str]) -> Response:
    """Return the page where there is nothing, with what looks most like what was asked for."""
    root = ns.BASE.rstrip("/")
    things = [root + (path.replace("/doc/", "/id/", 1) if path.startswith("/doc/") else path) for path in near]
    say = Speaker(linked.describer.names(things), page_language(request))
    response = page(
        request,
        "linked_missing.html",
        iri=iri,
        near=[(say.link(thing), path) for thing, path in zip(things, near, strict=True)],
    )
    response.status_code = 404 if response.status_code != 304 else 304  # noqa: PLR2004 -- not changed
    return response


def _title(request: Request, about: Subject) -> Shown:
    names = about.linked.describer.names([about.description.iri])
    return Speaker(names, page_language(request)).name(about.description.iri)


def _source(say: Speaker, iri: str) -> Shown:
    """Return a source; a place in one of the documents with the code of the document before it."""
    shown = say.link(iri)
    document, slash, _ = iri.removeprefix(f"{ns.BASE}bron/").partition("/")
    inside = iri.startswith(f"{ns.BASE}bron/") and slash
    return replace(shown, text=f"{document} {shown.text}") if inside else shown


def _lead(description: Description, say: Speaker) -> list[Shown]:
    for name in _DEFINING:
        texts = description.texts(name)
        if texts:
            return say.values(texts)
    return []


def _crumbs(description: Description, say: Speaker) -> list[Shown]:
    """Return the way to a thing: all terms or all things, its kind, and what it is part of."""
    english = say.language == "en"
    if description.iri.startswith(ns.DEF):
        start = Shown("Terms" if english else "Begrippen", href=f"/def?taal={say.language}")
    elif description.iri.startswith(ns.GRAPH):
        return [Shown("Graphs" if english else "Grafen", href=f"/graaf?taal={say.language}")]
    else:
        start = Shown("Everything" if english else "Alles", href=f"/id?taal={say.language}")
    crumbs = [start]
    for kind in [k for k in description.types if k.startswith(ns.DEF)][:1]:
        name = say.name(kind)
        query = urlencode({"soort": kind, "taal": say.language})
        crumbs.append(Shown(name.text, name.language, f"/id?{query}"))
    for parent in _PARENTS:
        crumbs += [say.link(iri) for iri in description.iris(parent)[:1]]
    return crumbs


def _rows(description: Description, say: Speaker, shown: frozenset[str]) -> list[tuple[Shown, list[Shown]]]:
    """Return the properties that have no place of their own on the page, with their values."""
    apart = {*_TITLES, _SOURCE, *shown}
    apart |= {next((name for name in _DEFINING if description.texts(name)), "")}
    structure = _SHAPE in description.types
    rows = []
    for prop in sorted(description.properties, key=lambda p: (p.iri not in _FIRST, say.name(p.iri).text.casefold())):
        values = [v for v in prop.values if not (structure and v.nameless)]
        if prop.iri not in apart and values:
            rows.append((say.link(prop.iri), say.values(values)))
    return rows


def _pointing(group: Any, say: Speaker, path: str) -> dict[str, Any]:  # noqa: ANN401 -- linked.Incoming, for a template
    more = None
    if group.following is not None:
        query = urlencode({"via": group.property, "na": group.following, "taal": say.language})
        more = f"{path}{'&' if '?' in path else '?'}{query}"
    return {
        "property": say.link(group.property),
        "count": group.count,
        "things": [say.link(thing) for thing in group.things],
        "more": more,
    }


def _shape(linked: Linked, description: Description) -> str | None:
    """Return the SHACL of a shape as a person reads it; None for what is no shape."""
    if _SHAPE not in description.types and f"{ns.SH}PropertyShape" not in description.types:
        return None
    graph = list(shape_closure(linked.describer, description.iri, description.own))
    return serialise(graph, FORMS[0]).decode("utf-8", "replace")


def _downloads(about: Subject, profile: Profile) -> dict[str, Any]:
    path, profiles = about.path, about.profiles
    return {
        "forms": [(form, address(path, form.extension, profile, profiles)) for form in ALL_FORMS],
        "views": [(p, address(path, None, p, profiles)) for p in profiles if p not in (profiles[0], ALTERNATES)],
        "all_views": address(path, None, ALTERNATES, profiles),
    }
