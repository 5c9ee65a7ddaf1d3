"""What a caller of linked data wants: which form, by which profile (Content Negotiation by Profile, W3C)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from samenhang.errors import NotAcceptableError
from samenhang.linked import FORMS, PROFILES, Form, Profile
from samenhang.model import Text
from samenhang.wire.accept import media_type

HTML: Final = Form("html", "text/html", "HTML", ("application/xhtml+xml",))
ALL_FORMS: Final = (HTML, *FORMS)
EXTENSIONS: Final = {form.extension: form for form in ALL_FORMS}
_BY_TYPE: Final = {name: form for form in ALL_FORMS for name in (form.media_type, *form.aliases)}
_OFFERED: Final = (*(form.media_type for form in ALL_FORMS), *(name for form in ALL_FORMS for name in form.aliases))
_SAME: Final = frozenset({"application/xhtml+xml", "application/x-turtle"})
"""Names that are answered with the usual name of the form."""
_PROFILE: Final = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w-]+\s*=\s*[^,;]*)*)")
_MOST_PROFILES: Final = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form and the profile of an answer; `media_type` is the name under which the form was asked."""

    form: Form
    media_type: str
    profile: Profile


def split_extension(path: str) -> tuple[str, str | None]:
    """Return a path without the ending that names a form, and that ending; None when it has no such ending."""
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and stem and ending in EXTENSIONS else (path, None)


def wanted(request: Request, profiles: Sequence[Profile], extension: str | None = None) -> Wanted:
    """Return what a caller wants, of what there is; NotAcceptableError lists that.

    The ending of the address goes before `?_mediatype=` and that before `Accept`; `?_profile=` before `Accept-Profile`.
    """
    profile = _profile(request, profiles)
    name = _media_type(request, extension)
    if name is None:
        raise _nothing_fits(profiles)
    form = _BY_TYPE[name]
    return Wanted(form, form.media_type if name in _SAME else name, profile)


def prefers_html(request: Request) -> bool:
    """Tell whether a caller is a browser: it names HTML and likes nothing more."""
    header = request.headers.get("accept", "")
    return "text/html" in header and media_type(header, ["text/html", *_OFFERED[1:]]) == "text/html"


def _media_type(request: Request, extension: str | None) -> str | None:
    if extension is not None:
        return EXTENSIONS[extension].media_type
    asked = request.query_params.get("_mediatype")
    if asked is None:
        return media_type(request.headers.get("accept"), _OFFERED)
    # A plus sign in an address means a space, and many forget to escape it.
    plain = asked.strip().lower().replace(" ", "+").split(";")[0]
    return EXTENSIONS[plain].media_type if plain in EXTENSIONS else plain if plain in _BY_TYPE else None


def _profile(request: Request, profiles: Sequence[Profile]) -> Profile:
    asked = request.query_params.get("_profile")
    if asked is not None:
        found = _named(asked, profiles)
        if found is None:
            raise _nothing_fits(profiles)
        return found
    header = request.headers.get("accept-profile", "")
    ranges = [(uri, _quality(parameters)) for uri, parameters in _PROFILE.findall(header)[:_MOST_PROFILES]]
    if not ranges:
        return profiles[0]
    liked = [(quality, profile) for uri, quality in ranges if quality > 0 and (profile := _named(uri, profiles))]
    if not liked:
        raise _nothing_fits(profiles)
    best = max(quality for quality, _ in liked)
    return next(profile for quality, profile in liked if quality == best)


def _named(name: str, profiles: Sequence[Profile]) -> Profile | None:
    bare = name.strip().rstrip("#/")
    return next((p for p in profiles if bare in (p.token, p.uri.rstrip("#/"))), None)


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value.strip()), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _nothing_fits(profiles: Sequence[Profile]) -> NotAcceptableError:
    forms = ", ".join(form.media_type for form in ALL_FORMS)
    views = ", ".join(f"{p.token} <{p.uri}>" for p in profiles)
    others = ", ".join(p.token for p in PROFILES if p not in profiles)
    return NotAcceptableError(
        Text(
            f"Vormen: {forms}. Profielen hier: {views}."
            + (f" Andere profielen passen niet bij dit ding: {others}." if others else ""),
            f"Forms: {forms}. Profiles here: {views}."
            + (f" Other profiles do not fit this thing: {others}." if others else ""),
        )
    )
