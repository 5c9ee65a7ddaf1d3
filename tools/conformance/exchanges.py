"""Tests written as HTTP requests with the answers they should get: the protocol, and the graph store protocol."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .manifests import CNT, HT, LABEL, MF, UT, Case, Manifest, Node, text_of
from .same import graph_of

if TYPE_CHECKING:
    import httpx

    from .endpoint import Endpoint

_ACCEPT: Final = "accept"
_NAMES: Final = {"Created": 201, "OK": 200, "NoContent": 204, "NotFound": 404}
_FORMATS: Final = {
    "boolean": ("application/sparql-results+xml", "application/sparql-results+json"),
    "tabular": (
        *("application/sparql-results+xml", "application/sparql-results+json"),
        *("text/csv", "text/tab-separated-values"),
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}
_PREFIXES: Final = (("/sparql/", "/sparql"), ("/gsp", "/graphs"))
_VARIABLE: Final = re.compile(r"\$[A-Z]+\$")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and the node of the manifest that says what should come of it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    wanted: Node | None


def run_exchanges(case: Case, endpoint: Endpoint) -> str | None:
    """Return what is wrong with the answers to the requests of a test; None when nothing is."""
    endpoint.clear()
    manifest = case.manifest
    for data in manifest.all(case.node, f"{UT}graphData"):
        path = manifest.file(manifest.one(data, f"{UT}graph"))
        endpoint.put(manifest.text(data, LABEL), path.read_bytes(), "application/n-triples")
    known: dict[str, str] = {}
    for number, node in enumerate(manifest.items(manifest.one(case.action, f"{HT}requests")), 1):
        exchange = _exchange(manifest, node, known)
        fault = _fault(manifest, exchange, _answer(endpoint, exchange), known)
        if fault is not None:
            return f"request {number}, {exchange.method} {exchange.path}: {fault}"
    return None


def _exchange(manifest: Manifest, node: Node, known: dict[str, str]) -> Exchange:
    body = manifest.one(node, f"{HT}body")
    content = b""
    headers = _headers(manifest, node)
    if body is not None:
        encoding = manifest.text(body, f"{CNT}characterEncoding") or "utf-8"
        text = _filled(manifest.text(body, f"{CNT}chars"), known)
        content = _lines(text, headers).encode(encoding)
    path = _filled(manifest.text(node, f"{HT}absolutePath"), known)
    for theirs, ours in _PREFIXES:
        if path.startswith(theirs):
            path = ours + path.removeprefix(theirs)
            break
    method = manifest.text(node, f"{HT}methodName")
    return Exchange(method, path, headers, content, manifest.one(node, f"{HT}resp"))


def _lines(text: str, headers: dict[str, str]) -> str:
    """Return a body as it travels: the parts of a form are cut by whole lines without the indent of the manifest."""
    if not headers.get("content-type", "").startswith("multipart/"):
        return text
    return "\r\n".join(line.strip() for line in text.strip().splitlines()) + "\r\n"


def _headers(manifest: Manifest, node: Node) -> dict[str, str]:
    fields = manifest.items(manifest.one(node, f"{HT}headers"))
    return {manifest.text(f, f"{HT}fieldName").lower(): manifest.text(f, f"{HT}fieldValue") for f in fields}


def _filled(text: str, known: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda match: known.get(match[0], match[0]), text)


def _answer(endpoint: Endpoint, exchange: Exchange) -> httpx.Response:
    # A client of this library accepts anything unless told so; the suite means what it says.
    headers = {_ACCEPT: "*/*"} | exchange.headers
    return endpoint.client.request(exchange.method, exchange.path, headers=headers, content=exchange.body or None)


def _fault(manifest: Manifest, exchange: Exchange, answer: httpx.Response, known: dict[str, str]) -> str | None:
    wanted = exchange.wanted
    if wanted is None:
        return None
    statuses = [text_of(status).rpartition("#")[2] for status in manifest.all(wanted, f"{MF}expectedStatus")]
    if statuses and not any(_is_status(answer.status_code, status) for status in statuses):
        return f"status {answer.status_code}, not {' or '.join(statuses)}: {answer.text[:200]}"
    location = manifest.text(wanted, f"{MF}expectedLocation")
    if location:
        if "location" not in answer.headers:
            return "no Location"
        known[location] = answer.headers["location"]
    return _wrong_form(manifest, wanted, answer) or _wrong_content(manifest, wanted, answer)


def _is_status(status: int, name: str) -> bool:
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return status == _NAMES[name]


def _wrong_form(manifest: Manifest, wanted: Node, answer: httpx.Response) -> str | None:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    form = manifest.text(wanted, f"{MF}expectedFormat")
    if form and kind not in _FORMATS[form]:
        return f"{kind} is not {form}"
    boolean = manifest.text(wanted, f"{MF}expectedBoolean")
    if boolean and _boolean(kind, answer) != (boolean == "true"):
        return f"the answer is not {boolean}"
    return None


def _boolean(kind: str, answer: httpx.Response) -> bool:
    return bool(json.loads(answer.content)["boolean"]) if kind.endswith("json") else b"true" in answer.content


def _wrong_content(manifest: Manifest, wanted: Node, answer: httpx.Response) -> str | None:
    headers = _headers(manifest, wanted)
    for name, value in headers.items():
        if answer.headers.get(name, "").replace(" ", "").lower() != value.replace(" ", "").lower():
            return f"{name} is {answer.headers.get(name)}, not {value}"
    body = manifest.one(wanted, f"{HT}body")
    if body is None:
        return None
    expected = graph_of(manifest.text(body, f"{CNT}chars").encode(), ox.RdfFormat.TURTLE)
    return None if graph_of(answer.content, ox.RdfFormat.TURTLE) == expected else "the graph is another one"
