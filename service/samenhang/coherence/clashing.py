"""Finds clashes the short way: from the rules that hold at once, checked to be all by trying every way around them.

Where leaving an answer out can only help, the minimal corrections are exactly the minimal sets of dimensions that touch
every clash. So the clashes found are all of them when every such set, left out, makes the selection completable; a set
that does not points at a clash that was missed.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from samenhang.coherence.units import Sets, minimal
from samenhang.model import Selection, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.coherence.compile import Diagram
    from samenhang.coherence.space import Request, Space

_WIDEST_SUPPORT = 10
_MOST_DETOURS = 400


def quick_clashes(space: Space, selection: Selection) -> Sets | None:
    """Return all minimal clashes of a selection; None when leaving an answer out might hurt or there are too many."""
    if not space.uncertain.isdisjoint(selection):
        return None
    known = set(_direct(space, selection))
    tried: set[frozenset[str]] = set()
    while True:
        detours = hitting_sets(minimal(known))
        if detours is None or len(detours) > _MOST_DETOURS:
            return None
        fresh = [d for d in detours if d not in tried]
        missed = next((clash for d in fresh if (clash := _clash_without(space, selection, d)) is not None), None)
        if missed is None:
            return minimal(known)
        known.add(missed)


def hitting_sets(sets: Sets, allowed: frozenset[str] | None = None) -> Sets | None:
    """Return the minimal sets that touch each of `sets`, using only `allowed` members; None when there are too many."""
    result: Sets = (frozenset(),)
    for clash in sets:
        members = clash if allowed is None else clash & allowed
        result = minimal(wider for h in result for wider in ([h] if h & clash else [h | {m} for m in members]))
        if len(result) > _MOST_DETOURS:
            return None
    return result


def _direct(space: Space, selection: Selection) -> Iterable[frozenset[str]]:
    for hit in space.checker.evaluate(selection):
        if hit.status is not Status.MITIGATED:
            yield from _supports(space, hit.key, hit.support, selection)


def _supports(space: Space, code: str, names: tuple[str, ...], selection: Selection) -> Iterable[frozenset[str]]:
    """Yield the minimal sets of these answers with which a rule holds whatever the core dimensions become."""
    node = space.rule_formulas[code]
    found: list[frozenset[str]] = []
    for size in range(len(names) + 1 if len(names) <= _WIDEST_SUPPORT else 0):
        for kept in combinations(names, size):
            if any(f <= set(kept) for f in found):
                continue
            if space.formulas.always(node, space.request({n: selection[n] for n in kept}).masks):
                found.append(frozenset(kept))
    return found


def _clash_without(space: Space, selection: Selection, left_out: frozenset[str]) -> frozenset[str] | None:
    """Return a minimal clash among the answers that are not left out; None when they can be completed."""
    kept = {d: a for d, a in selection.items() if d not in left_out}
    broken = broken_parts(space, space.request(kept))
    if not broken:
        return None
    inside = {n for diagram in broken[:1] for v in diagram.order for n in space.encoding.variables[v].dimensions}
    kept = {d: a for d, a in kept.items() if d in inside}
    for name in list(kept):
        fewer = {d: a for d, a in kept.items() if d != name}
        if broken_parts(space, space.request(fewer)):
            kept = fewer
    return frozenset(kept)


def broken_parts(space: Space, request: Request) -> list[Diagram]:
    """Return the diagrams in which a request cannot be completed."""
    return [d for index, d in enumerate(space.diagrams) if not space.part_completable(index, request)]
