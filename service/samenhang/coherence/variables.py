"""How dimensions become variables of a decision diagram.

A single or ordinal dimension is one variable; a set is one variable for "answered" and one per member; numbers are cut
into the regions that the rules tell apart, and numbers that are compared with each other share one variable. Value 0
always means unanswered. A dimension that can be meaningless has two extra kinds of values: "does not apply", and
answers that are only allowed where it does apply. Those are for completing; an answer that somebody gave is taken
as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from samenhang.coherence.numbers import Comparison, NumberRegion, clusters, regions_of
from samenhang.model import Answer, AnswerKind, Dimension, Selection
from samenhang.rules import All, Answered, AnyOf, Compare, CompareTo, Condition, In, NotIn
from samenhang.rules.logic import Leaf, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from samenhang.coherence.formula import Formulas

UNANSWERED = 0
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its values by name, and which of them are answers to complete with.

    `kind` is `choice`, `status` (of a set), `member` (of a set) or `numbers`.
    """

    index: int
    kind: str
    dimensions: tuple[str, ...]
    values: tuple[object, ...]
    given: int
    """Values of an answer that somebody gave."""
    free: int
    """Values with which an open dimension may be completed, "does not apply" among them."""
    member: str | None = None

    @property
    def first_free(self) -> int:
        """The value with which an open choice is completed by its first option."""
        return self.values.index("nvt") + 1 if "nvt" in self.values else 1


@dataclass(slots=True)
class Encoding:
    """The variables of a number of dimensions, and the leaves of conditions as literals over them."""

    dimensions: Mapping[str, Dimension]
    conditional: frozenset[str]
    variables: list[Variable] = field(default_factory=list)
    choice: dict[str, Variable] = field(default_factory=dict)
    status: dict[str, Variable] = field(default_factory=dict)
    members: dict[str, dict[str, Variable]] = field(default_factory=dict)
    numbers: dict[str, Variable] = field(default_factory=dict)
    number_leaves: dict[int, tuple[Comparison, ...]] = field(default_factory=dict)
    _examples: dict[tuple[int, tuple[tuple[str, Decimal], ...]], dict[Any, Mapping[str, Decimal]]] = field(
        default_factory=dict
    )

    @classmethod
    def build(
        cls, dimensions: Mapping[str, Dimension], conditional: Iterable[str], conditions: Iterable[Condition]
    ) -> Encoding:
        """Return the encoding of the dimensions; `conditions` are all that will be asked of it."""
        encoding = cls(dimensions, frozenset(conditional))
        names = sorted(dimensions, key=lambda name: dimensions[name].order)
        for name in names:
            kind = dimensions[name].kind
            if kind is AnswerKind.SET:
                encoding._add_set(name)
            elif kind is not AnswerKind.NUMBER:
                encoding._add_choice(name)
        leaves_found = dict.fromkeys(leaf for c in conditions for leaf in leaves(c))
        comparisons = [leaf for leaf in leaves_found if isinstance(leaf, Compare | CompareTo)]
        for cluster in clusters([n for n in names if dimensions[n].kind is AnswerKind.NUMBER], comparisons):
            encoding._add_numbers(cluster, comparisons)
        return encoding

    def of_dimension(self, name: str) -> tuple[Variable, ...]:
        """Return the variables of a dimension; numbers that are compared share one."""
        if name in self.choice:
            return (self.choice[name],)
        if name in self.numbers:
            return (self.numbers[name],)
        return (self.status[name], *self.members[name].values())

    def answer(self, name: str, values: Mapping[int, int], known: Selection) -> Answer | None:
        """Return the answer that the values of a dimension's variables mean; None when it is not answered.

        A number stands for its region: an example that agrees with the numbers in `known`.
        """
        if name in self.choice:
            variable = self.choice[name]
            value = variable.values[values[variable.index]]
            return None if value in (None, "nvt") else str(value)
        if name in self.numbers:
            variable = self.numbers[name]
            region = variable.values[values[variable.index]]
            return self.region_examples(variable, known).get(region, {}).get(name)
        if self.status[name].values[values[self.status[name].index]] in (None, "nvt"):
            return None
        return frozenset(o for o, v in self.members[name].items() if values[v.index])

    def number_examples(self, name: str, known: Selection) -> tuple[Decimal, ...]:
        """Return a number of every region that the rules tell apart for a dimension, given the other numbers."""
        others = {n: a for n, a in known.items() if n != name}
        examples = self.region_examples(self.numbers[name], others).values()
        return tuple(sorted({example[name] for example in examples if name in example}))

    def region_examples(self, variable: Variable, known: Selection) -> dict[Any, Mapping[str, Decimal]]:
        """Return an example of every region of numbers that agrees with the numbers in `known`."""
        numbers = {n: a for n in variable.dimensions if isinstance(a := known.get(n), Decimal)}
        key = (variable.index, tuple(numbers.items()))
        found = self._examples.get(key)
        if found is None:
            states = dict.fromkeys(r.states for r in variable.values if isinstance(r, NumberRegion))
            own = self.number_leaves[variable.index]
            found = {**regions_of(variable.dimensions, list(states), own, numbers)}
            if len(self._examples) < _MOST_REMEMBERED:
                self._examples[key] = found
        return found

    def _new(self, kind: str, names: tuple[str, ...], values: tuple[object, ...], given: int, free: int) -> Variable:
        return self._keep(Variable(len(self.variables), kind, names, values, given, free))

    def _keep(self, variable: Variable) -> Variable:
        self.variables.append(variable)
        return variable

    def _add_choice(self, name: str) -> None:
        options = tuple(self.dimensions[name].option_index)
        count = len(options)
        given = ((1 << count) - 1) << 1
        if name not in self.conditional:
            self.choice[name] = self._new("choice", (name,), (None, *options), given, given)
            return
        values = (None, *options, "nvt", *options)
        free = ((1 << (count + 1)) - 1) << (count + 1)
        self.choice[name] = self._new("choice", (name,), values, given, free)

    def _add_set(self, name: str) -> None:
        if name in self.conditional:
            self.status[name] = self._new("status", (name,), (None, "g", "nvt", "f"), 0b0010, 0b1100)
        else:
            self.status[name] = self._new("status", (name,), (None, "g"), 0b10, 0b10)
        self.members[name] = {
            option: self._keep(Variable(len(self.variables), "member", (name,), (False, True), 0b11, 0b11, option))
            for option in self.dimensions[name].option_index
        }

    def _add_numbers(self, cluster: tuple[str, ...], comparisons: list[Comparison]) -> None:
        own = tuple(dict.fromkeys(leaf for leaf in comparisons if leaf.dimension in cluster))
        states = product(*(("u", "g", "n", "f") if name in self.conditional else ("u", "g") for name in cluster))
        values = tuple(regions_of(cluster, list(states), own, {}))
        given = _mask(values, lambda region: all(s in "ug" for s in region.states))
        variable = self._new("numbers", cluster, values, given, (1 << len(values)) - 1)
        self.number_leaves[variable.index] = own
        for name in cluster:
            self.numbers[name] = variable

    def true(self, formulas: Formulas, condition: Condition) -> int:
        """Return the formula that a condition is true (not false, and not unknown)."""
        if isinstance(condition, All):
            return formulas.conjunction(self.true(formulas, part) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return formulas.disjunction(self.true(formulas, part) for part in condition.parts)
        return self._leaf(formulas, condition)

    def _leaf(self, formulas: Formulas, leaf: Leaf) -> int:
        name = leaf.dimension
        if name in self.numbers:
            return formulas.literal(self.numbers[name].index, self._number_mask(leaf))
        if name in self.status:
            return self._set_leaf(formulas, leaf)
        variable = self.choice[name]
        options = set(self.dimensions[name].option_index)
        if isinstance(leaf, In):
            options &= set(leaf.options)
        elif isinstance(leaf, NotIn):
            options -= set(leaf.options)
        return formulas.literal(variable.index, _mask(variable.values, options.__contains__))

    def _set_leaf(self, formulas: Formulas, leaf: Leaf) -> int:
        status, members = self.status[leaf.dimension], self.members[leaf.dimension]
        answered = formulas.literal(status.index, _mask(status.values, ("g", "f").__contains__))
        if isinstance(leaf, In):
            return formulas.disjunction(formulas.literal(members[o].index, 0b10) for o in leaf.options)
        if isinstance(leaf, NotIn):
            return formulas.conjunction([answered, *(formulas.literal(members[o].index, 0b01) for o in leaf.options)])
        return answered

    def _number_mask(self, leaf: Leaf) -> int:
        variable = self.numbers[leaf.dimension]
        if isinstance(leaf, Answered):
            at = variable.dimensions.index(leaf.dimension)
            return _mask(variable.values, lambda region: region.states[at] in "gf")
        at = self.number_leaves[variable.index].index(leaf)
        return _mask(variable.values, lambda region: region.truths[at])

    def applies_parts(self, formulas: Formulas, name: str) -> tuple[int, int]:
        """Return the formulas "completed with an answer" and "completed as not applicable" of a dimension."""
        if name in self.numbers:
            variable = self.numbers[name]
            at = variable.dimensions.index(name)
            return (
                formulas.literal(variable.index, _mask(variable.values, lambda region: region.states[at] == "f")),
                formulas.literal(variable.index, _mask(variable.values, lambda region: region.states[at] == "n")),
            )
        variable = self.choice.get(name) or self.status[name]
        absent = _mask(variable.values, "nvt".__eq__)
        return formulas.literal(variable.index, variable.free & ~absent), formulas.literal(variable.index, absent)

    def allowed(self, selection: Selection, free: frozenset[str]) -> list[int]:
        """Return, per variable, the values it may take: what was answered, else completions for `free`, else none."""
        masks = []
        for variable in self.variables:
            if variable.kind == "numbers":
                masks.append(self.allowed_numbers(variable, selection, free))
                continue
            name = variable.dimensions[0]
            answer = selection.get(name)
            if answer is not None:
                masks.append(self.given_value(variable, answer))
            elif name in free:
                masks.append(variable.free)
            else:
                masks.append(1)
        return masks

    def given_value(self, variable: Variable, answer: Answer) -> int:
        """Return the one value, as a mask, that a given answer means for a variable that is not of numbers."""
        if variable.kind == "choice":
            return 1 << (self.dimensions[variable.dimensions[0]].option_index[str(answer)] + 1)
        if variable.kind == "status":
            return 0b10
        return 0b10 if isinstance(answer, frozenset) and variable.member in answer else 0b01

    def allowed_numbers(self, variable: Variable, selection: Selection, free: frozenset[str]) -> int:
        """Return the regions of numbers that agree with the answers given, completing those in `free`."""
        states = {
            name: "g" if name in selection else self.completing(name) if name in free else "u"
            for name in variable.dimensions
        }
        return self.regions(variable, selection, states)

    def completing(self, name: str) -> str:
        """Return the states of a number that completes: it applies or not, or, when it always applies, it is given."""
        return "nf" if name in self.conditional else "g"

    def regions(self, variable: Variable, known: Selection, states: Mapping[str, str]) -> int:
        """Return the regions in which every dimension has one of its `states` and known numbers have their place."""
        possible = self.region_examples(variable, known)
        wanted = [states[name] for name in variable.dimensions]
        return _mask(
            variable.values,
            lambda region: region in possible and all(s in w for s, w in zip(region.states, wanted, strict=True)),
        )


def _mask(values: Iterable[Any], test: Callable[[Any], bool]) -> int:
    return sum(1 << i for i, value in enumerate(values) if value is not None and test(value))
