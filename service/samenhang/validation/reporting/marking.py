"""Marks the cells of a workbook that findings are about: a colour for the heaviest, a comment that tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from samenhang.model import Severity, Text
from samenhang.validation.reporting import phrases

if TYPE_CHECKING:
    from samenhang.validation.documents import Place
    from samenhang.validation.results import ReportFinding

FILLS: Final = {Severity.VIOLATION: "FFF4B6B6", Severity.WARNING: "FFFFE2A8", Severity.INFO: "FFCFE8FF"}
"""The colour of each severity, in cells and in the sheet of findings."""
_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_MOST_TOLD: Final = 5
_LONGEST: Final = 2_000
_WIDTH, _HEIGHT, _LINE = 420, 60, 46


class Marks:
    """Gathers what is found about the cells of a workbook and then puts it there, beside what they already hold."""

    def __init__(self, book: Any, language: str) -> None:  # noqa: ANN401 -- openpyxl publishes no types
        self._sheets = {sheet.title: sheet for sheet in book.worksheets}
        self._language = language
        self._told: dict[tuple[str, str], list[tuple[Severity, str]]] = {}
        self._left: dict[tuple[str, str], int] = {}

    def knows(self, sheet: str) -> bool:
        """Tell whether the workbook has a sheet of this name."""
        return sheet in self._sheets

    def add(self, finding: ReportFinding) -> None:
        """Remember a finding for its own cell, and for those of the other choices involved."""
        seen: set[tuple[str, str]] = set()
        for place in (finding.place, *finding.places):
            where = self._where(place)
            if where is not None and where not in seen:
                seen.add(where)
                self._remember(where, finding)

    def _where(self, place: Place | None) -> tuple[str, str] | None:
        if place is None or place.sheet is None or place.cell is None or place.sheet not in self._sheets:
            return None
        return place.sheet, place.cell

    def _remember(self, where: tuple[str, str], finding: ReportFinding) -> None:
        told = self._told.setdefault(where, [])
        if len(told) < _MOST_TOLD:
            told.append((finding.severity, self._text(finding)))
        else:
            self._left[where] = self._left.get(where, 0) + 1

    def _text(self, finding: ReportFinding) -> str:
        language = self._language
        severity = phrases.SEVERITY[finding.severity].get(language).capitalize()
        parts = (f"{severity} {finding.code}. {finding.what.get(language)}", finding.action.get(language))
        return " ".join(part for part in parts if part)

    def put(self) -> None:
        """Colour the cells and add the comments; a comment that was there stays, above ours."""
        for (sheet, address), told in self._told.items():
            cell = _top_left(self._sheets[sheet], address)
            worst = min((severity for severity, _ in told), key=_RANK.__getitem__)
            cell.fill = PatternFill("solid", fgColor=FILLS[worst])
            texts = [text for _, text in told]
            left = self._left.get((sheet, address), 0)
            if left:
                more = Text(f"En nog {left}; zie het blad met bevindingen.", f"And {left} more; see the findings.")
                texts.append(more.get(self._language))
            cell.comment = _comment(cell.comment, texts)


def _comment(before: Any, texts: list[str]) -> Comment:  # noqa: ANN401 -- as above
    author = "Samenhang" if before is None else before.author
    parts = texts if before is None else [before.text, *texts]
    comment = Comment("\n\n".join(parts)[:_LONGEST], author)
    comment.width, comment.height = _WIDTH, _HEIGHT + _LINE * len(parts)
    return comment


def _top_left(sheet: Any, address: str) -> Any:  # noqa: ANN401 -- as above
    """Return a cell, or that which holds the value of the merged cells it is one of."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if address in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell
