from decimal import Decimal

import pytest

from samenhang.cli.language import preferred_language
from samenhang.cli.words import answer_text, enumeration, exact, readable


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (0, "0", "0"),
        (999_999, "999.999", "999,999"),
        (1_500_000, "ongeveer 1,5 miljoen", "about 1.5 million"),
        (8_123_456_789, "ongeveer 8,1 miljard", "about 8.1 billion"),
        (10**12, "ongeveer 1 × 10^12", "about 1 × 10^12"),
        (76 * 10**30, "ongeveer 7,6 × 10^31", "about 7.6 × 10^31"),
    ],
)
def test_large_numbers_are_readable(number: int, dutch: str, english: str) -> None:
    assert readable(number, "nl") == dutch
    assert readable(number, "en") == english


def test_a_number_longer_than_python_prints_is_readable() -> None:
    assert readable(10**5000, "nl") == exact(10**5000, "nl") == "ongeveer 1 × 10^5000"


def test_an_exact_number_has_all_its_digits_and_a_short_form_when_it_is_long() -> None:
    assert exact(51_488_317, "nl") == "51.488.317"
    assert exact(10**12, "en") == "1,000,000,000,000 (about 1 × 10^12)"


def test_words_are_joined_as_a_sentence_does() -> None:
    assert enumeration(["a", "b", "c"], "nl") == "a, b en c"
    assert enumeration(["a", "b"], "en") == "a and b"
    assert enumeration([], "nl") == ""


def test_answers_read_as_they_are_typed() -> None:
    assert answer_text(frozenset({"b", "a"})) == "a,b"
    assert answer_text(frozenset()) == ""
    assert answer_text(Decimal("1E+3")) == "1000"


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "nl"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "nl"),
        ([], {"LANG": "fr_FR"}, "nl"),
        (["--lang", "en"], {}, "en"),
        (["check", "--lang=nl"], {"LANG": "en"}, "nl"),
        (["--lang"], {}, "nl"),
        (["--", "--lang", "en"], {}, "nl"),
    ],
)
def test_the_flag_goes_before_the_locale(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert preferred_language(arguments, environment) == language
