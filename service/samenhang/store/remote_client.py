"""Speaks SPARQL 1.1 over HTTP with an engine elsewhere, one request at a time, for the product's own questions."""

from __future__ import annotations

import logging
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypedDict

import httpx

from samenhang.errors import StoreUnavailableError
from samenhang.store.remote_dataset import NOWHERE
from samenhang.store.remote_endpoints import find_endpoints
from samenhang.store.remote_errors import absent, cut_off, engine_error, unreachable
from samenhang.store.remote_results import Chunks, mended, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samenhang.store.base import Row
    from samenhang.store.remote_dataset import Asked
    from samenhang.store.remote_endpoints import Endpoints, RemoteAddress

SOLUTIONS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
_UPDATE: Final = "application/sparql-update"
_CONNECT_SECONDS: Final = 5.0
_KEEP_SECONDS: Final = 4.0  # shorter than any engine keeps a connection, so that few requests meet a closed one
_GRAPH_TYPES: Final = f"{TRIPLES}, text/plain;q=0.5"
_OK: Final = 200
_NOT_FOUND: Final = 404
_PARTIAL: Final = 206
_FAILURE: Final = 400
_MOST_SHOWN: Final = 2_000
_log = logging.getLogger(__name__)


class ClientOptions(TypedDict):
    """What a client is made with, for questions one by one as well as for many at once."""

    auth: httpx.Auth | None
    timeout: httpx.Timeout
    limits: httpx.Limits
    headers: dict[str, str]
    verify: ssl.SSLContext
    trust_env: bool
    follow_redirects: bool


def client_options(address: RemoteAddress, seconds: float, connections: int) -> ClientOptions:
    """Return what every client of an engine is made with: who asks, the clocks and the number of connections.

    Redirects and proxies of the environment are not followed: an operator names the engine, nobody else.
    """
    return ClientOptions(
        auth=address.auth(),
        timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
        limits=httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEEP_SECONDS
        ),
        headers={"user-agent": "samenhang"},
        verify=ssl.create_default_context(),
        trust_env=False,
        follow_redirects=False,
    )


def question(
    endpoints: Endpoints, asked: Asked, default: Sequence[str] | None, named: Sequence[str] | None
) -> dict[str, str | list[str]]:
    """Return the form that asks a query over these graphs (None: all there are), as the engine reads long lists."""
    if default is None or named is None:
        return {"query": asked.text}
    # Neither list is ever empty: an engine may take that for all there are, as Virtuoso does.
    default, named = default or (NOWHERE,), named or (NOWHERE,)
    if endpoints.dataset_in_text:
        return {"query": asked.about(default, named)}
    return {"query": asked.text, "default-graph-uri": list(default), "named-graph-uri": list(named)}


def check_whole(headers: Mapping[str, str], status: int) -> None:
    """Return when an answer is all there is; QueryFailedError when the engine says that it cut it."""
    rows = headers.get("x-sparql-maxrows")  # Virtuoso names its limit when an answer met it
    if rows is not None or status == _PARTIAL or headers.get("x-sql-state"):
        raise cut_off(rows or "")


def accept_for(asked: Asked) -> str:
    """Return the formats in which the answer to a query is read."""
    return SOLUTIONS if asked.form in ("SELECT", "ASK") else _GRAPH_TYPES


def hides_cuts(endpoints: Endpoints, asked: Asked) -> bool:
    """Tell whether an engine says of rows that it cut them and not of triples; then the rows are asked first."""
    return endpoints.engine == "virtuoso" and asked.form == "CONSTRUCT"


class NotThereError(StoreUnavailableError):
    """There is nothing at an address: no such graph, or for another request no such service."""

    def __init__(self, address: str) -> None:
        super().__init__(absent(address, _NOT_FOUND).text)


class EngineClient:
    """A pool of connections to one engine; safe to share between threads.

    Every method raises StoreUnavailableError when the engine does not answer, and what `engine_error` tells when it
    refuses. `seconds` is how long the engine may be silent.
    """

    def __init__(self, address: RemoteAddress, seconds: float, connections: int) -> None:
        self._http = httpx.Client(**client_options(address, seconds, connections))
        try:
            self.endpoints = find_endpoints(address, self._http)
        except BaseException:
            self._http.close()
            raise

    def ask(self, asked: Asked, default: Sequence[str] | None, named: Sequence[str] | None) -> bytes:
        """Return the answer to a query: JSON results for SELECT and ASK, N-Triples for the other forms.

        `default` and `named` are the graphs it is about; None: all there are.
        """
        form, headers = question(self.endpoints, asked, default, named), {"accept": accept_for(asked)}
        request = self._http.build_request("POST", self.endpoints.query, data=form, headers=headers)
        if hides_cuts(self.endpoints, asked):
            self.ask(asked.as_rows(), default, named)
        response = self._send(request, again=True)
        check_whole(response.headers, response.status_code)
        return mended(response.content) if self.endpoints.engine == "virtuoso" else response.content

    @contextmanager
    def rows(self, asked: Asked, default: Sequence[str], named: Sequence[str]) -> Iterator[Iterator[Row]]:
        """Give the solutions of a SELECT as they come in; they raise QueryFailedError when they break off."""
        form, headers = question(self.endpoints, asked, default, named), {"accept": accept_for(asked)}
        address = self.endpoints.query
        try:
            with self._http.stream("POST", address, data=form, headers=headers) as response:
                if response.status_code != _OK:
                    raise engine_error(response, address, response.read().decode(errors="replace")[:_MOST_SHOWN])
                check_whole(response.headers, response.status_code)
                yield read_rows(Chunks(response.iter_bytes()))
        except httpx.HTTPError as error:
            raise unreachable(address, error) from error

    def get_graph(self, graph: str | None) -> bytes | None:
        """Return a graph (None: the default graph) as N-Triples; None when there is none of that name."""
        headers = {"accept": _GRAPH_TYPES}
        try:
            return self._send(self._graph("GET", graph, headers=headers), again=True).content
        except NotThereError:
            return None

    def drop_graph(self, graph: str) -> None:
        """Remove a graph, when it is there."""
        with suppress(NotThereError):
            self._send(self._graph("DELETE", graph), again=True)

    def update(self, text: str) -> None:
        """Carry out an update request."""
        headers = {"content-type": _UPDATE}
        self._send(self._http.build_request("POST", self.endpoints.update, content=text.encode(), headers=headers))

    def put_graph(self, graph: str, data: bytes, *, merge: bool = False) -> None:
        """Make N-Triples the content of a graph, or with `merge` add them to it."""
        headers = {"content-type": TRIPLES}
        self._send(self._graph("POST" if merge else "PUT", graph, data, headers), again=not merge)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _graph(
        self, method: str, graph: str | None, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Request:
        address, params = self.endpoints.graphs, _named(graph)
        return self._http.build_request(method, address, params=params, content=content, headers=headers)

    def _send(self, request: httpx.Request, *, again: bool = False) -> httpx.Response:
        """Return the answer to a request; with `again` it may be repeated when the connection turns out closed."""
        try:
            response = self._http.send(request)
        except httpx.TimeoutException as error:
            raise unreachable(_shown(request), error) from error
        except httpx.HTTPError as error:
            if again:
                return self._send(request)
            raise unreachable(_shown(request), error) from error
        if not response.is_success:
            body = response.text[:_MOST_SHOWN]
            _log.warning("%s %s: %s %s", request.method, _shown(request), response.status_code, body)
            if response.status_code == _NOT_FOUND:
                raise NotThereError(_shown(request))
            raise engine_error(response, _shown(request), body)
        return response


def _shown(request: httpx.Request) -> str:
    return str(request.url.copy_with(query=None, userinfo=b""))


def _named(graph: str | None) -> dict[str, str]:
    return {"default": ""} if graph is None else {"graph": graph}
