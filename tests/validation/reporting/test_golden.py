"""Every form of the report on real files, held against what was read and found good.

`UPDATE_GOLDEN=1 pytest tests/validation/reporting/test_golden.py` writes them anew: read what changed, then keep it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.validation.reporting.conftest import GOLDEN, source_of

from samenhang.validation.reporting import FORMS, Manner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.validation.reporting.conftest import Validate

    from samenhang.validation.results import Report

CASES = ("fouten-csv", "fouten-xlsx", "fouten-turtle", "werkvoorbeeld-jsonld", "voorbeelden")
BY_LANGUAGE = ("text", "html")


def forms() -> list[tuple[str, str]]:
    return [(form, language) for form in FORMS for language in (("nl", "en") if form in BY_LANGUAGE else ("nl",))]


@pytest.mark.parametrize(("form", "language"), forms())
@pytest.mark.parametrize("case", CASES)
def test_the_report_is_as_it_was_read_and_found_good(case: str, form: str, language: str, validate: Validate) -> None:
    source = source_of(case)
    written = render(steady(validate(source).report), form, language, source)
    golden = GOLDEN / case / f"verslag.{language}{FORMS[form].suffix}{'.txt' if form == 'xlsx' else ''}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(written)
    assert written.decode() == golden.read_bytes().decode()


def steady(report: Report) -> Report:
    """Return a report without what changes with every edit of any rule: their hash and their number."""
    return replace(report, ruleset_sha256="0" * 64, engines={"kolommen": 1})


def render(report: Report, form: str, language: str, source: Path) -> bytes:
    out = BytesIO()
    FORMS[form].write(report, out, Manner(language=language, source=source))
    return shown(out) if form == "xlsx" else out.getvalue()


def shown(book: BytesIO) -> bytes:
    """Return what a reader of a workbook sees, as text: values, links, comments and colours."""
    lines = []
    for sheet in openpyxl.load_workbook(book).worksheets:
        lines.append(f"[{sheet.title}] {sheet.sheet_state} {sorted(map(str, sheet.merged_cells.ranges))}")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and cell.comment is None and cell.fill.fill_type is None:
                    continue
                colour = f" #{cell.fill.fgColor.rgb}" if cell.fill.fill_type else ""
                link = f" -> {cell.hyperlink.location}" if cell.hyperlink else ""
                comment = f" ({cell.comment.author}: {cell.comment.text!r})" if cell.comment else ""
                lines.append(f"{cell.coordinate}{colour}: {cell.value!r}{link}{comment}")
    return ("\n".join(lines) + "\n").encode()
