"""What a reader says of the parts of a table that it does not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from samenhang.model import Severity, Text
from samenhang.validation.tabular.cells import Complaint
from samenhang.validation.tabular.words import cut, near, squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.validation.tabular.plan import Sheet

_ALIKE: Final = 75.0


def unknown_column(heading: str, known: Iterable[str]) -> Complaint:
    """Return what to say of a column that is not known: a fault when it looks like one that is, else a warning."""
    close = near(heading, known)
    best = max((fuzz.ratio(squash(heading), squash(name)) for name in close), default=0.0)
    dutch, english = (f" {ask} {', '.join(close)}?" if close else "" for ask in ("Bedoelt u", "Did you mean"))
    return Complaint(
        "onbekendeKolom",
        Text(
            f"De kolom '{cut(heading)}' is niet bekend en wordt niet gelezen.{dutch} Gebruik de id van een kolom.",
            f"The column '{cut(heading)}' is not known and is not read.{english} Use the id of a column.",
        ),
        Severity.VIOLATION if best >= _ALIKE else Severity.WARNING,
    )


def double_column(heading: str) -> Complaint:
    """Return what to say of a column that is there twice."""
    return Complaint(
        "dubbeleKolom",
        Text(
            f"De kolom '{cut(heading)}' staat er al; deze wordt niet gelezen. Voeg de kolommen samen.",
            f"The column '{cut(heading)}' is there already; this one is not read. Merge the columns.",
        ),
    )


def no_header(sheet: Sheet) -> Complaint:
    """Return what to say of a sheet without column names."""
    names = ", ".join(column.id for column in sheet.columns[:4])
    return Complaint(
        "geenKolomnamen",
        Text(
            f"In het blad {sheet.label.nl} is geen rij met kolomnamen gevonden. Zet bovenaan namen als {names}.",
            f"In the sheet {sheet.label.en} no row with column names was found. Put names such as {names} at the top.",
        ),
    )


def no_ids(sheet: Sheet) -> Complaint:
    """Return what to say of a sheet without a column for ids."""
    return Complaint(
        "geenIdKolom",
        Text(
            f"Het blad {sheet.label.nl} heeft geen kolom id. Voeg die toe, zodat elke rij een vaste naam heeft.",
            f"The sheet {sheet.label.en} has no column id. Add it, so that every row has a lasting name.",
        ),
        Severity.WARNING,
    )


def nothing_found(names: Iterable[str]) -> Complaint:
    """Return what to say of a file in which no sheet is one of ours."""
    shown = ", ".join(names)
    return Complaint(
        "geenTabel",
        Text(
            f"Er is geen tabel met bekende kolommen gevonden. Noem een blad {shown} en zet bovenaan de kolomnamen; "
            f"'samenhang template' maakt een lege werkmap.",
            f"No table with known columns was found. Call a sheet {shown} and put the column names at the top; "
            f"'samenhang template' makes an empty workbook.",
        ),
    )


def not_ours(title: str) -> Complaint:
    """Return what to say of a sheet with content that is not read."""
    return Complaint(
        "bladNietGelezen",
        Text(
            f"Het blad '{cut(title)}' is niet gelezen: er staan geen bekende kolomnamen in.",
            f"The sheet '{cut(title)}' was not read: it has no known column names.",
        ),
        Severity.INFO,
    )
