"""A selection is read as it arrives, and every fault in it is listed at once with the nearest valid ids."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import AnswerKind
from samenhang.rules import parse_selection

if TYPE_CHECKING:
    from samenhang.model import Answer
    from samenhang.rules import Catalogue


ANYTHING = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4)


def faults(catalogue: Catalogue, raw: dict[str, Any], *, numbers_as_text: bool = False) -> dict[str, Fault]:
    with pytest.raises(InvalidInputError) as caught:
        parse_selection(raw, catalogue.dimensions, numbers_as_text=numbers_as_text)
    return {fault.pointer: fault for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("dimension", "value", "expected"),
    [
        ("bekostigingsvorm", "lumpsum", "lumpsum"),
        ("bekostigingsvorm", ["lumpsum"], "lumpsum"),
        ("monitoringFocus", ["kosten", "kwaliteit"], frozenset({"kosten", "kwaliteit"})),
        ("monitoringFocus", {"kosten"}, frozenset({"kosten"})),
        ("monitoringFocus", "kosten", frozenset({"kosten"})),
        ("monitoringFocus", ["kosten", "kosten"], frozenset({"kosten"})),
        ("monitoringFocus", [], frozenset()),
        ("monitoringFocus", "geen", frozenset()),
        ("enablers", "geen", frozenset({"geen"})),
        ("tariefEuro", 55, Decimal(55)),
        ("tariefEuro", 55.5, Decimal("55.5")),
        ("tariefEuro", 0.1, Decimal("0.1")),
        ("tariefEuro", Decimal("55.50"), Decimal("55.50")),
        ("tariefEuro", -3, Decimal(-3)),
    ],
)
def test_each_kind_of_answer_is_read(catalogue: Catalogue, dimension: str, value: object, expected: object) -> None:
    assert parse_selection({dimension: value}, catalogue.dimensions) == {dimension: expected}


def test_an_empty_selection_is_fine(catalogue: Catalogue) -> None:
    assert parse_selection({}, catalogue.dimensions) == {}


@pytest.mark.parametrize(
    ("dimension", "value", "code"),
    [
        ("bekostigingsvorm", "productie", "onbekendeOptie"),
        ("bekostigingsvorm", "", "onbekendeOptie"),
        ("bekostigingsvorm", 3, "verkeerdType"),
        ("bekostigingsvorm", None, "verkeerdType"),
        ("bekostigingsvorm", {"a": 1}, "verkeerdType"),
        ("bekostigingsvorm", ["lumpsum", "productiebekostiging"], "nietPreciesEenWaarde"),
        ("bekostigingsvorm", [], "nietPreciesEenWaarde"),
        ("monitoringFocus", 3, "verkeerdType"),
        ("monitoringFocus", True, "verkeerdType"),
        ("monitoringFocus", None, "verkeerdType"),
        ("tariefEuro", "55", "verkeerdType"),
        ("tariefEuro", True, "verkeerdType"),
        ("tariefEuro", [55], "verkeerdType"),
        ("tariefEuro", None, "verkeerdType"),
        ("tariefEuro", float("nan"), "verkeerdType"),
        ("tariefEuro", float("inf"), "verkeerdType"),
        ("tariefEuro", 10**30, "verkeerdType"),
    ],
)
def test_each_wrong_answer_is_a_fault_of_its_own_kind(
    catalogue: Catalogue, dimension: str, value: object, code: str
) -> None:
    (fault,) = faults(catalogue, {dimension: value}).values()
    assert (fault.pointer, fault.code) == (f"/keuzes/{dimension}", code)
    assert fault.text.nl
    assert fault.text.en
    assert fault.text.nl != fault.text.en


def test_a_number_of_thousands_of_digits_is_a_fault(catalogue: Catalogue) -> None:
    assert set(faults(catalogue, {"tariefEuro": 10**5_000, "domein": 10**5_000})) == {
        "/keuzes/tariefEuro",
        "/keuzes/domein",
    }


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity"])
def test_a_decimal_that_is_no_number_is_a_fault(catalogue: Catalogue, text: str) -> None:
    (fault,) = faults(catalogue, {"tariefEuro": Decimal(text)}).values()
    assert fault.code == "verkeerdType"


def test_all_faults_are_listed_at_once_each_with_its_place(catalogue: Catalogue) -> None:
    found = faults(
        catalogue,
        {
            "bekostigingvorm": "lumpsum",
            "bekostigingsvorm": "lumpsom",
            "monitoringFocus": ["kosten", "kwalitijd", 3],
            "tariefEuro": "veel",
            "budgetplafond": "geen",
        },
    )
    assert {pointer: fault.code for pointer, fault in found.items()} == {
        "/keuzes/bekostigingvorm": "onbekendeDimensie",
        "/keuzes/bekostigingsvorm": "onbekendeOptie",
        "/keuzes/monitoringFocus/1": "onbekendeOptie",
        "/keuzes/monitoringFocus/2": "verkeerdType",
        "/keuzes/tariefEuro": "verkeerdType",
    }
    assert found["/keuzes/bekostigingvorm"].suggestions[0] == "bekostigingsvorm"
    assert found["/keuzes/bekostigingsvorm"].suggestions[0] == "lumpsum"
    assert found["/keuzes/monitoringFocus/1"].suggestions[0] == "kwaliteit"


def test_an_option_that_resembles_none_gets_all_options_as_suggestions(catalogue: Catalogue) -> None:
    (fault,) = faults(catalogue, {"domein": "zzzz"}).values()
    assert fault.suggestions == ("jeugd", "wmo", "participatie", "domeinoverstijgend")


def test_a_dimension_that_resembles_none_gets_no_suggestions(catalogue: Catalogue) -> None:
    (fault,) = faults(catalogue, {"☃☃☃": 1}).values()
    assert fault.suggestions == ()


def test_a_pointer_escapes_what_json_pointers_escape(catalogue: Catalogue) -> None:
    assert set(faults(catalogue, {"a/b~c": 1})) == {"/keuzes/a~1b~0c"}


def test_nonsense_of_any_size_gives_a_short_answer(catalogue: Catalogue) -> None:
    huge = "x" * 1_000_000
    found = faults(catalogue, {huge: 1, "domein": huge, "tariefEuro": huge, "monitoringFocus": [huge]})
    assert sum(len(fault.text.nl) + len(fault.pointer) for fault in found.values()) < 5_000


@pytest.mark.parametrize(
    "raw",
    [
        {f"dimensie{number}": 1 for number in range(1_000)},
        {"monitoringFocus": [f"optie{number}" for number in range(1_000)]},
    ],
    ids=["dimensions", "members of a set"],
)
def test_the_list_of_faults_is_bounded(catalogue: Catalogue, raw: dict[str, Any]) -> None:
    assert len(faults(catalogue, raw)) == 200


def test_numbers_as_text_are_taken_only_when_asked_for(catalogue: Catalogue) -> None:
    read = parse_selection({"tariefEuro": "55.5"}, catalogue.dimensions, numbers_as_text=True)
    assert read == {"tariefEuro": Decimal("55.5")}
    for text in ("veel", "NaN", "Infinity", "1" * 100, ""):
        assert set(faults(catalogue, {"tariefEuro": text}, numbers_as_text=True)) == {"/keuzes/tariefEuro"}


def read(catalogue: Catalogue, raw: dict[str, Any]) -> dict[str, Answer] | tuple[Fault, ...]:
    try:
        return parse_selection(raw, catalogue.dimensions)
    except InvalidInputError as error:
        return error.faults


@given(st.dictionaries(st.text(), ANYTHING, max_size=4))
@settings(max_examples=50, deadline=None)
def test_whatever_arrives_is_read_or_refused_with_faults(catalogue: Catalogue, raw: dict[str, Any]) -> None:
    assert read(catalogue, raw) or not raw


@given(st.data())
@settings(deadline=None)
def test_any_value_for_a_known_dimension_is_read_or_refused_with_faults(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    dimension = data.draw(st.sampled_from(sorted(catalogue.dimensions)))
    options = sorted(catalogue.dimensions[dimension].option_index)
    word = st.sampled_from(options) if options else st.text()
    value = data.draw(word | st.lists(word) | st.floats() | st.integers() | st.none() | st.lists(st.lists(word)))
    outcome = read(catalogue, {dimension: value})
    if isinstance(outcome, dict):
        kinds = {AnswerKind.SET: frozenset, AnswerKind.NUMBER: Decimal}
        assert isinstance(outcome[dimension], kinds.get(catalogue.dimensions[dimension].kind, str))
    else:
        assert all(fault.pointer.startswith(f"/keuzes/{dimension}") for fault in outcome)
