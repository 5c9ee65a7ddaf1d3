"""How the engine grows with the rules: two, four and eight copies of the real ones, tied to each other here and there.

    python -m bench.bench_growth [--calls N] [--seed S]

Every copy has the same rules over dimensions of its own; in some rules one dimension is that of the copy before, so
that the whole hangs together as the original does. With one such rule per pair of copies the interactions keep the form
of a tree of small cliques; with two they close rings around it, which is harder than more rules of the same kind.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.instances import Choices, Draws
from bench.measure import each, human, machine, table

from samenhang import Samenhang
from samenhang.coherence import Options, View, explain, repair
from samenhang.coherence.check import find
from samenhang.model import Severity
from samenhang.rules import All, AnyOf, Catalogue, Compare, CompareTo, Condition, Lens
from samenhang.rules.logic import dimensions as condition_dimensions
from samenhang.rules.logic import leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samenhang.model import Dimension, Rule
    from samenhang.rules import RuleCondition
    from samenhang.rules.catalogue import NotApplicable

SIZES = {1: (1, 2, 4, 8), 2: (1, 2, 4)}
"""Numbers of copies, by the number of rules per pair of copies in which one dimension is that of the copy before."""

QUESTIONS: dict[str, Callable[[View, Choices], object]] = {
    "check": find,
    "count": lambda view, s: view.space.count(s),
    "options": lambda view, s: list(Options(view, s).of(changes=False, risk=False)),
    "conflicts": explain,
    "repairs": lambda view, s: repair(view, s, (), 10),
}


def renamed(condition: Condition, names: Callable[[str], str]) -> Condition:
    """Return a condition over other dimensions."""
    if isinstance(condition, All | AnyOf):
        return type(condition)(tuple(renamed(part, names) for part in condition.parts))
    if isinstance(condition, CompareTo):
        return replace(condition, dimension=names(condition.dimension), other=names(condition.other))
    return replace(condition, dimension=names(condition.dimension))


def copies(catalogue: Catalogue, number: int, links: int) -> Catalogue:
    """Return a catalogue with so many copies of the rules and dimensions, each tied to the one before."""
    linking = _linking(catalogue, links)
    dimensions: dict[str, Dimension] = {}
    rules: dict[str, Rule] = {}
    conditions: dict[str, RuleCondition] = {}
    not_applicable: dict[str, NotApplicable] = {}
    for copy in range(number):
        names = _names(copy)
        for name, dimension in catalogue.dimensions.items():
            order = dimension.order + copy * len(catalogue.dimensions)
            dimensions[names(name)] = replace(dimension, id=names(name), order=order)
        for code, rule in catalogue.rules.items():
            rules[names(code)] = replace(rule, code=names(code))
            before = linking.get(code) if copy else None
            conditions[names(code)] = _copied(catalogue.conditions[code], copy, before)
        for name, absent in catalogue.not_applicable.items():
            not_applicable[names(name)] = replace(absent, condition=renamed(absent.condition, names))
    return replace(
        catalogue,
        dimensions=dimensions,
        rules=rules,
        conditions=conditions,
        not_applicable=not_applicable,
        consequences=dict.fromkeys(rules, ()),
        measures={},
    )


def _names(copy: int) -> Callable[[str], str]:
    return lambda name: name if copy == 0 else f"{name}Kopie{copy}"


def _copied(rule: RuleCondition, copy: int, link: str | None) -> RuleCondition:
    own, former = _names(copy), _names(copy - 1)

    def names(name: str) -> str:
        return former(name) if name == link else own(name)

    unless = None if rule.unless is None else renamed(rule.unless, own)
    return replace(rule, condition=renamed(rule.condition, names), unless=unless)


def _linking(catalogue: Catalogue, links: int) -> dict[str, str]:
    """Return some violations, spread evenly, each with the dimension by which a copy is tied to the one before."""
    pairs = [
        (code, names[0])
        for code, rule in catalogue.rules.items()
        if rule.severity is Severity.VIOLATION
        and not any(isinstance(leaf, Compare | CompareTo) for leaf in leaves(catalogue.conditions[code].condition))
        and len(names := tuple(dict.fromkeys(condition_dimensions(catalogue.conditions[code].condition)))) == 2
    ]
    return dict(pairs[:: max(1, len(pairs) // links)][:links])


def _row(large: Catalogue, size: int, seed: int, calls: int) -> tuple[str, ...]:
    view = View(large, Lens(), tuple(large.rules))
    compiled, (diagrams,) = each(lambda own: own.space.diagrams, [view])
    _ = view.ruleset, view.violations, view.warnings, view.weights
    draws = Draws(large, seed)
    chosen = [draws.selection(20) for _ in range(calls)]
    times = [_median(view, ask, chosen) for ask in QUESTIONS.values()]
    nodes = sum(diagram.size for diagram in diagrams)
    return (f"{size}x", str(len(large.rules)), str(nodes), f"{nodes / size:.0f}", human(compiled.median), *times)


def _median(view: View, ask: Callable[[View, Choices], object], chosen: Iterable[Choices]) -> str:
    times, _ = each(lambda s: ask(view, s), chosen, warm=True, budget=8)
    return human(times.median)


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=15, help="selections of 20 answers per size (15)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the selections (1)")
    arguments, _ = parser.parse_known_args()
    print(f"Growth with the number of rules: {machine()}; seed {arguments.seed}")
    catalogue = Samenhang().catalogue
    head = ("rules", "number", "nodes", "nodes per copy", "compile", *(f"{name} (warm)" for name in QUESTIONS))
    for links, sizes in SIZES.items():
        rows = [_row(copies(catalogue, size, links), size, arguments.seed, arguments.calls) for size in sizes]
        title = f"Copies tied by {links} rule{'s' if links > 1 else ''} each"
        table(title, head, rows, f"Medians of {arguments.calls} selections of 20 answers, asked a second time.")


if __name__ == "__main__":
    main()
