"""Reads the CSV files of `data/` and gathers every fault in them with file and line, so that no line is lost unseen."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.errors import Fault, SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_YEAR = re.compile(r"(19|20)\d{2}\Z")
_SHOWN = 20


class ReferenceDataError(SamenhangError):
    """The data in `data/` have faults; `faults` lists all of them, each with file and line as its pointer."""

    code = "referentiegegevens-fout"
    title = Text("De referentiegegevens kloppen niet", "The reference data are not valid")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - _SHOWN
        shown = self.faults[:_SHOWN]
        super().__init__(
            Text(
                "\n".join(f"{f.pointer}: {f.text.nl}" for f in shown) + (f"\n… en nog {more}." if more > 0 else ""),
                "\n".join(f"{f.pointer}: {f.text.en}" for f in shown) + (f"\n… and {more} more." if more > 0 else ""),
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its values by column, and where it stands."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the value in a column; an empty cell is the empty text."""
        return self.values[column]

    @property
    def place(self) -> str:
        """Where the line stands, as `file:line`."""
        return f"{self.file}:{self.line}"


class Tables:
    """The tables below a folder; faults are gathered until `finish` raises them together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def read(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Return the rows of a table that has exactly these columns; what is wrong with its form becomes a fault."""
        try:
            with (self.folder / name).open(encoding="utf-8", newline="") as handle:
                return list(self._rows(name, columns, csv.reader(handle)))
        except FileNotFoundError:
            self._fault(f"{name}:1", "ontbrekend-bestand", Text("Het bestand ontbreekt.", "The file is missing."))
        except UnicodeDecodeError as error:
            text = Text(f"Het bestand is geen UTF-8: {error.reason}.", f"The file is not UTF-8: {error.reason}.")
            self._fault(f"{name}:1", "geen-utf-8", text)
        return []

    def _rows(self, name: str, columns: Sequence[str], lines: Iterator[list[str]]) -> Iterator[Row]:
        header = next(lines, [])
        if header != list(columns):
            wanted = ", ".join(columns)
            text = Text(f"De kolommen moeten zijn: {wanted}.", f"The columns must be: {wanted}.")
            self._fault(f"{name}:1", "verkeerde-kolommen", text)
            return
        for line, cells in enumerate(lines, start=2):
            if len(cells) == len(columns):
                yield Row(name, line, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
            else:
                text = Text(
                    f"De regel heeft {len(cells)} cellen in plaats van {len(columns)}.",
                    f"The line has {len(cells)} cells instead of {len(columns)}.",
                )
                self._fault(f"{name}:{line}", "verkeerd-aantal-cellen", text)

    def fault(self, row: Row, nl: str, en: str, suggestions: Iterable[str] = ()) -> None:
        """Note what is wrong with a line."""
        self.faults.append(Fault(row.place, "ongeldige-regel", Text(nl, en), tuple(suggestions)))

    def require(self, row: Row, *columns: str) -> None:
        """Note every one of these columns that is empty."""
        for column in columns:
            if not row[column]:
                self.fault(row, f"Kolom '{column}' is leeg.", f"Column '{column}' is empty.")

    def known(self, row: Row, column: str, ids: Iterable[str]) -> bool:
        """Tell whether a filled cell names one of `ids`, noting a fault when it does not; an empty cell is no fault."""
        value = row[column]
        if not value or value in (ids if isinstance(ids, dict | set | frozenset) else set(ids)):
            return bool(value)
        self.fault(
            row, f"'{value}' in kolom '{column}' bestaat niet.", f"'{value}' in column '{column}' does not exist."
        )
        return False

    def unique(self, rows: Iterable[Row], *columns: str) -> None:
        """Note every line that repeats the values of an earlier one in these columns."""
        seen: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = tuple(row[column] for column in columns)
            first = seen.setdefault(key, row)
            if first is not row:
                names = ", ".join(key)
                nl, en = f"Herhaalt regel {first.line}: {names}.", f"Repeats line {first.line}: {names}."
                self.fault(row, nl, en)

    def days(self, row: Row, begin: str, end: str) -> None:
        """Note a start or end that is no date (year-month-day), and an end before the start."""
        self._period(row, begin, end, _DAY, Text("jaar-maand-dag", "year-month-day"))

    def years(self, row: Row, begin: str, end: str) -> None:
        """Note a start or end that is no year, and an end before the start."""
        self._period(row, begin, end, _YEAR, Text("een jaar", "a year"))

    def _period(self, row: Row, begin: str, end: str, form: re.Pattern[str], name: Text) -> None:
        for column in (begin, end):
            if row[column] and not form.match(row[column]):
                nl = f"'{row[column]}' in kolom '{column}' is niet {name.nl}."
                self.fault(row, nl, f"'{row[column]}' in column '{column}' is not {name.en}.")
        if row[begin] and row[end] and row[end] < row[begin]:
            self.fault(row, "Het einde ligt voor het begin.", "The end lies before the start.")

    def finish(self) -> None:
        """Raise ReferenceDataError with every fault noted so far; do nothing when there is none."""
        if self.faults:
            raise ReferenceDataError(sorted(self.faults, key=_position))

    def _fault(self, place: str, code: str, text: Text) -> None:
        self.faults.append(Fault(place, code, text))


def _position(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.pointer.rpartition(":")
    return file, int(line)
