"""Compiled shapes, and the constraints that refer to other shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from samenhang.namespaces import SH
from samenhang.validation.engines.constraints import Constraint, FocusConstraint, Found, ValueConstraint
from samenhang.validation.engines.focus import matched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.model import Severity
    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.columns import Bools
    from samenhang.validation.engines.focus import Foci, Rows
    from samenhang.validation.engines.paths import Path


class Batch(NamedTuple):
    """Results of one constraint of one shape: numbers of focus nodes, and of values if it gives any.

    `at` holds the places of the nodes that were looked at to get there, which differ from the focus nodes when the
    shape is one for their values.
    """

    shape: CompiledShape
    component: str
    path: str | None
    at: Ids
    foci: Ids
    values: Ids | None


class CompiledShape:
    """A shape that was compiled exactly.

    `uid` is the same for shapes that say the same, whatever their name, so that what conforms is worked out once.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- what a shape consists of
        self,
        uid: int,
        name: str,
        severity: Severity,
        messages: Mapping[str, str],
        path: Path | None,
        path_text: str | None,
        constraints: tuple[Constraint, ...],
        *,
        deactivated: bool,
    ) -> None:
        self.uid, self.name, self.severity, self.messages = uid, name, severity, messages
        self.path, self.path_text = path, path_text
        self.constraints, self.deactivated = constraints, deactivated

    def __hash__(self) -> int:
        return self.uid

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompiledShape) and other.uid == self.uid

    def conforms(self, foci: Foci) -> Bools:
        """Return for each focus whether it conforms."""
        known = foci.conforming.get(self.uid)
        if known is None:
            known = foci.conforming[self.uid] = self._conforms(foci)
        return known

    def _conforms(self, foci: Foci) -> Bools:
        if self.deactivated or not self.constraints:
            return foci.all
        rows = foci.rows(self.path)
        first, *others = self.constraints
        ok = first.conforms(rows)
        for constraint in others:
            if not ok.any():
                break
            ok = ok & constraint.conforms(rows)
        return ok

    def batches(self, foci: Foci) -> Iterator[Batch]:
        """Yield what the foci break, constraint by constraint."""
        if self.deactivated or not len(foci):
            return
        rows = foci.rows(self.path)
        for constraint in self.constraints:
            if isinstance(constraint, Property):
                yield from constraint.batches(rows)
                continue
            for found in constraint.violations(rows):
                if len(found.at):
                    yield self._batch(foci, constraint, found)

    def _batch(self, foci: Foci, constraint: Constraint, found: Found) -> Batch:
        path = self.path_text
        if found.path is not None:
            path = str(foci.evaluation.columns.term(found.path))
        return Batch(self, found.component or constraint.component, path, found.at, foci.nodes[found.at], found.values)


def _conforming(rows: Rows, shape: CompiledShape) -> Bools:
    """Return for each row whether its value conforms to a shape."""
    if rows.itself:
        return shape.conforms(rows.foci)
    foci, places = rows.distinct
    found: Bools = shape.conforms(foci)[places]
    return found


@dataclass(frozen=True, slots=True)
class NodeShape(ValueConstraint):
    """Every value conforms to a shape."""

    component = f"{SH}NodeConstraintComponent"
    shape: CompiledShape

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value does not conform."""
        return ~_conforming(rows, self.shape)


@dataclass(frozen=True, slots=True)
class Not(ValueConstraint):
    """No value conforms to a shape."""

    component = f"{SH}NotConstraintComponent"
    shape: CompiledShape

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value conforms."""
        return _conforming(rows, self.shape)


@dataclass(frozen=True, slots=True)
class And(ValueConstraint):
    """Every value conforms to all of these shapes."""

    component = f"{SH}AndConstraintComponent"
    shapes: tuple[CompiledShape, ...]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value does not conform to all."""
        return ~self._all(rows)

    def _all(self, rows: Rows) -> Bools:
        ok = _conforming(rows, self.shapes[0])
        for shape in self.shapes[1:]:
            if not ok.any():
                break
            ok = ok & _conforming(rows, shape)
        return ok

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether its values conform to all."""
        return self._all(rows) if rows.itself else super(And, self).conforms(rows)


@dataclass(frozen=True, slots=True)
class Or(ValueConstraint):
    """Every value conforms to one or more of these shapes."""

    component = f"{SH}OrConstraintComponent"
    shapes: tuple[CompiledShape, ...]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value conforms to none."""
        ok = _conforming(rows, self.shapes[0])
        for shape in self.shapes[1:]:
            if ok.all():
                break
            ok = ok | _conforming(rows, shape)
        return ~ok


@dataclass(frozen=True, slots=True)
class Xone(ValueConstraint):
    """Every value conforms to exactly one of these shapes."""

    component = f"{SH}XoneConstraintComponent"
    shapes: tuple[CompiledShape, ...]

    def broken(self, rows: Rows) -> Bools:
        """Return for each row whether its value conforms to none or to more than one."""
        count = np.zeros(len(rows), np.int32)
        for shape in self.shapes:
            count += _conforming(rows, shape)
        return np.not_equal(count, 1)


@dataclass(frozen=True, slots=True)
class Property(Constraint):
    """Every value is validated by a property shape, whose results these are."""

    component = f"{SH}PropertyShapeComponent"
    shape: CompiledShape

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether all of its values conform to the property shape."""
        ok = _conforming(rows, self.shape)
        return ok if rows.itself else rows.without(~ok)

    def violations(self, rows: Rows) -> list[Found]:
        """Return nothing: the results are those of the property shape, see `batches`."""
        del rows
        return []

    def batches(self, rows: Rows) -> Iterator[Batch]:
        """Yield the results of the property shape, for a value as often as it is one."""
        foci, places = rows.distinct
        for batch in self.shape.batches(foci):
            yield batch if rows.itself else _onward(batch, rows, places)


def _onward(batch: Batch, rows: Rows, places: Ids) -> Batch:
    """Return the results about values as results of the foci that have them, as often as there are such foci."""
    row, result = matched(places, batch.at, len(rows.distinct[0]))
    values = None if batch.values is None else batch.values[result]
    return batch._replace(at=rows.at[row], foci=batch.foci[result], values=values)


@dataclass(frozen=True, slots=True)
class Qualified(FocusConstraint):
    """So many values conform to a shape and to none of its siblings."""

    component = f"{SH}QualifiedMinCountConstraintComponent"
    shape: CompiledShape
    siblings: tuple[CompiledShape, ...]
    least: int | None
    most: int | None

    def _counted(self, rows: Rows) -> Ids:
        ok = _conforming(rows, self.shape)
        for sibling in self.siblings:
            ok = ok & ~_conforming(rows, sibling)
        return np.bincount(rows.at[ok], minlength=rows.size).astype(np.int32)

    def conforms(self, rows: Rows) -> Bools:
        """Return for each focus whether the number of such values is right."""
        count = self._counted(rows)
        ok = np.ones(rows.size, bool)
        if self.least is not None:
            ok &= count >= self.least
        if self.most is not None:
            ok &= count <= self.most
        return ok

    def violations(self, rows: Rows) -> list[Found]:
        """Return the foci with too few, and those with too many."""
        count, found = self._counted(rows), []
        if self.least is not None:
            found.append(Found(np.flatnonzero(count < self.least).astype(np.int32)))
        if self.most is not None:
            at = np.flatnonzero(count > self.most).astype(np.int32)
            found.append(Found(at, component=f"{SH}QualifiedMaxCountConstraintComponent"))
        return found
