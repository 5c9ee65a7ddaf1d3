"""A diagram lets through exactly what is not forbidden, one diagram per independent part, each node once."""

from __future__ import annotations

import random
from itertools import product

import pytest

from samenhang.coherence.compile import DEAD, Diagram, compile_forbidden
from samenhang.coherence.formula import FALSE, TRUE, Formulas

SIZES = (2, 3, 2, 3, 2)


def random_forbidden(seed: int) -> tuple[Formulas, list[int]]:
    source = random.Random(seed)  # noqa: S311 -- repeatable, not a secret
    formulas = Formulas([(1 << size) - 1 for size in SIZES])

    def literal() -> int:
        variable = source.randrange(len(SIZES))
        return formulas.literal(variable, source.randrange(1, 1 << SIZES[variable]))

    def some() -> int:
        parts = [literal() for _ in range(source.randint(1, 3))]
        return formulas.conjunction(parts) if source.random() < 0.8 else formulas.disjunction(parts)

    drawn = [formulas.conjunction([some(), literal()]) for _ in range(source.randint(1, 5))]
    return formulas, [node for node in drawn if node != TRUE]  # no rule holds while nothing is answered


def survives(diagram: Diagram, values: tuple[int, ...]) -> bool:
    node = 0 if not diagram.levels or diagram.levels[0] else DEAD
    for level, variable in zip(diagram.levels, diagram.order, strict=True):
        if node == DEAD:
            return False
        node = level[node][values[variable]]
    return node != DEAD


def is_forbidden(formulas: Formulas, node: int, values: tuple[int, ...]) -> bool:
    for variable, value in enumerate(values):
        node = formulas.restrict(node, variable, value)
    return node == TRUE


@pytest.mark.parametrize("seed", range(40))
def test_what_survives_is_exactly_what_is_not_forbidden(seed: int) -> None:
    formulas, forbidden = random_forbidden(seed)
    diagrams = compile_forbidden(formulas, forbidden)
    for values in product(*map(range, SIZES)):
        allowed = not any(is_forbidden(formulas, node, values) for node in forbidden)
        assert all(survives(d, values) for d in diagrams) is allowed, values


@pytest.mark.parametrize("seed", range(40))
def test_every_node_is_there_once_and_leads_somewhere(seed: int) -> None:
    for diagram in compile_forbidden(*random_forbidden(seed)):
        assert diagram.size == sum(map(len, diagram.levels))
        for level in diagram.levels:
            assert len(set(level)) == len(level)
            assert all(any(child != DEAD for child in node) for node in level)


def test_what_has_no_variable_in_common_is_compiled_apart() -> None:
    formulas = Formulas([0b11] * 4)
    first = formulas.conjunction([formulas.literal(0, 0b01), formulas.literal(2, 0b01)])
    second = formulas.conjunction([formulas.literal(1, 0b01), formulas.literal(3, 0b10)])
    orders = [set(d.order) for d in compile_forbidden(formulas, [first, second])]
    assert orders == [{0, 2}, {1, 3}]


def test_a_link_joins_two_parts() -> None:
    formulas = Formulas([0b11] * 4)
    pairs = [(0, 1), (2, 3), (1, 2)]
    forbidden = [formulas.conjunction([formulas.literal(a, 1), formulas.literal(b, 1)]) for a, b in pairs]
    (diagram,) = compile_forbidden(formulas, forbidden)
    assert set(diagram.order) == {0, 1, 2, 3}


def test_a_part_of_which_everything_is_forbidden_has_no_root() -> None:
    formulas = Formulas([0b11, 0b11])
    both = [formulas.literal(0, 0b01), formulas.literal(0, 0b10)]
    (diagram,) = compile_forbidden(formulas, both)
    assert diagram.levels[0] == ()


def test_nothing_forbidden_needs_no_diagram() -> None:
    formulas = Formulas([0b11])
    assert compile_forbidden(formulas, []) == []
    assert compile_forbidden(formulas, [FALSE]) == []
