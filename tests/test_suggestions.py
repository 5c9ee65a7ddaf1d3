"""The nearest valid ids to what somebody typed."""

from __future__ import annotations

import pytest

from samenhang.suggestions import nearest

IDS = ("bekostigingsvorm", "budgetplafond", "aantalAanbieders", "domein")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bekostigingvorm", "bekostigingsvorm"),
        ("Bekostigingsvorm", "bekostigingsvorm"),
        ("bekostiging", "bekostigingsvorm"),
        ("aantal-aanbieders", "aantalAanbieders"),
        ("plafond", "budgetplafond"),
        ("domain", "domein"),
    ],
)
def test_a_slip_leads_to_what_was_meant(typed: str, expected: str) -> None:
    assert nearest(typed, IDS)[0] == expected


def test_nonsense_leads_nowhere() -> None:
    assert nearest("☃", IDS) == ()
    assert nearest("", IDS) == ()


def test_there_are_no_more_than_asked_for_and_the_order_is_stable() -> None:
    many = [f"regel{number}" for number in range(10)]
    assert len(nearest("regel", many)) == 3
    assert nearest("regel", many, limit=2) == nearest("regel", reversed(many), limit=2)


def test_what_is_typed_may_be_of_any_size() -> None:
    assert nearest("domein" * 200_000, IDS) == nearest(("domein" * 200_000)[:100], IDS)
