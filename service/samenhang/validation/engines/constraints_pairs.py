"""Constraints that compare values with those of another property of the same focus, and closed shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from samenhang.namespaces import SH
from samenhang.validation.engines.columns import NONE, TYPE, Bools, distinct, joined, parted
from samenhang.validation.engines.constraints import Constraint, Found, ValueConstraint
from samenhang.validation.engines.focus import matched
from samenhang.validation.engines.paths import Predicate

if TYPE_CHECKING:
    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.focus import Rows

_RESOURCE = "http://www.w3.org/2000/01/rdf-schema#Resource"


class Compared(Constraint):
    """A constraint whose violations come from comparing two sets of values."""

    __slots__ = ()

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether there is no violation."""
        ok = np.ones(rows.size, bool)
        for found in self.violations(rows):
            ok[found.at] = False
        return ok


@dataclass(frozen=True, slots=True)
class Equals(Compared):
    """The values are those of another property."""

    component = f"{SH}EqualsConstraintComponent"
    predicate: str

    def violations(self, rows: Rows) -> list[Found]:
        """Return the values that only one of the two has."""
        other = rows.foci.rows(Predicate(self.predicate))
        mine, theirs = distinct(joined(rows.at, rows.of)), distinct(joined(other.at, other.of))
        return [Found(*parted(np.setxor1d(mine, theirs, assume_unique=True)))]


@dataclass(frozen=True, slots=True)
class Disjoint(ValueConstraint):
    """No value is one of another property."""

    component = f"{SH}DisjointConstraintComponent"
    predicate: str

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether the other property has its value too."""
        other = rows.foci.rows(Predicate(self.predicate))
        return np.isin(joined(rows.at, rows.of), joined(other.at, other.of))


@dataclass(frozen=True, slots=True)
class LessThan(Compared):
    """Every value is less (`<`) or not more (`<=`) than every value of another property; a result for each pair."""

    component = ""
    predicate: str
    sign: str

    def violations(self, rows: Rows) -> list[Found]:
        """Return the value of each pair that is in the wrong order or cannot be compared."""
        other = rows.foci.rows(Predicate(self.predicate))
        if not len(rows) or not len(other):
            return []
        left, right = matched(rows.at, other.at, rows.size)
        keys, places = np.unique(joined(rows.of[left], other.of[right]), return_inverse=True)
        less = rows.evaluation.literals.less
        mine, theirs = (column.tolist() for column in parted(keys))
        wrong = np.array([not less(a, b, self.sign) for a, b in zip(mine, theirs, strict=True)], bool)
        found = left[wrong[places]] if len(left) else NONE
        return [Found(rows.at[found], rows.of[found])]


class LessThanStrictly(LessThan):
    """`sh:lessThan`."""

    __slots__ = ()
    component = f"{SH}LessThanConstraintComponent"


class LessThanOrEquals(LessThan):
    """`sh:lessThanOrEquals`."""

    __slots__ = ()
    component = f"{SH}LessThanOrEqualsConstraintComponent"


@dataclass(frozen=True, slots=True)
class Closed(Compared):
    """The values have no properties but these; a result for each other triple, with its predicate as path."""

    component = f"{SH}ClosedConstraintComponent"
    allowed: frozenset[str]

    def violations(self, rows: Rows) -> list[Found]:
        """Return for each value its triples with another property, by predicate."""
        if not len(rows):
            return []
        subjects, predicates, objects = self._others(rows)
        left, right = matched(rows.of, subjects, len(rows.evaluation.columns))
        at, used, values = rows.at[left], predicates[right], objects[right]
        return [Found(at[used == p], values[used == p], path=int(p)) for p in np.unique(used)]

    def _others(self, rows: Rows) -> tuple[Ids, Ids, Ids]:
        """Return all triples with a property that is not allowed, each once."""
        columns = rows.evaluation.columns
        free = np.ones(len(columns), bool)
        free[[number for iri in self.allowed if (number := columns.iri(iri)) is not None]] = False
        kept = []
        for part in columns.parts:
            other = free[part.predicates]
            kept.append(np.stack((part.subjects[other], part.predicates[other], part.objects[other])))
        found = np.unique(np.concatenate(kept, axis=1), axis=1)
        is_type, resource = columns.iri(TYPE), columns.iri(_RESOURCE)
        if resource is not None:  # pySHACL lets "is a resource", which says nothing, stand
            found = found[:, (found[1] != is_type) | (found[2] != resource)]
        subjects, predicates, objects = found
        return subjects, predicates, objects
