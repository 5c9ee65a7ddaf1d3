"""What every option of every dimension is, given the choices made, and why."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from samenhang.coherence.answers import Clash, DimensionState, ExtraRisk, OptionState, OptionStatus
from samenhang.coherence.changes import Changes, blamed, clashes
from samenhang.coherence.check import applies
from samenhang.coherence.clashing import broken_parts
from samenhang.coherence.space import Request
from samenhang.model import Answer, Dimension, Selection, Status
from samenhang.rules.logic import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from samenhang.coherence.space import Space
    from samenhang.coherence.variables import Variable
    from samenhang.coherence.view import View
    from samenhang.rules import Condition


class Options:
    """The options of all dimensions under a view, given a selection; computed as they are asked for."""

    def __init__(self, view: View, selection: Selection) -> None:
        self._view = view
        self._space: Space = view.space
        self._selection = dict(selection)
        self._request: Request = self._space.request(selection)
        parts = range(len(self._space.diagrams))
        self._broken = frozenset(i for i in parts if not self._space.part_completable(i, self._request))
        self._members: dict[str, frozenset[str]] = {}
        self._possible = self._possible_masks()
        self._changes = Changes(self._space, self._request, self._space.dimensions)
        self._fewest_changes: dict[int, list[dict[int, int]]] = {}
        self._fewest_members: dict[str, dict[str, int]] = {}
        self._risk = view.risk.at(self._request)
        self._warnings = frozenset(self._counting_warnings(self._selection))

    def of(
        self, names: Iterable[str] | None = None, *, changes: bool = True, risk: bool = True
    ) -> Iterator[DimensionState]:
        """Yield the dimensions asked for, or all of them, with the state of each option.

        With `changes` an excluded option says how many other dimensions would have to change; with `risk` a possible
        one says how many warnings it adds at the least.
        """
        for name in names if names is not None else self._view.catalogue.dimensions:
            dimension = self._view.catalogue.dimensions[name]
            yield DimensionState(name, tuple(self._states(dimension, changes=changes, risk=risk)))

    def _states(self, dimension: Dimension, *, changes: bool, risk: bool) -> Iterator[OptionState]:
        name = dimension.id
        if name not in self._selection and not applies(self._view.catalogue, name, self._selection):
            yield from (OptionState(option, OptionStatus.NOT_APPLICABLE) for option in dimension.option_index)
            return
        possible = {o: self.is_possible(name, o) for o in dimension.option_index}
        forced = self._forced(dimension, possible)
        for option, can in possible.items():
            if self._is_chosen(name, option):
                yield OptionState(option, OptionStatus.CHOSEN)
            elif not can:
                needed = self._needed(dimension, option) if changes else None
                yield OptionState(option, OptionStatus.EXCLUDED, self.reasons(name, option), None, needed)
            else:
                yield self._allowed(name, option, follows=option in forced, risk=risk)

    def _allowed(self, name: str, option: str, *, follows: bool, risk: bool) -> OptionState:
        if follows:
            return OptionState(option, OptionStatus.FOLLOWS)
        extra = self._extra_risk(name, option) if risk else None
        status = OptionStatus.POSSIBLE_WITH_RISK if extra else OptionStatus.POSSIBLE
        return OptionState(option, status, extra_risk=extra)

    def _is_chosen(self, name: str, option: str) -> bool:
        answer = self._selection.get(name)
        return option in answer if isinstance(answer, frozenset) else answer == option

    def is_possible(self, name: str, option: str) -> bool:
        """Tell whether the selection with this option can be completed."""
        encoding, dimension = self._space.encoding, self._space.dimensions[name]
        if name in encoding.choice:
            variable = encoding.choice[name]
            return bool(self._possible[variable.index] >> (dimension.option_index[option] + 1) & 1)
        if name not in self._selection and (name not in self._space.core or name in encoding.conditional):
            return option in self._possible_members(name)
        return bool(self._possible[encoding.members[name][option].index] >> 1 & 1)

    def _possible_members(self, name: str) -> frozenset[str]:
        """Return the options that an answer to an open set, which needs no completion, could hold."""
        found = self._members.get(name)
        if found is None:
            found = self._members[name] = frozenset(self._find_members(name))
        return found

    def _find_members(self, name: str) -> Iterator[str]:
        encoding = self._space.encoding
        status, members = encoding.status[name], encoding.members[name]
        index = next((i for i, d in enumerate(self._space.diagrams) if status.index in d.order), None)
        if self._broken - {index}:
            return
        masks = self._request.masks.copy()
        masks[status.index] = 0b10
        for variable in members.values():
            masks[variable.index] = 0b11
        if index is None or (index not in self._broken and self._harmless(status, masks)):
            yield from members
            return
        order = self._space.diagrams[index].order
        possible = dict(zip(order, self._space.possible(index, tuple(masks[v] for v in order)), strict=True))
        yield from (o for o, v in members.items() if possible[v.index] & 0b10)

    def _harmless(self, status: Variable, masks: list[int]) -> bool:
        """Tell whether no violation that looks at a set can hold, however it is answered."""
        name, formulas = status.dimensions[0], self._space.rule_formulas
        codes = self._view.forbidding_on.get(name, ())
        return name not in self._space.uncertain and not any(
            self._space.ever(formulas[c], Request(self._selection, frozenset(), masks)) for c in codes
        )

    def _with_member(self, selection: Selection, name: str, option: str) -> Request:
        """Return the request in which an open set is answered with this option in it, whatever else it holds."""
        request = self._space.request(selection)
        request.masks[self._space.encoding.status[name].index] = 0b10
        for member, variable in self._space.encoding.members[name].items():
            request.masks[variable.index] = 0b10 if member == option else 0b11
        return request

    def _forced(self, dimension: Dimension, possible: Mapping[str, bool]) -> frozenset[str]:
        """Return the options that follow: the only one left of a dimension, or the members that cannot be left out."""
        name, encoding = dimension.id, self._space.encoding
        if name in self._selection:
            return frozenset()
        if name in encoding.choice:
            left = [o for o, can in possible.items() if can]
            return frozenset(left) if len(left) == 1 < len(possible) and self._must_apply(name) else frozenset()
        if name in self._space.core and self._must_apply(name):
            members = encoding.members[name]
            return frozenset(o for o, v in members.items() if possible[o] and not self._possible[v.index] & 1)
        return frozenset()

    def _must_apply(self, name: str) -> bool:
        """Tell whether an open dimension applies however the others are completed."""
        condition = self._space.not_applicable.get(name)
        if condition is None or evaluate(condition, self._selection) is False:
            return True
        if name not in self._space.core:
            return False
        variable = self._space.encoding.of_dimension(name)[0]
        return not self._possible[variable.index] & _absent(variable.values)

    def _possible_masks(self) -> list[int]:
        """Return, per variable, the values that the other choices leave possible, also for what was answered."""
        masks = [mask | anew for mask, anew in zip(self._request.masks, self._space.widest, strict=True)]
        for index, diagram in enumerate(self._space.diagrams):
            own = tuple(self._request.masks[v] for v in diagram.order)
            for variable, mask in zip(diagram.order, self._space.possible(index, own), strict=True):
                masks[variable] = mask
        for index in self._broken:
            self._close_all_but(index, masks)
        return masks

    def _close_all_but(self, broken: int, masks: list[int]) -> None:
        """Where one part cannot be completed, no answer in another part makes the selection possible."""
        own = set(self._space.diagrams[broken].order)
        for variable in range(len(masks)):
            if variable not in own:
                masks[variable] = 0

    def _with(self, name: str, option: str) -> dict[str, Answer]:
        answer = self._selection.get(name)
        if name in self._space.encoding.status:
            before = answer if isinstance(answer, frozenset) else frozenset()
            return {**self._selection, name: before | {option}}
        return {**self._selection, name: option}

    def reasons(self, name: str, option: str) -> tuple[Clash, ...]:
        """Return the clashes that the option would be part of; else those that already stand in the way."""
        selection = self._with(name, option)
        if name not in self._selection and name in self._space.encoding.status:
            return self._standing or self._reasons_of_member(name, option)
        direct = [c for c in self._direct(selection) if name in c.choices]
        if direct:
            return tuple(direct)
        if self._broken:
            standing = tuple(c for c in self._standing if name not in c.choices)
            if standing:
                return standing
        return self._one_reason(self._space.request, selection, name)

    def _reasons_of_member(self, name: str, option: str) -> tuple[Clash, ...]:
        """Return why no answer to an open set can hold an option: the answers needed for it, and the rules."""

        def request(kept: Selection) -> Request:
            return self._with_member(kept, name, option)

        (clash,) = self._one_reason(request, self._selection, name)
        return (Clash({**clash.choices, name: frozenset((option,))}, clash.rules),)

    def _one_reason(
        self, request: Callable[[Selection], Request], selection: Selection, name: str
    ) -> tuple[Clash, ...]:
        """Return one clash of a request: every answer is left out in turn when the others clash without it too."""
        space = self._space
        broken = broken_parts(space, request(selection))
        inside = {n for d in broken[:1] for v in d.order for n in space.encoding.variables[v].dimensions}
        kept = {d: a for d, a in selection.items() if d in inside}
        for other in [d for d in kept if d != name] + [name]:
            fewer = {d: a for d, a in kept.items() if d != other}
            if not space.completable(request(fewer)):
                kept = fewer
        return (Clash(kept, blamed(space, request(kept))),)

    @cached_property
    def _standing(self) -> tuple[Clash, ...]:
        """The clashes that are there already."""
        return explain(self._view, self._selection)

    def _direct(self, selection: Selection) -> Iterator[Clash]:
        """Yield the violations that hold whatever else is answered, each with the answers that it needs."""
        conditions = self._view.catalogue.conditions
        for hit in self._view.violations.evaluate(selection):
            if hit.status is Status.HOLDS and conditions[hit.key].unless is None:
                answers = {d: selection[d] for d in hit.support}
                yield Clash(_smallest(conditions[hit.key].condition, answers), (hit.key,))

    def _counting_warnings(self, selection: Selection) -> Iterator[str]:
        for hit in self._view.warnings.evaluate(selection):
            if hit.status is not Status.MITIGATED:
                yield hit.key

    def _extra_risk(self, name: str, option: str) -> ExtraRisk | None:
        """Return the warnings that an option adds to the fewest that the selection can be completed with."""
        least = self._risk.least
        with_option = self._least_with(name, option)
        if least is None or with_option is None or with_option <= least:
            return None
        return ExtraRisk(with_option - least, self._risky(name, option))

    def _least_with(self, name: str, option: str) -> int | None:
        encoding = self._space.encoding
        if name in encoding.choice:
            variable = encoding.choice[name]
            place = encoding.dimensions[name].option_index[option]
            if name in self._request.free:
                return self._risk.with_value(variable.index, place + variable.first_free)
            return self._risk.with_masks({variable.index: 1 << (place + 1)})
        member = encoding.members[name][option]
        if name in self._request.free:
            return self._risk.with_value(member.index, 1)
        if name in self._selection:
            return self._risk.with_masks({member.index: 0b10})
        answered = {encoding.status[name].index: 0b10, member.index: 0b10}
        alone = self._risk.with_masks(answered)
        if alone is not None and self._risk.least is not None and alone <= self._risk.least:
            return alone
        others = {v.index: 0b11 for o, v in encoding.members[name].items() if o != option}
        return self._risk.with_masks(answered | others)

    def _risky(self, name: str, option: str) -> tuple[str, ...]:
        """Return the warnings on a dimension that hold with an option: at once, or else once more is answered."""
        selection, conditions = self._with(name, option), self._view.catalogue.conditions
        found: dict[bool | None, list[str]] = {True: [], None: [], False: []}
        for code in self._view.warnings_on.get(name, ()):
            unless = conditions[code].unless
            if code not in self._warnings and not (unless is not None and evaluate(unless, selection)):
                found[evaluate(conditions[code].condition, selection)].append(code)
        return tuple(found[True] or found[None])

    def _needed(self, dimension: Dimension, option: str) -> int | None:
        """Return the fewest other dimensions that must change for an option to be possible; None when nothing helps."""
        encoding, name = self._space.encoding, dimension.id
        variable = encoding.choice[name] if name in encoding.choice else encoding.members[name][option]
        total = 0
        for index, diagram in enumerate(self._space.diagrams):
            if variable.index in diagram.order:
                fewest = self._fewest_with(index, dimension, variable, option)
            elif index not in self._broken:
                continue
            else:
                fewest = self._least(index)
            if fewest is None:
                return None
            total += fewest
        return total

    def _fewest_with(self, index: int, dimension: Dimension, variable: Variable, option: str) -> int | None:
        """Return the fewest changes in one part with an option chosen, the choice itself not counted."""
        levels, name = self._fewest(index), dimension.id
        costs = levels[self._space.diagrams[index].order.index(variable.index)]
        changes_itself = name in self._selection or name not in self._space.core
        if name not in self._space.encoding.choice:
            if not changes_itself and name in self._space.encoding.conditional:
                return self._fewest_with_members(index, name).get(option)
            found = costs.get(1)
            return None if found is None else found - changes_itself
        place = dimension.option_index[option]
        given, free = costs.get(place + 1), costs.get(place + variable.first_free)
        if changes_itself or variable.first_free == 1:
            return None if given is None else given - changes_itself
        # An open core dimension that need not apply is completed, or answered, which counts as a change of its own.
        ways = [given - 1 if given is not None else None, free]
        return min((w for w in ways if w is not None), default=None)

    def _fewest_with_members(self, index: int, name: str) -> dict[str, int]:
        """Return, per option, the fewest changes of other dimensions once an open set is answered with it."""
        if name not in self._fewest_members:
            request = self._space.request(self._selection)
            members = self._space.encoding.members[name]
            request.masks[self._space.encoding.status[name].index] = 0b10
            for variable in members.values():
                request.masks[variable.index] = 0b11
            diagram = self._space.diagrams[index]
            others = [d for d in self._space.dimensions if d != name]
            fewest = Changes(self._space, request, others).walk(diagram).fewest_changes()
            costs = {o: fewest[diagram.order.index(v.index)].get(1) for o, v in members.items()}
            self._fewest_members[name] = {o: cost for o, cost in costs.items() if cost is not None}
        return self._fewest_members[name]

    def _fewest(self, index: int) -> list[dict[int, int]]:
        if index not in self._fewest_changes:
            walk = self._changes.walk(self._space.diagrams[index])
            self._fewest_changes[index] = walk.fewest_changes()
        return self._fewest_changes[index]

    def _least(self, index: int) -> int | None:
        levels = self._fewest(index)
        return min(levels[0].values(), default=None)


def explain(view: View, selection: Selection) -> tuple[Clash, ...]:
    """Return all minimal sets of answers that cannot go together, smallest first, each with its rules."""
    space = view.space
    found = []
    for names in clashes(space, space.request(selection)):
        choices = {d: selection[d] for d in selection if d in names}
        found.append(Clash(choices, blamed(space, space.request(choices))))
    return tuple(found)


def _smallest(condition: Condition, choices: dict[str, Answer]) -> dict[str, Answer]:
    """Return the answers that are needed to make a condition true; each in turn is left out when it can be."""
    for name in list(choices):
        fewer = {d: a for d, a in choices.items() if d != name}
        if evaluate(condition, fewer) is True:
            choices = fewer
    return choices


def _absent(values: Iterable[object]) -> int:
    return sum(1 << i for i, value in enumerate(values) if value == "nvt")
