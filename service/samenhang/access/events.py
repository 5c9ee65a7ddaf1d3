"""One attempt to write, and how it is told in PROV-O.

The activity is at once the HTTP request (W3C HTTP in RDF) by which it was asked. Nothing of a person is kept beyond the
name of the token or the subject: no address of a machine, no token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.access.caller import Caller, CallerKind, anonymous
from samenhang.access.graph_registry import TOKEN
from samenhang.access.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAPH_AUDIT: Final = f"{ns.GRAPH_PRIVATE}audit"
EVENT: Final = f"{ns.BASE}id/gebeurtenis/"
_AGENT: Final = f"{ns.BASE}id/toegang/"
_LONGEST: Final = 500
_NO_LITERAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

DCT, PROV, SCHEMA = "http://purl.org/dc/terms/", "http://www.w3.org/ns/prov#", "https://schema.org/"
HTTP, RDFS = "http://www.w3.org/2011/http#", "http://www.w3.org/2000/01/rdf-schema#"
BEGAN, ENDED, WHO = f"{PROV}startedAtTime", f"{PROV}endedAtTime", f"{PROV}wasAssociatedWith"
KIND, NAME, SUBJECT, ISSUER = f"{DCT}type", f"{RDFS}label", f"{DCT}identifier", f"{DCT}publisher"
ACTION, OUTCOME, ON = f"{DCT}description", f"{SCHEMA}actionStatus", f"{PROV}used"
METHOD, PATH, STATUS = f"{HTTP}methodName", f"{HTTP}absolutePath", f"{HTTP}statusCodeValue"
DATASET_NAME, VERSION = f"{DCT}subject", "http://www.w3.org/ns/dcat#version"
SHA256, COUNT = "http://spdx.org/rdf/terms#checksumValue", f"{ns.RDF}value"


class Outcome(StrEnum):
    """How an attempt ended."""

    DONE = "geslaagd"
    REFUSED = "geweigerd"
    FAILED = "mislukt"


@dataclass(frozen=True, slots=True)
class Target:
    """What was written, or would have been: a dataset and its version, or the IRI of a `thing` such as a graph."""

    dataset: str = ""
    thing: str = ""
    version: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One attempt to write; or, with a `count` above 1, several that differ in nothing but their moment."""

    id: str
    began: datetime
    ended: datetime
    action: str
    method: str
    path: str
    outcome: Outcome
    status: int
    caller: Caller = anonymous()  # noqa: RUF009 -- frozen
    target: Target = Target()
    count: int = 1


def triples(event: Event) -> list[ox.Triple]:
    """Return an event as triples of the audit graph."""
    subject = ox.NamedNode(EVENT + event.id)
    agent = ox.NamedNode(_agent(event.caller))
    found = [
        ox.Triple(subject, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{PROV}Activity")),
        ox.Triple(subject, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{HTTP}Request")),
        ox.Triple(subject, ox.NamedNode(WHO), agent),
        ox.Triple(agent, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{PROV}Agent")),
    ]
    found += [ox.Triple(subject, ox.NamedNode(name), value) for name, value in _about(event)]
    found += [ox.Triple(agent, ox.NamedNode(name), _text(value)) for name, value in _who(event.caller) if value]
    return found


def _about(event: Event) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    yield BEGAN, _moment(event.began)
    yield ENDED, _moment(event.ended)
    yield OUTCOME, _text(event.outcome.value)
    yield STATUS, _number(event.status)
    yield COUNT, _number(event.count)
    target = event.target
    said = {ACTION: event.action, METHOD: event.method, PATH: event.path}
    said |= {DATASET_NAME: target.dataset, VERSION: target.version, SHA256: target.sha256}
    yield from ((name, _text(value)) for name, value in said.items() if value)
    thing = target.thing or (ns.GRAPH_DATASETS + quote(target.dataset, safe="") if target.dataset else "")
    if thing:
        yield ON, _iri(thing)


def _who(caller: Caller) -> Iterator[tuple[str, str]]:
    yield KIND, caller.kind.value
    yield SUBJECT, caller.id
    yield NAME, caller.label
    yield ISSUER, caller.issuer


def _agent(caller: Caller) -> str:
    if caller.kind is CallerKind.TOKEN:
        return TOKEN + caller.id
    if caller.kind is CallerKind.OIDC:
        # A subject is only unique with its issuer, and may hold signs that an IRI cannot; by another client it has
        # another label, and the label of one event must not become that of others.
        whole = f"{caller.issuer} {caller.id} {caller.label}"
        return f"{_AGENT}oidc/{sha256(whole.encode()).hexdigest()[:32]}"
    return _AGENT + caller.kind.value


def _text(value: str) -> ox.Literal:
    """Return a text that any engine can keep, without tokens and not longer than anybody reads."""
    return ox.Literal(_NO_LITERAL.sub("\N{REPLACEMENT CHARACTER}", redact(value)[:_LONGEST]))


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{ns.XSD}integer"))


def _moment(when: datetime) -> ox.Literal:
    text = when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return ox.Literal(f"{text}Z", datatype=ox.NamedNode(f"{ns.XSD}dateTime"))


def _iri(text: str) -> ox.NamedNode | ox.Literal:
    """Return what was written to as an IRI; what a caller gave that is none stays a text."""
    try:
        return ox.NamedNode(redact(text)[:_LONGEST])
    except ValueError:
        return _text(text)
