"""Answers of linked data: the graph in the form that was asked, with links to every other form and profile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from samenhang.api.linked_request import ALL_FORMS, Wanted
from samenhang.api.routing import cacheable
from samenhang.linked import Profile, Value, serialise
from samenhang.linked.forms import Graph
from samenhang.linked.profiles import ALTERNATES

VARY: Final = "Accept, Accept-Language, Accept-Profile"
_TEXT: Final = ("text/turtle", "text/plain", "text/n3", "text/xml")
_SAFE: Final = "/:@!$&'()*+,;=~-._%"


def graph_response(request: Request, graph: Graph, wanted: Wanted, headers: dict[str, str]) -> Response:
    """Return a graph in the form that was asked; NotAcceptableError when that form cannot hold it."""
    body = serialise(graph, wanted.form)
    kind = wanted.media_type + ("; charset=utf-8" if wanted.media_type in _TEXT else "")
    return cacheable(request, body, kind, headers)


def headers_for(
    path: str, wanted: Wanted, profiles: Sequence[Profile], *, canonical: str, about: str
) -> dict[str, str]:
    """Return the headers of a description: what there is beside it, what it conforms to, and what it is about.

    `path` is the address of the description without its ending, `canonical` its lasting address and `about` the thing.
    """
    links = [
        _link(canonical, "canonical"),
        _link(about, "describes"),
        _link(wanted.profile.uri, "profile"),
        _link(address(path, None, ALTERNATES, profiles), "alternate", type="text/html", title=ALTERNATES.token),
    ]
    for profile in profiles:
        for form in ALL_FORMS:
            if profile != ALTERNATES and (profile == wanted.profile or form.extension in ("html", "ttl")):
                target = address(path, form.extension, profile, profiles)
                links.append(_link(target, "alternate", type=form.media_type, profile=profile.uri))
    headers = {"vary": VARY, "link": ", ".join(links), "content-profile": f"<{wanted.profile.uri}>"}
    headers["content-location"] = address(path, wanted.form.extension, wanted.profile, profiles)
    return headers


def address(path: str, extension: str | None, profile: Profile, profiles: Sequence[Profile]) -> str:
    """Return the address of one form by one profile; a path with a query gets the form as a parameter."""
    base, mark, query = path.partition("?")
    values = [] if profile == profiles[0] else [("_profile", profile.token)]
    if mark and extension is not None:
        values.append(("_mediatype", extension))
    plain = quote(base, safe=_SAFE) + (f".{extension}" if extension is not None and not mark else "")
    extra = urlencode(values)
    return plain + "?" + "&".join(part for part in (query, extra) if part) if query or extra else plain


def last_modified(values: Sequence[Value]) -> str | None:
    """Return the latest of some dates, as HTTP writes it; None when none of them is a date."""
    found = [when for value in values if (when := _moment(value.text)) is not None]
    return format_datetime(max(found), usegmt=True) if found else None


def _moment(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _link(target: str, relation: str, **parameters: str) -> str:
    # An address may hold characters that a header cannot.
    plain = quote(target, safe=_SAFE + "?#[]")
    return f"<{plain}>; " + "; ".join(f'{name}="{value}"' for name, value in {"rel": relation, **parameters}.items())
