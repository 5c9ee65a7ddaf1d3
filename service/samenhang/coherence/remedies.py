"""The choices that answer a finding: what mitigates the rule, what it asks for, and what carries out its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import Choice, Measure, Text
from samenhang.rules import Catalogue, Condition, In
from samenhang.rules.logic import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator


def remedies(catalogue: Catalogue, code: str) -> tuple[Measure, ...]:
    """Return every choice that mitigates a rule, that it requires or advises, or that takes one of its measures."""
    choices = dict.fromkeys(choice for condition in _conditions(catalogue, code) for choice in _choices(condition))
    return tuple(Measure(choice, _label(catalogue, choice)) for choice in choices)


def _conditions(catalogue: Catalogue, code: str) -> Iterator[Condition]:
    unless = catalogue.conditions[code].unless
    if unless is not None:
        yield unless
    yield from catalogue.consequences[code]
    for measure in catalogue.rules[code].measures:
        if measure.iri in catalogue.measures:
            yield catalogue.measures[measure.iri]


def _choices(condition: Condition) -> Iterator[Choice]:
    for leaf in leaves(condition):
        if isinstance(leaf, In):
            for option in leaf.options:
                yield Choice(leaf.dimension, option)


def _label(catalogue: Catalogue, choice: Choice) -> Text:
    dimension = catalogue.dimensions[choice.dimension]
    option = dimension.option(choice.option)
    return Text(f"{dimension.label.nl}: {option.label.nl}", f"{dimension.label.en}: {option.label.en}")
