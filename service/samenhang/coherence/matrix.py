"""Every pair of options: whether they go together, given the choices made, and the rules that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samenhang.coherence.answers import Pair
from samenhang.coherence.options import Options
from samenhang.coherence.view import View
from samenhang.model import Answer, AnswerKind, Dimension, Selection, Status, Verdict


def matrix(view: View, selection: Selection, names: Iterable[str] | None = None) -> Iterator[Pair]:
    """Yield every pair of options of different dimensions among `names`, or among all dimensions with options.

    A pair is a contradiction when the selection with both cannot be completed, else a risk when a violation or warning
    counts against the selection with both that does not count against the selection alone, else coherent. The rules are
    those that need both options, or, when there are none, all that count.
    """
    dimensions = view.catalogue.dimensions
    chosen = [dimensions[n] for n in (names if names is not None else dimensions) if dimensions[n].options]
    standing = frozenset(_counting(view, selection))
    for number, first in enumerate(chosen):
        for option in first.option_index:
            taken = with_option(selection, first, option)
            options = Options(view, taken)
            alone = standing | frozenset(_counting(view, taken))
            for second in chosen[number + 1 :]:
                for other in second.option_index:
                    yield _pair(view, taken, options, (first, option), (second, other), (standing, alone))


def _pair(
    view: View,
    taken: Selection,
    options: Options,
    first: tuple[Dimension, str],
    second: tuple[Dimension, str],
    before: tuple[frozenset[str], frozenset[str]],
) -> Pair:
    standing, alone = before
    both = with_option(taken, second[0], second[1])
    ends = (first[0].id, first[1]), (second[0].id, second[1])
    if not options.is_possible(second[0].id, second[1]):
        rules = tuple(dict.fromkeys(code for clash in options.reasons(*ends[1]) for code in clash.rules))
        return Pair(*ends, Verdict.CONTRADICTION, rules)
    counting = frozenset(_counting(view, both))
    together = tuple(sorted(counting - alone - frozenset(_counting(view, with_option(dict(_without(taken, first[0])), *second)))))
    verdict = Verdict.RISK if counting - standing else Verdict.COHERENT
    return Pair(*ends, verdict, together or tuple(sorted(counting - standing)))


def _without(selection: Selection, dimension: Dimension) -> Iterator[tuple[str, Answer]]:
    return ((d, a) for d, a in selection.items() if d != dimension.id)


def with_option(selection: Selection, dimension: Dimension, option: str) -> dict[str, Answer]:
    """Return the selection with an option chosen: added to a set, in place of any other answer otherwise."""
    before = selection.get(dimension.id)
    if dimension.kind is AnswerKind.SET:
        return {**selection, dimension.id: (before if isinstance(before, frozenset) else frozenset()) | {option}}
    return {**selection, dimension.id: option}


def _counting(view: View, selection: Selection) -> Iterator[str]:
    for rules in (view.violations, view.warnings):
        for hit in rules.evaluate(selection):
            if hit.status is not Status.MITIGATED:
                yield hit.key

