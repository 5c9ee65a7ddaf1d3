import pytest

from samenhang.validation.tabular.dates import read_date, read_serial


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", "2026-01-31"),
        ("31-01-2026", "2026-01-31"),
        ("31/1/2026", "2026-01-31"),
        ("31.1.26", "2026-01-31"),
        ("2/3/2026", "2026-03-02"),
        ("20260131", "2026-01-31"),
        ("2026-01-31T00:00:00", "2026-01-31"),
        ("31 januari 2026", "2026-01-31"),
        ("1 mrt. 2026", "2026-03-01"),
        ("January 31, 2026", "2026-01-31"),
        ("31st May 2026", "2026-05-31"),
        ("29-2-2024", "2024-02-29"),
        ("jan 2026", "2026-01"),
        ("Mei-2026", "2026-05"),
        ("01-2026", "2026-01"),
        ("2026-1", "2026-01"),
        (" 2026 ", "2026"),
    ],
)
def test_days_months_and_years_are_read_in_both_languages(text: str, day: str) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text", ["", "foo", "31-2-2026", "29-2-2025", "13/13/2026", "1/31/2026", "5 mei", "0999", "3000", "1" * 50]
)
def test_what_is_no_day_that_exists_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|month|day"):
        read_date(text)


def test_a_number_of_days_is_a_day_in_either_calendar() -> None:
    assert read_serial("46053") == "2026-01-31"
    assert read_serial("44591", from_1904=True) == "2026-01-31"


@pytest.mark.parametrize("text", ["12", "1e9", "-46053"])
def test_a_number_far_from_any_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_serial(text)
