"""The constraint components of SHACL Core as operations on whole columns of value nodes.

Each says which rows (focus and value) or which foci break it. Whether a focus conforms follows from that; where it can
be had for less, as for the leaves of the boolean rules, it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from samenhang.namespaces import SH
from samenhang.validation.engines.columns import BLANK, LITERAL, Bools
from samenhang.validation.engines.literals import LANG_STRING, STRING

if TYPE_CHECKING:
    import re

    import pyoxigraph as ox
    from rdflib import Literal

    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.columns import Columns
    from samenhang.validation.engines.focus import Rows
    from samenhang.validation.engines.shape_graph import Node


class Found(NamedTuple):
    """Violations: the places of their foci, their values if they have any, and what differs from the shape."""

    at: Ids
    values: Ids | None = None
    path: int | None = None
    """The number of the predicate that is the result path, instead of the path of the shape."""
    component: str | None = None


class Constraint(ABC):
    """One constraint of a shape."""

    component: ClassVar[str]

    @abstractmethod
    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether it satisfies the constraint."""

    @abstractmethod
    def violations(self, rows: Rows) -> list[Found]:
        """Return what breaks the constraint."""


class ValueConstraint(Constraint):
    """A constraint that each value breaks or not; the value stands in the result."""

    @abstractmethod
    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value breaks the constraint."""

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether none of its values breaks the constraint."""
        if not len(rows):
            return rows.foci.all
        broken = self.broken(rows)
        return ~broken if rows.itself else rows.without(broken)

    def violations(self, rows: Rows) -> list[Found]:
        """Return the rows whose value breaks the constraint."""
        if not len(rows):
            return []
        broken = np.flatnonzero(self.broken(rows))
        return [Found(rows.at[broken], rows.of[broken])]


class FocusConstraint(Constraint):
    """A constraint that a focus breaks, whichever its values; the result has no value."""

    def violations(self, rows: Rows) -> list[Found]:
        """Return the foci that do not satisfy the constraint."""
        return [Found(np.flatnonzero(~self.conforms(rows)).astype(np.int32))]


@dataclass(frozen=True, slots=True)
class MinCount(FocusConstraint):
    """At least so many values."""

    component = f"{SH}MinCountConstraintComponent"
    count: int

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether it has enough values."""
        if not len(rows):
            return rows.foci.all if self.count == 0 else rows.foci.none
        return np.greater_equal(rows.counts, self.count)


@dataclass(frozen=True, slots=True)
class MaxCount(FocusConstraint):
    """At most so many values."""

    component = f"{SH}MaxCountConstraintComponent"
    count: int

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether it has no more values."""
        return np.less_equal(rows.counts, self.count) if len(rows) else rows.foci.all


@dataclass(frozen=True, slots=True)
class HasValue(FocusConstraint):
    """One of the values is this one."""

    component = f"{SH}HasValueConstraintComponent"
    value: Node

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether the value is among its values."""
        number = rows.evaluation.columns.number(self.value) if len(rows) else None
        if number is None:
            return rows.foci.none
        same: Bools = np.equal(rows.of, number)
        if rows.itself:
            return same
        found = np.zeros(rows.size, bool)
        found[rows.at[same]] = True
        return found


@dataclass(frozen=True, slots=True)
class In(ValueConstraint):
    """Every value is one of these."""

    component = f"{SH}InConstraintComponent"
    values: tuple[Node, ...]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value is none of these."""
        number = rows.evaluation.columns.number
        broken = np.ones(len(rows), bool)
        if len(self.values) > _MANY:
            known = [found for value in self.values if (found := number(value)) is not None]
            return ~np.isin(rows.of, np.array(known, np.int32))
        for value in self.values:
            if (found := number(value)) is not None:
                broken &= rows.of != found
        return broken


_MANY = 6  # from here on one search is quicker than a comparison for each


@dataclass(frozen=True, slots=True)
class Class(ValueConstraint):
    """Every value is an instance of a class or of a subclass."""

    component = f"{SH}ClassConstraintComponent"
    iri: str

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value is a literal or no instance."""
        evaluation = rows.evaluation
        instance: Bools = evaluation.is_instance(self.iri)[rows.of]
        literal: Bools = np.equal(evaluation.columns.facts.kinds[rows.of], LITERAL)
        broken: Bools = ~instance | literal
        return broken


@dataclass(frozen=True, slots=True)
class NodeKind(ValueConstraint):
    """Every value is of one of these kinds."""

    component = f"{SH}NodeKindConstraintComponent"
    kinds: tuple[int, ...]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value is of another kind."""
        kinds = rows.evaluation.columns.facts.kinds[rows.of]
        broken = np.ones(len(rows), bool)
        for kind in self.kinds:
            broken &= kinds != kind
        return broken


@dataclass(frozen=True, slots=True)
class Datatype(ValueConstraint):
    """Every value is a literal of this datatype, and well-typed."""

    component = f"{SH}DatatypeConstraintComponent"
    iri: str

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value is no literal, of another datatype, or ill-typed."""
        evaluation = rows.evaluation
        facts = evaluation.columns.facts
        broken: Bools = facts.datatype[rows.of] != facts.datatypes.get(self.iri, -2)
        if self.iri not in (STRING, LANG_STRING) and not broken.all():
            right = ~broken
            literals = evaluation.literals
            broken[right] = ~evaluation.verdicts(
                self, rows.of[right], lambda number: literals.well_typed(number, self.iri)
            )
        return broken


@dataclass(frozen=True, slots=True)
class Bound(ValueConstraint):
    """Every value stands in a relation (`<`, `<=`, `>`, `>=`) to a literal."""

    component = ""
    sign: str
    literal: ox.Literal
    value: Literal

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value does not stand in the relation."""
        literals = rows.evaluation.literals
        key = type(self), self.sign, self.literal
        return ~rows.evaluation.verdicts(key, rows.of, lambda n: literals.satisfies(n, self.sign, self.value))


class MinExclusive(Bound):
    """Every value is more than a literal."""

    __slots__ = ()
    component = f"{SH}MinExclusiveConstraintComponent"


class MinInclusive(Bound):
    """Every value is a literal or more."""

    __slots__ = ()
    component = f"{SH}MinInclusiveConstraintComponent"


class MaxExclusive(Bound):
    """Every value is less than a literal."""

    __slots__ = ()
    component = f"{SH}MaxExclusiveConstraintComponent"


class MaxInclusive(Bound):
    """Every value is a literal or less."""

    __slots__ = ()
    component = f"{SH}MaxInclusiveConstraintComponent"


class TextConstraint(ValueConstraint):
    """A constraint on the text of a literal or an IRI; a blank node has none and breaks it."""

    __slots__ = ()

    @abstractmethod
    def fits(self, text: str) -> bool:
        """Tell whether a text satisfies the constraint."""

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value is a blank node or its text does not fit."""
        columns = rows.evaluation.columns
        return ~rows.evaluation.verdicts(self, rows.of, lambda number: self._holds(columns, number))

    def _holds(self, columns: Columns, number: int) -> bool:
        return bool(columns.facts.kinds[number] != BLANK) and self.fits(columns.term(number).value)


@dataclass(frozen=True, slots=True)
class MinLength(TextConstraint):
    """Every value has at least so many characters."""

    component = f"{SH}MinLengthConstraintComponent"
    length: int

    def fits(self, text: str) -> bool:
        """Tell whether a text is long enough."""
        return len(text) >= self.length

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether it is too short; nothing is, not even a blank node, when nothing is asked."""
        return super(MinLength, self).broken(rows) if self.length else np.zeros(len(rows), bool)


@dataclass(frozen=True, slots=True)
class MaxLength(TextConstraint):
    """Every value has at most so many characters."""

    component = f"{SH}MaxLengthConstraintComponent"
    length: int

    def fits(self, text: str) -> bool:
        """Tell whether a text is short enough."""
        return len(text) <= self.length


@dataclass(frozen=True, slots=True)
class Pattern(TextConstraint):
    """Somewhere in every value there is a match."""

    component = f"{SH}PatternConstraintComponent"
    pattern: re.Pattern[str]

    def fits(self, text: str) -> bool:
        """Tell whether a text has a match."""
        return self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class LanguageIn(ValueConstraint):
    """Every value has a language tag that matches one of these ranges of one part, or any (`*`)."""

    component = f"{SH}LanguageInConstraintComponent"
    ranges: frozenset[str]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value has no language, or another."""
        facts = rows.evaluation.columns.facts
        known = [number for tag, number in facts.languages.items() if self._matches(tag)]
        return ~np.isin(facts.language[rows.of], np.array(known, np.int32))

    def _matches(self, tag: str) -> bool:
        return "*" in self.ranges or tag.split("-", 1)[0] in self.ranges


@dataclass(frozen=True, slots=True)
class UniqueLang(FocusConstraint):
    """No two values have the same language tag; a result for each tag that is used again."""

    component = f"{SH}UniqueLangConstraintComponent"

    def _doubled(self, rows: Rows) -> Ids:
        language = rows.evaluation.columns.facts.language[rows.of]
        tagged = language >= 0
        keys = (rows.at[tagged].astype(np.int64) << 32) | language[tagged]
        found, counts = np.unique(keys, return_counts=True)
        doubled: Ids = (found[counts > 1] >> 32).astype(np.int32)
        return doubled

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether no language is used twice."""
        ok = np.ones(rows.size, bool)
        ok[self._doubled(rows)] = False
        return ok

    def violations(self, rows: Rows) -> list[Found]:
        """Return a violation for each focus and language that is used twice."""
        return [Found(self._doubled(rows))]
