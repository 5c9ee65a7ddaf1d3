"""The space of what is not forbidden under a view: how a selection can still be completed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from samenhang.coherence.compile import Diagram, compile_forbidden
from samenhang.coherence.formula import FALSE, TRUE, Formulas
from samenhang.coherence.passes import count, possible_values, reachable, values_of
from samenhang.coherence.variables import Encoding
from samenhang.rules import Catalogue, Condition, RuleSet
from samenhang.rules.logic import dimensions as condition_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.model import Dimension, Selection

Masks = list[int]
_CACHED = 4096
_GIVEN_SET = 0b10


@dataclass(frozen=True, slots=True)
class Request:
    """A selection with the dimensions that are to be completed, and the values each variable may take."""

    selection: Selection
    free: frozenset[str]
    masks: Masks = field(repr=False)


class Space:
    """What the violations of a view leave possible, compiled once; every question is a walk over its diagrams.

    `rules` maps rule codes to condition and unless-part; `not_applicable` maps dimensions to when they do not apply;
    `others` are conditions that are not forbidden but will be asked after.
    """

    def __init__(
        self,
        dimensions: Mapping[str, Dimension],
        rules: Mapping[str, tuple[Condition, Condition | None]],
        not_applicable: Mapping[str, Condition],
        others: Iterable[Condition] = (),
    ) -> None:
        self.dimensions = dimensions
        self.rules = rules
        self.not_applicable = not_applicable
        self.core = frozenset(d.id for d in dimensions.values() if d.core)
        conditions = [c for pair in rules.values() for c in pair if c is not None] + list(not_applicable.values())
        self.encoding = Encoding.build(dimensions, not_applicable, [*conditions, *others])
        inside = {d for condition in conditions for d in condition_dimensions(condition)} | set(not_applicable)
        self._inside = frozenset(
            v.dimensions[0] for v in self.encoding.variables if not inside.isdisjoint(v.dimensions)
        )
        formulas = Formulas([(1 << len(v.values)) - 1 for v in self.encoding.variables])
        self.formulas = formulas
        self.rule_formulas = {code: self.holds(*parts) for code, parts in rules.items()}
        self.checker = RuleSet(rules, dimensions)
        helping = {d for helpful in self._helpful() for d in condition_dimensions(helpful)}
        self.uncertain = frozenset(d for d in helping if d not in self.core or d in not_applicable)
        """Dimensions whose answer can help, and that nothing completes for certain when it is left out."""
        self._structural = [*self._applicability(), *self._members()]
        self.diagrams: list[Diagram] = compile_forbidden(formulas, self.forbidden)
        self.widest = [
            v.given if v.kind == "choice" else v.free if v.kind == "member" else 0 for v in self.encoding.variables
        ]
        """Per variable, the values of an answer that could be given anew."""
        within = {v for diagram in self.diagrams for v in diagram.order}
        self._outside = {
            name: tuple(v.index for v in self.encoding.of_dimension(name) if v.index not in within)
            for name in dimensions
        }
        self._core_open = self.encoding.allowed({}, self.core)
        self._count = lru_cache(maxsize=_CACHED)(self._count_part)
        self._reach = lru_cache(maxsize=_CACHED)(self._reach_part)
        self.possible = lru_cache(maxsize=_CACHED)(self._possible_part)

    @property
    def forbidden(self) -> list[int]:
        """Every forbidden formula: of the rules, and of how dimensions are answered and completed."""
        return [*self.rule_formulas.values(), *self._structural]

    @classmethod
    def of(cls, catalogue: Catalogue, codes: Iterable[str]) -> Space:
        """Return the space that some rules of a catalogue leave, in which all its conditions can be asked after."""
        conditions = catalogue.conditions
        others = [c for rule in conditions.values() for c in (rule.condition, rule.unless) if c is not None]
        return cls(
            catalogue.dimensions,
            {code: (conditions[code].condition, conditions[code].unless) for code in codes},
            {name: rule.condition for name, rule in catalogue.not_applicable.items()},
            others,
        )

    def request(self, selection: Selection, named: Iterable[str] = (), *, complete: bool = True) -> Request:
        """Return the question how `selection` can be completed over the core dimensions and those named.

        With `complete` false only the named dimensions are open.
        """
        free = frozenset(d for d in (*(self.core if complete else ()), *named) if d not in selection)
        if complete and free <= self.core:
            masks = self._core_open.copy()
            self._fill(masks, selection)
        else:
            masks = self.encoding.allowed(selection, free)
        return Request(selection, free, masks)

    def count(self, selection: Selection, named: Iterable[str] = ()) -> int:
        """Return the exact number of completions that no violation forbids."""
        return self.count_request(self.request(selection, named))

    def count_request(self, request: Request) -> int:
        """Return the number of completions of a request."""
        total = 1
        for index in range(len(self.diagrams)):
            total *= self.part_count(index, request)
            if not total:
                return 0
        return total * self.outside_count(request)

    def outside_count(self, request: Request) -> int:
        """Return the number of ways to answer what no diagram looks at."""
        return prod(request.masks[v].bit_count() for v in {v for name in request.free for v in self._outside[name]})

    def part_count(self, index: int, request: Request) -> int:
        """Return the number of completions within one diagram."""
        return self._count(index, tuple([request.masks[v] for v in self.diagrams[index].order]))

    def completable(self, request: Request) -> bool:
        """Tell whether there is a completion that no violation forbids."""
        return all(self.part_completable(index, request) for index in range(len(self.diagrams)))

    def part_completable(self, index: int, request: Request) -> bool:
        """Tell whether one diagram has a completion; quicker than counting them."""
        return self._reach(index, tuple([request.masks[v] for v in self.diagrams[index].order]))

    def _reach_part(self, index: int, masks: tuple[int, ...]) -> bool:
        return bool(reachable(self.diagrams[index], [values_of(mask) for mask in masks])[-1])

    def _possible_part(self, index: int, masks: tuple[int, ...]) -> tuple[int, ...]:
        """Return, per level of a diagram, the values that are possible when only that variable is answered anew."""
        diagram, variables = self.diagrams[index], self.encoding.variables
        statuses = {
            variables[v].dimensions[0]: m
            for v, m in zip(diagram.order, masks, strict=True)
            if variables[v].kind == "status"
        }
        extra = []
        for v, mask in zip(diagram.order, masks, strict=True):
            variable = variables[v]
            if variable.kind == "choice":
                extra.append(values_of(variable.given & ~mask))
            elif variable.kind == "member" and statuses[variable.dimensions[0]] == _GIVEN_SET:
                extra.append(values_of(0b11 & ~mask))
            else:
                extra.append(())
        return tuple(possible_values(diagram, [values_of(m) for m in masks], extra))

    def possible_under(self, codes: Iterable[str], request: Request) -> bool:
        """Tell whether a request could be completed if only the rules with these codes were there."""
        nodes = [self.narrowed(self.rule_formulas[c], request) for c in codes]
        return self.formulas.avoidable([*nodes, *self._structural_around(nodes, request)], request.masks)

    def _structural_around(self, nodes: Iterable[int], request: Request) -> list[int]:
        """Return how the dimensions of some formulas, and those they depend on, are answered and completed."""
        reached = set().union(*(self.formulas.variables(n) for n in nodes))
        found: list[int] = []
        left = [n for n in (self.narrowed(n, request) for n in self._structural) if n != FALSE]
        while near := [n for n in left if n == TRUE or not reached.isdisjoint(self.formulas.variables(n))]:
            found += near
            reached.update(*(self.formulas.variables(n) for n in near))
            left = [n for n in left if n not in near]
        return found

    def narrowed_all(self, request: Request) -> list[int]:
        """Return every forbidden formula with the values put in that a request leaves no choice in."""
        return [self.narrowed(node, request) for node in self.forbidden]

    def ever(self, node: int, request: Request) -> bool:
        """Tell whether a formula holds for some of the values that a request allows."""
        return not self.formulas.always(self.formulas.negation(node), request.masks)

    def narrowed(self, node: int, request: Request) -> int:
        """Put into a formula the values of the variables that have only one."""
        for variable in self.formulas.variables(node):
            mask = request.masks[variable]
            if mask.bit_count() == 1:
                node = self.formulas.restrict(node, variable, mask.bit_length() - 1)
        return node

    def _count_part(self, index: int, masks: tuple[int, ...]) -> int:
        return count(self.diagrams[index], [values_of(mask) for mask in masks])

    def _fill(self, masks: Masks, selection: Selection) -> None:
        """Put the given answers into masks that were made for an empty selection."""
        encoding = self.encoding
        for name, answer in selection.items():
            if name in encoding.choice:
                variable = encoding.choice[name]
                masks[variable.index] = encoding.given_value(variable, answer)
            elif name in encoding.status:
                masks[encoding.status[name].index] = 0b10
                for option, variable in encoding.members[name].items():
                    masks[variable.index] = 0b10 if option in answer else 0b01  # type: ignore[operator]
            elif name in encoding.numbers:
                variable = encoding.numbers[name]
                masks[variable.index] = encoding.allowed_numbers(variable, selection, self.core)

    def _helpful(self) -> Iterator[Condition]:
        """Conditions that help when true: what mitigates a rule, and what makes a core dimension meaningless."""
        yield from (unless for _, unless in self.rules.values() if unless is not None)
        yield from (meaningless for name, meaningless in self.not_applicable.items() if name in self.core)

    def could_mitigate(self, selection: Selection) -> frozenset[str]:
        """Return the open dimensions whose answer could mitigate a rule that holds, and that no completion answers."""
        hits = self.checker.evaluate(selection)
        return frozenset(d for hit in hits for d in hit.unanswered if d in self.uncertain and d not in self.core)

    def holds(self, condition: Condition, unless: Condition | None) -> int:
        """Return the formula that a rule holds and is not mitigated."""
        formulas, encoding = self.formulas, self.encoding
        held = encoding.true(formulas, condition)
        if unless is None:
            return held
        return formulas.conjunction([held, formulas.negation(encoding.true(formulas, unless))])

    def _applicability(self) -> Iterable[int]:
        """A dimension is completed with an answer only where it applies, and left out only where it does not."""
        formulas, encoding = self.formulas, self.encoding
        for name, condition in self.not_applicable.items():
            meaningless = encoding.true(formulas, condition)
            answered, absent = encoding.applies_parts(formulas, name)
            yield formulas.conjunction([answered, meaningless])
            yield formulas.conjunction([absent, formulas.negation(meaningless)])

    def _members(self) -> Iterable[int]:
        """A set that is not answered has no members."""
        formulas, encoding = self.formulas, self.encoding
        for name, status in encoding.status.items():
            if name not in self._inside:
                continue
            empty = sum(1 << i for i, value in enumerate(status.values) if value in (None, "nvt"))
            for member in encoding.members[name].values():
                yield formulas.conjunction(
                    [formulas.literal(status.index, empty), formulas.literal(member.index, 0b10)]
                )
