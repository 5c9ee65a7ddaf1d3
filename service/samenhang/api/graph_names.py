"""Which graph a request under the Graph Store HTTP Protocol is about."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from samenhang.api.context import base_url
from samenhang.api.failures import ProtocolError
from samenhang.api.tokens import refuse_token_in
from samenhang.errors import NotFoundError
from samenhang.linked.public import named
from samenhang.model import Text
from samenhang.store.changes import GraphName

PREFIX = "/graphs"


@dataclass(frozen=True, slots=True)
class Target:
    """A graph by its name, None being the default graph; its documents are relative to `base`."""

    name: GraphName
    base: str


def target_of(request: Request) -> Target | None:
    """Return the graph that a request names, in its path or by `graph` or `default`; None when it names none.

    Raises ProtocolError when it names two, or one that is no absolute IRI.
    """
    fields = request.query_params
    refuse_token_in(fields)
    names, default = fields.getlist("graph"), "default" in fields
    direct = _direct(request)
    count = len(names) + default + (direct is not None)
    if count > 1:
        raise _wrong(
            "Noem één graaf: in het pad, met 'graph' of met 'default'.",
            "Name one graph: in the path, by 'graph' or by 'default'.",
        )
    if count == 0:
        return None
    if default:
        return Target(None, store_address(request))
    name = direct if direct is not None else names[0]
    if named(name) is None:
        raise _wrong(
            f"'{name[:200]}' is geen volledige IRI. Geef in 'graph' de volledige naam, zoals https://….",
            f"'{name[:200]}' is not an absolute IRI. Give the full name in 'graph', such as https://….",
        )
    return Target(name, name)


def store_address(request: Request) -> str:
    """Return the address of the graph store."""
    return base_url(request) + PREFIX


def _direct(request: Request) -> str | None:
    """Return the address of a request below the graph store: it is the name of a graph, as it was written."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    _, slash, below = path.partition("?")[0].partition(f"{PREFIX}/")
    if slash and not below:
        raise NotFoundError(
            Text(
                "Onder dit adres staat niets. Let op: een adres eindigt nooit op een schuine streep.",
                "There is nothing at this address. Mind that no address ends with a slash.",
            )
        )
    return f"{store_address(request)}/{below}" if below else None


def _wrong(nl: str, en: str) -> ProtocolError:
    return ProtocolError("verzoek-onjuist", Text(nl, en))
