"""The JSON-LD context of datasets: dimensions and options by their ids, so that JSON can be written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenhang.model import AnswerKind, Dimension
from samenhang.namespaces import BASE, DEF, XSD, dimension_iri

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_LINKS = ("gekozenDoor", "binnenStelsel", "legtVast", "opdrachtgever", "opdrachtnemer")
_CODED = ("niveau", "stand")


def json_ld_context(dimensions: Mapping[str, Dimension]) -> dict[str, Any]:
    """Return the context: a dimension is a key and an option its value, `{"bekostigingsvorm": "lumpsum"}`."""
    terms: dict[str, Any] = {"@version": 1.1, "@vocab": DEF, "sam": DEF, **_PREFIXES}
    terms |= {
        "id": "@id",
        "type": "@type",
        "identifier": "dct:identifier",
        "label": {"@id": "rdfs:label", "@container": "@language"},
        "begin": "schema:startDate",
        "einde": "schema:endDate",
        "gebied": {"@id": "dct:spatial", "@type": "@id"},
        "bron": {"@id": "dct:source", "@type": "@id"},
    }
    terms |= {name: {"@id": f"{DEF}{name}", "@type": "@id"} for name in _LINKS}
    terms |= {name: _coded(f"{DEF}{name}", f"{BASE}id/{name}/") for name in _CODED}
    for dimension in dimensions.values():
        iri = dimension_iri(dimension.id)
        number = dimension.kind is AnswerKind.NUMBER
        terms[dimension.id] = {"@id": iri, "@type": f"{XSD}decimal"} if number else _coded(iri, f"{iri}/")
    return {"@context": terms}


def _coded(iri: str, values: str) -> dict[str, Any]:
    """Return a term whose values are the last part of an IRI."""
    return {"@id": iri, "@type": "@vocab", "@context": {"@vocab": values}}
