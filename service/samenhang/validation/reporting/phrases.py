"""The words that every form of a report uses: severities, counts, kinds of record, and how places are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samenhang import namespaces as ns
from samenhang.model import Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samenhang.validation.results import Report, ReportFinding

SEVERITY: Final = {
    Severity.VIOLATION: Text("overtreding", "violation"),
    Severity.WARNING: Text("waarschuwing", "warning"),
    Severity.INFO: Text("advies", "advice"),
}
_COUNTED: Final = {
    "overtreding": (Text("overtreding", "violation"), Text("overtredingen", "violations")),
    "waarschuwing": (Text("waarschuwing", "warning"), Text("waarschuwingen", "warnings")),
    "advies": (Text("advies", "piece of advice"), Text("adviezen", "pieces of advice")),
    "Inrichting": (Text("inrichting", "arrangement"), Text("inrichtingen", "arrangements")),
    "Contract": (Text("contract", "contract"), Text("contracten", "contracts")),
    "Partij": (Text("partij", "party"), Text("partijen", "parties")),
    "Vaststelling": (Text("vaststelling", "statement"), Text("vaststellingen", "statements")),
    "bevinding": (Text("bevinding", "finding"), Text("bevindingen", "findings")),
    "regel": (Text("regel", "rule"), Text("regels", "rules")),
    "record": (Text("record", "record"), Text("records", "records")),
    "eigenschap": (Text("eigenschap", "property"), Text("eigenschappen", "properties")),
    "uitspraak": (Text("uitspraak", "triple"), Text("uitspraken", "triples")),
}
_KINDS: Final = {
    "lezen": Text("lezen van het bestand", "reading the file"),
    "structuur": Text("structuur", "structure"),
    "samenhang": Text("samenhang", "coherence"),
    "eigenVormen": Text("eigen vormen", "shapes of your own"),
}
_COHERENT: Final = (ns.RULE, f"{ns.BASE}id/toepasselijkheid/")
_STRUCTURAL: Final = f"{ns.BASE}id/structuur/"

PASSES: Final = Text("Voldoet", "Complies")
FAILS: Final = Text("Voldoet niet", "Does not comply")
NOTHING: Final = Text("Er is niets op aan te merken.", "There is nothing to remark on.")
WHAT: Final = Text("Wat", "What")
WHY: Final = Text("Waarom", "Why")
ACTION: Final = Text("Wat te doen", "What to do")
SOURCES: Final = Text("Bronnen", "Sources")
CHOICES: Final = Text("Keuzes", "Choices")
VALUE: Final = Text("Waarde", "Value")
PLACE: Final = Text("Plaats", "Place")
RECORD: Final = Text("Record", "Record")
RULE: Final = Text("Regel", "Rule")
DIMENSION: Final = Text("Eigenschap", "Property")


def kind_of(shape: str | None) -> str:
    """Return what kind of thing a shape finds: `samenhang`, `structuur`, `eigenVormen`; without one `lezen`."""
    if not shape:
        return "lezen"
    if shape.startswith(_COHERENT):
        return "samenhang"
    return "structuur" if shape.startswith(_STRUCTURAL) else "eigenVormen"


def kind_name(kind: str, language: str) -> str:
    """Return the name of a kind of finding."""
    return _KINDS[kind].get(language)


def number(value: int, language: str) -> str:
    """Return a number with its thousands apart: 12.345 in Dutch, 12,345 in English."""
    text = f"{value:,}"
    return text if language == "en" else text.replace(",", ".")


def counted(value: int, noun: str, language: str) -> str:
    """Return a number with its noun: `1 overtreding`, `1.200 adviezen`."""
    one, many = _COUNTED.get(noun, (Text(noun, noun), Text(noun, noun)))
    return f"{number(value, language)} {(one if value == 1 else many).get(language)}"


def listed(parts: Iterable[str], language: str) -> str:
    """Return parts as a sentence lists them: `a, b en c`."""
    *begin, last = list(parts) or [""]
    return f"{', '.join(begin)} {'and' if language == 'en' else 'en'} {last}" if begin else last


def severities(counts: Mapping[Severity, int], language: str) -> str:
    """Return how many findings there are of each severity, heaviest first; empty when there are none."""
    return listed((counted(counts[s], s.value, language) for s in Severity if counts.get(s)), language)


def contents(report: Report, language: str) -> str:
    """Return what was checked: how many records of each kind, and how many triples."""
    parts = [counted(count, kind, language) for kind, count in report.records.items()]
    return listed([*parts, counted(report.triples, "uitspraak", language)], language)


def verdict(report: Report, language: str) -> str:
    """Return whether a file complies, in a few words."""
    return (PASSES if report.compliant else FAILS).get(language)


def counts_of(report: Report) -> dict[Severity, int]:
    """Return how many findings there are of each severity."""
    return {severity: report.count(severity) for severity in Severity}


def name_of(finding: ReportFinding, language: str) -> str:
    """Return what the record of a finding is called; empty when it is about no record."""
    return finding.label.get(language) if finding.label is not None else finding.record or ""


def place_of(finding: ReportFinding, language: str) -> str:
    """Return where a finding stands; empty when nobody knows."""
    return finding.place.text(language) if finding.place is not None else ""


def found_in(finding: ReportFinding) -> str:
    """Return the offending values as `dimension: value`; for a rule those of every choice involved."""
    if finding.choices:
        return "; ".join(f"{dimension}: {value}" for dimension, value in finding.choices.items())
    if finding.value is None:
        return ""
    return f"{finding.dimension}: {finding.value}" if finding.dimension else finding.value


def shared(findings: Sequence[ReportFinding]) -> tuple[Text | None, Text | None]:
    """Return what all findings say, and what all say to do; None where they differ and each has to say its own."""
    whats, actions = {finding.what for finding in findings}, {finding.action for finding in findings}
    return (whats.pop() if len(whats) == 1 else None), (actions.pop() if len(actions) == 1 else None)
