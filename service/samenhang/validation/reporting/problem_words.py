"""What the problems of the readers are called, and why they matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.guards.personal import masked
from samenhang.validation.results import ReportFinding

if TYPE_CHECKING:
    from samenhang.validation.documents import Problem

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_UNREAD: Final = Text(
    "Wat niet te lezen is, doet bij de controle niet mee.", "What cannot be read plays no part in the check."
)
_TABLE: Final = Text(
    "Een blad of bestand wordt gelezen aan de hand van de id's boven de kolommen.",
    "A sheet or file is read by the ids above its columns.",
)
_READ: Final = (Text("Niet te lezen", "Cannot be read"), _UNREAD)
_CODED: Final = Text(
    "Alleen met vaste codes zijn gegevens van verschillende gemeenten te vergelijken.",
    "Only with fixed codes can the data of different municipalities be compared.",
)
_FOUND_BACK: Final = Text(
    "Aan zijn id is een rij in een volgende versie terug te vinden, en andere rijen verwijzen ernaar.",
    "By its id a row is found back in a later version, and other rows refer to it.",
)
_TITLES: Final = {
    "persoonsgegeven": (
        Text("Persoonsgegeven", "Personal data"),
        Text(
            "Een gedeelde gegevensset is voor iedereen te lezen; persoonsgegevens worden niet bewaard (AVG).",
            "A shared dataset can be read by anybody; personal data are not kept (GDPR).",
        ),
    ),
    "syntaxis": (Text("Onleesbare uitspraak", "Unreadable statement"), _UNREAD),
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
    "onbekendeOptie": (Text("Onbekende optie", "Unknown option"), _CODED),
    "onbekendePartij": (Text("Onbekende partij", "Unknown party"), _CODED),
    "dubbelzinnigePartij": (Text("Meer dan een partij kan bedoeld zijn", "More than one party can be meant"), _CODED),
    "onbekendeBron": (Text("Onbekende bron", "Unknown source"), _CODED),
    "onbekendeKolom": (Text("Onbekende kolom", "Unknown column"), _TABLE),
    "dubbeleKolom": (Text("Kolom staat er twee keer", "Column stands there twice"), _TABLE),
    "geenIdKolom": (Text("Kolom met id's ontbreekt", "Column of ids is missing"), _FOUND_BACK),
    "geenKolomnamen": (Text("Kolomnamen ontbreken", "Column names are missing"), _TABLE),
    "bladNietGelezen": (Text("Blad niet gelezen", "Sheet not read"), _TABLE),
    "idDubbel": (Text("Id staat er twee keer", "Id stands there twice"), _FOUND_BACK),
    "geenId": (Text("Id ontbreekt", "Id is missing"), _FOUND_BACK),
    "idTeLang": (Text("Id is te lang", "Id is too long"), _FOUND_BACK),
    "geenDatum": (Text("Geen datum", "Not a date"), _UNREAD),
    "geenGetal": (Text("Geen getal", "Not a number"), _UNREAD),
    "dubbelzinnigGetal": (Text("Getal op twee manieren te lezen", "Number can be read in two ways"), _UNREAD),
    "geenAdres": (Text("Geen adres", "Not an address"), _UNREAD),
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
        what=_masked(what),
        why=problem_title(problem.code)[1],
        action=_masked(action),
        value=None if problem.value is None else masked(problem.value),
        place=problem.place,
    )


def _masked(text: Text) -> Text:
    """Return a text without personal data: what stands in a wrong column is quoted as it is."""
    return Text(masked(text.nl), masked(text.en))


def told_and_asked(text: Text) -> tuple[Text, Text]:
    """Return what a message tells, its first sentence, and what it asks, the others."""
    (nl, do_nl), (en, do_en) = (_parted(part) for part in text)
    return Text(nl, en), Text(do_nl, do_en)


def _parted(message: str) -> tuple[str, str]:
    parts = _SENTENCE.split(message.strip(), maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""
