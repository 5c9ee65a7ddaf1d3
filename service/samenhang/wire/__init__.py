"""What goes over the wire, as plain dicts: the same for the API and for the JSON of the command line.

Keys are Dutch and camelCase; texts are objects with `nl` and `en`. Nothing here knows HTTP.
"""

from samenhang.wire.answers import check_result, finding
from samenhang.wire.encoding import dumps
from samenhang.wire.problems import PROBLEMS, ProblemType, problem
from samenhang.wire.reading import Question, read_object, read_question
from samenhang.wire.sources import Citing, document, document_detail
from samenhang.wire.terms import condition, dimension, rule, text

__all__ = [
    "PROBLEMS",
    "Citing",
    "ProblemType",
    "Question",
    "check_result",
    "condition",
    "dimension",
    "document",
    "document_detail",
    "dumps",
    "finding",
    "problem",
    "read_object",
    "read_question",
    "rule",
    "text",
]
