"""From bare results to a report that people act on, and the forms of that report."""

from samenhang.validation.reporting.findings import Findings, Group, explain

__all__ = ["Findings", "Group", "explain"]
