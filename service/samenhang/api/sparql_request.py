"""What a request asks under the SPARQL 1.1 Protocol: a query or an update, over which graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

from samenhang.api.bodies import media_type_of, read_body
from samenhang.api.context import context
from samenhang.api.failures import ProtocolError
from samenhang.api.tokens import refuse_token_in
from samenhang.errors import QueryError
from samenhang.linked.public import named
from samenhang.model import Text

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
GRAPHS_OF_QUERY: Final = ("default-graph-uri", "named-graph-uri")
GRAPHS_OF_UPDATE: Final = ("using-graph-uri", "using-named-graph-uri")
_MOST_FIELDS: Final = 1000
_UTF_8: Final = frozenset(("utf-8", "utf8", "us-ascii"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request holds: the text of a query or an update, and the graphs for the default graph and by name."""

    query: str | None
    update: str | None
    default: Sequence[str]
    named: Sequence[str]


async def read_request(request: Request) -> Asked:
    """Return what a request asks; ProtocolError when it asks two things, or in a way the protocol does not have."""
    fields = {name: request.query_params.getlist(name) for name in request.query_params}
    refuse_token_in(fields)
    if request.method == "POST":
        posted = await _posted(request)
        refuse_token_in(posted)
        fields = {name: [*fields.get(name, ()), *posted.get(name, ())] for name in (*fields, *posted)}
    query, update = _single(fields, "query"), _single(fields, "update")
    if query is not None and update is not None:
        raise _wrong("Stuur een 'query' of een 'update', niet allebei.", "Send a 'query' or an 'update', not both.")
    if update is not None and request.method != "POST":
        raise _wrong("Stuur een 'update' met POST.", "Send an 'update' by POST.")
    own, other = (GRAPHS_OF_UPDATE, GRAPHS_OF_QUERY) if update is not None else (GRAPHS_OF_QUERY, GRAPHS_OF_UPDATE)
    for name in other:
        if name in fields:
            raise _wrong(
                f"De parameter '{name}' hoort hier niet bij; gebruik '{own[0]}' en '{own[1]}'.",
                f"The parameter '{name}' does not belong here; use '{own[0]}' and '{own[1]}'.",
            )
    default, by_name = (_addresses(fields, name) for name in own)
    return Asked(query, update, default, by_name)


def check_encoding(request: Request) -> None:
    """Return when the body is in UTF-8 as far as its type says; else a 415 problem."""
    for parameter in request.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _UTF_8:
            raise ProtocolError(
                "mediatype-niet-ondersteund", Text("Stuur de inhoud in UTF-8.", "Send the content in UTF-8.")
            )


async def _posted(request: Request) -> dict[str, list[str]]:
    kind = media_type_of(request, [FORM, QUERY, UPDATE])
    check_encoding(request)
    settings = context(request).settings
    # Whoever presents no token can only ask, and a question is never long.
    limit = settings.max_body_bytes if "authorization" in request.headers else settings.max_selection_bytes
    body = await read_body(request, limit)
    try:
        source = body.decode("utf-8")
        return _form(source) if kind == FORM else {kind.removeprefix("application/sparql-"): [source]}
    except ValueError:
        raise QueryError(Text("De body is geen geldige UTF-8.", "The body is not valid UTF-8.")) from None


def _form(source: str) -> dict[str, list[str]]:
    return parse_qs(source, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)


def _single(fields: Mapping[str, list[str]], name: str) -> str | None:
    values = fields.get(name, [])
    if len(values) > 1:
        raise _wrong(f"Geef de parameter '{name}' één keer.", f"Give the parameter '{name}' once.")
    return values[0] if values else None


def _addresses(fields: Mapping[str, list[str]], name: str) -> list[str]:
    values = fields.get(name, [])
    for value in values:
        if named(value) is None:
            raise _wrong(
                f"'{value[:200]}' in de parameter '{name}' is geen volledig adres.",
                f"'{value[:200]}' in the parameter '{name}' is not an absolute address.",
            )
    return values


def _wrong(nl: str, en: str) -> ProtocolError:
    return ProtocolError("verzoek-onjuist", Text(nl, en))
