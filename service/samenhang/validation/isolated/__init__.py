"""Validation of a stranger's file in a process of its own, forked from one that is ready and gone afterwards."""

from samenhang.validation.isolated.host import Isolated, Running
from samenhang.validation.isolated.orders import Answer, File, Order, ReportedError, TooHeavyError

__all__ = ["Answer", "File", "Isolated", "Order", "ReportedError", "Running", "TooHeavyError"]
