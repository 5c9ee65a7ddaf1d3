"""Makes answers of two services comparable: without moments, random ids and an order that RDF does not have."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    import httpx

RDF: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_EVERYTHING: Final = "application/n-quads"
_OPAQUE: Final = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
_VARYING: Final = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"), "moment"),
    (re.compile(r"smh_[0-9A-Za-z_]+"), "token"),
    (re.compile(r"[0-9a-f]{12}-[0-9a-f]{20}"), "gebeurtenis"),
    (re.compile(r'(\bid[\\": ]{3,7})[0-9A-Za-z]{12}(?=[\\"])'), r"\1sleutel"),
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "uuid"),
)


def comparable(answer: httpx.Response) -> tuple[int, str, Any]:
    """Return the status, the media type and the body of an answer in a form in which two services agree."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.headers.get("content-type") == "application/gzip":
        return answer.status_code, kind, _backup(answer.content)
    if kind in _OPAQUE:
        return answer.status_code, kind, answer.content[:2]
    if kind == _EVERYTHING:
        return answer.status_code, kind, _quads(answer.content.splitlines())
    text = without_moments(answer.text)
    return answer.status_code, kind, statements(text, kind) if kind in RDF and answer.is_success else text


def without_moments(text: str) -> str:
    """Return a text in which what differs from run to run has a fixed name."""
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text


def statements(text: str, kind: str) -> frozenset[str]:
    """Return the statements of a document, with blank nodes named by what is around them."""
    data = ox.Dataset(ox.parse(text.encode(), RDF[kind], base_iri="http://samenhang.example/"))
    data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, data))


def _backup(body: bytes) -> Any:
    """Return what a backup holds, without the trail and what it says of itself."""
    lines = gzip.decompress(body).splitlines()
    return _quads([line for line in lines if not line.startswith(b"#") and b"/besloten/audit>" not in line])


def _quads(lines: list[bytes]) -> tuple[frozenset[bytes], frozenset[str], int]:
    """Return the statements without blank nodes, and how many others there are: of so many, naming nodes takes long.

    Only what is written while services run tells moments.
    """
    written = (b"/graaf/catalogus/", b"/graaf/besloten/", b"/graaf/gegevensset/")
    plain = {line for line in lines if b"_:" not in line}
    varying = {line for line in plain if any(part in line.rpartition(b" <")[2] for part in written)}
    told = frozenset(without_moments(line.decode()) for line in varying)
    return frozenset(plain - varying), told, len(set(lines)) - len(plain)
