"""The column plan of the product, and small files to read: CSV from text, workbooks from rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import openpyxl
import pytest

from samenhang.validation.tabular.plan import Plan, load_plan
from samenhang.validation.tabular.reading import read_table_file

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.validation.documents import Document
    from samenhang.validation.limits import Limits

Rows: TypeAlias = Sequence[Sequence[Any]]
Read: TypeAlias = "Callable[[Path], Document]"
ReadText: TypeAlias = "Callable[..., Document]"
ReadSheets: TypeAlias = "Callable[..., Document]"

DEF = "https://w3id.org/samenhang/def/"
ID = "https://w3id.org/samenhang/id/"


@pytest.fixture(scope="session")
def plan(samenhang: Samenhang) -> Plan:
    return load_plan(samenhang.store, samenhang.queries, samenhang.catalogue)


@pytest.fixture
def read(plan: Plan) -> Read:
    return lambda path: read_table_file(path, name=path.name, media_type=None, plan=plan)


@pytest.fixture
def read_text(plan: Plan, tmp_path: Path) -> ReadText:
    """Return what reads a text, or bytes, as a CSV file."""

    def read(text: str | bytes, name: str = "inrichtingen.csv", limits: Limits | None = None) -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table_file(path, name=name, media_type=None, plan=plan, limits=limits)

    return read


@pytest.fixture
def read_sheets(plan: Plan, tmp_path: Path) -> ReadSheets:
    """Return what reads sheets of rows as a workbook, after `change` did something to it."""

    def read(
        sheets: Mapping[str, Rows] | Rows,
        change: Callable[[openpyxl.Workbook], object] | None = None,
        limits: Limits | None = None,
    ) -> Document:
        path = tmp_path / "map.xlsx"
        save(path, sheets, change)
        return read_table_file(path, name="map.xlsx", media_type=None, plan=plan, limits=limits)

    return read


def save(
    path: Path, sheets: Mapping[str, Rows] | Rows, change: Callable[[openpyxl.Workbook], object] | None = None
) -> None:
    """Write sheets of rows as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (sheets if isinstance(sheets, Mapping) else {"Inrichtingen": sheets}).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book)
    book.save(path)


def said(document: Document, row: str = "a", kind: str = "inrichting") -> dict[str, set[str]]:
    """Return what a document says of one row: values by the last part of the property."""
    found: dict[str, set[str]] = {}
    for triple in document.table:
        if str(getattr(triple.subject, "value", "")) == f"{ID}{kind}/{row}":
            name = triple.predicate.value.removeprefix(DEF).rpartition("/")[2].rpartition("#")[2]
            found.setdefault(name, set()).add(str(getattr(triple.object, "value", "")))
    return found


def option(dimension: str, *options: str) -> set[str]:
    """Return the IRIs of options."""
    return {f"{DEF}{dimension}/{name}" for name in options}


def told(document: Document) -> list[tuple[str, str]]:
    """Return the code and the place of every problem."""
    return [(problem.code, problem.place.text("nl")) for problem in document.problems]
