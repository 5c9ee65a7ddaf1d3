from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenhang.validation.tabular.numbers import (
    AmbiguousNumberError,
    decimal_sign,
    number_text,
    read_number,
    unmistakable,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1 250", "1250"),
        ("1\u00a0234,5", "1234.5"),
        ("€ 1.250,00", "1250"),
        ("1250,-", "1250"),
        ("12,50 euro", "12.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("1e3", "1000"),
        (" 7 ", "7"),
    ],
)
def test_dutch_and_english_notations_are_read(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "€ 12.500", "-1.500"])
def test_a_number_that_can_be_read_in_two_ways_is_not_guessed(text: str) -> None:
    with pytest.raises(AmbiguousNumberError) as error:
        read_number(text)
    small, large = error.value.readings
    assert abs(large) == 1000 * abs(small)


def test_a_known_decimal_sign_decides() -> None:
    assert read_number("1.234", ".") == Decimal("1.234")
    assert read_number("1.234", ",") == 1234


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,23,4", "1.234,567.8", "12 34", "NaN", "1e400", "9" * 19, "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|invalid"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "sign"), [("12,5", ","), ("1.234,5", ","), ("1.234.567", ","), ("12.5", "."), ("1.234", None), ("7", None)]
)
def test_a_number_shows_the_decimal_sign_of_its_writer(text: str, sign: str | None) -> None:
    assert decimal_sign(text) == sign


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_what_is_written_reads_back(number: Decimal) -> None:
    assert read_number(unmistakable(number_text(number))) == number
