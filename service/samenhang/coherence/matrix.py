"""Every pair of options: whether they go together, given the choices made, and the rules that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.coherence.answers import Pair
from samenhang.coherence.options import Options
from samenhang.model import Answer, AnswerKind, Choice, Dimension, Selection, Status, Verdict
from samenhang.rules.logic import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.coherence.view import View

Codes = frozenset[str]


def matrix(view: View, selection: Selection, names: Iterable[str] | None = None) -> Iterator[Pair]:
    """Yield every pair of options of different dimensions among `names`, or among all dimensions with options.

    A pair is a contradiction when the selection with both cannot be completed, else a risk when a violation or warning
    counts against the selection with both that does not count against the selection alone, else coherent. The rules are
    those that need both options, or, when there are none, all that count.
    """
    dimensions = view.catalogue.dimensions
    chosen = [dimensions[n] for n in (names if names is not None else dimensions) if dimensions[n].options]
    standing = _counting(view, selection)
    alone = {
        Choice(d.id, option): _counting(view, with_option(selection, d, option))
        for d in chosen
        for option in d.option_index
    }
    for number, dimension in enumerate(chosen):
        for option in dimension.option_index:
            row = _Row(view, with_option(selection, dimension, option), Choice(dimension.id, option), standing, alone)
            for second in chosen[number + 1 :]:
                for other in second.option_index:
                    yield row.pair(second, other)


class _Row:
    """One option with all others: what is known of it alone is looked up once."""

    def __init__(
        self, view: View, taken: Selection, choice: Choice, standing: Codes, alone: dict[Choice, Codes]
    ) -> None:
        self._view = view
        self._taken = taken
        self._choice = choice
        self._standing = standing
        self._alone = alone
        self._options = Options(view, taken)

    def pair(self, dimension: Dimension, option: str) -> Pair:
        other = Choice(dimension.id, option)
        if not self._options.is_possible(*other):
            rules = tuple(dict.fromkeys(code for clash in self._options.reasons(*other) for code in clash.rules))
            return Pair(self._choice, other, Verdict.CONTRADICTION, rules)
        counting = self._counting_with(dimension, option)
        added = counting - self._standing
        together = counting - self._alone[self._choice] - self._alone[other]
        verdict = Verdict.RISK if added else Verdict.COHERENT
        return Pair(self._choice, other, verdict, tuple(sorted(together or added)))

    def _counting_with(self, dimension: Dimension, option: str) -> Codes:
        """Return what counts with the other option too: only rules that look at its dimension can change."""
        both = with_option(self._taken, dimension, option)
        touched = self._view.counting_on.get(dimension.id, frozenset())
        conditions = self._view.catalogue.conditions
        held = frozenset(
            code
            for code in touched
            if evaluate((rule := conditions[code]).condition, both)
            and not (rule.unless is not None and evaluate(rule.unless, both))
        )
        return (self._alone[self._choice] - touched) | held


def with_option(selection: Selection, dimension: Dimension, option: str) -> dict[str, Answer]:
    """Return the selection with an option chosen: added to a set, in place of any other answer otherwise."""
    before = selection.get(dimension.id)
    if dimension.kind is AnswerKind.SET:
        return {**selection, dimension.id: (before if isinstance(before, frozenset) else frozenset()) | {option}}
    return {**selection, dimension.id: option}


def _counting(view: View, selection: Selection) -> Codes:
    hits = (*view.violations.evaluate(selection), *view.warnings.evaluate(selection))
    return frozenset(hit.key for hit in hits if hit.status is not Status.MITIGATED)
