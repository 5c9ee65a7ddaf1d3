from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from samenhang.access import (
    CallerKind,
    CredentialPlaceError,
    Grant,
    NotAuthenticatedError,
    Scope,
    TooManyAttemptsError,
)
from samenhang.access.attempts import Attempts
from samenhang.access.authentication import Authenticator, secret_hash
from samenhang.access.sqlite_registry import SqliteRegistry
from samenhang.access.tokens import TokenWish, digest, new_token
from samenhang.errors import SamenhangError

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "geheim-" * 6
WISH = TokenWish("Levering", frozenset({Scope.WRITE}), frozenset({"regio"}), timedelta(days=1))


@pytest.fixture
def registry() -> Iterator[SqliteRegistry]:
    with closing(SqliteRegistry()) as registry:
        yield registry


def authenticator(registry: SqliteRegistry, attempts: int = 1000) -> Authenticator:
    return Authenticator(registry, Attempts(attempts), operator=secret_hash(SECRET))


def test_nothing_presented_is_nobody(registry: SqliteRegistry) -> None:
    assert authenticator(registry).caller([], "").kind is CallerKind.ANONYMOUS


def test_a_token_is_its_holder_and_the_day_of_use_is_kept(registry: SqliteRegistry) -> None:
    text, record = new_token(WISH)
    registry.add(record)
    for scheme in ("Bearer", "bearer", "BEARER "):
        caller = authenticator(registry).caller([f"{scheme} {text}"], "")
        assert (caller.id, caller.label, caller.grants) == (
            record.id,
            "Levering",
            frozenset({Grant(Scope.WRITE, "regio")}),
        )
    found = registry.find(record.id)
    assert found is not None
    assert found.last_used == datetime.now(UTC).date()


def test_unknown_wrong_expired_and_revoked_tokens_get_one_and_the_same_answer(registry: SqliteRegistry) -> None:
    unknown, _ = new_token(WISH)
    expired, old = new_token(WISH, datetime.now(UTC) - timedelta(days=2))
    revoked, gone = new_token(WISH)
    _, other = new_token(WISH)
    for record in (old, gone, other):
        registry.add(record)
    registry.revoke(gone.id, datetime.now(UTC))
    answers = set()
    for header in (
        f"Bearer {unknown}",
        f"Bearer {expired}",
        f"Bearer {revoked}",
        "Bearer x",
        "Bearer",
        "",
        "Basic eDp5",
    ):
        with pytest.raises(NotAuthenticatedError) as caught:
            authenticator(registry).caller([header], "")
        answers.add((caught.value.text, tuple(caught.value.headers.items()), caught.value.code))
    assert len(answers) == 1
    assert 'error="invalid_token"' in str(answers)
    used = registry.find(old.id)
    assert used is not None
    assert used.last_used is None


def test_the_operators_secret_does_everything_and_may_be_given_as_a_hash(registry: SqliteRegistry) -> None:
    for operator in (secret_hash(SECRET), secret_hash(f"sha256:{digest(SECRET).upper()}")):
        judge = Authenticator(registry, Attempts(5), operator=operator)
        assert judge.caller([f"Bearer {SECRET}"], "").may(Scope.ADMIN)
        with pytest.raises(NotAuthenticatedError):
            judge.caller([f"Bearer {digest(SECRET)}"], "")


@pytest.mark.parametrize("secret", ["kort", "x" * 31, "met een spatie erin, toch lang genoeg!", "sha256:abc", "é" * 40])
def test_a_secret_that_can_be_guessed_or_not_be_sent_is_refused_without_showing_it(secret: str) -> None:
    with pytest.raises(SamenhangError) as caught:
        secret_hash(secret)
    assert secret not in caught.value.text.nl + caught.value.text.en


def test_two_tokens_at_once_are_refused(registry: SqliteRegistry) -> None:
    with pytest.raises(CredentialPlaceError):
        authenticator(registry).caller([f"Bearer {SECRET}", f"Bearer {SECRET}"], "")


def test_failed_attempts_are_limited_per_address(registry: SqliteRegistry) -> None:
    judge = authenticator(registry, 3)
    for _ in range(3):
        with pytest.raises(NotAuthenticatedError):
            judge.caller(["Bearer fout"], "192.0.2.1")
    with pytest.raises(TooManyAttemptsError) as caught:
        judge.caller(["Bearer fout"], "192.0.2.1")
    assert int(caught.value.headers["retry-after"]) >= 1
    with pytest.raises(NotAuthenticatedError):
        judge.caller(["Bearer fout"], "192.0.2.2")


def test_a_colleague_behind_the_same_address_is_not_locked_out_and_the_operators_secret_waits(
    registry: SqliteRegistry,
) -> None:
    judge = authenticator(registry, 1)
    text, record = new_token(WISH)
    registry.add(record)
    with pytest.raises(NotAuthenticatedError):
        judge.caller(["Bearer fout"], "192.0.2.1")
    assert judge.caller([f"Bearer {text}"], "192.0.2.1").id == record.id
    with pytest.raises(TooManyAttemptsError):
        judge.caller([f"Bearer {SECRET}"], "192.0.2.1")
    assert judge.caller([f"Bearer {SECRET}"], "192.0.2.2").kind is CallerKind.OPERATOR
