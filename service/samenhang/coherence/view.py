"""A view: the rules as they count under one lens on one day, compiled; a rule book keeps the views it was asked for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from samenhang.coherence.remedies import remedies
from samenhang.coherence.risk import RiskField
from samenhang.coherence.spaces import Spaces
from samenhang.model import Finding, Measure, Rule, Severity
from samenhang.rules import Catalogue, Lens, RuleSet
from samenhang.rules.logic import dimensions as condition_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from samenhang.coherence.space import Space

_KEPT = 64
VIOLATION_WEIGHT = 1 << 20
"""Weight of a violation; a warning weighs one."""


class View:
    """The rules under one lens on one day: which are evaluated, how heavily each counts, and their compiled forms."""

    def __init__(self, catalogue: Catalogue, lens: Lens, codes: tuple[str, ...], spaces: Spaces | None = None) -> None:
        self.catalogue = catalogue
        self._spaces = spaces or Spaces()
        self.lens = lens
        self.rules: dict[str, Rule] = {code: catalogue.rules[code] for code in codes}
        self.findings: dict[tuple[object, ...], Finding] = {}
        self._remedies: dict[str, tuple[Measure, ...]] = {}
        self.severities: dict[str, Severity] = {code: lens.severity(rule) for code, rule in self.rules.items()}

    @cached_property
    def ruleset(self) -> RuleSet:
        """The rules compiled for checking."""
        return self._compiled(self.rules)

    @cached_property
    def looked_at(self) -> tuple[tuple[str, ...], ...]:
        """The dimensions that decide on each finding, by place in the rule set: of the rule and of what answers it."""
        conditions = self.catalogue.conditions
        found = []
        for code in self.rules:
            parts = (conditions[code].condition, conditions[code].unless)
            names = [d for part in parts if part is not None for d in condition_dimensions(part)]
            names += [measure.choice.dimension for measure in self.remedies(code)]
            found.append(tuple(dict.fromkeys(names)))
        return tuple(found)

    @cached_property
    def violations(self) -> RuleSet:
        """The rules that count as a violation, compiled for checking."""
        return self._compiled(self._of(Severity.VIOLATION))

    @cached_property
    def warnings(self) -> RuleSet:
        """The rules that count as a warning, compiled for checking."""
        return self._compiled(self._of(Severity.WARNING))

    def remedies(self, code: str) -> tuple[Measure, ...]:
        """Return the choices that answer a finding of a rule."""
        known = self._remedies.get(code)
        if known is None:
            known = self._remedies[code] = remedies(self.catalogue, code)
        return known

    @cached_property
    def warnings_on(self) -> dict[str, tuple[str, ...]]:
        """The rules that count as a warning, by the dimensions in their condition."""
        return self._by_dimension(Severity.WARNING)

    def _by_dimension(self, severity: Severity) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self._of(severity):
            for name in condition_dimensions(self.catalogue.conditions[code].condition):
                found.setdefault(name, []).append(code)
        return {name: tuple(codes) for name, codes in found.items()}

    @cached_property
    def forbidding_on(self) -> dict[str, tuple[str, ...]]:
        """The rules that count as a violation, by the dimensions in their condition."""
        return self._by_dimension(Severity.VIOLATION)

    @cached_property
    def counting_on(self) -> dict[str, frozenset[str]]:
        """The rules that can count against a selection, by every dimension they look at."""
        found: dict[str, set[str]] = {}
        for code in (*self._of(Severity.VIOLATION), *self._of(Severity.WARNING)):
            rule = self.catalogue.conditions[code]
            for part in (rule.condition, rule.unless):
                for name in condition_dimensions(part) if part is not None else ():
                    found.setdefault(name, set()).add(code)
        return {name: frozenset(codes) for name, codes in found.items()}

    def _of(self, severity: Severity) -> list[str]:
        return [code for code, own in self.severities.items() if own is severity]

    def _compiled(self, codes: Iterable[str]) -> RuleSet:
        conditions = self.catalogue.conditions
        parts = {code: (conditions[code].condition, conditions[code].unless) for code in codes}
        return RuleSet(parts, self.catalogue.dimensions)

    @cached_property
    def space(self) -> Space:
        """What the violations leave possible, compiled for completing a selection."""
        return self._spaces.of(self.catalogue, self._of(Severity.VIOLATION))

    @cached_property
    def weights(self) -> tuple[tuple[int, int], ...]:
        """The formulas of the rules that count against a selection, each with its weight, violations first."""
        conditions, space = self.catalogue.conditions, self.space
        weight = {Severity.VIOLATION: VIOLATION_WEIGHT, Severity.WARNING: 1}
        return tuple(
            (space.holds(conditions[code].condition, conditions[code].unless), weight[severity])
            for code, severity in self.severities.items()
            if severity in weight
        )

    @cached_property
    def risk(self) -> RiskField:
        """The warnings compiled for finding the completions with the fewest of them."""
        conditions, space = self.catalogue.conditions, self.space
        codes = self._of(Severity.WARNING)
        return RiskField(space, {c: space.holds(conditions[c].condition, conditions[c].unless) for c in codes})

    @cached_property
    def sha256(self) -> str:
        """Hash of what decides an answer: the rules that are evaluated, their weight and the version of the graph."""
        parts = [self.catalogue.sha256, *(f"{code}={severity}" for code, severity in self.severities.items())]
        return sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Key:
    lens: Lens
    codes: tuple[str, ...]


class Rulebook:
    """The rules of a catalogue, with a compiled view per lens and set of valid rules. Safe to share between threads.

    After an edit, give the `spaces` of the rule book before: what does not depend on the edit is not compiled again.
    """

    def __init__(self, catalogue: Catalogue, spaces: Spaces | None = None) -> None:
        self.catalogue = catalogue
        self.spaces = spaces or Spaces()
        self._views: OrderedDict[_Key, View] = OrderedDict()
        self._asked: dict[tuple[Lens, date], View] = {}
        self._lock = Lock()

    def view(self, lens: Lens, day: date) -> View:
        """Return the view of a lens on a day, compiling it the first time."""
        # Going through the rules to see which are valid costs more than a check, and most questions are about today.
        asked = self._asked.get((lens, day))
        if asked is None:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            asked = self._asked[lens, day] = self._select(lens, day)
        return asked

    def _select(self, lens: Lens, day: date) -> View:
        today = day.isoformat()
        codes = tuple(
            code for code, rule in self.catalogue.rules.items() if lens.admits(rule) and _is_valid(rule, today)
        )
        key = _Key(lens, codes)
        with self._lock:
            view = self._views.get(key)
            if view is None:
                view = self._views[key] = View(self.catalogue, lens, codes, self.spaces)
                if len(self._views) > _KEPT:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
        return view


def _is_valid(rule: Rule, day: str) -> bool:
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_until is None or day < rule.valid_until)
