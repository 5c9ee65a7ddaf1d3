from __future__ import annotations

import hmac
import json
import socket
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import OctKey, RSAKey
from tests.access.issuer import AUDIENCE, DISCOVERY, Issuer, new_key, running_issuer

from samenhang.access import CallerKind, Grant, IssuerUnreachableError, NotAuthenticatedError, Scope
from samenhang.access.issuer_keys import IssuerKeys, Pace
from samenhang.access.oidc import MOST_BYTES, OidcVerifier
from samenhang.access.oidc_settings import OidcSettings, oidc_settings
from samenhang.errors import SamenhangError
from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from joserfc.jwk import Key

KINDS = ("rsa", "pss", "ec", "ed")


@dataclass
class Clock:
    """Time that stands still until a test moves it."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    return {name: new_key(name) for name in (*KINDS, "rsa-2")}


@pytest.fixture
def issuer(keys: dict[str, Key]) -> Iterator[Issuer]:
    with running_issuer() as issuer:
        for name in KINDS:
            issuer.publish(name, keys[name])
        yield issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


def verifier(issuer: Issuer, clock: Clock | None = None, **changes: Any) -> OidcVerifier:
    settings = replace(OidcSettings(issuer.url, AUDIENCE), **changes)
    return OidcVerifier(settings, IssuerKeys(issuer.url, clock=clock or Clock()))


def refused(judge: OidcVerifier, token: str) -> None:
    with pytest.raises(NotAuthenticatedError) as caught:
        judge.caller(token)
    assert caught.value.presented


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_token_of_every_allowed_kind_is_taken(issuer: Issuer, kind: str) -> None:
    caller = verifier(issuer).caller(issuer.token(kind))
    assert (caller.kind, caller.id, caller.label, caller.issuer) == (
        CallerKind.OIDC,
        "gebruiker-1",
        "levering",
        issuer.url,
    )
    assert caller.grants == {Grant(Scope.WRITE, "regio")}


def test_the_keys_are_asked_once_for_many_tokens(issuer: Issuer) -> None:
    judge = verifier(issuer)
    for _ in range(5):
        judge.caller(issuer.token("ec"))
    assert issuer.asked == [DISCOVERY, "/keys"]


NOW = int(time.time())


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elders.example"},
        {"iss": None},
        {"aud": "iets-anders"},
        {"aud": ["iets-anders", AUDIENCE + "/"]},
        {"aud": None},
        {"aud": {AUDIENCE: 1}},
        {"exp": NOW - 3600},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": 10**400},
        {"nbf": NOW + 3600},
        {"nbf": "morgen"},
        {"iat": NOW + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"nonce": "n"},
        {"at_hash": "h"},
    ],
)
def test_a_token_with_other_claims_is_refused_before_keys_are_asked(issuer: Issuer, changes: dict[str, Any]) -> None:
    refused(verifier(issuer), issuer.token("ec", **changes))
    assert issuer.asked == []


def test_an_audience_among_others_is_enough(issuer: Issuer) -> None:
    assert verifier(issuer).caller(issuer.token("ec", aud=["anders", AUDIENCE])).id


def test_clocks_may_differ_a_little_and_no_more(issuer: Issuer) -> None:
    judge = verifier(issuer)
    now = int(time.time())
    assert judge.caller(issuer.token("ec", exp=now - 10, nbf=now + 10, iat=now + 10)).id
    refused(judge, issuer.token("ec", exp=now - 60))
    refused(judge, issuer.token("ec", nbf=now + 60))


@pytest.mark.parametrize("kind", ["JWT", "dpop+jwt", "id+jwt", "", None])
def test_another_type_of_token_is_refused(issuer: Issuer, kind: Any) -> None:
    refused(verifier(issuer), issuer.token("ec", header={"typ": kind}))


def test_a_type_can_be_allowed_and_may_be_written_in_full(issuer: Issuer) -> None:
    assert verifier(issuer).caller(issuer.token("ec", header={"typ": "application/AT+JWT"})).id
    allowing = verifier(issuer, types=("at+jwt", "jwt"))
    assert allowing.caller(issuer.token("ec", header={"typ": "JWT"})).id
    refused(allowing, issuer.token("ec", header={"typ": "JWT"}, nonce="n"))


def test_a_token_without_a_signature_is_refused(issuer: Issuer) -> None:
    good = issuer.token("rsa")
    for name in ("none", "None", "NONE", ""):
        head = _part({"alg": name, "kid": "rsa", "typ": "at+jwt"})
        for signature in ("", good.split(".")[2]):
            refused(verifier(issuer), f"{head}.{good.split('.')[1]}.{signature}")


def test_a_public_key_is_never_a_secret(issuer: Issuer, keys: dict[str, Key]) -> None:
    key = keys["rsa"]
    assert isinstance(key, RSAKey)
    body = _part(issuer.claims())
    for secret in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
        for algorithm, function in (("HS256", "sha256"), ("HS512", "sha512"), ("RS256", "sha256")):
            signed = f"{_part({'alg': algorithm, 'kid': 'rsa', 'typ': 'at+jwt'})}.{body}"
            signature = urlsafe_b64encode(hmac.digest(secret, signed.encode(), function)).decode().rstrip("=")
            refused(verifier(issuer), f"{signed}.{signature}")


def test_a_header_of_another_form_is_refused(issuer: Issuer) -> None:
    _, body, signature = issuer.token("ec").split(".")
    for strange in ({"typ": 5}, {"typ": ["at+jwt"]}, {"alg": ["ES256"]}, {"alg": None}, {"kid": {"a": 1}}):
        head = _part({"alg": "ES256", "kid": "ec", "typ": "at+jwt", **strange})
        refused(verifier(issuer), f"{head}.{body}.{signature}")


def test_a_symmetric_key_among_those_of_the_issuer_is_passed_over(issuer: Issuer) -> None:
    secret = OctKey.generate_key(256)
    _serve_keys(issuer, [{**secret.as_dict(private=True), "kid": "rsa"}])
    refused(verifier(issuer), issuer.token("rsa", header={"alg": "HS256"}, key=secret))


def test_only_the_algorithms_that_were_set_are_taken(issuer: Issuer) -> None:
    judge = verifier(issuer, algorithms=("ES256",))
    assert judge.caller(issuer.token("ec")).id
    refused(judge, issuer.token("rsa"))


def test_a_key_is_not_used_for_another_kind_of_signature_than_it_is_for(issuer: Issuer, keys: dict[str, Key]) -> None:
    _serve_keys(issuer, [{**keys["rsa"].as_dict(private=False), "kid": "rsa", "alg": "PS256"}])
    refused(verifier(issuer), issuer.token("rsa"))
    assert verifier(issuer).caller(issuer.token("rsa", header={"alg": "PS256"})).id
    _serve_keys(issuer, [{**keys["rsa"].as_dict(private=False), "kid": "rsa", "use": "enc"}])
    refused(verifier(issuer), issuer.token("rsa"))


def test_a_short_key_is_passed_over(issuer: Issuer) -> None:
    with pytest.warns(match="2048"):
        short = RSAKey.generate_key(1024)
    _serve_keys(issuer, [{**short.as_dict(private=False), "kid": "rsa"}])
    refused(verifier(issuer), issuer.token("rsa", key=short))


def test_a_key_in_the_token_itself_is_never_used(issuer: Issuer) -> None:
    own = new_key("rsa")
    for header in (
        {"jwk": own.as_dict(private=False)},
        {"jku": f"{issuer.url}/eigen"},
        {"x5u": f"{issuer.url}/eigen"},
    ):
        refused(verifier(issuer), issuer.token("rsa", header=header, key=own))
    assert "/eigen" not in issuer.asked


@pytest.mark.parametrize("header", [{"crit": ["exp"], "exp": 1}, {"crit": ["b64"], "b64": False}, {"b64": True}])
def test_an_extension_that_must_be_understood_is_refused(issuer: Issuer, header: dict[str, Any]) -> None:
    head = _part({"alg": "ES256", "kid": "ec", "typ": "at+jwt", **header})
    refused(verifier(issuer), f"{head}.{'.'.join(issuer.token('ec').split('.')[1:])}")


def test_a_token_that_was_changed_is_refused(issuer: Issuer) -> None:
    head, _, signature = issuer.token("ec").split(".")
    refused(verifier(issuer), f"{head}.{_part(issuer.claims(scope='beheer'))}.{signature}")
    refused(verifier(issuer), issuer.token("ec", key=new_key("ec")))


@pytest.mark.parametrize(
    "text",
    ["..", "a.b.c", "a.b", "eyJ9.e30.x", "é.é.é", "a.b.c.d.e", "." * 100, "W10.W10.W10", "bnVsbA.bnVsbA.x"],
)
def test_what_is_no_token_is_refused(issuer: Issuer, text: str) -> None:
    refused(verifier(issuer), text)
    assert issuer.asked == []


def test_a_token_that_is_too_large_too_deep_or_says_things_twice_is_refused(issuer: Issuer) -> None:
    refused(verifier(issuer), issuer.token("ec", vulling="x" * MOST_BYTES))
    deep = urlsafe_b64encode(b"[" * 6000).decode().rstrip("=")
    refused(verifier(issuer), f"{deep}.{deep}.x")
    head = _part({"alg": "ES256", "kid": "ec", "typ": "at+jwt"})
    twice = urlsafe_b64encode(json.dumps(issuer.claims())[:-1].encode() + b', "sub": "ander"}').decode().rstrip("=")
    refused(verifier(issuer), f"{head}.{twice}.x")
    assert issuer.asked == []


def test_a_new_key_is_found_and_an_old_one_dropped(issuer: Issuer, keys: dict[str, Key], clock: Clock) -> None:
    judge = verifier(issuer, clock)
    old = issuer.token("rsa")
    assert judge.caller(old).id
    issuer.keys = {"rsa-2": keys["rsa-2"]}
    clock.now += Pace().apart
    assert judge.caller(issuer.token("rsa-2")).id
    refused(judge, old)


def test_a_key_that_was_withdrawn_stops_counting_when_the_keys_are_no_longer_fresh(
    issuer: Issuer, clock: Clock
) -> None:
    judge, token = verifier(issuer, clock), issuer.token("rsa")
    assert judge.caller(token).id
    del issuer.keys["rsa"]
    clock.now += Pace().fresh - 1
    assert judge.caller(token).id
    clock.now += 2
    refused(judge, token)


def test_unknown_keys_do_not_make_us_ask_again_and_again(issuer: Issuer, keys: dict[str, Key], clock: Clock) -> None:
    judge = verifier(issuer, clock)
    for number in range(20):
        refused(judge, issuer.token("rsa", header={"kid": f"onbekend-{number}"}))
    assert issuer.asked.count("/keys") == 1
    clock.now += Pace().apart
    refused(judge, issuer.token("rsa-2", key=keys["rsa-2"]))
    assert issuer.asked.count("/keys") == 2


def test_a_token_without_the_name_of_a_key_is_tried_with_those_that_fit(issuer: Issuer) -> None:
    assert verifier(issuer).caller(issuer.token("ec", header={"kid": None})).id
    refused(verifier(issuer), issuer.token("ec", header={"kid": None}, key=new_key("ec")))


def unreachable(judge: OidcVerifier, token: str) -> None:
    with pytest.raises(IssuerUnreachableError) as caught:
        judge.caller(token)
    assert caught.value.status == 503
    assert int(caught.value.headers["retry-after"]) >= 1


def test_an_issuer_that_is_not_there_is_no_fault_of_the_token(keys: dict[str, Key]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        gone = Issuer(f"http://127.0.0.1:{taken.getsockname()[1]}", {"ec": keys["ec"]})
        unreachable(verifier(gone), gone.token("ec"))


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (DISCOVERY, (500, {}, b"")),
        (DISCOVERY, (200, {}, b"geen json")),
        (DISCOVERY, (200, {}, b"[]")),
        (DISCOVERY, (200, {}, b"[" * 100_000)),
        (DISCOVERY, (200, {}, b'{"issuer": "https://elders.example", "jwks_uri": "https://elders.example/keys"}')),
        (DISCOVERY, (302, {"location": "/keys"}, b"")),
        ("/keys", (302, {"location": "/elders"}, b"")),
        ("/keys", (200, {}, b" " * 300_000 + b'{"keys": []}')),
        ("/keys", (200, {}, b'{"keys": {}}')),
        ("/keys", (200, {}, json.dumps({"keys": [{}] * 51}).encode())),
    ],
)
def test_an_issuer_that_answers_nothing_of_use_is_unreachable(
    issuer: Issuer, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    issuer.answers[path] = answer
    unreachable(verifier(issuer), issuer.token("ec"))
    assert "/elders" not in issuer.asked


@pytest.mark.parametrize("address", ["http://192.0.2.1/keys", "file:///etc/passwd", "ftp://x/y", 5, None, ""])
def test_keys_are_fetched_from_nowhere_but_a_safe_address(issuer: Issuer, address: Any) -> None:
    issuer.answers[DISCOVERY] = (200, {}, json.dumps({"issuer": issuer.url, "jwks_uri": address}).encode())
    unreachable(verifier(issuer), issuer.token("ec"))
    assert issuer.asked == [DISCOVERY]


def test_an_issuer_that_fails_is_left_alone_for_a_while(issuer: Issuer, clock: Clock) -> None:
    issuer.answers[DISCOVERY] = (500, {}, b"")
    judge = verifier(issuer, clock)
    for _ in range(10):
        unreachable(judge, issuer.token("ec"))
    assert len(issuer.asked) == 1
    issuer.answers.clear()
    clock.now += Pace().apart
    assert judge.caller(issuer.token("ec")).id


def test_known_keys_count_for_a_while_when_the_issuer_is_gone_and_then_no_more(issuer: Issuer, clock: Clock) -> None:
    judge, token = verifier(issuer, clock), issuer.token("ec")
    assert judge.caller(token).id
    issuer.answers[DISCOVERY] = (500, {}, b"")
    clock.now += Pace().fresh + 1
    assert judge.caller(token).id
    unreachable(judge, issuer.token("ec", header={"kid": "nieuw"}))
    clock.now += Pace().usable
    unreachable(judge, token)


def test_broken_keys_beside_good_ones_do_no_harm(issuer: Issuer, keys: dict[str, Key]) -> None:
    good = {**keys["ec"].as_dict(private=False), "kid": "ec"}
    broken: list[Any] = [
        5,
        {},
        {"kty": "RSA"},
        {"kty": "EC", "crv": "P-999", "x": "a", "y": "b"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 5},
        {"kty": ["RSA"]},
        {**good, "key_ops": ["sign"]},
        {**good, "key_ops": "verify"},
    ]
    _serve_keys(issuer, [*broken, good])
    assert verifier(issuer).caller(issuer.token("ec")).id


@pytest.mark.parametrize(
    "changes",
    [
        {"oidc_issuer": "https://a.example"},
        {"oidc_audience": "x"},
        {"oidc_issuer": "http://a.example", "oidc_audience": "x"},
        {"oidc_issuer": "https://a.example?x=1", "oidc_audience": "x"},
        {"oidc_issuer": "https://u:p@a.example", "oidc_audience": "x"},
        {"oidc_issuer": "https://[x", "oidc_audience": "x"},
        {"oidc_issuer": "https://a.example", "oidc_audience": "x", "oidc_algorithms": "RS256 HS256"},
        {"oidc_issuer": "https://a.example", "oidc_audience": "x", "oidc_algorithms": "none"},
        {"oidc_issuer": "https://a.example", "oidc_audience": "x", "oidc_algorithms": ""},
    ],
)
def test_settings_that_cannot_be_right_are_refused_at_the_start(changes: dict[str, Any]) -> None:
    with pytest.raises(SamenhangError, match="SAMENHANG_OIDC"):
        oidc_settings(Settings(**changes))


def test_without_an_issuer_there_is_no_openid_connect() -> None:
    assert oidc_settings(Settings()) is None


def _part(data: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def _serve_keys(issuer: Issuer, keys: list[Any]) -> None:
    issuer.answers["/keys"] = (200, {}, json.dumps({"keys": keys}).encode())
