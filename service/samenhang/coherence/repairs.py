"""The smallest repairs of a selection, and the changes between two selections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from samenhang.coherence.answers import Change, Comparison, Proposal, Repairs
from samenhang.coherence.changes import corrections
from samenhang.coherence.combinations import Combinations
from samenhang.coherence.check import find, verdict_of
from samenhang.coherence.options import explain
from samenhang.coherence.space import Space
from samenhang.coherence.view import View
from samenhang.model import Answer, Finding, Selection, Severity, Status

_MOST_TRIED = 200
_Rank = tuple[int, int, int, int, int, str]
_WEIGHT = {Severity.VIOLATION: 10_000, Severity.WARNING: 100, Severity.INFO: 1}


def repair(view: View, selection: Selection, locked: Iterable[str] = (), amount: int = 5) -> Repairs:
    """Return the smallest changes that restore coherence, at most `amount`, without touching `locked` dimensions.

    A proposal has no change that could be left out. They are sorted by the number of changed dimensions and then by what
    still counts against the result. When nothing helps, the clashes among what must not change say why.
    """
    fixed = frozenset(locked)
    sets = _correction_sets(view.space, selection, fixed)
    if not sets:
        held = {d: a for d, a in selection.items() if d in fixed}
        return Repairs((), explain(view, held) or explain(view, selection))
    found: list[tuple[_Rank, Proposal]] = []
    for size in sorted({len(s) for s in sets}):
        for names in (s for s in sets if len(s) == size):
            found += [_ranked(view, selection, changed) for changed in _changed(view, selection, sorted(names))]
        if len(found) >= amount:
            break
    found.sort(key=lambda pair: pair[0])
    return Repairs(tuple(proposal for _, proposal in found[:amount]))


def _correction_sets(space: Space, selection: Selection, fixed: frozenset[str]) -> tuple[frozenset[str], ...]:
    request = space.request(selection)
    if space.completable(request):
        return (frozenset(),)
    helpful = {d for hit in space.checker.evaluate(selection) for d in hit.unanswered if d in space.mitigators}
    changeable = {d for d in (*selection, *helpful) if d not in fixed}
    return corrections(space, request, changeable) or corrections(
        space, request, {d for d in space.dimensions if d not in fixed}
    )


def _changed(view: View, selection: Selection, names: Sequence[str]) -> Iterator[dict[str, Answer]]:
    """Yield the lightest coherent selections in which these dimensions have another answer, and the one without answers.

    Leaving a dimension of `names` as it was cannot be coherent, or it would not be in a minimal correction.
    """
    rest = {d: a for d, a in selection.items() if d not in names}
    for combination in Combinations(view, rest, names).slice(0, _MOST_TRIED):
        yield {**rest, **combination.choices}
    if any(name in selection for name in names):
        yield rest


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
    return (len(changes), weight // _WEIGHT[Severity.WARNING], missing, weight, _distance(changes), repr(changes)), proposal


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
    return Comparison(
        differences(first, second, view.catalogue.dimensions), _without(two, one), _without(one, two)
    )


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    known: Mapping[tuple[str, str, Status], None] = {(f.iri, f.severity, f.status): None for f in others}
    return tuple(f for f in findings if (f.iri, f.severity, f.status) not in known)
