"""Checks the restrictions that OWL 2 DL puts on an RDF graph, as far as the ontology can break them.

Left out, because nothing here uses them: facets, irregular property chains, and cycles of anonymous individuals.
Source: OWL 2 Structural Specification (section 3, section 11) and Mapping to RDF Graphs (section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.validation.ontology.profile_structure import (
    anonymous_individuals,
    assertions,
    cardinalities,
    expressions,
    header,
    lists,
    literals,
)
from samenhang.validation.ontology.profile_terms import (
    characteristics,
    non_simple_properties,
    punning,
    reserved_terms,
    undeclared_terms,
)
from samenhang.validation.ontology.profile_view import OntologyView, ProfileViolation

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox


def profile_violations(quads: Iterable[ox.Quad]) -> tuple[ProfileViolation, ...]:
    """Return every place where these triples, of all graphs together, leave OWL 2 DL, by restriction, term and file."""
    view = OntologyView(quads)
    checks = (
        undeclared_terms,
        punning,
        reserved_terms,
        characteristics,
        non_simple_properties,
        literals,
        assertions,
        lists,
        expressions,
        cardinalities,
        anonymous_individuals,
        header,
    )
    found = {violation for check in checks for violation in check(view)}
    return tuple(sorted(found, key=lambda v: (v.restriction, v.term, v.detail, v.file)))
