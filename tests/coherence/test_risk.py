"""The least warnings of an option are those of its best completion, found by trying everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.support.brute_force import Case, cases, counting
from tests.support.worlds import World, choice

from samenhang.coherence import Options, OptionState, OptionStatus
from samenhang.coherence.elimination import Elimination, Table
from samenhang.rules import All, In

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.model import Answer, Selection


def least(case: Case, completions: Iterable[Selection]) -> int | None:
    return min((len(counting(case.world.warnings, full)) for full in completions), default=None)


def completions_with(case: Case, dimension: str, option: str) -> Iterator[dict[str, Answer]]:
    """Yield the completions of the selection that has an option: chosen anew, or found among the open core answers."""
    known, truth, selection = case.world.dimensions[dimension], case.truth, case.selection
    before = selection.get(dimension)
    if before is None and known.core:
        wanted = truth.containing(dimension, option)
        yield from (full for full in truth.completions(selection) if full.get(dimension) in wanted)
    elif isinstance(before, frozenset):
        yield from truth.completions({**selection, dimension: before | {option}})
    else:
        for answer in truth.containing(dimension, option):
            yield from truth.completions({**selection, dimension: answer})


def possible_options(case: Case) -> Iterator[tuple[str, OptionState]]:
    for dimension in Options(case.world.view, case.selection).of(changes=False):
        for option in dimension.options:
            if option.status in {OptionStatus.POSSIBLE, OptionStatus.POSSIBLE_WITH_RISK}:
                yield dimension.id, option


@pytest.mark.untraced
def test_an_option_adds_the_warnings_of_its_best_completion_to_those_of_the_best_without_it() -> None:
    risky = 0
    for case in cases(200):
        base = least(case, case.truth.completions(case.selection))
        if base is None:
            continue
        for dimension, option in possible_options(case):
            with_option = least(case, completions_with(case, dimension, option.id))
            if with_option is None:
                continue
            added = option.extra_risk.amount if option.extra_risk else 0
            assert added == max(0, with_option - base), (case, dimension, option.id)
            risky += added > 0
    assert risky > 20


def test_a_warning_that_a_completion_mitigates_is_no_extra_risk() -> None:
    plain = In("geld", ("productie",))
    world = World.of(
        choice("geld", "productie", "taak"),
        choice("plafond", "ja", "nee"),
        warnings={"W1": (plain, In("plafond", ("ja",)))},
    )
    states = {o.id: o for d in Options(world.view, {}).of() for o in d.options if d.id == "geld"}
    assert states["productie"].status is OptionStatus.POSSIBLE
    without = {o.id: o for d in Options(world.view, {"plafond": "nee"}).of() for o in d.options if d.id == "geld"}
    risk = without["productie"].extra_risk
    assert risk is not None
    assert (risk.amount, risk.rules) == (1, ("W1",))


def test_a_combination_is_a_risk_of_the_option_that_completes_it() -> None:
    both = All((In("a", ("x",)), In("b", ("x",))))
    world = World.of(choice("a", "x", "y"), choice("b", "x", "y"), warnings={"W1": both})
    states = {o.id: o.status for d in Options(world.view, {"a": "x"}).of() for o in d.options if d.id == "b"}
    assert states == {"x": OptionStatus.POSSIBLE_WITH_RISK, "y": OptionStatus.POSSIBLE}


def test_eliminating_tables_gives_the_least_sum_and_the_least_by_value() -> None:
    rank, sizes = {0: 0, 1: 1, 2: 2}, {0: 2, 1: 3, 2: 2}
    first = Table((0, 1), np.array([[3, 1, 4], [1, 5, 9]]))
    second = Table((1, 2), np.array([[2, 6], [5, 3], [5, 8]]))
    total = first.costs[:, :, None] + second.costs[None, :, :]
    elimination = Elimination([first, second], rank, sizes)
    assert elimination.least == total.min()
    for variable, others in ((0, (1, 2)), (1, (0, 2)), (2, (0, 1))):
        by_value = elimination.least_by_value(variable)
        assert by_value is not None
        assert by_value.tolist() == total.min(axis=others).tolist()
