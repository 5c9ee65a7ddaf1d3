"""Guards: what may not be in a dataset that is shared."""

from samenhang.validation.guards.personal import Found, find_personal, masked
from samenhang.validation.guards.watching import personal_problems

__all__ = ["Found", "find_personal", "masked", "personal_problems"]
