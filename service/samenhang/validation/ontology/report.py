"""What the check of the ontology found, and that report as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from samenhang import namespaces as ns
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.ontology.hygiene import HygieneFinding
    from samenhang.validation.ontology.profile_view import ProfileViolation


@dataclass(frozen=True, slots=True)
class OntologyReport:
    """The outcome of a check; `individuals` counts dimensions too, which are properties and individuals at once."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    violations: tuple[ProfileViolation, ...]
    findings: tuple[HygieneFinding, ...]
    classes: int
    properties: int
    individuals: int
    seconds: float

    @property
    def profile(self) -> str:
        """The profile the ontology is in: `OWL 2 DL`, or `OWL 2 Full` when there are violations."""
        return "OWL 2 Full" if self.violations else "OWL 2 DL"

    @property
    def clean(self) -> bool:
        """Tell whether there is nothing to mend."""
        return self.consistent and not (self.unsatisfiable or self.violations or self.findings)


def render_text(report: OntologyReport, lang: str) -> str:
    """Return the report as lines of text in `nl` or `en`, ending in a newline."""
    return "\n".join(_lines(report, lang)) + "\n"


def _lines(report: OntologyReport, lang: str) -> Iterator[str]:
    yield _summary(report, lang)
    yield _verdict(report, lang)
    yield from (f"  {_short(iri)}" for iri in report.unsatisfiable)
    yield f"{Text('Profiel', 'Profile').get(lang)}: {report.profile}"
    for violation in report.violations:
        detail = f" ({_short(violation.detail)})" if violation.detail else ""
        yield f"  {violation.file}: {_short(violation.term)}: {violation.restriction.text.get(lang)}{detail}"
    count = len(report.findings)
    yield f"{Text('Hygiëne', 'Hygiene').get(lang)}: {_counted(count, Text('bevinding', 'finding'), lang)}"
    for query, findings in groupby(report.findings, key=lambda finding: finding.query):
        yield f"  {query.title.get(lang)} [{query.id}]. {query.problem.get(lang)} {query.solution.get(lang)}"
        yield from (_finding(finding) for finding in findings)


def _summary(report: OntologyReport, lang: str) -> str:
    seconds = f"{report.seconds:.1f}"
    return Text(
        f"Ontologie: {report.classes} klassen, {report.properties} eigenschappen, {report.individuals} individuen; "
        f"getoetst in {seconds.replace('.', ',')} s",
        f"Ontology: {report.classes} classes, {report.properties} properties, {report.individuals} individuals; "
        f"checked in {seconds} s",
    ).get(lang)


def _verdict(report: OntologyReport, lang: str) -> str:
    if not report.consistent:
        return Text(
            "Consistent: nee, de ontologie spreekt zichzelf tegen",
            "Consistent: no, the ontology contradicts itself",
        ).get(lang)
    if not report.unsatisfiable:
        return Text("Consistent: ja", "Consistent: yes").get(lang)
    return Text(
        "Consistent: ja, maar deze klassen kunnen geen leden hebben:",
        "Consistent: yes, but these classes cannot have members:",
    ).get(lang)


def _finding(finding: HygieneFinding) -> str:
    detail = f" ({_short(finding.detail)})" if finding.detail else ""
    return f"    {finding.file}: {_short(finding.term)}{detail}"


def _counted(count: int, noun: Text, lang: str) -> str:
    plural = Text("en", "s").get(lang)
    return f"{count} {noun.get(lang)}{'' if count == 1 else plural}"


def _short(iri: str) -> str:
    return iri.removeprefix(ns.BASE)
