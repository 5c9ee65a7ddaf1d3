"""What clashes in a selection, and which changes restore it."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from samenhang.coherence.clashing import broken_parts, hitting_sets, quick_clashes
from samenhang.coherence.units import Sets, UnitWalk, minimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.coherence.compile import Diagram
    from samenhang.coherence.space import Request, Space
    from samenhang.coherence.variables import Variable

_REMOVED = 1


class Changes:
    """One selection, with the dimensions in it that may be kept or changed.

    With `repair` a changed dimension takes any answer or none, and an open dimension is answered; without, a changed
    dimension is only left open. Only the dimensions in `changeable` can change; the others stay as they are.
    """

    def __init__(self, space: Space, request: Request, changeable: Iterable[str], *, repair: bool = True) -> None:
        self._space = space
        self._request = request
        self._selection = request.selection
        self._repair = repair
        self._changeable = frozenset(changeable)
        self._mask = lru_cache(maxsize=None)(self._decided_mask)

    def walks(self) -> Iterator[UnitWalk]:
        """Yield one walk per independent part of the space that cannot be completed as it is."""
        for diagram in broken_parts(self._space, self._request):
            yield self.walk(diagram)

    def walk(self, diagram: Diagram) -> UnitWalk:
        """Return the walk over one part of the space."""
        variables = self._space.encoding.variables
        units = {v: tuple(n for n in variables[v].dimensions if n in self._changeable) for v in diagram.order}
        return UnitWalk(
            diagram,
            self._request.masks,
            {v: names for v, names in units.items() if names},
            lambda variable, kept: self._mask(variable, tuple(kept.items())),
        )

    def _decided_mask(self, index: int, decisions: tuple[tuple[str, bool], ...]) -> int:
        variable = self._space.encoding.variables[index]
        kept = dict(decisions)
        if variable.kind == "numbers":
            return self._numbers_mask(variable, kept)
        name = variable.dimensions[0]
        return self._request.masks[index] if kept[name] else self._changed_mask(variable, name)

    def _changed_mask(self, variable: Variable, name: str) -> int:
        if variable.kind == "member":
            return variable.free
        if name not in self._selection:
            return variable.given
        left_open = variable.free if name in self._space.core else _REMOVED
        return left_open | variable.given if self._repair else left_open

    def _numbers_mask(self, variable: Variable, kept: Mapping[str, bool]) -> int:
        encoding, known = self._space.encoding, {}
        states = {}
        for name in variable.dimensions:
            if name in self._selection and kept.get(name, True):
                known[name] = self._selection[name]
                states[name] = "g"
            elif kept.get(name, True):
                states[name] = encoding.completing(name) if name in self._request.free else "u"
            elif name not in self._selection:
                states[name] = "g"
            else:
                left_open = encoding.completing(name) if name in self._space.core else "u"
                states[name] = left_open + "g" if self._repair else left_open
        return encoding.regions(variable, known, states)


def clashes(space: Space, request: Request) -> Sets:
    """Return all minimal sets of answers that cannot be completed, whichever of the other answers stay."""
    if space.completable(request):
        return ()
    quick = quick_clashes(space, request.selection)
    if quick is not None:
        return quick
    return minimal(
        s for walk in Changes(space, request, request.selection, repair=False).walks() for s in walk.clashes()
    )


def corrections(space: Space, request: Request, changeable: Iterable[str]) -> Sets:
    """Return all minimal sets of dimensions whose change restores the selection; empty when none does.

    The set without any dimension is the answer when nothing needs to change.
    """
    can_change = frozenset(changeable)
    quick = _quick_corrections(space, request, can_change)
    if quick is not None:
        return quick
    parts = [walk.corrections() for walk in Changes(space, request, can_change).walks()]
    return minimal(frozenset().union(*choice) for choice in product(*parts))


def _quick_corrections(space: Space, request: Request, changeable: frozenset[str]) -> Sets | None:
    """Return the corrections as the sets that touch every clash; None when another answer could help too."""
    if not changeable <= request.selection.keys() or not space.uncertain.isdisjoint(changeable):
        return None
    found = quick_clashes(space, request.selection)
    return None if found is None else hitting_sets(found, changeable)


def blamed(space: Space, request: Request) -> tuple[str, ...]:
    """Return the rules that make a request impossible: each one that does so alone, else a minimal set."""
    alone = [code for code, node in space.rule_formulas.items() if space.formulas.always(node, request.masks)]
    if alone:
        return tuple(alone)
    needed = _enough(space, request)
    for code in list(needed):
        fewer = [c for c in needed if c != code]
        if not space.possible_under(fewer, request):
            needed = fewer
    return tuple(needed)


def _enough(space: Space, request: Request) -> list[str]:
    """Return rules that together make a request impossible: those around its answers, taken wider until they do."""
    formulas = space.formulas
    open_scopes = {
        code: formulas.variables(space.narrowed(node, request))
        for code, node in space.rule_formulas.items()
        if space.ever(node, request)
    }
    answered = {v.index for name in request.selection for v in space.encoding.of_dimension(name)}
    near = [c for c in open_scopes if not answered.isdisjoint(formulas.variables(space.rule_formulas[c]))]
    while space.possible_under(near, request):
        reached = frozenset().union(*(open_scopes[c] for c in near))
        wider = [c for c, scope in open_scopes.items() if c in near or not reached.isdisjoint(scope)]
        if len(wider) == len(near):
            return list(open_scopes)
        near = wider
    return near
