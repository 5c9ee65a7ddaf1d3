"""What the variables of a space can be, in a selection and in its completions, and the ways a formula can be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.coherence.numbers import NumberRegion
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.coherence.formula import Formulas
    from samenhang.coherence.space import Space
    from samenhang.coherence.variables import Variable

Product = dict[int, int]
"""Values by variable, as bit masks; a variable that is absent takes any value."""
_UNANSWERED = 0b1


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one variable: those of an answer, and those that it takes while its dimension is not answered.

    An open core dimension takes every value it can be completed with; any other dimension stays unanswered.
    """

    given: int
    open: int

    @property
    def all(self) -> int:
        """Every value that occurs."""
        return self.given | self.open

    @property
    def targets(self) -> tuple[int, ...]:
        """What boxes must cover for the variable to be left out: what it can be while open, and whatever it is."""
        return (self.open, self.all) if self.open not in (self.all, _UNANSWERED) else (self.all,)


def values_of(space: Space) -> dict[int, Values]:
    """Return the values of every variable; SamenhangError when a core number is compared with another number."""
    return {variable.index: _values(variable, space.core) for variable in space.encoding.variables}


def _values(variable: Variable, core: frozenset[str]) -> Values:
    inside = core.intersection(variable.dimensions)
    if variable.kind == "numbers":
        return _numbers(variable, core=bool(inside))
    if variable.kind == "member":
        return Values(variable.given, variable.free)
    return Values(variable.given, variable.free if inside else _UNANSWERED)


def _numbers(variable: Variable, *, core: bool) -> Values:
    if core and len(variable.dimensions) > 1:
        names = ", ".join(variable.dimensions)
        raise SamenhangError(
            Text(
                f"Verboden combinaties zijn niet te bepalen voor kerngetallen die worden vergeleken: {names}.",
                f"Forbidden combinations cannot be found for core numbers that are compared: {names}.",
            )
        )
    if core:
        answered, completed = (_regions(variable, states) for states in ("g", "nf"))
        return Values(answered, completed or answered)
    unanswered = _regions(variable, "u")
    return Values(_regions(variable, "ug") & ~unanswered, unanswered)


def _regions(variable: Variable, states: str) -> int:
    """Return the regions in which every dimension has one of these states."""
    found = 0
    for index, region in enumerate(variable.values):
        if isinstance(region, NumberRegion) and set(region.states) <= set(states):
            found |= 1 << index
    return found


def products(formulas: Formulas, node: int, values: Mapping[int, Values]) -> list[Product]:
    """Return the ways in which a formula is true, each as the values that it needs."""
    if node <= 1:
        return [{}] if node else []
    kind, content = formulas._nodes[node]  # noqa: SLF001 -- the formulas of this package, read as they are kept
    if kind == "lit":
        mask = content[1] & values[content[0]].all
        return [{content[0]: mask}] if mask else []
    parts = [products(formulas, part, values) for part in content]
    if kind == "or":
        return [product for part in parts for product in part]
    found: list[Product] = [{}]
    for part in parts:
        found = [both for first in found for second in part if (both := _both(first, second)) is not None]
    return found


def _both(first: Product, second: Product) -> Product | None:
    both = dict(first)
    for variable, mask in second.items():
        both[variable] = both.get(variable, mask) & mask
        if not both[variable]:
            return None
    return both


def structural(space: Space) -> Iterable[int]:
    """Return the forbidden formulas that are no rule's: how dimensions are answered and completed."""
    return space.forbidden[len(space.rule_formulas) :]
