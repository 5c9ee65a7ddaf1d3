"""Which methods a path knows."""

from __future__ import annotations

from starlette.routing import Match
from starlette.types import Scope

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed_methods(scope: Scope) -> tuple[str, ...]:
    """Return the methods that the path of a request knows, HEAD and OPTIONS included; empty when nothing is there."""
    routes = scope["app"].router.routes
    known = [m for m in _METHODS if any(r.matches({**scope, "method": m})[0] is Match.FULL for r in routes)]
    if not known:
        return ()
    return (*known, *(["HEAD"] if "GET" in known else []), "OPTIONS")
