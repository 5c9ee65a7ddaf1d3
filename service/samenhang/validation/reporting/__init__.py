"""From bare results to a report that people act on, and the forms of that report."""

from samenhang.validation.reporting.findings import Findings, Group, explain
from samenhang.validation.reporting.forms import FORMS, Form, Manner, form_of_media_type

__all__ = ["FORMS", "Findings", "Form", "Group", "Manner", "explain", "form_of_media_type"]
