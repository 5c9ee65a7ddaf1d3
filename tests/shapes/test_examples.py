"""Each structural shape finds what its example breaks and nothing in the nearest data that does not, in two engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import SH
from tests.support.structure import Found, Structure, pairs

if TYPE_CHECKING:
    from tests.support.structure import Pair

PAIRS = [pytest.param(pair, id=pair.code) for pair in pairs()]


@pytest.mark.untraced
@pytest.mark.parametrize("pair", PAIRS)
def test_a_shape_finds_what_its_example_breaks(structure: Structure, pair: Pair) -> None:
    found = _at(pair, structure.pyshacl(pair.code, pair.breaks))
    assert {one.code for one in found} == {pair.code}
    assert pair.value is None or Found(pair.code, pair.focus, pair.value) in found


@pytest.mark.untraced
@pytest.mark.parametrize("pair", PAIRS)
def test_a_shape_finds_nothing_in_the_nearest_data_that_are_right(structure: Structure, pair: Pair) -> None:
    assert _at(pair, structure.pyshacl(pair.code, pair.keeps)) == set()


@pytest.mark.untraced
def test_a_query_over_all_records_at_once_finds_what_it_finds_record_by_record(structure: Structure) -> None:
    selects = [pair for pair in pairs() if any(structure.of(pair.code).subject_objects(SH.select))]
    assert len(selects) > 20
    for pair in selects:
        for text in (pair.breaks, pair.keeps):
            with structure.store_with(text) as data:
                at_once = structure.at_once(pair.code, data)
            assert _at(pair, at_once) == _at(pair, structure.pyshacl(pair.code, text)), pair.code


def _at(pair: Pair, found: set[Found]) -> set[Found]:
    return {one for one in found if one.focus == pair.focus}
