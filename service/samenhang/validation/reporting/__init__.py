"""From bare results to a report that people act on, the forms of that report, and the difference between two."""

from samenhang.validation.reporting.difference import Difference, SavedReport, difference
from samenhang.validation.reporting.findings import Findings, Group, explain
from samenhang.validation.reporting.forms import FORMS, Form, Manner, form_of_media_type
from samenhang.validation.reporting.submissions import SubmissionDifference, compare_submissions

__all__ = [
    "FORMS",
    "Difference",
    "Findings",
    "Form",
    "Group",
    "Manner",
    "SavedReport",
    "SubmissionDifference",
    "compare_submissions",
    "difference",
    "explain",
    "form_of_media_type",
]
