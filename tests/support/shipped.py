"""The rules of the product as a world, small enough to try everything once most of the core has been answered."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tests.support.brute_force import BruteForce
from tests.support.worlds import World, answers

from samenhang.model import Severity
from samenhang.rules.logic import dimensions

if TYPE_CHECKING:
    import random

    from tests.support.worlds import Rules

    from samenhang.coherence import View
    from samenhang.model import Answer

DAY = "2026-01-01"
_MOST_TRIED = 300


def as_world(view: View) -> World:
    """Return the rules of a view, as they count there, as a world."""

    def of(severity: Severity) -> Rules:
        codes = [code for code, own in view.severities.items() if own is severity]
        conditions = view.catalogue.conditions
        return {code: (conditions[code].condition, conditions[code].unless) for code in codes}

    catalogue = view.catalogue
    not_applicable = {name: rule.condition for name, rule in catalogue.not_applicable.items()}
    return World(catalogue.dimensions, of(Severity.VIOLATION), of(Severity.WARNING), not_applicable, str(view.lens))


def coherent_core(view: View, source: random.Random) -> dict[str, Answer]:
    """Return answers to every core dimension that applies, drawn one by one so that the rest can still be completed."""
    truth, chosen = BruteForce(as_world(view)), dict[str, "Answer"]()
    core = [d for d in view.catalogue.dimensions.values() if d.core]
    source.shuffle(core)
    for dimension in core:
        given = list(answers(dimension))
        source.shuffle(given)
        found = ({**chosen, dimension.id: a} for a in given)
        if not truth.meaningless(dimension.id, chosen):
            chosen = next((c for c in found if view.space.completable(view.space.request(c))), chosen)
    return {d: a for d, a in chosen.items() if not truth.meaningless(d, chosen)}


def narrow(view: View, full: dict[str, Answer], source: random.Random) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Return the answers without up to six that rules tie together, and which those are; few enough to try all."""
    world = as_world(view)
    opened: list[str] = []
    rules = list(world.violations.values())
    source.shuffle(rules)
    for condition, _ in rules:
        for name in dimensions(condition):
            size = prod(len(answers(world.dimensions[d])) for d in [*opened, name])
            if name in full and name not in opened and len(opened) < 6 and size <= _MOST_TRIED:
                opened.append(name)
    return {d: a for d, a in full.items() if d not in opened}, tuple(opened)
