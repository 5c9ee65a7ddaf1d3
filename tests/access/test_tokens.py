from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samenhang.access import Scope, redact
from samenhang.access.issuing import read_wish
from samenhang.access.lifetimes import read_lifetime
from samenhang.access.tokens import TokenRecord, TokenWish, digest, is_token_id, matches, new_token, token_id
from samenhang.errors import InvalidInputError
from samenhang.settings import Settings

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
WISH = TokenWish("Levering", frozenset({Scope.WRITE}), frozenset({"regio"}), timedelta(days=90))


def made() -> tuple[str, TokenRecord]:
    return new_token(WISH, NOW)


def test_a_token_can_be_recognised_and_holds_256_random_bits() -> None:
    text, record = made()
    assert re.fullmatch(r"smh_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}", text)
    assert 62**43 >= 2**256
    assert token_id(text) == record.id
    assert len({made()[0] for _ in range(200)}) == 200


def test_only_a_hash_of_it_is_kept() -> None:
    text, record = made()
    secret = text.split("_")[2]
    assert secret not in repr(record)
    assert record.sha256 == digest(text)
    assert record.expires - record.created == timedelta(days=90)


def test_a_typing_error_is_seen_by_the_checksum() -> None:
    text, _ = made()
    for place in (5, 20, len(text) - 1):
        wrong = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        assert token_id(wrong) is None
    for other in ("", "smh_", text + "0", text[:-1], text.upper(), f" {text}", text.replace("_", "-")):
        assert token_id(other) is None


def test_only_the_token_itself_matches_and_only_while_it_is_good() -> None:
    text, record = made()
    assert matches(text, record, NOW)
    other, _ = made()
    assert not matches(other, record, NOW)
    assert not matches(text, None, NOW)
    assert not matches("", None, NOW)
    assert not matches(text, record, NOW + timedelta(days=90))
    assert not matches(text, record, NOW - timedelta(days=1))
    assert not matches(text, replace(record, revoked=NOW), NOW)


@pytest.mark.parametrize("text", ["", "abc", "'; DROP TABLE token; --", "a" * 13, "é" * 12])
def test_what_cannot_be_an_id_is_not_looked_up(text: str) -> None:
    assert not is_token_id(text)


@pytest.mark.parametrize(
    ("text", "lifetime"),
    [
        ("90d", timedelta(days=90)),
        ("12h", timedelta(hours=12)),
        ("4w", timedelta(weeks=4)),
        ("30m", timedelta(minutes=30)),
        ("2026-05-02", timedelta(days=1, hours=11, minutes=59, seconds=59)),
    ],
)
def test_a_lifetime_is_written_as_people_do(text: str, lifetime: timedelta) -> None:
    assert read_lifetime(text, 366, NOW) == lifetime


@pytest.mark.parametrize(
    "text", ["", "0d", "90", "-1d", "1y", "367d", "999999w", "2026-04-30", "2026-13-01", "²d", "x" * 99]
)
def test_a_lifetime_that_is_none_is_over_or_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_lifetime(text, 366, NOW)
    assert [fault.code for fault in caught.value.faults] == ["ongeldigeTermijn"]


def test_every_fault_of_a_wish_is_listed_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_wish(Settings(), label=" ", scopes=["schrijvn"], datasets=["a/b", "*"], lifetime="1000d")
    assert [fault.pointer for fault in caught.value.faults] == [
        "/bevoegdheden",
        "/gegevenssets",
        "/gegevenssets",
        "/geldigheid",
        "/naam",
    ]


def test_a_token_never_gets_all_datasets_by_forgetting_to_name_one() -> None:
    with pytest.raises(InvalidInputError, match="Name the datasets"):
        read_wish(Settings(), label="x", scopes=["schrijven"], datasets=[])
    assert read_wish(Settings(), label="x", scopes=["schrijven"], datasets=["*"]).datasets is None
    assert read_wish(Settings(), label="x", scopes=["beheer"], datasets=[]).datasets == frozenset()


def test_the_longest_life_is_also_a_bound_on_the_usual_one() -> None:
    settings = Settings(token_days=90, token_most_days=7)
    assert read_wish(settings, label="x", scopes=["beheer"], datasets=[]).lifetime == timedelta(days=7)


def test_the_name_of_a_token_cannot_hold_a_token() -> None:
    for label in (made()[0], "a\x1b[31m", "x" * 201):
        with pytest.raises(InvalidInputError):
            read_wish(Settings(), label=label, scopes=["beheer"], datasets=[])


def test_tokens_are_taken_out_of_text() -> None:
    text, _ = made()
    jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    for secret in (text, jwt, "Bearer abcdefghijklmnop", "access_token=abcdefghijklmnop"):
        shown = redact(f"voor {secret} na")
        assert secret.split(" ")[-1].split("=")[-1] not in shown
        assert shown.startswith("voor ")
        assert shown.endswith(" na")
    plain = "Er is geen regel 'R999'. Kies uit R1, eyJ, smh_."
    assert redact(plain) == plain
