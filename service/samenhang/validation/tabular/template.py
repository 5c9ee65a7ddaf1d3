"""The empty workbook: columns from the graph, an example that breaks no rule, and a sheet that explains."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles import Alignment, Font

from samenhang import coherence
from samenhang.model import AnswerKind
from samenhang.validation.tabular import template_words as words
from samenhang.validation.tabular.plan import OTHER
from samenhang.validation.tabular.tables import FilledSheet
from samenhang.validation.tabular.xlsx_input import HELP_SHEET
from samenhang.validation.tabular.xlsx_output import write_xlsx
from samenhang.validation.tabular.xlsx_text import text_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from samenhang.coherence import View
    from samenhang.model import Answer, Dimension, Text
    from samenhang.validation.tabular.encoding import Cell
    from samenhang.validation.tabular.plan import Plan, Sheet

_SYSTEM: Final = "stelsel"
_NUMBER: Final = Decimal(4)
_WIDTHS: Final = (18, 30, 40, 110)


def write_template(path: Path, plan: Plan, view: View, dimensions: Collection[str], language: str) -> None:
    """Write an empty workbook with columns for some dimensions; the rules of `view` say nothing of its examples."""
    shown = tuple(column for column in plan.dimensions if column.id in dimensions)
    examples = _Examples(plan, view, [column.id for column in shown])
    sheets = [
        FilledSheet(sheet, (*sheet.columns, *shown) if sheet.with_dimensions else sheet.columns, examples.rows(sheet))
        for sheet in plan.sheets
        if sheet.id != OTHER
    ]
    write_xlsx(sheets, plan, path, language, lambda book: _explain(book, sheets, language, path.name))


def _explain(book: Any, sheets: list[FilledSheet], language: str, file: str) -> None:  # noqa: ANN401
    """Add the sheet with instructions: steps, colours, and what every column is."""
    sheet = book.create_sheet(HELP_SHEET.get(language))
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0

    count = 0

    def line(*texts: str, bold: bool = False, size: int = 11) -> None:
        nonlocal count
        count += 1
        lines = max(len(text) // width + 1 for text, width in zip(texts, _WIDTHS, strict=False)) if texts[1:] else 1
        sheet.row_dimensions[count].height = 4 + lines * 1.25 * size
        made = []
        for text in texts:
            cell = text_cell(sheet, text)
            cell.font = Font(name="Calibri", bold=bold, size=size)
            cell.alignment = Alignment(vertical="top", wrap_text=len(texts) > 1)
            made.append(cell)
        sheet.append(made)

    line(words.TITLE.get(language), bold=True, size=16)
    line("")
    for text in (*words.STEPS, *words.COLOURS):
        line(text.get(language))
    line(words.CHECK.get(language).format(file))
    line("")
    line(*(text.get(language) for text in words.COLUMNS), bold=True)
    for filled in sheets:
        for column in filled.columns:
            title = filled.sheet.label.get(language)
            line(title, column.id, column.label.get(language), column.definition.get(language))


class _Examples:
    """Rows that show how to fill in the sheets, and that no rule has anything to say about."""

    def __init__(self, plan: Plan, view: View, dimensions: list[str]) -> None:
        self._plan = plan
        self._view = view
        self._dimensions = [plan.catalogue.dimension(name) for name in dimensions]

    def rows(self, sheet: Sheet) -> list[dict[str, Cell]]:
        """Return the example rows of a sheet."""
        made = {
            "inrichtingen": self._arrangements,
            "contracten": self._contracts,
            "partijen": self._parties,
            "bronnen": self._sources,
        }.get(sheet.id)
        known = {column.id for column in self._plan.columns(sheet)}
        return [{key: cell for key, cell in row.items() if key in known} for row in made()] if made else []

    def _arrangements(self) -> Iterator[dict[str, Cell]]:
        system = self._answers([d for d in self._dimensions if d.level == _SYSTEM], {})
        segment = self._answers([d for d in self._dimensions if d.level != _SYSTEM], system)
        shared: dict[str, Cell] = {
            "wie": "voorbeeldsamenwerking",
            "stand": "vastgesteld",
            "begindatum": "2026-01-01",
            "einddatum": "2029-12-31",
            "bron": "voorbeeldbesluit",
        }
        yield {"id": "voorbeeld-stelsel", **_named(words.EXAMPLE_NAME), "niveau": _SYSTEM, **shared, **_cells(system)}
        yield {
            "id": "voorbeeld-segment",
            **_named(words.EXAMPLE_SEGMENT),
            "niveau": "segment",
            "binnenStelsel": "voorbeeld-stelsel",
            **shared,
            **_cells({name: answer for name, answer in segment.items() if name not in system}),
        }

    def _contracts(self) -> Iterator[dict[str, Cell]]:
        yield {
            "id": "voorbeeld-contract",
            **_named(words.EXAMPLE_CONTRACT),
            "legtVast": "voorbeeld-segment",
            "opdrachtgever": "voorbeeldsamenwerking",
            "opdrachtnemer": "voorbeeldaanbieder",
            "begindatum": "2026-01-01",
            "einddatum": "2029-12-31",
            "bron": "voorbeeldbesluit",
        }

    def _parties(self) -> Iterator[dict[str, Cell]]:
        yield {"id": "voorbeeldsamenwerking", **_named(words.EXAMPLE_PARTY)}
        yield {"id": "voorbeeldaanbieder", **_named(words.EXAMPLE_PROVIDER)}

    def _sources(self) -> Iterator[dict[str, Cell]]:
        titles: dict[str, Cell] = {"titel": words.EXAMPLE_SOURCE.nl, "titelEn": words.EXAMPLE_SOURCE.en}
        yield {"id": "voorbeeldbesluit", **_named(words.EXAMPLE_SOURCE), **titles, "datum": "2025-11-20"}

    def _answers(self, dimensions: list[Dimension], given: dict[str, Answer]) -> dict[str, Answer]:
        """Return answers, beside those given, that together bring no finding; what always brings one stays open."""
        found = dict(given)
        for dimension in dimensions:
            for answer in _possible(dimension):
                tried = {**found, dimension.id: answer}
                if not coherence.check(self._view, tried).findings:
                    found = tried
                    break
        return found


def _possible(dimension: Dimension) -> Iterator[Answer]:
    if dimension.kind is AnswerKind.NUMBER:
        yield _NUMBER
    for option in dimension.options:
        yield frozenset({option.id}) if dimension.kind is AnswerKind.SET else option.id


def _cells(answers: dict[str, Answer]) -> dict[str, Cell]:
    return {name: ";".join(sorted(a)) if isinstance(a, frozenset) else a for name, a in answers.items()}


def _named(text: Text) -> dict[str, Cell]:
    return {"naam": text.nl, "naamEn": text.en}
