"""Which choices go together: check, options, counts, explanations, repairs, paths and samples over the compiled rules."""

from samenhang.coherence.check import check
from samenhang.coherence.view import Rulebook, View

__all__ = ["Rulebook", "View", "check"]
