"""Small worlds of made-up dimensions and rules, on which any answer of the engine can be found by trying everything."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from samenhang.coherence import View
from samenhang.model import Answer, AnswerKind, Dimension, Option, Rule, Severity, Text
from samenhang.rules import (
    All,
    Answered,
    AnyOf,
    Catalogue,
    Compare,
    CompareTo,
    Condition,
    In,
    Lens,
    NotIn,
    RuleCondition,
)
from samenhang.rules.catalogue import NotApplicable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samenhang.coherence.space import Space

Parts: TypeAlias = Condition | tuple[Condition, Condition | None]
"""What a rule says: its condition, or its condition and unless-part."""
Rules: TypeAlias = dict[str, tuple[Condition, Condition | None]]

_NO_TEXT = Text("", "")
THRESHOLDS = (1, 3)
GIVEN_NUMBERS = tuple(Decimal(n) for n in range(5))
NUMBERS = tuple(Decimal(n) for n in ("-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "5"))
"""Numbers below, between and above all that can be given, so that every order of two numbers is among them."""


def choice(name: str, *options: str, core: bool = True, ordinal: bool = False) -> Dimension:
    """Return a dimension with one answer."""
    return _dimension(name, AnswerKind.ORDINAL if ordinal else AnswerKind.SINGLE, options, core=core)


def several(name: str, *options: str, core: bool = True) -> Dimension:
    """Return a dimension that is answered with a set."""
    return _dimension(name, AnswerKind.SET, options, core=core)


def number(name: str, *, core: bool = False) -> Dimension:
    """Return a dimension that is answered with a number."""
    return _dimension(name, AnswerKind.NUMBER, (), core=core)


def _dimension(name: str, kind: AnswerKind, options: Sequence[str], *, core: bool) -> Dimension:
    return Dimension(
        id=name,
        iri=name,
        label=_NO_TEXT,
        definition=_NO_TEXT,
        group="proef",
        level="stelsel",
        kind=kind,
        core=core,
        order=0,
        options=tuple(Option(o, f"{name}/{o}", _NO_TEXT, _NO_TEXT) for o in options),
        option_index={o: index for index, o in enumerate(options)},
    )


def rule(code: str, severity: Severity, *, lens: Sequence[str] = ("D1",), contested_by: Sequence[str] = ()) -> Rule:
    """Return a rule with nothing but what the engine looks at."""
    return Rule(
        code=code,
        iri=f"regel/{code}",
        title=_NO_TEXT,
        message=_NO_TEXT,
        explanation=_NO_TEXT,
        kind="onverenigbaar" if severity is Severity.VIOLATION else "risico",
        severity=severity,
        strength="hard",
        level="stelsel",
        scope="",
        tier=1,
        lens=tuple(lens),
        contested_by=tuple(contested_by),
        consequences=(),
        derivation="",
        needs_figures=False,
        theme="proef",
    )


@dataclass(frozen=True, eq=False)
class World:
    """Dimensions, the rules over them, and when a dimension does not apply."""

    dimensions: dict[str, Dimension]
    violations: Rules
    warnings: Rules
    not_applicable: dict[str, Condition]
    name: str = ""

    @classmethod
    def of(
        cls,
        *dimensions: Dimension,
        violations: Mapping[str, Parts] | None = None,
        warnings: Mapping[str, Parts] | None = None,
        not_applicable: Mapping[str, Condition] | None = None,
        name: str = "",
    ) -> World:
        """Return the world of these dimensions, in this order, and rules by code."""
        ordered = {d.id: replace(d, order=order) for order, d in enumerate(dimensions)}
        return cls(ordered, _pairs(violations), _pairs(warnings), dict(not_applicable or {}), name)

    def __repr__(self) -> str:
        return f"World({self.name})"

    @cached_property
    def catalogue(self) -> Catalogue:
        """The world as the engine reads it."""
        rules = [(Severity.VIOLATION, self.violations), (Severity.WARNING, self.warnings)]
        return Catalogue(
            groups=(),
            dimensions=self.dimensions,
            rules={code: rule(code, severity) for severity, own in rules for code in own},
            documents={},
            citations={},
            disagreements=(),
            not_applicable={d: NotApplicable(f"nvt/{d}", c, _NO_TEXT) for d, c in self.not_applicable.items()},
            measures={},
            conditions={code: RuleCondition(code, *parts) for _, own in rules for code, parts in own.items()},
            consequences={code: () for _, own in rules for code in own},
            sha256=self.name,
        )

    @cached_property
    def view(self) -> View:
        """The world, compiled, with every rule in sight."""
        return View(self.catalogue, Lens(), tuple(self.catalogue.rules))

    @property
    def space(self) -> Space:
        """What the violations leave possible."""
        return self.view.space

    def with_only(self, codes: Iterable[str]) -> World:
        """Return the world in which only these violations are left."""
        kept = {code: self.violations[code] for code in codes}
        return World(self.dimensions, kept, {}, self.not_applicable, f"{self.name} {sorted(kept)}")


def _pairs(rules: Mapping[str, Parts] | None) -> Rules:
    return {code: parts if isinstance(parts, tuple) else (parts, None) for code, parts in (rules or {}).items()}


@cache
def random_world(seed: int, *, core_numbers: bool = False, conditional: bool = True) -> World:
    """Return the world of a seed: four or five dimensions of all kinds, some conditional, and random rules over them.

    The same seed always gives the same world, also the same object, so that what was tried on it is remembered.
    """
    source = random.Random(seed)  # noqa: S311 -- a repeatable world, not a secret
    dimensions = _random_dimensions(source, core_numbers=core_numbers)
    amounts = {"R": source.randint(2, 6), "W": source.randint(1, 4)}
    rules = {
        letter: {f"{letter}{i}": _random_rule(source, dimensions) for i in range(1, amount + 1)}
        for letter, amount in amounts.items()
    }
    return World.of(
        *dimensions,
        violations=rules["R"],
        warnings=rules["W"],
        not_applicable=_random_applicability(source, dimensions) if conditional else {},
        name=f"seed {seed}",
    )


def random_selection(world: World, source: random.Random, chance: float) -> dict[str, Answer]:
    """Return answers to about this part of the dimensions."""
    chosen = [d for d in world.dimensions.values() if source.random() < chance]
    return {d.id: source.choice(answers(d) if d.options else GIVEN_NUMBERS) for d in chosen}


def answers(dimension: Dimension) -> tuple[Answer, ...]:
    """Return every answer to a dimension; of numbers enough to meet every region that the rules may tell apart."""
    if dimension.kind is AnswerKind.NUMBER:
        return NUMBERS
    options = tuple(dimension.option_index)
    if dimension.kind is AnswerKind.SET:
        return tuple(frozenset(s) for size in range(len(options) + 1) for s in combinations(options, size))
    return options


def _random_dimensions(source: random.Random, *, core_numbers: bool) -> list[Dimension]:
    dimensions: list[Dimension] = []
    for index in range(source.randint(4, 5)):
        name, kind = f"d{index}", source.choice(["single", "single", "ordinal", "set", "number"])
        core = source.random() < 0.7
        options = [f"o{i}" for i in range(source.randint(2, 3))]
        if kind == "number" and sum(1 for d in dimensions if d.kind is AnswerKind.NUMBER) < 2:
            dimensions.append(number(name, core=core_numbers and core))
        elif kind == "set" and sum(1 for d in dimensions if d.kind is AnswerKind.SET) < 2:
            dimensions.append(several(name, *options, core=core))
        else:
            dimensions.append(choice(name, *options, core=core, ordinal=kind == "ordinal"))
    return dimensions


def _random_rule(source: random.Random, dimensions: Sequence[Dimension]) -> tuple[Condition, Condition | None]:
    condition = _random_condition(source, dimensions, 2)
    return condition, _random_condition(source, dimensions, 1) if source.random() < 0.4 else None


def _random_condition(source: random.Random, dimensions: Sequence[Dimension], depth: int) -> Condition:
    if depth and source.random() < 0.55:
        parts = tuple(_random_condition(source, dimensions, depth - 1) for _ in range(source.randint(2, 3)))
        return All(parts) if source.random() < 0.6 else AnyOf(parts)
    return _random_leaf(source, dimensions)


def _random_leaf(source: random.Random, dimensions: Sequence[Dimension]) -> Condition:
    about = source.choice(dimensions)
    if about.kind is AnswerKind.NUMBER:
        others = [d.id for d in dimensions if d.kind is AnswerKind.NUMBER and d is not about]
        if others and source.random() < 0.5:
            return CompareTo(about.id, source.choice(["<", "<="]), source.choice(others))
        return Compare(about.id, source.choice(["<", "<=", ">", ">="]), Decimal(source.choice(THRESHOLDS)))
    form = source.random()
    some = tuple(source.sample(list(about.option_index), source.randint(1, max(1, len(about.options) - 1))))
    if form < 0.1:
        return Answered(about.id)
    return NotIn(about.id, some) if form < 0.4 else In(about.id, some)


def _random_applicability(source: random.Random, dimensions: Sequence[Dimension]) -> dict[str, Condition]:
    """Return conditions on earlier dimensions only, so that no dimension depends on itself."""
    found: dict[str, Condition] = {}
    for index, dimension in enumerate(dimensions):
        earlier = [d for d in dimensions[:index] if d.options]
        if earlier and source.random() < 0.3:
            on = source.choice(earlier)
            leaf = In if source.random() < 0.7 else NotIn
            found[dimension.id] = leaf(on.id, (source.choice(list(on.option_index)),))
    return found
