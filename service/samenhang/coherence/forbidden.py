"""All minimal forbidden combinations of a view: what a selection may not be like if it is to be completed.

Each violation rule forbids the ways in which its condition is true and its unless-part cannot become so. Rules together
forbid more: where they leave an open core dimension no answer, they forbid what they need of the other dimensions.
Nothing else is forbidden: a selection can be completed exactly when it meets none of the combinations. A combination
that lies within another is left out, and so is one that only puts together cases of several others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.coherence.forbidden_boxes import Boxes, Causes, Found, widest
from samenhang.coherence.forbidden_reading import Reader, Requirement
from samenhang.coherence.forbidden_values import Product, products, structural, values_of
from samenhang.coherence.formula import FALSE, TRUE
from samenhang.coherence.passes import reachable
from samenhang.coherence.passes import values_of as values_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.coherence.space import Space
    from samenhang.coherence.view import View
    from samenhang.model import Selection


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A combination of conditions on dimensions that cannot be completed, with the rules that make it so.

    `together` is false when each of the rules forbids it alone, true when they do so only together.
    """

    requirements: tuple[Requirement, ...]
    rules: tuple[str, ...]
    together: bool

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions it looks at."""
        return tuple(dict.fromkeys(d for requirement in self.requirements for d in requirement.dimensions))

    def met_by(self, selection: Selection) -> bool:
        """Tell whether a selection meets every condition, and so cannot be completed."""
        return all(requirement.met_by(selection) for requirement in self.requirements)


def forbidden_combinations(view: View) -> tuple[Forbidden, ...]:
    """Return all minimal forbidden combinations of a view, those with the fewest conditions first."""
    found = _Search(view.space).all()
    return tuple(sorted(found, key=lambda f: (len(f.requirements), f.together, f.rules, repr(f.requirements))))


class _Search:
    """The search for the forbidden combinations of one space."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._values = values_of(space)
        self._boxes = Boxes({variable: values.all for variable, values in self._values.items()})
        self._reader = Reader(space, self._values)

    def all(self) -> Iterator[Forbidden]:
        """Yield the combinations."""
        closed = self._boxes.close(self._direct(), self._order())
        for box, causes in self._minimal(self._as_given(closed)).items():
            own = self._product(box)
            rules, together = self._blamed(own, causes)
            for requirements in self._reader.read(own):
                yield Forbidden(requirements, rules, together)

    def _direct(self) -> Found:
        """Return what each rule, and how dimensions are answered and completed, forbid by themselves."""
        nodes = [(node, frozenset((code,))) for code, node in self._space.rule_formulas.items()]
        nodes += [(node, frozenset()) for node in structural(self._space)]
        found: Found = {}
        for node, causes in nodes:
            for product in products(self._space.formulas, node, self._values):
                box = self._boxes.of(product)
                if box is not None:
                    found.setdefault(box, causes)
        return widest(found)

    def _order(self) -> list[tuple[int, int]]:
        """Return the variables to leave out, those that fewest formulas look at first, with what is to be covered."""
        looked_at = [self._space.formulas.variables(node) for node in self._space.forbidden]
        times = {v: sum(v in own for own in looked_at) for v in self._values}
        order = sorted((v for v in times if times[v]), key=lambda v: (times[v], v))
        return [(v, target) for v in order for target in self._values[v].targets]

    def _as_given(self, closed: Found) -> Found:
        """Return the boxes as far as selections can meet them."""
        found: dict[int, Causes] = {}
        for box, causes in closed.items():
            product = self._reader.as_given(self._product(box))
            given = None if product is None else self._boxes.of(product)
            if given is not None and (given not in found or len(causes) < len(found[given])):
                found[given] = causes
        return widest(found)

    def _minimal(self, found: Found) -> Found:
        """Return the boxes without the conditions that can go because other boxes together forbid the rest."""
        every = frozenset(self._space.rule_formulas)
        result: Found = {}
        for box, causes in found.items():
            shorter = set(self._shortest(self._product(box)))
            result.update({own: causes if own == box else every for own in shorter})
        return widest(result)

    def _shortest(self, box: Product) -> Iterator[int]:
        shorter = [own for v in box if (own := self._without(box, v)) is not None]
        if not shorter and (same := self._boxes.of(box)) is not None:
            yield same
        for own in shorter:
            yield from self._shortest(own)

    def _without(self, box: Product, variable: int) -> Product | None:
        """Return a box without its condition on a variable; None when it then leaves something possible."""
        fewer = self._reader.as_given({v: mask for v, mask in box.items() if v != variable})
        if fewer is None or fewer == box:
            return None
        masks = self._reader.masks(fewer)
        around = [diagram for diagram in self._space.diagrams if variable in diagram.order]
        if all(reachable(diagram, [values_in(masks[v]) for v in diagram.order])[-1] for diagram in around):
            return None
        return fewer

    def _product(self, box: int) -> Product:
        return {v: self._boxes.mask(box, v) for v in self._boxes.mentioned(box)}

    def _blamed(self, box: Product, causes: Causes) -> tuple[tuple[str, ...], bool]:
        """Return the rules that forbid a box: each one that does so alone, else a minimal set that does together."""
        space, masks = self._space, self._reader.masks(box)
        alone = tuple(code for code, node in space.rule_formulas.items() if space.formulas.always(node, masks))
        if alone:
            return alone, False
        needed = sorted(causes)
        own = {code: self._narrowed(space.rule_formulas[code], masks) for code in needed}
        beside = {self._narrowed(node, masks) for node in structural(space)}
        for code in sorted(causes):
            fewer = [c for c in needed if c != code]
            if not self._possible({own[c] for c in fewer}, beside, masks):
                needed = fewer
        return tuple(needed), len(needed) > 1

    def _possible(self, nodes: set[int], beside: set[int], masks: list[int]) -> bool:
        """Tell whether some formulas, and those `beside` that hang together with them, leave anything possible."""
        formulas, left = self._space.formulas, set(beside)
        reached = frozenset[int]().union(*(formulas.variables(node) for node in nodes))
        while near := {n for n in left if n == TRUE or not reached.isdisjoint(formulas.variables(n))}:
            nodes = nodes | near
            left -= near
            reached = reached.union(*(formulas.variables(node) for node in near))
        return self._avoidable(nodes, masks)

    def _avoidable(self, nodes: Iterable[int], masks: list[int]) -> bool:
        """Tell whether values can be found with which none of these formulas is true."""
        left = set(nodes) - {FALSE}
        if TRUE in left:
            return False
        if not left:
            return True
        formulas = self._space.formulas
        shortest = min(left, key=lambda node: (len(formulas.variables(node)), node))
        variable = min(formulas.variables(shortest), key=lambda v: (masks[v].bit_count(), v))
        values = [value for value in range(masks[variable].bit_length()) if masks[variable] >> value & 1]
        return any(self._avoidable({formulas.restrict(n, variable, value) for n in left}, masks) for value in values)

    def _narrowed(self, node: int, masks: list[int]) -> int:
        """Put into a formula the values of the variables that have only one."""
        for variable in self._space.formulas.variables(node):
            mask = masks[variable]
            if mask.bit_count() == 1:
                node = self._space.formulas.restrict(node, variable, mask.bit_length() - 1)
        return node
