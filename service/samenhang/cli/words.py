"""Words and numbers as a reader of one of the two languages writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from samenhang.model import Answer, AnswerKind, Severity, Status, Text, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

VERDICTS = {
    Verdict.CONTRADICTION: Text(
        "Oordeel: tegenspraak. Deze keuzes gaan niet samen.",
        "Verdict: contradiction (tegenspraak). These choices cannot go together.",
    ),
    Verdict.RISK: Text(
        "Oordeel: risico. Deze keuzes kunnen samen, maar brengen risico mee.",
        "Verdict: risk (risico). These choices can go together, but bring risk.",
    ),
    Verdict.COHERENT: Text(
        "Oordeel: samenhangend. Deze keuzes gaan samen.",
        "Verdict: coherent (samenhangend). These choices go together.",
    ),
}
VERDICT_STYLES = {Verdict.CONTRADICTION: "bold red", Verdict.RISK: "bold yellow", Verdict.COHERENT: "bold green"}

SEVERITIES = {
    Severity.VIOLATION: Text("overtreding", "violation"),
    Severity.WARNING: Text("waarschuwing", "warning"),
    Severity.INFO: Text("advies", "advice"),
}
PLURALS = {
    Severity.VIOLATION: Text("overtredingen", "violations"),
    Severity.WARNING: Text("waarschuwingen", "warnings"),
    Severity.INFO: Text("adviezen", "pieces of advice"),
}
ONE = {**SEVERITIES, Severity.INFO: Text("advies", "piece of advice")}
SEVERITY_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
STATUSES = {
    Status.HOLDS: Text("", ""),
    Status.HOLDS_WHILE_UNANSWERED: Text("zolang een antwoord uitblijft", "while an answer is missing"),
    Status.MITIGATED: Text("beheerst", "mitigated"),
}
VERDICT_NAMES = {
    Verdict.CONTRADICTION: Text("tegenspraak", "contradiction"),
    Verdict.RISK: Text("risico", "risk"),
    Verdict.COHERENT: Text("samenhangend", "coherent"),
}

KINDS = {
    "definitie": Text("definitie", "definition"),
    "juridisch": Text("juridisch", "legal"),
    "onverenigbaar": Text("onverenigbaar", "incompatible"),
    "risico": Text("risico", "risk"),
    "maatregel": Text("maatregel", "measure"),
    "past": Text("past bij elkaar", "fits"),
    "advies": Text("advies", "advice"),
}
ANSWER_KINDS = {
    AnswerKind.SINGLE: Text("een optie", "one option"),
    AnswerKind.ORDINAL: Text("een optie, oplopend", "one option, ascending"),
    AnswerKind.SET: Text("een of meer opties, of geen", "one or more options, or none"),
    AnswerKind.NUMBER: Text("een getal", "a number"),
}
LEVELS = {
    "stelsel": Text("stelsel", "system"),
    "segment": Text("segment", "segment"),
    "gemengd": Text("stelsel en segment", "system and segment"),
}
_AND = Text("en", "and")
_SCALES = (
    (9, Text("miljard", "billion")),
    (6, Text("miljoen", "million")),
)
_EXACT_BELOW = 1_000_000
_NAMED_BELOW = 10**12
_LONGER_THAN_PYTHON_PRINTS = 10**4000


def enumeration(words: Sequence[str], language: str) -> str:
    """Return `a`, `a en b` or `a, b en c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND.get(language)} {words[-1]}"


def readable(number: int, language: str) -> str:
    """Return a natural number as people read it: exact below a million, then in words, then as a power of ten."""
    if number < _EXACT_BELOW:
        return f"{number:,}".replace(",", "." if language == "nl" else ",")
    about = "ongeveer" if language == "nl" else "about"
    if number < _NAMED_BELOW:
        power, name = next((p, n) for p, n in _SCALES if number >= 10**p)
        return f"{about} {_figures(number, power, language)} {name.get(language)}"
    power = len(str(number)) - 1 if number < _LONGER_THAN_PYTHON_PRINTS else _digits(number) - 1
    return f"{about} {_figures(number, power, language)} × 10^{power}"


def exact(number: int, language: str) -> str:
    """Return all digits of a natural number, in groups of three; with a short form when nobody would read them."""
    if number >= _LONGER_THAN_PYTHON_PRINTS:
        return readable(number, language)
    digits = f"{number:,}".replace(",", "." if language == "nl" else ",")
    return digits if number < _NAMED_BELOW else f"{digits} ({readable(number, language)})"


def _figures(number: int, power: int, language: str) -> str:
    tenths = number * 10 // 10**power
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return text.replace(".", ",") if language == "nl" else text


def _digits(number: int) -> int:
    """Count decimal digits without making the text, which Python refuses for very large numbers."""
    digits = int(number.bit_length() * 0.30102999566398) or 1
    while 10**digits <= number:
        digits += 1
    return digits


def level(level_id: str, language: str) -> str:
    """Return a level in words."""
    return LEVELS[level_id].get(language) if level_id in LEVELS else level_id


def answer_text(answer: Answer) -> str:
    """Return an answer as one types it after `--set dim=`: nothing for a set that is answered with none."""
    if isinstance(answer, frozenset):
        return ",".join(sorted(answer))
    return format(answer, "f") if isinstance(answer, Decimal) else answer
