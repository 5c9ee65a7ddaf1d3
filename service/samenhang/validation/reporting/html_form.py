"""A report as one HTML page that needs nothing else: printable, accessible, and usable with any number of findings."""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samenhang.model import Severity
from samenhang.validation.reporting import phrases
from samenhang.validation.reporting.findings import groups_of
from samenhang.validation.reporting.tally import worst_records

if TYPE_CHECKING:
    from jinja2 import Template

    from samenhang.validation.reporting.findings import Group
    from samenhang.validation.reporting.forms import Manner
    from samenhang.validation.results import Report, ReportFinding

_FOLDER: Final = Path(__file__).parent / "pages"
_STYLE: Final = "report.css"
_RECORDS, _EACH = 50, 10
_PIECE: Final = 200
"""How many pieces of a page are written together."""


@cache
def environment() -> Environment:
    """Return what the pages of reports are made with."""
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write(report: Report, out: BinaryIO, manner: Manner, media_type: str) -> None:  # noqa: ARG001 -- as every form
    """Write a report as a page: the outcome, then by rule with the heaviest first, then by record."""
    count, worst = worst_records(report.findings, _RECORDS, _EACH)
    groups = groups_of(report.findings)
    put_page(
        environment().get_template("report.html"),
        out,
        manner.language,
        report=report,
        groups=groups,
        by_severity=[(s, [group for group in groups if group.severity is s]) for s in Severity],
        shown=lambda group: _shown(group, manner.most),
        kind=phrases.kind_of,
        record_count=count,
        records=worst,
        contents=phrases.contents(report, manner.language),
        counts=phrases.counts_of(report),
        moment=manner.moment,
    )


def put_page(template: Template, out: BinaryIO, language: str, **values: Any) -> None:  # noqa: ANN401
    """Write a page piece by piece.

    In a template `t(nl, en)` gives one of two texts, `of(text)` a text in the language of the page.
    """
    stream = template.stream(
        language=language,
        style=(_FOLDER / _STYLE).read_text(encoding="utf-8"),
        t=lambda nl, en: en if language == "en" else nl,
        of=lambda text: text.get(language),
        phrases=phrases,
        counted=lambda number, noun: phrases.counted(number, noun, language),
        number=lambda value: phrases.number(value, language),
        severities=lambda counts: phrases.severities(counts, language),
        **values,
    )
    stream.enable_buffering(_PIECE)
    out.writelines(piece.encode("utf-8", "replace") for piece in stream)


def _shown(group: Group, most: int | None) -> list[ReportFinding]:
    return list(islice(group, most))
