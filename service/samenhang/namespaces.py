"""IRIs of the vocabulary and of the named graphs."""

from typing import Final

BASE: Final = "https://w3id.org/samenhang/"
DEF: Final = f"{BASE}def/"
RULE: Final = f"{BASE}id/regel/"
GRAPH: Final = f"{BASE}graaf/"

GRAPH_ONTOLOGY: Final = f"{GRAPH}ontologie"
GRAPH_RULES: Final = f"{GRAPH}regels"
GRAPH_STRUCTURE: Final = f"{GRAPH}structuur"
GRAPH_SOURCES: Final = f"{GRAPH}bronnen"
GRAPH_REFERENCE: Final = f"{GRAPH}referentie"
GRAPH_DERIVED: Final = f"{GRAPH}afleidingen"
GRAPH_VERSIONS: Final = f"{GRAPH}versies"
GRAPH_ARRANGEMENTS: Final = f"{GRAPH}inrichtingen"
GRAPH_INHERITED: Final = f"{GRAPH}overerving"
GRAPH_FINDINGS: Final = f"{GRAPH}bevindingen"
GRAPH_DATASETS: Final = f"{GRAPH}gegevensset/"
"""What the graphs of shared datasets begin with."""
GRAPH_PRIVATE: Final = f"{GRAPH}besloten/"
"""What the graphs begin with that no caller's query sees: drafts, kept versions, the audit trail, tokens."""

SH: Final = "http://www.w3.org/ns/shacl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

ARRANGEMENT: Final = f"{DEF}Inrichting"
EMPTY_ANSWER: Final = f"{DEF}geen"


def local_name(iri: str) -> str:
    """Return what follows the last slash or hash of an IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def dimension_iri(dimension: str) -> str:
    """Return the IRI of a dimension id."""
    return DEF + dimension


def option_iri(dimension: str, option: str) -> str:
    """Return the IRI of an option id within its dimension."""
    return f"{DEF}{dimension}/{option}"
