"""Writes sheets as CSV (RFC 4180, UTF-8) with CSVW metadata beside each: one file, a folder or an archive."""

from __future__ import annotations

import csv
import zipfile
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Final

from samenhang.validation.tabular.csv_text import with_apostrophe
from samenhang.validation.tabular.csvw import write_metadata
from samenhang.validation.tabular.numbers import number_text, unmistakable
from samenhang.validation.tabular.reading import METADATA
from samenhang.validation.tabular.whole_files import replacing, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from samenhang.validation.tabular.encoding import Cell
    from samenhang.validation.tabular.plan import Plan
    from samenhang.validation.tabular.tables import FilledSheet

_ALWAYS_THE_SAME: Final = (1980, 1, 1, 0, 0, 0)
"""The time of a part in an archive, so that the same data give the same bytes."""


def csv_bytes(filled: FilledSheet) -> bytes:
    """Return one sheet as CSV: the ids of its columns, then its rows."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [column.id for column in filled.columns]
    writer.writerow(names)
    for row in filled.rows:
        writer.writerow([_text(row[name]) if name in row else "" for name in names])
    return out.getvalue().encode()


def _text(cell: Cell) -> str:
    return unmistakable(number_text(cell)) if isinstance(cell, Decimal) else with_apostrophe(cell)


def csv_files(sheets: Sequence[FilledSheet], plan: Plan, name: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file: a CSV per sheet, and its metadata; `name` is that of the only sheet."""
    for filled in sheets:
        file = name or f"{filled.sheet.id}.csv"
        yield file, csv_bytes(filled)
        metadata = write_metadata(plan, filled.sheet, filled.columns, file, short_ids=filled.short_ids)
        yield f"{file}{METADATA}", metadata


def write_csv(filled: FilledSheet, plan: Plan, path: Path) -> None:
    """Write one sheet as a CSV file, with its metadata beside it."""
    for name, data in csv_files([filled], plan, path.name):
        write_whole(path.with_name(name), data)


def write_csv_folder(sheets: Sequence[FilledSheet], plan: Plan, folder: Path) -> None:
    """Write sheets as CSV files in a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in csv_files(sheets, plan):
        write_whole(folder / name, data)


def write_csv_zip(sheets: Sequence[FilledSheet], plan: Plan, path: Path) -> None:
    """Write sheets as CSV files in an archive; the same data give the same bytes."""
    with replacing(path) as made, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in csv_files(sheets, plan):
            packed.writestr(zipfile.ZipInfo(name, _ALWAYS_THE_SAME), data, zipfile.ZIP_DEFLATED)
