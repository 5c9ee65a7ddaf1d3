"""Guards: what may not be in a dataset that is shared."""

from samenhang.validation.guards.masking import with_masked_names
from samenhang.validation.guards.personal import Found, find_personal, masked
from samenhang.validation.guards.watching import masked_name, personal_problems

__all__ = ["Found", "find_personal", "masked", "masked_name", "personal_problems", "with_masked_names"]
