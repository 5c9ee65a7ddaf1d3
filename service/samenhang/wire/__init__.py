"""What goes over the wire, as plain dicts: the same for the API and for the JSON of the command line.

Keys are Dutch and camelCase; texts are objects with `nl` and `en`. Nothing here knows HTTP.
"""

from samenhang.wire.answers import check_result, finding
from samenhang.wire.encoding import dumps
from samenhang.wire.operations import (
    changes,
    clash,
    clashes,
    combination,
    comparison,
    options,
    pair,
    path,
    repairs,
    ruleset,
    sample,
)
from samenhang.wire.problems import PROBLEMS, ProblemType, problem
from samenhang.wire.reading import Question, read_object, read_question
from samenhang.wire.sources import Citing, document, document_detail
from samenhang.wire.tables import PAIR_COLUMNS, combination_columns, combination_row, csv_lines, pair_row
from samenhang.wire.terms import condition, dimension, rule, text

__all__ = [
    "PAIR_COLUMNS",
    "PROBLEMS",
    "Citing",
    "ProblemType",
    "Question",
    "changes",
    "check_result",
    "clash",
    "clashes",
    "combination",
    "combination_columns",
    "combination_row",
    "comparison",
    "condition",
    "csv_lines",
    "dimension",
    "document",
    "document_detail",
    "dumps",
    "finding",
    "options",
    "pair",
    "pair_row",
    "path",
    "problem",
    "read_object",
    "read_question",
    "repairs",
    "rule",
    "ruleset",
    "sample",
    "text",
]
