"""What the operations answer, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.model import Answer, Finding, Verdict


class OptionStatus(StrEnum):
    """What an option is, given the choices made; the values are those on the wire."""

    CHOSEN = "gekozen"
    FOLLOWS = "volgtUitKeuzes"
    POSSIBLE = "mogelijk"
    POSSIBLE_WITH_RISK = "mogelijkMetRisico"
    EXCLUDED = "uitgesloten"
    NOT_APPLICABLE = "nietVanToepassing"


@dataclass(frozen=True, slots=True)
class Clash:
    """A minimal set of answers that cannot go together, with the rules that make it so."""

    choices: Mapping[str, Answer]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtraRisk:
    """The least number of warnings that an option adds, and the warnings it brings at once."""

    amount: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionState:
    """One option of a dimension, given a selection.

    `reasons` is filled for an excluded option; `other_changes` is the fewest other dimensions that would have to change
    to make it possible, None when nothing does.
    """

    id: str
    status: OptionStatus
    reasons: tuple[Clash, ...] = ()
    extra_risk: ExtraRisk | None = None
    other_changes: int | None = None


@dataclass(frozen=True, slots=True)
class DimensionState:
    """A dimension with the state of each of its options."""

    id: str
    options: tuple[OptionState, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension that changes; None stands for unanswered."""

    dimension: str
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A set of changes that restores coherence, the selection that results, and its verdict."""

    changes: tuple[Change, ...]
    choices: Mapping[str, Answer]
    verdict: Verdict
    warnings: int


@dataclass(frozen=True, slots=True)
class Repairs:
    """The smallest repairs, or, when there are none, the clash among what must not change."""

    proposals: tuple[Proposal, ...]
    impossible: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: what changes, the selection after it and its verdict."""

    changes: tuple[Change, ...]
    choices: Mapping[str, Answer]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proof:
    """Why there is no path: the dimensions that hang together, the number of states tried, and what blocks every way.

    `bundle` names two dimensions that make a path possible when they change together; empty when no two do.
    """

    dimensions: tuple[str, ...]
    states: int
    blocked_by: tuple[Clash, ...]
    bundle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """The shortest path, or the proof that there is none."""

    steps: tuple[Step, ...]
    proof: Proof | None = None

    @property
    def possible(self) -> bool:
        """Tell whether there is a path."""
        return self.proof is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two selections side by side: what differs, and the findings that the second has more and less."""

    differences: tuple[Change, ...]
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """One coherent combination, with the verdict on it together with the choices made."""

    choices: Mapping[str, Answer]
    verdict: Verdict
    violations: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two options of different dimensions, what they are together, and the rules that say so."""

    first: tuple[str, str]
    second: tuple[str, str]
    verdict: Verdict
    rules: tuple[str, ...]
