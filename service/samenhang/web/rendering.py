"""Renders templates in the language of the reader."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from samenhang import __version__
from samenhang.api.context import language_of
from samenhang.api.routing import cacheable

HTML = "text/html; charset=utf-8"
_FOLDER = Path(__file__).parent
STYLE = (_FOLDER / "static" / "samenhang.css").read_bytes()
_STYLE_VERSION = sha256(STYLE).hexdigest()[:12]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_language(request: Request) -> str:
    """Return the language of a page: that of `?taal=`, else what the browser asks for."""
    chosen = request.query_params.get("taal")
    return chosen if chosen in ("nl", "en") else language_of(request)


def page(request: Request, template: str, **values: Any) -> Response:  # noqa: ANN401 -- whatever the template shows
    """Return a page with its ETag.

    In a template `t(nl, en)` gives one of two texts, `of(text)` a text of the domain, and `href(path)` a link that
    keeps the language of the reader.
    """
    spoken = page_language(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            language=spoken,
            version=__version__,
            style=f"/static/samenhang.css?v={_STYLE_VERSION}",
            here=request.url.path,
            switch=_switch(request, "nl" if spoken == "en" else "en"),
            t=lambda nl, en: en if spoken == "en" else nl,
            of=lambda text: text.get(spoken) if hasattr(text, "nl") else text[spoken],
            href=lambda path: f"{path}{'&' if '?' in path else '?'}taal={spoken}",
            **values,
        )
    )
    headers = {"content-language": spoken, "vary": "Accept, Accept-Language"}
    return cacheable(request, html.encode("utf-8", "replace"), HTML, headers)


def _switch(request: Request, other: str) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "taal"]
    return f"{request.url.path}?{urlencode([*kept, ('taal', other)])}"
