from __future__ import annotations

import pytest

from samenhang.wire.accept import language, media_type

OFFERS = ["application/json", "text/csv", "text/html"]


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/*;q=0.5, text/html", "text/html"),
        ("text/csv;q=0.4, application/json;q=0.3", "text/csv"),
        ("TEXT/HTML; charset=utf-8; q=0.9", "text/html"),
        ("*/*;q=0.1, application/json;q=0", "text/csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        (", ,;q=1", None),
    ],
)
def test_the_form_a_caller_likes_best_is_chosen(header: str | None, chosen: str | None) -> None:
    assert media_type(header, OFFERS) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "nl"),
        ("en", "en"),
        ("EN-us", "en"),
        ("nl;q=0.5, en;q=0.6", "en"),
        ("en, nl", "nl"),
        ("fr, *;q=0.1", "nl"),
        ("*;q=0.5, nl;q=0.1", "en"),
        ("en;q=x", "nl"),
    ],
)
def test_the_language_a_caller_likes_best_is_chosen(header: str | None, chosen: str) -> None:
    assert language(header) == chosen
