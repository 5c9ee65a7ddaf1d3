"""The prefixes under which graphs are written out."""

from __future__ import annotations

from typing import Final

from samenhang import namespaces as ns

PREFIXES: Final = {
    "sam": ns.DEF,
    "id": f"{ns.BASE}id/",
    "graaf": ns.GRAPH,
    "rdf": ns.RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": ns.OWL,
    "xsd": ns.XSD,
    "sh": ns.SH,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tooi": "https://identifier.overheid.nl/tooi/def/ont/",
}
"""IRIs by prefix; formats without prefixes take no notice."""
