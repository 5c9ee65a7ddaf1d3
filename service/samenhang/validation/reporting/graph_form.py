"""A report as a SHACL validation report, in Turtle, JSON-LD, N-Triples or RDF/XML.

Results stand in it as the engines gave them; where one stands in the file is said beside it, and so is how heavy it
counts under the lens when that differs. What the readers could not take is a result of a component of our own, so that
`sh:conforms` is true of a report without results and of no other.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from samenhang.model import Severity
from samenhang.namespaces import BASE, DEF, RDF, SH, XSD, local_name
from samenhang.validation.guards.personal import masked
from samenhang.validation.reporting.findings import groups_of
from samenhang.validation.reporting.path_nodes import PathNodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.documents import Place, Term
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding, Result

_FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_SEVERITIES: Final = {
    severity: ox.NamedNode(f"{SH}{name}")
    for severity, name in ((Severity.VIOLATION, "Violation"), (Severity.WARNING, "Warning"), (Severity.INFO, "Info"))
}
_PREFIXES: Final = {"sh": SH, "sam": DEF, "xsd": XSD, "regel": f"{BASE}id/regel/", "structuur": f"{BASE}id/structuur/"}
_TYPE: Final = ox.NamedNode(f"{RDF}type")
_RESULT: Final = ox.NamedNode(f"{SH}result")
_MESSAGE: Final = ox.NamedNode(f"{SH}resultMessage")
_CONFORMS: Final = ox.NamedNode(f"{SH}conforms")
_DATED: Final = ox.NamedNode("http://purl.org/dc/terms/created")
_PLACE_PARTS: Final = (
    ("bestandsnaam", "file"),
    ("bladnaam", "sheet"),
    ("celadres", "cell"),
    ("regelnummer", "line"),
    ("kolomnummer", "column"),
    ("kolomkop", "field"),
)


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:
    """Write a report as a graph, result by result."""
    ox.serialize(_Graph(report, manner.moment).triples(), out, _FORMATS[media_type], prefixes=_PREFIXES)


class _Graph:
    def __init__(self, report: Report, moment: str | None) -> None:
        self._report, self._moment = report, moment
        # Of this file only, so that no nameless node of the data has the same label.
        self._mark = f"v{report.sha256[:12]}"
        self._numbers = count(1)
        self._file = ox.NamedNode(f"urn:sha256:{report.sha256}")

    def triples(self) -> Iterator[ox.Triple]:
        node = ox.BlankNode(f"{self._mark}rapport")
        total = len(self._report.results) + len(self._report.problems)
        yield ox.Triple(node, _TYPE, ox.NamedNode(f"{SH}ValidationReport"))
        yield ox.Triple(node, _CONFORMS, ox.Literal(not total))
        if self._moment is not None:
            yield ox.Triple(node, _DATED, ox.Literal(self._moment, datatype=ox.NamedNode(f"{XSD}dateTime")))
        for number in range(total):
            yield ox.Triple(node, _RESULT, self._result_node(number))
        for number, found in enumerate(self._all()):
            yield from self._result(self._result_node(number), *found)

    def _result_node(self, number: int) -> ox.BlankNode:
        return ox.BlankNode(f"{self._mark}resultaat{number + 1}")

    def _fresh(self) -> ox.BlankNode:
        return ox.BlankNode(f"{self._mark}pad{next(self._numbers)}")

    def _all(self) -> Iterator[tuple[Result | None, ReportFinding | None]]:
        """Yield every finding with its result, then the results that give none: repeated, or outside the lens."""
        groups = groups_of(self._report.findings)
        for group in groups:
            yield from ((finding.result, finding) for finding in group)
            yield from ((result, None) for result in group.repeated)
        told = {group.iri for group in groups}
        for result in self._report.results:
            if result.shape not in told:
                yield result, None

    def _result(self, node: ox.BlankNode, result: Result | None, finding: ReportFinding | None) -> Iterator[ox.Triple]:
        yield ox.Triple(node, _TYPE, ox.NamedNode(f"{SH}ValidationResult"))
        if result is not None:
            yield from self._of_result(node, result)
        elif finding is not None:
            yield from self._of_problem(node, finding)
        if finding is None:
            return
        if result is not None and finding.severity is not result.severity:
            yield _triple(node, f"{DEF}ernst", _SEVERITIES[finding.severity])
        if finding.place is not None:
            yield from self._place(node, finding.place)

    def _of_result(self, node: ox.BlankNode, result: Result) -> Iterator[ox.Triple]:
        yield _triple(node, f"{SH}focusNode", result.focus)
        path = PathNodes(self._fresh)
        end = None if result.path is None else path.node(result.path)
        if end is not None:
            yield _triple(node, f"{SH}resultPath", end)
        if result.value is not None:
            yield _triple(node, f"{SH}value", _safe(result.value, result.path))
        yield _triple(node, f"{SH}sourceShape", _named(result.shape))
        yield _triple(node, f"{SH}sourceConstraintComponent", _named(result.component))
        yield _triple(node, f"{SH}resultSeverity", _SEVERITIES[result.severity])
        for language, message in sorted(result.messages.items(), reverse=True):
            yield ox.Triple(node, _MESSAGE, _message(message, language))
        if end is not None:
            yield from path.triples

    def _of_problem(self, node: ox.BlankNode, finding: ReportFinding) -> Iterator[ox.Triple]:
        yield _triple(node, f"{SH}focusNode", self._file)
        if finding.value is not None:
            yield _triple(node, f"{SH}value", ox.Literal(masked(finding.value)))
        yield _triple(node, f"{SH}sourceConstraintComponent", ox.NamedNode(f"{DEF}leesbaarheid"))
        yield _triple(node, f"{SH}resultSeverity", _SEVERITIES[finding.severity])
        for language in ("nl", "en"):
            said = f"{finding.what.get(language)} {finding.action.get(language)}".strip()
            yield ox.Triple(node, _MESSAGE, ox.Literal(said, language=language))
        yield _triple(node, f"{DEF}probleemcode", ox.Literal(finding.code))

    def _place(self, node: ox.BlankNode, place: Place) -> Iterator[ox.Triple]:
        own = ox.BlankNode(f"{node.value}plaats")
        yield _triple(node, f"{DEF}plaats", own)
        yield ox.Triple(own, _TYPE, ox.NamedNode(f"{DEF}Plaats"))
        for name, part in _PLACE_PARTS:
            value = getattr(place, part)
            if value is not None:
                yield _triple(own, f"{DEF}{name}", ox.Literal(value))


def _triple(subject: ox.BlankNode, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _named(name: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


def _message(message: str, language: str) -> ox.Literal:
    said = masked(message)
    return ox.Literal(said, language=language) if language else ox.Literal(said)


def _safe(value: Term, path: str | None) -> Term:
    """Return a value with the personal data in it masked; it then no longer has a datatype of its own."""
    if not isinstance(value, ox.Literal):
        return value
    shown = masked(value.value, local_name(path.strip("<>")) if path else "")
    return value if shown == value.value else ox.Literal(shown)
