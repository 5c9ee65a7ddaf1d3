"""The pages that list: kinds of things, things of a kind, what a search found, graphs, profiles."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from samenhang import namespaces as ns
from samenhang.linked import Profile
from samenhang.linked.index import Listing
from samenhang.web.linked_words import Shown, Speaker
from samenhang.web.rendering import page, page_language


def kinds_page(request: Request, found: Listing) -> Response:
    """Return the page with every kind of thing and how many there are."""
    say = Speaker(found.names, page_language(request))
    rows = [(_of_kind(say, kind), found.counts[kind]) for kind in found.things]
    own = [row for kind, row in zip(found.things, rows, strict=True) if kind.startswith(ns.DEF)]
    other = [row for kind, row in zip(found.things, rows, strict=True) if not kind.startswith(ns.DEF)]
    return page(request, "linked_kinds.html", own=_by_name(own), other=_by_name(other))


def things_page(request: Request, found: Listing, kind: str) -> Response:
    """Return a page of the things of one kind."""
    say = Speaker(found.names, page_language(request))
    more = None
    if found.following is not None:
        more = "/id?" + urlencode({"soort": kind, "na": found.following, "taal": say.language})
    return page(
        request,
        "linked_things.html",
        kind=say.link(kind),
        things=[say.link(thing) for thing in found.things],
        more=more,
    )


def search_page(request: Request, found: Listing, text: str) -> Response:
    """Return what a search found."""
    say = Speaker(found.names, page_language(request))
    return page(
        request, "linked_search.html", text=text, things=[say.link(thing) for thing in found.things], more=found.more
    )


def graphs_page(request: Request, found: Listing) -> Response:
    """Return the page with every named graph and its size."""
    say = Speaker(found.names, page_language(request))
    return page(request, "linked_graphs.html", rows=[(say.link(name), found.counts[name]) for name in found.things])


def profiles_page(request: Request, profiles: Sequence[Profile]) -> Response:
    """Return the page that explains the profiles."""
    return page(request, "linked_profiles.html", profiles=profiles)


def _of_kind(say: Speaker, kind: str) -> Shown:
    name = say.name(kind)
    query = urlencode({"soort": kind, "taal": say.language})
    return Shown(name.text, name.language, f"/id?{query}", name.code)


def _by_name(rows: list[tuple[Shown, int]]) -> list[tuple[Shown, int]]:
    return sorted(rows, key=lambda row: row[0].text.casefold())
