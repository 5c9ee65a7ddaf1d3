from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from samenhang.wire.workbooks import workbook


def _sheet(*rows: tuple[str, ...]) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook([("Blad", rows)])))["Blad"]


@pytest.mark.parametrize("value", ["=1+1", "+31", "-5", "@SOM(A1)", '=HYPERLINK("https://x")', "\t=1", "'=1"])
def test_what_looks_like_a_formula_is_text(value: str) -> None:
    cell = _sheet(("kop",), (value,))["A2"]
    assert cell.data_type == "s"
    assert cell.value == value
    assert cell.quotePrefix is value.startswith(("=", "+", "-", "@", "\t"))


def test_an_address_is_a_link_and_two_addresses_are_not() -> None:
    sheet = _sheet(("kop", "kop"), ("https://w3id.org/samenhang/id/regel/R266", "https://a; https://b"))
    assert sheet["A2"].hyperlink.target == "https://w3id.org/samenhang/id/regel/R266"
    assert sheet["B2"].hyperlink is None


def test_the_first_row_is_a_heading_that_stays_in_sight() -> None:
    sheet = _sheet(("regel", "bron"), ("R1", "D4"))
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"


def test_signs_that_a_workbook_cannot_hold_are_left_out_and_long_text_is_cut() -> None:
    sheet = _sheet(("kop",), ("a\x00\x0bb",), ("x" * 40_000,))
    assert sheet["A2"].value == "ab"
    assert len(sheet["A3"].value) == 32_767


def test_equal_tables_are_equal_bytes_whenever_they_are_made() -> None:
    first = workbook([("Blad", [("a",), ("b",)])])
    time.sleep(1.1)  # a workbook tells the second in which it was made, unless that is taken out
    assert workbook([("Blad", [("a",), ("b",)])]) == first
