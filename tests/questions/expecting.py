"""Holds an answer against what `verwacht.yaml` says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.questions import Answer, Cell

Names = frozenset[str]
"""Under which names a cell may be mentioned: its id with and without its dimension, or its text or value."""


def differences(answer: Answer, case: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for everything in which an answer is not what is expected."""
    rows = [_row(answer, cells) for cells in (row.cells for row in answer.rows)]
    if case.get("leeg"):
        yield from (f"a row {row}" for row in rows)
        return
    for column, expected in case.get("precies", {}).items():
        yield from _missing(rows, column, expected)
        unexpected = {min(names) for names in _column(rows, column) if not names & set(expected)}
        yield from (f"{column} has {name} too" for name in sorted(unexpected))
    for column, expected in case.get("bevat", {}).items():
        yield from _missing(rows, column, expected)
    for column, unwanted in case.get("niet", {}).items():
        yield from (f"{column} has {u}" for u in unwanted if any(u in names for names in _column(rows, column)))
    yield from (f"no row {wanted}" for wanted in case.get("rijen", ()) if not any(_holds(r, wanted) for r in rows))
    yield from (f"a row {bad}" for bad in case.get("geenRijen", ()) if any(_holds(r, bad) for r in rows))
    if "aantal" in case:
        yield from _counts(rows, case["aantal"])


def _row(answer: Answer, cells: tuple[Cell | None, ...]) -> dict[str, Names]:
    named = zip(answer.columns, cells, strict=True)
    return {column.name: _names(cell) for column, cell in named if cell is not None}


def _names(cell: Cell) -> Names:
    if cell.iri is not None:
        place = cell.iri.split("#")[-1]
        return frozenset((place.rsplit("/", 1)[-1], place.rsplit("/def/", 1)[-1]))
    if cell.text is not None:
        return frozenset((cell.text.nl,))
    return frozenset((str(cell.value).lower() if isinstance(cell.value, bool) else str(cell.value),))


def _column(rows: list[dict[str, Names]], column: str) -> set[Names]:
    return {row[column] for row in rows if column in row}


def _missing(rows: list[dict[str, Names]], column: str, expected: list[str]) -> Iterator[str]:
    found = _column(rows, column)
    yield from (f"{column} lacks {name}" for name in expected if not any(name in names for names in found))


def _holds(row: dict[str, Names], wanted: Mapping[str, object]) -> bool:
    return all(str(value) in row.get(column, ()) for column, value in wanted.items())


def _counts(rows: list[dict[str, Names]], expected: Mapping[str, Any]) -> Iterator[str]:
    """Compare how many distinct values a column has, in all or for each value of another column."""
    counted = [expected.get("kolom"), expected.get("per")]
    for column, number in expected.items():
        if isinstance(number, dict):
            for value, amount in number.items():
                members = [row for row in rows if value in row.get(column, ())]
                found = {tuple(row.get(c) for c in counted if c) for row in members if counted[0] in row}
                size = len(members) if expected.get("rijen") else len(found)
                if size != amount:
                    yield f"{column} {value}: {size}, not {amount}"
        elif isinstance(number, int) and not isinstance(number, bool) and len(_column(rows, column)) != number:
            yield f"{column}: {len(_column(rows, column))}, not {number}"
