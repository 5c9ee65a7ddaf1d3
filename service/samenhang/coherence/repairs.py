"""The smallest repairs of a selection, and the changes between two selections."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from samenhang.coherence.answers import Change, Comparison, Proposal, Repairs
from samenhang.coherence.changes import corrections
from samenhang.coherence.check import find, verdict_of
from samenhang.coherence.combinations import Combinations
from samenhang.coherence.options import explain
from samenhang.model import Answer, Finding, Selection, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from samenhang.coherence.space import Space
    from samenhang.coherence.view import View

_MOST_TRIED = 200
_MOST_MIXED = 3
_Rank = tuple[int, int, int, int, int, str]
_WEIGHT = {Severity.VIOLATION: 10_000, Severity.WARNING: 100, Severity.INFO: 1}


def repair(view: View, selection: Selection, locked: Iterable[str] = (), amount: int = 5) -> Repairs:
    """Return the smallest changes that restore coherence, at most `amount`, leaving `locked` dimensions as they are.

    A proposal has no change that could be left out. They are sorted by the number of changed dimensions, then by what
    still counts against the result. When nothing helps, the clashes among what must not change say why.
    """
    fixed = frozenset(locked)
    sets = _correction_sets(view.space, selection, fixed)
    found: dict[tuple[Change, ...], tuple[_Rank, Proposal]] = {}
    for size in sorted({len(s) for s in sets}):
        for names in (s for s in sets if len(s) == size):
            for rank, proposal in _proposals(view, selection, sorted(names)):
                found.setdefault(proposal.changes, (rank, proposal))
        if len(found) >= amount:
            break
    if not found:
        held = {d: a for d, a in selection.items() if d in fixed}
        return Repairs((), explain(view, held) or explain(view, selection))
    ranked = sorted(found.values(), key=lambda pair: pair[0])
    return Repairs(tuple(proposal for _, proposal in ranked[:amount]))


def _proposals(view: View, selection: Selection, names: Sequence[str]) -> Iterator[tuple[_Rank, Proposal]]:
    space = view.space
    for changed in _changed(view, selection, names):
        rank, proposal = _ranked(view, selection, changed)
        if space.completable(space.request(changed)) and _is_needed(space, selection, proposal.changes):
            yield rank, proposal


def _correction_sets(space: Space, selection: Selection, fixed: frozenset[str]) -> tuple[frozenset[str], ...]:
    request = space.request(selection)
    if space.completable(request):
        return (frozenset(),)
    changeable = {d for d in (*selection, *space.could_mitigate(selection)) if d not in fixed}
    # Answering an open core dimension helps nothing that completing it would not.
    widest = {d for d in space.dimensions if d not in fixed and (d in selection or d not in space.core)}
    return corrections(space, request, changeable) or corrections(space, request, widest)


def _changed(view: View, selection: Selection, names: Sequence[str]) -> Iterator[dict[str, Answer]]:
    """Yield coherent selections in which these dimensions have another answer or none, the lightest of each kind.

    Leaving a dimension of `names` as it was cannot be coherent, or it would not be in a minimal correction.
    """
    rest = {d: a for d, a in selection.items() if d not in names}
    answered = [n for n in names if n in selection]
    for removed in _subsets(answered if len(names) <= _MOST_MIXED else (), answered):
        others = [n for n in names if n not in removed]
        for combination in Combinations(view, rest, others).slice(0, _MOST_TRIED):
            changed = {**rest, **combination.choices}
            if all(changed.get(n) != selection.get(n) for n in names):
                yield changed


def _subsets(names: Sequence[str], whole: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield every subset of some names, none first, and the whole."""
    yield from dict.fromkeys(
        (
            *(frozenset(s) for size in range(len(names) + 1) for s in combinations(names, size)),
            frozenset(),
            frozenset(whole),
        )
    )


def _is_needed(space: Space, selection: Selection, changes: Sequence[Change]) -> bool:
    """Tell whether no smaller part of the changes restores the selection too."""
    if len(changes) > _MOST_MIXED:
        return True
    parts = (p for size in range(len(changes)) for p in combinations(changes, size))
    return not any(space.completable(space.request(_applied(selection, part))) for part in parts)


def _applied(selection: Selection, changes: Iterable[Change]) -> dict[str, Answer]:
    after = dict(selection)
    for change in changes:
        if change.after is None:
            after.pop(change.dimension, None)
        else:
            after[change.dimension] = change.after
    return after


def _distance(changes: Iterable[Change]) -> int:
    """Count how far answers move: members of a set that come or go, or one for another option; two for no answer."""
    total = 0
    for change in changes:
        if isinstance(change.before, frozenset) and isinstance(change.after, frozenset):
            total += len(change.before ^ change.after)
        else:
            total += 2 if change.after is None else 1
    return total


def _ranked(view: View, before: Selection, after: dict[str, Answer]) -> tuple[_Rank, Proposal]:
    findings = find(view, after)
    changes = differences(before, after, view.space.dimensions)
    weight = sum(_WEIGHT[f.severity] for f in findings if f.status is not Status.MITIGATED)
    proposal = Proposal(changes, after, verdict_of(findings), _warnings(findings))
    missing = sum(1 for c in changes if c.after is None)
    return (
        len(changes),
        weight // _WEIGHT[Severity.WARNING],
        missing,
        weight,
        _distance(changes),
        repr(changes),
    ), proposal


def _warnings(findings: Iterable[Finding]) -> int:
    return sum(1 for f in findings if f.severity is Severity.WARNING and f.status is not Status.MITIGATED)


def differences(before: Selection, after: Selection, order: Iterable[str]) -> tuple[Change, ...]:
    """Return the dimensions that differ between two selections, in the given order of dimensions."""
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in order if before.get(name) != after.get(name)
    )


def compare(view: View, first: Selection, second: Selection) -> Comparison:
    """Return how two selections differ, and the findings that the second gains and loses."""
    one, two = find(view, first), find(view, second)
    return Comparison(differences(first, second, view.catalogue.dimensions), _without(two, one), _without(one, two))


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    known: Mapping[tuple[str, str, Status], None] = {(f.iri, f.severity, f.status): None for f in others}
    return tuple(f for f in findings if (f.iri, f.severity, f.status) not in known)
