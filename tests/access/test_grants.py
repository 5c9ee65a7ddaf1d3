from __future__ import annotations

from typing import Any

import pytest

from samenhang.access import Caller, CallerKind, ForbiddenError, Grant, NotAuthenticatedError, Scope, anonymous, require
from samenhang.access.grants import grants_of
from samenhang.access.oidc_grants import grants_in
from samenhang.access.oidc_settings import OidcSettings

SETTINGS = OidcSettings("https://issuer.example", "samenhang")


def caller(*grants: Grant) -> Caller:
    return Caller(CallerKind.TOKEN, "1", "x", grants=frozenset(grants))


def test_a_grant_holds_for_its_scope_and_dataset_alone() -> None:
    writer = caller(Grant(Scope.WRITE, "a"))
    require(writer, Scope.WRITE, "a")
    for scope, dataset in ((Scope.WRITE, "b"), (Scope.DRAFTS, "a"), (Scope.ADMIN, None), (Scope.WRITE, None)):
        with pytest.raises(ForbiddenError) as caught:
            require(writer, scope, dataset)
        assert "insufficient_scope" in caught.value.headers["www-authenticate"]
        assert scope.value in caught.value.headers["www-authenticate"]


def test_a_grant_on_all_datasets_holds_for_those_to_come() -> None:
    writer = caller(Grant(Scope.WRITE))
    require(writer, Scope.WRITE, "nog-niet")
    require(writer, Scope.WRITE)
    assert not writer.may(Scope.DRAFTS, "nog-niet")


def test_administration_is_everything() -> None:
    admin = caller(*grants_of(frozenset({Scope.ADMIN}), frozenset()))
    for scope in Scope:
        require(admin, scope, "a")
        require(admin, scope)
        assert admin.datasets(scope) is None


def test_administration_is_never_narrowed_to_a_dataset() -> None:
    assert grants_of(frozenset({Scope.ADMIN, Scope.WRITE}), frozenset({"a"})) == {
        Grant(Scope.ADMIN),
        Grant(Scope.WRITE, "a"),
    }


def test_nobody_is_asked_for_a_token_and_not_told_that_it_is_forbidden() -> None:
    with pytest.raises(NotAuthenticatedError) as caught:
        require(anonymous(), Scope.DRAFTS, "a")
    assert caught.value.headers["www-authenticate"] == 'Bearer realm="samenhang"'


def test_a_refusal_is_the_same_whatever_exists() -> None:
    texts = set()
    for name in ("geheim-concept", "bestaat-niet"):
        with pytest.raises(ForbiddenError) as caught:
            require(caller(Grant(Scope.WRITE, "a")), Scope.DRAFTS, name)
        texts.add((caught.value.text, tuple(caught.value.headers.items())))
    assert len(texts) == 1


def test_a_caller_knows_their_datasets() -> None:
    writer = caller(Grant(Scope.WRITE, "a"), Grant(Scope.WRITE, "b"), Grant(Scope.DRAFTS, "c"))
    assert writer.datasets(Scope.WRITE) == frozenset({"a", "b"})
    assert anonymous().datasets(Scope.WRITE) == frozenset()


@pytest.mark.parametrize(
    ("claims", "grants"),
    [
        ({"scope": "openid gegevensset:regio:schrijven profile"}, {Grant(Scope.WRITE, "regio")}),
        ({"scp": ["gegevensset:a:concepten", 5, None]}, {Grant(Scope.DRAFTS, "a")}),
        ({"roles": ["beheer"]}, {Grant(Scope.ADMIN)}),
        ({"scope": "gegevensset:*:schrijven"}, {Grant(Scope.WRITE)}),
        ({"scope": "schrijven concepten", "gegevenssets": ["a"]}, {Grant(Scope.WRITE, "a"), Grant(Scope.DRAFTS, "a")}),
        ({"scope": "schrijven", "gegevenssets": "a b"}, {Grant(Scope.WRITE, "a"), Grant(Scope.WRITE, "b")}),
        ({"scope": "schrijven", "gegevenssets": ["*"]}, {Grant(Scope.WRITE)}),
        ({"scope": "schrijven"}, set()),
        ({"scope": "gegevensset:a:beheer"}, set()),
        ({"scope": "gegevensset::schrijven gegevensset:a/b:schrijven gegevensset:a:b:schrijven"}, set()),
        ({"scope": "Schrijven BEHEER beheer2"}, set()),
        ({"scope": {"beheer": True}, "roles": "x", "scp": 7}, set()),
        ({}, set()),
    ],
)
def test_claims_become_grants_and_other_words_mean_nothing(claims: dict[str, Any], grants: set[Grant]) -> None:
    assert grants_in(claims, SETTINGS) == grants


def test_the_claims_and_the_beginning_of_a_scope_can_be_set() -> None:
    settings = OidcSettings(
        "https://issuer.example",
        "samenhang",
        scope_claims=("realm_access.roles", "https://example.nl/rollen"),
        scope_prefix="samenhang:",
        dataset_claim="bron.sets",
    )
    claims = {
        "realm_access": {"roles": ["samenhang:schrijven", "beheer"]},
        "https://example.nl/rollen": ["samenhang:gegevensset:b:concepten"],
        "bron": {"sets": ["a"]},
        "scope": "samenhang:beheer",
    }
    assert grants_in(claims, settings) == {Grant(Scope.WRITE, "a"), Grant(Scope.DRAFTS, "b")}
