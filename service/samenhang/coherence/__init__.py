"""Which choices go together: check, options, counts, explanations, repairs, paths and samples over compiled rules."""

from samenhang.coherence.answers import (
    Change,
    Clash,
    Combination,
    Comparison,
    DimensionState,
    ExtraRisk,
    OptionState,
    OptionStatus,
    Pair,
    Path,
    Proof,
    Proposal,
    Repairs,
    Step,
)
from samenhang.coherence.check import check
from samenhang.coherence.combinations import Combinations
from samenhang.coherence.matrix import matrix
from samenhang.coherence.options import Options, explain
from samenhang.coherence.paths import find_path
from samenhang.coherence.repairs import compare, repair
from samenhang.coherence.spaces import Spaces
from samenhang.coherence.view import Rulebook, View

__all__ = [
    "Change",
    "Clash",
    "Combination",
    "Combinations",
    "Comparison",
    "DimensionState",
    "ExtraRisk",
    "OptionState",
    "OptionStatus",
    "Options",
    "Pair",
    "Path",
    "Proof",
    "Proposal",
    "Repairs",
    "Rulebook",
    "Spaces",
    "Step",
    "View",
    "check",
    "compare",
    "explain",
    "find_path",
    "matrix",
    "repair",
]
