"""Combinations and pairs as rows of a table (CSV): the same for the API and for the command line.

A cell holds an option id, the members of a set with a comma between them, or a number; it is empty where a dimension
has no answer. A set that is answered with none holds `geen`, or `[]` where `geen` is one of its options.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from samenhang.rules.selection import EMPTY
from samenhang.wire.answers import given

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenhang.coherence import Combination, Pair
    from samenhang.model import Answer, Dimension, Selection
    from samenhang.rules import Catalogue

PAIR_COLUMNS = ("dimensieA", "optieA", "dimensieB", "optieB", "oordeel", "regels")
_JUDGED = ("oordeel", "waarschuwingen")


def combination_columns(over: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns of a table of combinations."""
    return (*over, *_JUDGED)


def combination_row(
    value: Combination, catalogue: Catalogue, over: Sequence[str], selection: Selection
) -> tuple[str, ...]:
    """Return a combination as cells, one per dimension in `over`, with its verdict and number of warnings."""
    answers = {**selection, **value.choices}
    cells = (cell(answers.get(name), catalogue.dimensions[name]) for name in over)
    return (*cells, value.verdict.value, str(value.warnings))


def pair_row(value: Pair) -> tuple[str, ...]:
    """Return a pair of options as cells; its rules stand in one cell, with a comma between them."""
    return (*value.first, *value.second, value.verdict.value, ",".join(value.rules))


def cell(answer: Answer | None, dimension: Dimension) -> str:
    """Return an answer as the text of one cell."""
    if answer is None:
        return ""
    value = given(answer, dimension)
    if isinstance(value, list):
        return ",".join(value) or (EMPTY if EMPTY not in dimension.option_index else "[]")
    return str(value)


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines of CSV (RFC 4180)."""
    output = StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue()
