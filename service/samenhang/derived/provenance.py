"""Where a derived graph comes from: the run, the software and the set of rules, in PROV-O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang import __version__
from samenhang import namespaces as ns
from samenhang.model import Severity, Text
from samenhang.namespaces import local_name
from samenhang.reference.turtle import Turtle, both, iri, literal, same, thing

if TYPE_CHECKING:
    from samenhang.coherence import View

_COUNTING = (Severity.VIOLATION, Severity.WARNING)
_DIGITS = 16


def write_provenance(out: Turtle, graph: str, title: Text, times: tuple[str, str], made_from: str) -> None:
    """Write that a graph was made by a run of this software, between two times; `made_from` is its version."""
    begun, ended = times
    run = thing("berekening", local_name(graph), begun)
    software = thing("software", f"samenhang-{__version__}")
    out.describe(
        iri(graph),
        ("a", "prov:Entity"),
        ("rdfs:label", both(title)),
        ("prov:wasGeneratedBy", run),
        ("prov:generatedAtTime", literal(ended, datatype="xsd:dateTime")),
        ("owl:versionInfo", literal(made_from)),
    )
    out.describe(
        run,
        ("a", "prov:Activity"),
        ("rdfs:label", both(title)),
        ("prov:startedAtTime", literal(begun, datatype="xsd:dateTime")),
        ("prov:endedAtTime", literal(ended, datatype="xsd:dateTime")),
        ("prov:wasAssociatedWith", software),
    )
    out.describe(
        software,
        ("a", "prov:SoftwareAgent"),
        ("rdfs:label", same(f"Samenhang {__version__}")),
        ("owl:versionInfo", literal(__version__)),
    )


def write_ruleset(out: Turtle, graph: str, view: View, lens: str) -> None:
    """Write the set of rules that a graph was derived from, and the lens that chooses it."""
    ruleset = thing("regelset", view.sha256[:_DIGITS])
    document = view.catalogue.documents.get(lens)
    out.describe(iri(graph), ("prov:wasDerivedFrom", ruleset), ("sam:onderLens", thing("lens", lens)))
    out.describe(
        ruleset,
        ("a", ("sam:Regelset", "prov:Entity")),
        ("sam:regelsetSha256", literal(view.sha256)),
        ("sam:onderLens", thing("lens", lens)),
        ("prov:wasDerivedFrom", (iri(ns.GRAPH_RULES), iri(ns.GRAPH_ONTOLOGY))),
        ("sam:bevatRegel", [iri(view.rules[code].iri) for code, own in view.severities.items() if own in _COUNTING]),
    )
    if document is not None:
        title = Text(f"Alleen {document.id}: {document.title.nl}", f"Only {document.id}: {document.title.en}")
        out.describe(
            thing("lens", lens),
            ("a", "sam:Lens"),
            ("skos:prefLabel", both(title)),
            ("dct:source", iri(document.iri)),
        )
