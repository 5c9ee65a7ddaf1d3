"""The space of what is not forbidden under a view: how a selection can still be completed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from samenhang.coherence.compile import Diagram, compile_forbidden
from samenhang.coherence.formula import Formulas
from samenhang.coherence.passes import count, values_of
from samenhang.coherence.variables import Encoding
from samenhang.model import AnswerKind, Dimension, Selection
from samenhang.rules import Catalogue, Condition
from samenhang.rules.logic import dimensions as condition_dimensions

Masks = list[int]
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """A selection with the dimensions that are to be completed, and the values each variable may take."""

    selection: Selection
    free: frozenset[str]
    masks: Masks = field(repr=False)


class Space:
    """What the violations of a view leave possible, compiled once; every question is a walk over its diagrams.

    `rules` maps rule codes to condition and unless-part; `not_applicable` maps dimensions to when they do not apply.
    """

    def __init__(
        self,
        dimensions: Mapping[str, Dimension],
        rules: Mapping[str, tuple[Condition, Condition | None]],
        not_applicable: Mapping[str, Condition],
    ) -> None:
        self.dimensions = dimensions
        self.rules = rules
        self.not_applicable = not_applicable
        self.core = frozenset(d.id for d in dimensions.values() if d.core)
        conditions = [c for pair in rules.values() for c in pair if c is not None] + list(not_applicable.values())
        used = {d for condition in conditions for d in condition_dimensions(condition)} | set(not_applicable)
        self.encoding = Encoding.build(dimensions, used, not_applicable, conditions)
        formulas = Formulas([(1 << len(v.values)) - 1 for v in self.encoding.variables])
        self.formulas = formulas
        self.rule_formulas = {code: self._forbidden_by(*parts) for code, parts in rules.items()}
        structural = [*self._applicability(), *self._members()]
        self.diagrams: list[Diagram] = compile_forbidden(formulas, [*self.rule_formulas.values(), *structural])
        self.outside = self._outside()
        self._unanswered = self.encoding.allowed({}, frozenset())
        self._core_open = self.encoding.allowed({}, self.core)
        self._count = lru_cache(maxsize=_CACHED)(self._count_part)

    @classmethod
    def of(cls, catalogue: Catalogue, codes: Iterable[str]) -> Space:
        """Return the space that some rules of a catalogue leave."""
        conditions = catalogue.conditions
        return cls(
            catalogue.dimensions,
            {code: (conditions[code].condition, conditions[code].unless) for code in codes},
            {name: rule.condition for name, rule in catalogue.not_applicable.items()},
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
        for index, diagram in enumerate(self.diagrams):
            total *= self._count(index, tuple([request.masks[v] for v in diagram.order]))
            if not total:
                return 0
        return total * self.outside_count(request)

    def outside_count(self, request: Request) -> int:
        """Return the number of ways to answer what no diagram looks at."""
        total = 1
        for variable in self.outside:
            total *= request.masks[variable].bit_count()
        for name in request.free:
            if name not in self.encoding.names:
                total *= answers_of(self.dimensions[name])
        return total

    def completable(self, request: Request) -> bool:
        """Tell whether there is a completion that no violation forbids."""
        return all(
            self._count(index, tuple([request.masks[v] for v in diagram.order])) for index, diagram in enumerate(self.diagrams)
        )

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

    def _forbidden_by(self, condition: Condition, unless: Condition | None) -> int:
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
            empty = sum(1 << i for i, value in enumerate(status.values) if value in (None, "nvt"))
            for member in encoding.members[name].values():
                yield formulas.conjunction([formulas.literal(status.index, empty), formulas.literal(member.index, 0b10)])

    def _outside(self) -> Sequence[int]:
        inside = {v for diagram in self.diagrams for v in diagram.order}
        return [v.index for v in self.encoding.variables if v.index not in inside]


def answers_of(dimension: Dimension) -> int:
    """Return the number of answers that the rules tell apart: options, subsets, or one for a number."""
    if dimension.kind is AnswerKind.NUMBER:
        return 1
    options = len(dimension.options)
    return 2**options if dimension.kind is AnswerKind.SET else options
