"""Forbidden combinations as boxes over the variables of an encoding, closed under what completing needs.

A box allows each variable some of its values; it is one integer, with a bit for every value of every variable, so that
a box lies within another when it has no bit that the other lacks. The closure is Tison's method for variables with more
than two values: variable after variable, boxes that together cover what it can become give a box that no longer looks
at it. One round is enough, whatever the order: what a later variable adds already covers every way to leave the earlier
ones open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Box = int
Causes = frozenset[str]
Found = dict[Box, Causes]


@dataclass(frozen=True, slots=True)
class Slice:
    """The place of one variable in a box: `full` are the bits of the values it can have."""

    offset: int
    full: int


class Boxes:
    """Boxes over variables whose possible values are given as bit masks, by variable."""

    def __init__(self, domains: Mapping[int, int]) -> None:
        self._slices: dict[int, Slice] = {}
        offset = 0
        for variable, domain in domains.items():
            self._slices[variable] = Slice(offset, domain << offset)
            offset += domain.bit_length()
        self.everything: Box = sum(s.full for s in self._slices.values())
        self._mentioned: dict[Box, tuple[int, ...]] = {}

    def of(self, masks: Mapping[int, int]) -> Box | None:
        """Return the box with these values for these variables, any for the others; None when one has none left."""
        box = self.everything
        for variable, mask in masks.items():
            own = self._slices[variable]
            allowed = own.full & (mask << own.offset)
            if not allowed:
                return None
            box &= ~own.full | allowed
        return box

    def mask(self, box: Box, variable: int) -> int:
        """Return the values that a box allows a variable."""
        own = self._slices[variable]
        return (box & own.full) >> own.offset

    def mentioned(self, box: Box) -> tuple[int, ...]:
        """Return the variables that a box does not allow every value."""
        known = self._mentioned.get(box)
        if known is None:
            known = tuple(v for v, own in self._slices.items() if own.full & ~box)
            self._mentioned[box] = known
        return known

    def meet(self, first: Box, second: Box, beside: int) -> Box | None:
        """Return the box of what is in both; None when there is nothing. What `beside` is allowed is joined instead."""
        own = self._slices[beside].full
        both = first & second
        for variable in self.mentioned(first):
            if variable != beside and not both & self._slices[variable].full:
                return None
        return both | ((first | second) & own)

    def close(self, found: Found, order: Sequence[tuple[int, int]]) -> Found:
        """Return the widest boxes after leaving out, in this order, each variable whose `target` values are covered."""
        for variable, target in order:
            found = self._eliminate(found, variable, target)
        return found

    def _eliminate(self, found: Found, variable: int, target: int) -> Found:
        wanted = self._slices[variable].full & (target << self._slices[variable].offset)
        useful = [b for b in found if variable in self.mentioned(b) and b & wanted and wanted & ~b]
        covered = 0
        for box in useful:
            covered |= box & wanted
        if wanted & ~covered:
            return found
        fresh: Found = {}
        search = _Covers(self, variable, wanted, useful, [b for b in found if not wanted & ~b])
        for box, parts in search.all():
            causes = frozenset[str]().union(*(found[p] for p in parts))
            known = fresh.get(box)
            if known is None or (len(causes), sorted(causes)) < (len(known), sorted(known)):
                fresh[box] = causes
        return widest({**fresh, **found})


@dataclass(slots=True)
class _Covers:
    """The ways to cover the wanted values of one variable by boxes, as the boxes that are left without it."""

    boxes: Boxes
    variable: int
    wanted: int
    useful: list[Box]
    known: list[Box]

    def all(self) -> Iterator[tuple[Box, tuple[Box, ...]]]:
        """Yield each new box with the boxes it comes from."""
        start = self.boxes.everything & ~self.boxes._slices[self.variable].full  # noqa: SLF001 -- one module
        yield from self._further(start, ())

    def _further(self, box: Box, parts: tuple[Box, ...]) -> Iterator[tuple[Box, tuple[Box, ...]]]:
        missing = self.wanted & ~box
        if not missing:
            yield box, parts
            return
        choices = self._fewest(missing)
        for choice in choices:
            further = self.boxes.meet(box, choice, self.variable)
            if further is not None and not self._pointless(further):
                yield from self._further(further, (*parts, choice))

    def _fewest(self, missing: int) -> list[Box]:
        bits = []
        while missing:
            low = missing & -missing
            bits.append([b for b in self.useful if b & low])
            missing ^= low
        return min(bits, key=len)

    def _pointless(self, box: Box) -> bool:
        """Tell whether what a box can still become is within a box that is there already."""
        reach = box | self.wanted
        return any(not reach & ~other for other in self.known)


def widest(found: Found) -> Found:
    """Return the boxes that lie within no other."""
    kept: list[Box] = []
    for box in sorted(found, key=int.bit_count, reverse=True):
        for other in kept:
            if not box & ~other:
                break
        else:
            kept.append(box)
    return {box: found[box] for box in kept}
