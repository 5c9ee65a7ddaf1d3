"""The RDF forms a graph is given in; the same graph gives the same bytes, whichever process answers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import NotAcceptableError
from samenhang.linked.naming import with_fixed_names
from samenhang.linked.turtle import to_turtle
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

Graph: TypeAlias = list[ox.Triple]

PREFIXES: Final = {
    "sam": ns.DEF,
    "rdf": ns.RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": ns.OWL,
    "xsd": ns.XSD,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": ns.SH,
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "void": "http://rdfs.org/ns/void#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "altr": "http://www.w3.org/ns/dx/connegp/altr#",
    "prof": "http://www.w3.org/ns/dx/prof/",
    "cs": "http://purl.org/vocab/changeset/schema#",
}
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a graph: the ending of its address, its media type, and other names it is asked by."""

    extension: str
    media_type: str
    label: str
    aliases: tuple[str, ...] = ()


FORMS: Final = (
    Form("ttl", "text/turtle", "Turtle", ("application/x-turtle", "text/n3")),
    Form("jsonld", "application/ld+json", "JSON-LD", ("application/json",)),
    Form("nt", "application/n-triples", "N-Triples", ("text/plain",)),
    Form("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml")),
    Form("trig", "application/trig", "TriG"),
    Form("nq", "application/n-quads", "N-Quads"),
)


def canonical(triples: Iterable[ox.Triple]) -> Graph:
    """Return the triples once each, in a fixed order, with nameless nodes named after what they are."""
    return sorted(with_fixed_names(list(dict.fromkeys(triples))), key=_order)


def serialise(graph: Graph, form: Form) -> bytes:
    """Return a graph in a form; NotAcceptableError says why when that form cannot hold it."""
    if form.extension in ("ttl", "trig"):
        return to_turtle(graph, PREFIXES).encode()
    if form.extension == "jsonld":
        return _json_ld(graph)
    if form.extension == "rdf":
        _refuse_what_xml_cannot_hold(graph)
        return _dumped(graph, ox.RdfFormat.RDF_XML)
    # A graph without a name is written the same in N-Quads.
    return _dumped(graph, ox.RdfFormat.N_TRIPLES)


def _dumped(graph: Graph, form: ox.RdfFormat) -> bytes:
    known = PREFIXES if form == ox.RdfFormat.RDF_XML else None
    data = ox.serialize(graph, format=form, prefixes=known)
    return data if data is not None else b""


def _order(triple: ox.Triple) -> tuple[bool, str, str, str]:
    return isinstance(triple.subject, ox.BlankNode), str(triple.subject), str(triple.predicate), str(triple.object)


def _refuse_what_xml_cannot_hold(graph: Graph) -> None:
    """Refuse a property without a name that XML knows, and characters that no XML document may hold."""
    for triple in graph:
        predicate = triple.predicate.value
        if not _has_xml_name(predicate):
            raise NotAcceptableError(
                Text(
                    f"RDF/XML kan de eigenschap {predicate} niet schrijven, want haar adres eindigt niet op een naam. "
                    "Vraag Turtle, JSON-LD of N-Triples.",
                    f"RDF/XML cannot write the property {predicate}, since its address does not end in a name. "
                    "Ask for Turtle, JSON-LD or N-Triples.",
                )
            )
        if isinstance(triple.object, ox.Literal) and _NOT_IN_XML.search(triple.object.value):
            raise NotAcceptableError(
                Text(
                    f"Een tekst bij {predicate} bevat een teken dat in XML niet mag. Vraag Turtle, JSON-LD of "
                    "N-Triples.",
                    f"A text of {predicate} holds a character that XML does not allow. Ask for Turtle, JSON-LD or "
                    "N-Triples.",
                )
            )


def _has_xml_name(iri: str) -> bool:
    tail = re.search(r"[\w.\-]*\Z", iri)
    return tail is not None and re.search(r"[^\W\d]", tail[0]) is not None


def _json_ld(graph: Graph) -> bytes:
    """Return JSON-LD with a context of prefixes."""
    expanded = json.loads(_dumped(graph, ox.RdfFormat.JSON_LD))
    used: set[str] = set()
    nodes = [_compact(node, used) for node in expanded]
    context = {name: PREFIXES[name] for name in PREFIXES if name in used}
    document = {"@context": context, "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _compact(value: Any, used: set[str], key: str = "") -> Any:  # noqa: ANN401 -- whatever JSON can say
    if isinstance(value, dict):
        return {_short(name, used): _compact(part, used, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_compact(part, used, key) for part in value]
    return _short(value, used) if key in ("@id", "@type") and isinstance(value, str) else value


def _short(iri: str, used: set[str]) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _NAME.match(iri[len(namespace) :]):
            used.add(name)
            return f"{name}:{iri[len(namespace) :]}"
    return iri
