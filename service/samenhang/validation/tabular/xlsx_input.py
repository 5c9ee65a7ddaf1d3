"""Reads a workbook: each sheet that is ours into the dataset, and says what was left aside or out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samenhang.model import Severity, Text
from samenhang.validation.tabular.cells import Complaint
from samenhang.validation.tabular.places import Grid, letters
from samenhang.validation.tabular.unread import not_ours, nothing_found
from samenhang.validation.tabular.words import cut, squash
from samenhang.validation.tabular.xlsx_cells import SheetCells, Span, merged_spans, with_merged
from samenhang.validation.tabular.xlsx_parts import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.tabular.archive import Archive
    from samenhang.validation.tabular.dataset import Dataset
    from samenhang.validation.tabular.headers import Header, Row
    from samenhang.validation.tabular.xlsx_parts import SheetPart, Workbook

HELP_SHEET: Final = Text("Uitleg", "Instructions")
LIST_SHEET: Final = Text("Keuzelijsten", "Code lists")
_ASIDE: Final = frozenset(
    map(squash, (*HELP_SHEET, *LIST_SHEET, "Toelichting", "Handleiding", "Leesmij", "Readme", "Help", "Codelijsten"))
)
_EXTRAS: Final = {
    "macros": Text(
        "De werkmap bevat macro's. Die zijn niet gelezen en niet uitgevoerd.",
        "The workbook holds macros. These were not read and not run.",
    ),
    "koppelingen": Text(
        "De werkmap verwijst naar andere bestanden. Die koppelingen zijn niet gevolgd.",
        "The workbook links to other files. These links were not followed.",
    ),
    "ingesloten": Text(
        "In de werkmap zitten andere bestanden. Die zijn niet geopend.",
        "The workbook has other files inside. These were not opened.",
    ),
}
_FEW: Final = 5


def read_xlsx(dataset: Dataset, archive: Archive, name: str) -> None:
    """Read every sheet of a workbook that holds one of our tables."""
    book = read_workbook(archive, dataset.limits)
    for extra in sorted(book.extras):
        dataset.problems.add(Grid(name, None).whole(), Complaint(extra, _EXTRAS[extra], Severity.INFO))
    for number, part in enumerate(book.sheets):
        if squash(part.title) not in _ASIDE:
            _Reader(dataset, archive, book, Grid(name, part.title)).read(part, number)
    if not dataset.sheets:
        dataset.problems.add(Grid(name, None).whole(), nothing_found(s.label.nl for s in dataset.plan.sheets))


class _Reader:
    """Reads one sheet."""

    def __init__(self, dataset: Dataset, archive: Archive, book: Workbook, grid: Grid) -> None:
        self._dataset = dataset
        self._archive = archive
        self._cells = SheetCells(book, dataset.limits)
        self._grid = grid
        self._any = False

    def read(self, part: SheetPart, number: int) -> None:
        """Read the sheet and tell what was remarkable about it; `number` is its place in the workbook."""
        plan = self._dataset.plan
        spans = merged_spans(self._archive.chunks(part.part))
        sheet = next((s for s in plan.sheets if squash(part.title) in s.names), None)
        rows = with_merged(self._watched(self._cells.rows(self._archive.chunks(part.part))), spans)
        header = self._dataset.read_sheet(self._grid, rows, sheet)
        if header is None:
            if self._any and sheet is None:
                self._dataset.problems.add(self._grid.whole(), not_ours(part.title), None, (number, 0, 0))
            return
        if part.hidden:
            self._tell(1, 0, "verborgenBlad", _hidden_sheet(part.title))
        self._tell_hidden(header)
        self._tell_merged(header, spans)

    def _watched(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self._any = True
            yield row

    def _tell(self, row: int, column: int, code: str, text: Text, severity: Severity = Severity.INFO) -> None:
        order = (self._dataset.sheets, row, column)
        self._dataset.problems.add(self._grid.place(row, column), Complaint(code, text, severity), None, order)

    def _tell_hidden(self, header: Header) -> None:
        rows = [row for row in self._cells.hidden_rows if row > header.last]
        if rows:
            shown = ", ".join(map(str, rows[:_FEW])) + (", …" if len(rows) > _FEW else "")
            text = Text(
                f"{len(rows)} verborgen of weggefilterde rijen zijn wel gelezen (rij {shown}).",
                f"{len(rows)} hidden or filtered rows were read all the same (row {shown}).",
            )
            self._tell(rows[0], 0, "verborgenRijen", text)
        spans = self._cells.hidden_columns
        columns = [place for place in sorted(header.columns) if any(low <= place <= high for low, high in spans)]
        if columns:
            names = ", ".join(f"{letters(place)} ({header.columns[place].id})" for place in columns[:_FEW])
            more = ", …" if len(columns) > _FEW else ""
            text = Text(
                f"Verborgen kolommen zijn wel gelezen: {names}{more}.",
                f"Hidden columns were read all the same: {names}{more}.",
            )
            self._tell(header.row, columns[0], "verborgenKolommen", text)

    def _tell_merged(self, header: Header, spans: list[Span]) -> None:
        below = [span for span in spans if span[0] > header.last and span[2] in header.columns]
        tall = [span for span in below if span[1] > span[0]]
        wide = [span for span in below if span[3] > span[2]]
        if tall:
            text = Text(
                f"{len(tall)} cellen zijn over rijen samengevoegd; de waarde is bij elk van die rijen gelezen.",
                f"{len(tall)} cells are merged over rows; the value was read for each of those rows.",
            )
            self._tell(tall[0][0], tall[0][2], "samengevoegdeRijen", text)
        if wide:
            text = Text(
                f"{len(wide)} cellen zijn over kolommen samengevoegd; de waarde is alleen in de eerste kolom gelezen. "
                f"Splits de cellen.",
                f"{len(wide)} cells are merged over columns; the value was read in the first column only. Split them.",
            )
            self._tell(wide[0][0], wide[0][2], "samengevoegdeKolommen", text, Severity.WARNING)


def _hidden_sheet(title: str) -> Text:
    return Text(
        f"Het blad '{cut(title)}' is verborgen en is wel gelezen.",
        f"The sheet '{cut(title)}' is hidden and was read all the same.",
    )
