"""Finds the addresses of an engine's query, update and graph store endpoints: from its kind, or by asking it.

The layouts are those of the engines' own documentation; docs/remote-stores.md lists them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import httpx

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.store.remote_auth import ChosenAuth, TokenAuth
from samenhang.store.remote_errors import absent, refused, unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASK: Final = {"query": "ASK {}"}
_RESULTS: Final = {"accept": "application/sparql-results+json, application/sparql-results+xml;q=0.9"}
_PROBE_SECONDS: Final = 10.0
_OK: Final = 200
_UNAUTHORIZED: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where an engine takes queries, updates and graphs, and the habits of its that matter.

    `lists_empty`: the pattern `GRAPH ?g {}` gives every graph. `dataset_in_text`: long lists of graphs go in the query.
    """

    engine: str
    query: str
    update: str
    graphs: str
    lists_empty: bool = False
    dataset_in_text: bool = False
    hidden: tuple[str, ...] = ()
    """Beginnings of graph IRIs that the engine fills itself and that are no part of the data."""
    unnamed: str | None = None
    """The IRI under which the engine knows its unnamed default graph, if it has one."""


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """What an operator says of an engine: an address, who to be, and endpoints where they cannot be found."""

    url: str
    user: str | None = None
    password: str | None = None
    token: str | None = None
    query_url: str | None = None
    update_url: str | None = None
    graphs_url: str | None = None

    @property
    def bare(self) -> str:
        """The address without name and password, safe to show, and without a slash at the end."""
        url = self._parsed()
        return str(url.copy_with(userinfo=b"", query=None, fragment=None)).rstrip("/")

    def auth(self) -> httpx.Auth | None:
        """Return how to say who asks; None for an engine that does not want to know."""
        if self.token:
            return TokenAuth(self.token)
        url = self._parsed()
        user, password = self.user or unquote(url.username), self.password or unquote(url.password)
        return ChosenAuth(user, password) if user else None

    def _parsed(self) -> httpx.URL:
        try:
            url = httpx.URL(self.url)
        except (httpx.InvalidURL, TypeError):
            raise _no_address(self.url) from None
        if url.scheme not in ("http", "https") or not url.host:
            raise _no_address(self.url)
        return url


_LAYOUTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "fuseki": ("/query", "/update", "/data"),
    "oxigraph": ("/query", "/update", "/store"),
    "stardog": ("/query", "/update", ""),
    "rdf4j": ("", "/statements", "/rdf-graphs/service"),
    "virtuoso": ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
    "neptune": ("/sparql", "/sparql", "/sparql/gsp/"),
    "sparql": ("", "", ""),
}
_VIRTUOSO_OWN: Final = (
    "http://www.openlinksw.com/",
    "http://localuriqaserver/",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "urn:rules.skos",
    "virtrdf-label",
    "b3sonto",
    "b3sifp",
    "dbprdf-label",
    "facets",
)
_UNNAMED: Final = {"fuseki": "urn:x-arq:DefaultGraph", "rdf4j": "http://www.openrdf.org/schema/sesame#nil"}
_REPOSITORY: Final = re.compile(r"/repositories/[^/]+$")
_NEPTUNE: Final = re.compile(r"\.neptune\.amazonaws\.com(?:\.cn)?$")


def layout(engine: str, base: str) -> Endpoints:
    """Return the endpoints of an engine of a known kind at an address."""
    query, update, graphs = (base + suffix for suffix in _LAYOUTS[engine])
    virtuoso = engine == "virtuoso"
    return Endpoints(
        engine,
        query,
        update,
        graphs,
        lists_empty=engine in ("fuseki", "oxigraph"),
        dataset_in_text=virtuoso,
        hidden=_VIRTUOSO_OWN if virtuoso else (),
        unnamed=_UNNAMED.get(engine),
    )


def find_endpoints(address: RemoteAddress, client: httpx.Client) -> Endpoints:
    """Return the endpoints of the engine at an address; what the operator named goes before what is found.

    Raises StoreUnavailableError when the engine cannot be reached, refuses, or speaks no SPARQL there.
    """
    found = _known(address.bare) or _asked(address, client)
    return replace(
        found,
        query=address.query_url or found.query,
        update=address.update_url or found.update,
        graphs=address.graphs_url or found.graphs,
    )


def _known(base: str) -> Endpoints | None:
    """Return the endpoints that the address itself tells."""
    if _REPOSITORY.search(base):
        return layout("rdf4j", base)
    if _NEPTUNE.search(httpx.URL(base).host):
        return layout("neptune", base.removesuffix("/sparql"))
    return None


def _asked(address: RemoteAddress, client: httpx.Client) -> Endpoints:
    """Return the endpoints for the first address that answers a question, by who answers."""
    base, statuses = address.bare, []
    places = [address.query_url] if address.query_url else [f"{base}/query", f"{base}/sparql", base]
    for place in places:
        response = _probe(place, client)
        if response.status_code == _OK and "sparql-results" in response.headers.get("content-type", ""):
            return _by_answer(base, place, response)
        statuses.append(response.status_code)
    if any(status in _UNAUTHORIZED for status in statuses):
        raise refused(base)
    raise absent(base, statuses[-1])


def _by_answer(base: str, place: str, response: httpx.Response) -> Endpoints:
    server = response.headers.get("server", "").lower()
    if "virtuoso" in server:
        return layout("virtuoso", base.removesuffix("/sparql").removesuffix("/sparql-auth"))
    if place.endswith("/query"):
        base = place.removesuffix("/query")
        return layout(next((name for name in ("oxigraph", "stardog") if name in server), "fuseki"), base)
    if "fuseki-request-id" in response.headers:  # the address of the dataset's query service
        return layout("fuseki", base.removesuffix("/sparql"))
    return layout("sparql", place)


def _probe(place: str, client: httpx.Client) -> httpx.Response:
    try:
        return client.post(place, data=_ASK, headers=_RESULTS, timeout=_PROBE_SECONDS)
    except httpx.HTTPError as error:
        raise unreachable(place, error) from error


def _no_address(url: str) -> SamenhangError:
    shown = re.sub(r"//[^/@]*@", "//", url)[:200]
    return SamenhangError(
        Text(
            f"'{shown}' is geen adres van een database. Geef een URL, zoals http://localhost:3030/samenhang.",
            f"'{shown}' is not the address of a database. Give a URL, such as http://localhost:3030/samenhang.",
        )
    )
