from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samenhang.errors import InvalidInputError
from samenhang.wire.forms import Form

if TYPE_CHECKING:
    from samenhang import Samenhang

KEYS = ("keuzes", "over", "bundels", "aantal", "vlag")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def form(core: Samenhang, data: dict[str, Any]) -> Form:
    return Form.of(json.dumps(data).encode(), core, KEYS)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*KEYS, "lens", "peildatum"), VALUES)))
def test_any_json_object_is_read_or_refused_with_faults(samenhang: Samenhang, data: dict[str, Any]) -> None:
    read = form(samenhang, data)
    answers, names = read.selection(), read.names("over")
    bundles, amount, flag = read.bundles("bundels"), read.whole("aantal", 5, 1, 50), read.flag("vlag", default=True)
    with suppress(InvalidInputError):
        read.view()
    assert answers.keys() <= samenhang.catalogue.dimensions.keys()
    assert {*names, *(name for bundle in bundles for name in bundle)} <= samenhang.catalogue.dimensions.keys()
    assert (1 <= amount <= 50, type(flag)) == (True, bool)


def test_what_is_right_is_read(samenhang: Samenhang) -> None:
    read = form(
        samenhang,
        {"keuzes": {"pgb": "ja", "monitoringFocus": []}, "over": ["domein", "domein"], "aantal": 3, "vlag": False},
    )
    assert read.selection() == {"pgb": "ja", "monitoringFocus": frozenset()}
    assert read.names("over", least=1) == ("domein",)
    assert (read.whole("aantal", 5, 1, 50), read.flag("vlag", default=True)) == (3, False)
    assert read.view() is samenhang.prepare({})[0]


def test_a_number_is_exact(samenhang: Samenhang) -> None:
    number = next(d.id for d in samenhang.catalogue.dimensions.values() if not d.options)
    assert form(samenhang, {"keuzes": {number: 0.1}}).selection() == {number: Decimal("0.1")}


def test_faults_are_kept_until_all_is_read(samenhang: Samenhang) -> None:
    read = form(samenhang, {"keuzes": {"onzin": 1}, "over": ["niets"], "aantal": 0, "vlag": 1, "lens": ["X"]})
    read.selection()
    read.names("over")
    read.whole("aantal", 5, 1, 50)
    read.flag("vlag", default=True)
    with pytest.raises(InvalidInputError) as caught:
        read.view()
    pointers = {fault.pointer for fault in caught.value.faults}
    assert pointers == {"/keuzes/onzin", "/over/0", "/aantal", "/vlag", "/lens/0"}


def test_what_stands_in_the_address_goes_before_the_body(samenhang: Samenhang) -> None:
    read = Form.of(b'{"aantal": 1}', samenhang, KEYS, {"aantal": 2})
    assert read.whole("aantal", 5, 1, 50) == 2
