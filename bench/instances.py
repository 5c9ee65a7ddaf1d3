"""Random questions for the benches: the same seed gives the same selections on every machine."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from samenhang.model import AnswerKind
from samenhang.rules.logic import Compare, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.coherence import View
    from samenhang.model import Answer, Dimension
    from samenhang.rules import Catalogue

Choices = dict[str, "Answer"]


class Draws:
    """Answers drawn at random from the dimensions of a catalogue; numbers lie around what rules compare with."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self._dimensions: Mapping[str, Dimension] = catalogue.dimensions
        self._numbers = _thresholds(catalogue)
        self.random = random.Random(seed)

    def answer(self, name: str) -> Answer:
        """Return an answer to a dimension, each as likely as any other; a set has up to three members."""
        dimension = self._dimensions[name]
        if dimension.kind is AnswerKind.NUMBER:
            return self.random.choice(self._numbers.get(name, (Decimal(1),)))
        options = list(dimension.option_index)
        if dimension.kind is AnswerKind.SET:
            return frozenset(self.random.sample(options, self.random.randint(1, min(3, len(options)))))
        return self.random.choice(options)

    def names(self, amount: int) -> list[str]:
        """Return so many dimensions, each once."""
        return self.random.sample(sorted(self._dimensions), amount)

    def selection(self, amount: int) -> Choices:
        """Return a selection with so many answers, coherent or not."""
        return {name: self.answer(name) for name in self.names(amount)}

    def coherent(self, view: View, names: Iterable[str], tries: int = 20) -> Choices:
        """Return a selection over these dimensions that can be completed; one without any fitting answer stays open."""
        space = view.space
        selection: Choices = {}
        for name in names:
            for _ in range(tries):
                wider = {**selection, name: self.answer(name)}
                if space.completable(space.request(wider)):
                    selection = wider
                    break
        return selection

    def moved(self, view: View, start: Choices, amount: int) -> Choices:
        """Return a coherent selection that differs from a coherent one in at most so many answers."""
        changing = self.random.sample(sorted(start), amount)
        goal = dict(start)
        for name in changing:
            wider = {**goal, name: self.answer(name)}
            if view.space.completable(view.space.request(wider)):
                goal = wider
        return goal


def wire(selection: Choices) -> dict[str, object]:
    """Return a selection as JSON says it."""
    return {
        name: sorted(answer)
        if isinstance(answer, frozenset)
        else float(answer)
        if isinstance(answer, Decimal)
        else answer
        for name, answer in selection.items()
    }


def _thresholds(catalogue: Catalogue) -> dict[str, tuple[Decimal, ...]]:
    found: dict[str, set[Decimal]] = {}
    for rule in catalogue.conditions.values():
        for part in (rule.condition, rule.unless):
            for leaf in leaves(part) if part is not None else ():
                if isinstance(leaf, Compare):
                    found.setdefault(leaf.dimension, set()).update((leaf.value - 1, leaf.value, leaf.value + 1))
    return {name: tuple(sorted(values)) for name, values in found.items()}
