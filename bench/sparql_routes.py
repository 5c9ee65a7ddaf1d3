"""The service's own routes beside one that does nothing: a point query, and operations of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.bench_http import TIGHT
from bench.instances import Draws, wire
from bench.serving import posted
from bench.sparql_asking import Asked, Figures, Sizes, load, texts_of
from bench.sparql_servers import request

from samenhang import Samenhang

if TYPE_CHECKING:
    from bench.sparql_data import Data
    from bench.sparql_servers import Server

NOTHING = "GET /health/live (does nothing)"
POINT = "POST /sparql (point query)"
CHECK = "POST /v1/samenhangtoetsen"
OTHER_CHECKS = "POST /v1/samenhangtoetsen, always others"
_VARIETY = 500


def routes(server: Server, data: Data, sizes: Sizes) -> Asked:
    """Return the figures of a few routes of the service, measured in turns."""
    requests = {
        NOTHING: [request("GET", "/health/live")],
        POINT: [server.asks(text) for text in texts_of("punt", data)],
        CHECK: [_check({"keuzes": TIGHT})],
        OTHER_CHECKS: [_check({"keuzes": selection}) for selection in _selections()],
    }
    found: Asked = {name: {clients: Figures() for clients in sizes.clients} for name in requests}
    for own in requests.values():
        load(Figures(), server, 1, sizes.seconds, own)  # so that nothing is asked for the first time below
    for clients in sizes.clients:
        for _ in range(sizes.rounds):
            for name, own in requests.items():
                load(found[name][clients], server, clients, sizes.seconds, own)
    return found


def _check(body: dict[str, object]) -> bytes:
    call = posted("/v1/samenhangtoetsen", body)
    return request("POST", call.path, call.body or b"", call.kind, call.accept)


def _selections() -> list[dict[str, object]]:
    """Return random selections of ten answers, each another."""
    draws = Draws(Samenhang().catalogue, 1)
    return [wire(draws.selection(10)) for _ in range(_VARIETY)]
