"""Checks the ontology itself: consistent, in OWL 2 DL, and well kept."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from samenhang.validation.ontology.consistency import reason
from samenhang.validation.ontology.graph import as_store, read_files
from samenhang.validation.ontology.hygiene import HygieneFinding, hygiene_findings, read_hygiene_queries
from samenhang.validation.ontology.profile import profile_violations
from samenhang.validation.ontology.profile_view import OntologyView, ProfileViolation
from samenhang.validation.ontology.report import OntologyReport, render_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HygieneFinding", "OntologyReport", "ProfileViolation", "check_ontology", "render_text"]


def check_ontology(assets_root: Path) -> OntologyReport:
    """Return what is wrong with the Turtle below `assets_root`; a clean ontology gives a report without findings.

    Consistency and profile look at `ontology/`; the queries of `queries/hygiene/` look at `shapes/` as well.
    Raises MissingExtraError without the reasoner, and SamenhangError when a file cannot be read.
    """
    start = perf_counter()
    ontology = read_files(assets_root, "ontology")
    reasoning = reason(ontology)
    queries = read_hygiene_queries(assets_root / "queries" / "hygiene")
    findings = hygiene_findings(as_store([*ontology, *read_files(assets_root, "shapes")]), queries)
    classes, properties, individuals = OntologyView(ontology).counts()
    return OntologyReport(
        consistent=reasoning.consistent,
        unsatisfiable=reasoning.unsatisfiable,
        violations=profile_violations(ontology),
        findings=findings,
        classes=classes,
        properties=properties,
        individuals=individuals,
        seconds=perf_counter() - start,
    )
