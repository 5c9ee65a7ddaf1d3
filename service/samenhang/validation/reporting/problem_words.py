"""What the problems of the readers are called, and why they matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.results import ReportFinding

if TYPE_CHECKING:
    from samenhang.validation.documents import Problem

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_READ: Final = (
    Text("Niet te lezen", "Cannot be read"),
    Text("Wat niet te lezen is, doet bij de controle niet mee.", "What cannot be read plays no part in the check."),
)
_TITLES: Final = {
    "persoonsgegeven": (
        Text("Persoonsgegeven", "Personal data"),
        Text(
            "Een gedeelde gegevensset is voor iedereen te lezen; persoonsgegevens worden niet bewaard (AVG).",
            "A shared dataset can be read by anybody; personal data are not kept (GDPR).",
        ),
    ),
    "syntaxis": (
        Text("Onleesbare uitspraak", "Unreadable statement"),
        Text("Wat niet te lezen is, doet bij de controle niet mee.", "What cannot be read plays no part in the check."),
    ),
    "tekenset": (
        Text("Verkeerde tekenset", "Wrong character set"),
        Text("Letters met accenten zijn zo niet te lezen.", "Letters with accents cannot be read this way."),
    ),
    "contextElders": (
        Text("Context staat elders", "Context stands elsewhere"),
        Text(
            "De dienst haalt niets op van andere adressen; dan zou de uitkomst van iets anders kunnen afhangen.",
            "The service fetches nothing from other addresses; the outcome could then depend on something else.",
        ),
    ),
    "grafenSamengenomen": (
        Text("Grafen samengenomen", "Graphs taken together"),
        Text("Een gegevensset wordt als een geheel getoetst.", "A dataset is checked as one whole."),
    ),
}


def problem_title(code: str) -> tuple[Text, Text]:
    """Return what a kind of problem is called, and why it matters."""
    return _TITLES.get(code, _READ)


def problem_finding(problem: Problem) -> ReportFinding:
    """Return a problem as a finding: its text says what is wrong and how to mend it."""
    what, action = told_and_asked(problem.text)
    return ReportFinding(
        code=problem.code,
        severity=problem.severity,
        what=what,
        why=problem_title(problem.code)[1],
        action=action,
        value=problem.value,
        place=problem.place,
    )


def told_and_asked(text: Text) -> tuple[Text, Text]:
    """Return what a message tells, its first sentence, and what it asks, the others."""
    (nl, do_nl), (en, do_en) = (_parted(part) for part in text)
    return Text(nl, en), Text(do_nl, do_en)


def _parted(message: str) -> tuple[str, str]:
    parts = _SENTENCE.split(message.strip(), maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""
