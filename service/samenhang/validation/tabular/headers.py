"""Finds the row with the column names, wherever it stands, and the columns it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from samenhang.validation.tabular.cells import Raw, is_blank, shown
from samenhang.validation.tabular.plan import OTHER, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samenhang.validation.tabular.plan import Plan, Sheet

Row: TypeAlias = tuple[int, dict[int, Raw]]
"""The number of a row (from 1) and its filled cells by column (from 0)."""

LOOKED_AT: Final = 40
"""Rows at the top of a sheet among which the column names are looked for."""
_ENOUGH: Final = 2
_NEIGHBOURS: Final = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the column names: what column stands where, which names are unknown, and which come twice.

    `rows` are all rows that the heading takes up, so that data begin after the last one.
    """

    row: int
    columns: Mapping[int, Column]
    headings: Mapping[int, str]
    unknown: Mapping[int, str]
    double: Mapping[int, str]
    rows: frozenset[int]

    @property
    def last(self) -> int:
        """The last row of the heading."""
        return max(self.rows)

    def has(self, kind: Kind) -> bool:
        """Tell whether a column of this kind is there."""
        return any(column.kind is kind for column in self.columns.values())


def find_header(plan: Plan, sheet: Sheet, rows: Sequence[Row]) -> Header | None:
    """Return the heading among the first rows of a sheet; None when no row names at least two of its columns.

    A row of group names above it, a row of labels beside a row of ids, and a name that stands in a merged cell above
    the row are all understood.
    """
    scored = [(_score(plan, sheet, cells), index) for index, (_, cells) in enumerate(rows[:LOOKED_AT])]
    best, index = max(scored, default=((0, 0), 0), key=lambda pair: (pair[0], -pair[1]))
    if best[0] < min(_ENOUGH, len(sheet.columns)):
        return None
    return _header(plan, sheet, rows, index)


def best_sheet(plan: Plan, rows: Sequence[Row]) -> Sheet | None:
    """Return the sheet that the columns in the first rows belong to; None when it is none of them for sure."""
    found: tuple[tuple[int, int], Sheet] | None = None
    for sheet in plan.sheets:
        score = max((_own_score(plan, sheet, cells) for _, cells in rows[:LOOKED_AT]), default=(0, 0))
        if score[0] >= _ENOUGH and (found is None or score > found[0]):
            found = score, sheet
    return found[1] if found else None


def _score(plan: Plan, sheet: Sheet, cells: Mapping[int, Raw]) -> tuple[int, int]:
    """Return how many columns a row names, and how many by their id."""
    found = {column.id: shown(raw).strip() for raw in cells.values() if (column := _named(plan, sheet, raw))}
    return len(found), sum(key == text for key, text in found.items())


def _own_score(plan: Plan, sheet: Sheet, cells: Mapping[int, Raw]) -> tuple[int, int]:
    """As `_score`, leaving out the columns of other statements unless the sheet is theirs."""
    others = set() if sheet.id == OTHER else {column.id for column in plan.other.columns}
    found = {c.id: shown(raw).strip() for raw in cells.values() if (c := _named(plan, sheet, raw))}
    kept = {key: text for key, text in found.items() if key not in others}
    return len(kept), sum(key == text for key, text in kept.items())


def _named(plan: Plan, sheet: Sheet, raw: Raw) -> Column | None:
    if not isinstance(raw, str) or len(raw) > 200:  # noqa: PLR2004 -- longer than any heading
        return None
    return plan.heading(sheet, raw)


def _header(plan: Plan, sheet: Sheet, rows: Sequence[Row], index: int) -> Header:
    number, cells = rows[index]
    names = {place: raw for place, raw in cells.items() if not is_blank(raw)}
    for _, above in rows[max(0, index - _NEIGHBOURS) : index]:
        for place, raw in above.items():
            if place not in names and _named(plan, sheet, raw) is not None:
                names[place] = raw
    columns: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    double: dict[int, str] = {}
    taken: set[str] = set()
    for place in sorted(names):
        column = _named(plan, sheet, names[place])
        if column is None:
            unknown[place] = shown(names[place]).strip()
        elif column.id in taken:
            double[place] = shown(names[place]).strip()
        else:
            columns[place] = column
            taken.add(column.id)
    taken_rows = {number, *_repeated(plan, sheet, rows[index + 1 : index + 1 + _NEIGHBOURS], columns)}
    headings = {place: shown(raw).strip() for place, raw in names.items()}
    return Header(number, columns, headings, unknown, double, frozenset(taken_rows))


def _repeated(plan: Plan, sheet: Sheet, rows: Sequence[Row], columns: Mapping[int, Column]) -> list[int]:
    """Return the rows just below that name the same columns once more, such as labels below ids."""
    found = []
    for number, cells in rows:
        same = sum(place in columns and _named(plan, sheet, raw) is columns[place] for place, raw in cells.items())
        if 2 * same <= len(cells) or same < _ENOUGH:
            break
        found.append(number)
    return found
