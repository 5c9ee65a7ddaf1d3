"""What stands in a cell before it means anything, and what a column makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from samenhang.model import Severity, Text

if TYPE_CHECKING:
    from samenhang.validation.documents import Term

NUMBER: Final = "getal"
DAYS: Final = "dagen"
DAYS_1904: Final = "dagen1904"
PERCENT: Final = "procent"
BOOLEAN: Final = "waar"
ERROR: Final = "fout"
FORMULA: Final = "formule"
HUGE: Final = "groot"

Raw: TypeAlias = str | tuple[str, str]
"""A cell as a file holds it: a text, or a mark and a notation for what a spreadsheet knows to be something else."""


class Complaint(NamedTuple):
    """What is wrong with a cell; its place is added by whoever knows it."""

    code: str
    text: Text
    severity: Severity = Severity.VIOLATION


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a column makes of a cell: the values it gives, and what is wrong with it."""

    values: tuple[Term, ...] = ()
    complaints: tuple[Complaint, ...] = ()


class CellError(Exception):
    """A cell cannot be read; the complaint says why."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.complaint = Complaint(code, text)


def shown(raw: Raw) -> str:
    """Return a cell as its reader sees it."""
    if isinstance(raw, str):
        return raw
    mark, notation = raw
    if mark == BOOLEAN:
        return "WAAR" if notation == "1" else "ONWAAR"
    return f"={notation}" if mark == FORMULA else notation


def is_blank(raw: Raw) -> bool:
    """Tell whether a cell holds nothing but spaces."""
    return isinstance(raw, str) and (not raw or raw.isspace())


def as_text(raw: Raw) -> str:
    """Return the text of a cell; CellError when a spreadsheet computed it, could not compute it, or it is too large."""
    if isinstance(raw, str):
        return raw
    mark, notation = raw
    if mark == FORMULA:
        raise CellError(
            "formule",
            Text(
                "Hier staat een formule. Formules worden niet uitgerekend; plak de uitkomst als waarde.",
                "This is a formula. Formulas are not evaluated; paste the outcome as a value.",
            ),
        )
    if mark == ERROR:
        raise CellError(
            "foutwaarde",
            Text(
                f"Hier staat de foutwaarde {notation}. Vul de bedoelde waarde in, of maak de cel leeg.",
                f"This is the error value {notation}. Enter the intended value, or empty the cell.",
            ),
        )
    if mark == HUGE:
        raise CellError(
            "celTeGroot",
            Text(
                "Deze cel is te groot en wordt niet gelezen. Kort de tekst in.",
                "This cell is too large and is not read. Shorten the text.",
            ),
        )
    return notation
