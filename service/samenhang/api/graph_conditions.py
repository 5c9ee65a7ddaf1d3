"""The conditions that If-Match and If-None-Match set, against the state of a graph (RFC 9110, section 13)."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request

from samenhang.api.failures import ProtocolError
from samenhang.linked import Form
from samenhang.model import Text
from samenhang.store.base import Store
from samenhang.store.changes import GraphName
from samenhang.store.graph_copies import state_of

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


def etag_of(state: str, form: Form) -> str:
    """Return the tag of one form of a graph: its state, and the form."""
    return f'"{state}.{form.extension}"'


def is_known(request: Request, etag: str) -> bool:
    """Tell whether the caller has this form in this state already."""
    header = request.headers.get("if-none-match", "")
    return header.strip() == "*" or etag.strip('"') in _TAG.findall(header)


def check_conditions(request: Request, store: Store, graph: GraphName, *, existed: bool) -> None:
    """Return when a graph is as the caller of a write supposes; a 412 problem when it is not.

    A tag of any form of the graph will do: they all tell the same state.
    """
    match, none_match = (request.headers.get(name) for name in ("if-match", "if-none-match"))
    if match is None and none_match is None:
        return
    state = state_of(store, graph) if existed else None
    if match is not None and not _holds(match, state):
        raise _changed()
    if none_match is not None and _holds(none_match, state):
        raise _changed()


def _holds(header: str, state: str | None) -> bool:
    if state is None:
        return False
    return header.strip() == "*" or state in (tag.partition(".")[0] for tag in _TAG.findall(header))


def _changed() -> ProtocolError:
    return ProtocolError(
        "voorwaarde-niet-vervuld",
        Text(
            "De graaf is niet meer zoals de voorwaarde veronderstelt. Lees haar opnieuw en probeer het daarmee.",
            "The graph is no longer as the condition supposes. Read it again and try with that.",
        ),
    )
