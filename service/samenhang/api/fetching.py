"""Fetches documents that FROM and LOAD name, from addresses that the operator allows and from nowhere else.

Every hop is checked: its address against the list, what its name resolves to against private networks, and the
connection goes to the address that was checked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from samenhang.api.context import context
from samenhang.api.failures import ProtocolError
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.settings import Settings
from samenhang.store.outside import as_graph, as_triples
from samenhang.store.parsing import RDF_TYPES
from samenhang.store.query_tokens import Kind, tokens

_PORTS: Final = {"http": 80, "https": 443}
_MOST_HOPS: Final = 5
_TRICKS: Final = ("%2e", "%2f", "%5c", "\\")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document: its bytes, what it is, and where it was found in the end."""

    data: bytes
    media_type: str
    address: str


def is_allowed(request: Request, address: str) -> bool:
    """Tell whether a document at this address may be fetched."""
    return _allowed_by(context(request).settings, address) is not None


async def quads_of(request: Request, address: str) -> bytes:
    """Return the document at an address as N-Quads in a graph of that name; ProtocolError when it cannot be had."""
    found = await fetch(context(request).settings, address)
    return await _read(address, partial(as_graph, found.data, found.media_type, found.address, address))


async def documents_to_load(request: Request, update: str) -> dict[str, bytes]:
    """Return the documents that an update loads, by address, as N-Triples.

    What LOAD names and is not allowed is left out, and refused later; what LOAD SILENT names is empty when it cannot be
    had, since failing is then to change nothing.
    """
    documents: dict[str, bytes] = {}
    for address, silent in _loads(update):
        try:
            if is_allowed(request, address):
                found = await fetch(context(request).settings, address)
                read = partial(as_triples, found.data, found.media_type, found.address)
                documents[address] = await _read(address, read)
            elif silent:
                documents.setdefault(address, b"")
        except ProtocolError:
            if not silent:
                raise
            documents.setdefault(address, b"")
    return documents


async def fetch(settings: Settings, address: str) -> Fetched:
    """Return the document at an allowed address; ProtocolError says why it cannot be had."""
    try:
        async with asyncio.timeout(settings.remote_timeout), httpx.AsyncClient(trust_env=False) as client:
            return await _follow(client, settings, address)
    except TimeoutError:
        raise _unreachable(address, "het duurt te lang", "it takes too long") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        kind = type(error).__name__
        raise _unreachable(address, f"geen verbinding ({kind})", f"no connection ({kind})") from error


async def _follow(client: httpx.AsyncClient, settings: Settings, address: str) -> Fetched:
    url = httpx.URL(address)
    for _ in range(_MOST_HOPS):
        allowed = _allowed_by(settings, str(url))
        if allowed is None:
            raise _unreachable(address, f"het verwijst naar {url}, dat niet mag", f"it points to {url}, not allowed")
        request = await _pinned(client, url, allowed)
        response = await client.send(request, stream=True)
        try:
            if response.is_redirect:
                url = url.join(response.headers["location"])
                continue
            if not response.is_success:
                status = response.status_code
                raise _unreachable(address, f"het antwoord is {status}", f"the answer is {status}")
            data = await _body(response, settings.max_graph_bytes, address)
            return Fetched(data, response.headers.get("content-type", ""), str(url))
        finally:
            await response.aclose()
    raise _unreachable(address, "het verwijst te vaak door", "it redirects too often")


async def _body(response: httpx.Response, limit: int, address: str) -> bytes:
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > limit:
            raise _unreachable(address, f"het is groter dan {limit} bytes", f"it is larger than {limit} bytes")
    return bytes(data)


async def _pinned(client: httpx.AsyncClient, url: httpx.URL, allowed: httpx.URL) -> httpx.Request:
    """Return a request that goes to the address that was checked, whatever the name resolves to a moment later."""
    found = await asyncio.get_running_loop().getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not ipaddress.ip_address(address).is_global and not _is_literal(allowed.host):
        raise _unreachable(str(url), "het adres ligt in een besloten netwerk", "its address is in a private network")
    headers = {"host": url.netloc.decode("ascii"), "accept": ", ".join(RDF_TYPES)}
    return client.build_request(
        "GET", url.copy_with(host=address), headers=headers, extensions={"sni_hostname": url.raw_host.decode("ascii")}
    )


def _allowed_by(settings: Settings, address: str) -> httpx.URL | None:
    """Return the entry of the list that allows an address; None when there is none.

    An entry stands for its scheme, host and port, and for paths that begin as its own does, whole steps at a time.
    """
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return None
    if url.scheme not in _PORTS or url.userinfo or any(trick in address.lower() for trick in _TRICKS):
        return None
    for entry in map(httpx.URL, settings.remote_documents.split()):
        base = entry.path.rstrip("/")
        same = (url.scheme, url.host, _port(url)) == (entry.scheme, entry.host, _port(entry))
        if same and (url.path == entry.path or url.path.startswith(f"{base}/")):
            return entry
    return None


def _port(url: httpx.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _is_literal(host: str) -> bool:
    """Tell whether an entry names a machine by number, or this one: only so may a private address be meant."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _loads(update: str) -> list[tuple[str, bool]]:
    """Return what LOAD names, and whether it is LOAD SILENT."""
    found: list[tuple[str, bool]] = []
    words = ["", ""]
    for token in tokens(update):
        if token.kind is Kind.IRI and (words[-1] == "LOAD" or words == ["LOAD", "SILENT"]):
            found.append((token.text[1:-1], words[-1] == "SILENT"))
        words = [words[-1], token.text.upper() if token.kind is Kind.WORD else ""]
    return found


async def _read(address: str, work: Callable[[], bytes]) -> bytes:
    try:
        return await run_in_threadpool(work)
    except SamenhangError as error:
        raise _unreachable(address, error.text.nl, error.text.en) from error


def _unreachable(address: str, nl: str, en: str) -> ProtocolError:
    shown = address[:200]
    return ProtocolError(
        "bron-onbereikbaar",
        Text(f"Het document op {shown} is niet te krijgen: {nl}.", f"The document at {shown} cannot be had: {en}."),
    )
