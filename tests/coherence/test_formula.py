"""A formula is kept once, and restricting, negating and judging it agree with its truth table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.coherence.formula import FALSE, TRUE, Formulas

DOMAINS = [0b11, 0b111, 0b111]
ASSIGNMENTS = list(product(range(2), range(3), range(3)))


@dataclass(frozen=True)
class Literal:
    """A literal as it was drawn."""

    variable: int
    mask: int


@dataclass(frozen=True)
class Joined:
    """Parts under "and" or "or", or one part negated."""

    operator: str
    parts: tuple[Tree, ...]


Tree: TypeAlias = Literal | Joined


def trees() -> st.SearchStrategy[Tree]:
    literals = st.builds(Literal, st.integers(0, 2), st.integers(0, 7))
    return st.recursive(
        literals,
        lambda inner: (
            st.builds(Joined, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3).map(tuple))
            | st.builds(Joined, st.just("not"), inner.map(lambda part: (part,)))
        ),
        max_leaves=8,
    )


def built(formulas: Formulas, tree: Tree) -> int:
    if isinstance(tree, Literal):
        return formulas.literal(tree.variable, tree.mask)
    parts = [built(formulas, part) for part in tree.parts]
    if tree.operator == "not":
        return formulas.negation(parts[0])
    return formulas.conjunction(parts) if tree.operator == "and" else formulas.disjunction(parts)


def true(tree: Tree, values: tuple[int, ...]) -> bool:
    if isinstance(tree, Literal):
        return bool(tree.mask >> values[tree.variable] & 1)
    parts = [true(part, values) for part in tree.parts]
    if tree.operator == "not":
        return not parts[0]
    return all(parts) if tree.operator == "and" else any(parts)


def at(formulas: Formulas, node: int, values: tuple[int, ...]) -> int:
    for variable, value in enumerate(values):
        node = formulas.restrict(node, variable, value)
    return node


@given(trees())
@settings(derandomize=True, deadline=None, max_examples=150)
def test_restricting_every_variable_leaves_the_truth(tree: Tree) -> None:
    formulas = Formulas(DOMAINS)
    node = built(formulas, tree)
    for values in ASSIGNMENTS:
        assert at(formulas, node, values) == (TRUE if true(tree, values) else FALSE)


@given(trees())
@settings(derandomize=True, deadline=None, max_examples=100)
def test_a_negation_holds_exactly_where_the_formula_does_not(tree: Tree) -> None:
    formulas = Formulas(DOMAINS)
    opposite = formulas.negation(built(formulas, tree))
    for values in ASSIGNMENTS:
        assert at(formulas, opposite, values) == (FALSE if true(tree, values) else TRUE)


@given(trees(), st.tuples(st.integers(1, 3), st.integers(1, 7), st.integers(1, 7)))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_always_means_for_every_value_in_the_masks(tree: Tree, masks: tuple[int, int, int]) -> None:
    formulas = Formulas(DOMAINS)
    allowed = [v for v in ASSIGNMENTS if all(m >> x & 1 for m, x in zip(masks, v, strict=True))]
    assert formulas.always(built(formulas, tree), masks) == all(true(tree, v) for v in allowed)


@given(trees())
@settings(derandomize=True, deadline=None, max_examples=100)
def test_a_formula_depends_only_on_the_variables_it_names(tree: Tree) -> None:
    formulas = Formulas(DOMAINS)
    node = built(formulas, tree)
    for variable in set(range(3)) - formulas.variables(node):
        assert formulas.restrict(node, variable, 0) == node
        for values in ASSIGNMENTS:
            other = (*values[:variable], 0, *values[variable + 1 :])
            assert true(tree, values) == true(tree, other)


def test_the_same_formula_is_the_same_node_whatever_the_order_of_its_parts() -> None:
    formulas = Formulas(DOMAINS)
    a, b, c = formulas.literal(0, 0b01), formulas.literal(1, 0b011), formulas.literal(2, 0b100)
    assert formulas.conjunction([a, b, c]) == formulas.conjunction([c, formulas.conjunction([b, a]), a])
    assert formulas.disjunction([a, b]) == formulas.disjunction([b, a, b])
    assert formulas.negation(formulas.negation(formulas.conjunction([a, b]))) == formulas.conjunction([a, b])


def test_literals_on_one_variable_become_one() -> None:
    formulas = Formulas(DOMAINS)
    low, high = formulas.literal(1, 0b011), formulas.literal(1, 0b110)
    assert formulas.conjunction([low, high]) == formulas.literal(1, 0b010)
    assert formulas.disjunction([low, high]) == TRUE
    assert formulas.conjunction([low, formulas.literal(1, 0b100)]) == FALSE


def test_a_literal_of_every_value_is_true_and_of_none_false() -> None:
    formulas = Formulas(DOMAINS)
    assert formulas.literal(1, 0b111) == TRUE
    assert formulas.literal(1, 0) == FALSE
    assert formulas.literal(0, 0b1100) == FALSE


def test_nothing_joined_is_true_for_and_and_false_for_or() -> None:
    formulas = Formulas(DOMAINS)
    assert formulas.conjunction([]) == TRUE
    assert formulas.disjunction([]) == FALSE
    assert formulas.negation(TRUE) == FALSE
