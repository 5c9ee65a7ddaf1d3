"""The public keys of an issuer: found by discovery, kept for a while, asked again when an unknown key is named."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

from samenhang.access.errors import IssuerUnreachableError
from samenhang.access.oidc_settings import safe_address

if TYPE_CHECKING:
    from collections.abc import Callable

_DISCOVERY: Final = "/.well-known/openid-configuration"
_MOST_BYTES: Final = 262_144
_MOST_KEYS: Final = 50
_WITHIN: Final = 5.0
_SMALLEST_RSA: Final = 2048
_SHORTEST_MODULUS: Final = 342
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an issuer is asked, in seconds."""

    fresh: float = 300.0
    """For so long keys are used without asking."""

    usable: float = 3600.0
    """For so long keys are used when the issuer cannot be reached."""

    apart: float = 10.0
    """Two questions are at least so far apart, whatever tokens say and however often it fails."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with the one kind of signature it is for; `id` is empty when the issuer gives it no name."""

    id: str
    algorithms: frozenset[str]
    key: Key


class _UnusableError(Exception):
    """What the issuer answers is not what the standard asks."""


class IssuerKeys:
    """The keys of one issuer. Safe to share between threads: one asks, the others use what there is or wait for it."""

    def __init__(self, issuer: str, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._pace = pace or Pace()
        self._clock = clock
        self._asking = Lock()
        self._keys: tuple[VerifyingKey, ...] = ()
        self._fetched: float | None = None
        self._asked: float | None = None
        self._failed = False

    def candidates(self, key_id: str, algorithm: str) -> list[VerifyingKey]:
        """Return the keys that a signature may have been made with; none when the issuer has no such key.

        IssuerUnreachableError when the keys cannot be had, so that nothing can be said about the token.
        """
        if self._age() > self._pace.fresh:
            self._refresh()
        found = self._matching(key_id, algorithm)
        if not found:
            self._refresh()  # the issuer may have a new key
            found = self._matching(key_id, algorithm)
        if self._age() > self._pace.usable or (not found and self._failed):
            raise IssuerUnreachableError(max(1, round(self._pace.apart)))
        return found

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._clock() - self._fetched

    def _matching(self, key_id: str, algorithm: str) -> list[VerifyingKey]:
        fit = [key for key in self._keys if algorithm in key.algorithms]
        return [key for key in fit if key.id == key_id] if key_id else fit

    def _refresh(self) -> None:
        """Ask the issuer, unless that was done a moment ago."""
        seen = self._asked
        with self._asking:
            if self._asked != seen:  # somebody asked while this thread waited
                return
            if self._asked is not None and self._clock() - self._asked < self._pace.apart:
                return
            try:
                self._keys = _fetch(self._issuer)
                self._fetched, self._failed = self._clock(), False
            except (httpx.HTTPError, httpx.InvalidURL, _UnusableError) as error:
                self._failed = True
                _log.warning("the keys of %s cannot be had: %s", self._issuer, error)
            finally:
                self._asked = self._clock()


def _fetch(issuer: str) -> tuple[VerifyingKey, ...]:
    # A redirect is refused, not followed: the address of the keys stands in the answer of the issuer itself.
    with httpx.Client(timeout=_WITHIN, follow_redirects=False) as client:
        about = _document(client, issuer.rstrip("/") + _DISCOVERY)
        if about.get("issuer") != issuer:
            raise _UnusableError(f"discovery names the issuer {str(about.get('issuer'))[:200]!r}")
        address = about.get("jwks_uri")
        if not isinstance(address, str) or not safe_address(address.partition("?")[0]):
            raise _UnusableError("jwks_uri is not an address with https")
        if issuer.startswith("https:") and not address.startswith("https:"):
            raise _UnusableError("jwks_uri is not an address with https")
        listed = _document(client, address).get("keys")
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise _UnusableError(f"jwks_uri does not hold a list of at most {_MOST_KEYS} keys")
    return tuple(key for item in listed if (key := _verifying_key(item)) is not None)


def _document(client: httpx.Client, address: str) -> dict[str, Any]:
    """Return a JSON object of a bounded size, received within a bounded time."""
    until = time.monotonic() + _WITHIN
    body = bytearray()
    headers = {"accept": "application/json", "accept-encoding": "identity"}  # nothing that grows when unpacked
    with client.stream("GET", address, headers=headers) as response:
        if response.status_code != httpx.codes.OK:
            raise _UnusableError(f"{address} answers {response.status_code}")
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > _MOST_BYTES or time.monotonic() > until:
                raise _UnusableError(f"{address} answers too much, or too slowly")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise _UnusableError(f"{address} does not answer with JSON") from None
    if not isinstance(found, dict):
        raise _UnusableError(f"{address} does not answer with an object")
    return found


def _verifying_key(data: Any) -> VerifyingKey | None:  # noqa: ANN401 -- whatever an issuer sends
    """Return a public key that we can use; None for symmetric, weak, broken and encryption keys."""
    if not isinstance(data, dict) or data.get("use", "sig") != "sig":
        return None
    operations = data.get("key_ops", ["verify"])
    if data.get("kty") not in ("RSA", "EC", "OKP") or not isinstance(operations, list) or "verify" not in operations:
        return None
    # Only what makes the key: certificates and addresses beside it are of no use here.
    members = {name: data[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in data}
    if members["kty"] == "RSA" and len(str(members.get("n"))) < _SHORTEST_MODULUS:
        return None  # here already, because the library warns of every short key it reads
    try:
        key = JWKRegistry.import_key(members)
        algorithms = _algorithms(key)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if "alg" in data:
        named = "EdDSA" if data["alg"] == "Ed25519" else data["alg"]
        algorithms = frozenset(name for name in algorithms if name == named)
    name = data.get("kid", "")
    return VerifyingKey(name if isinstance(name, str) else "", algorithms, key) if algorithms else None


def _algorithms(key: Key) -> frozenset[str]:
    if isinstance(key, RSAKey) and key.public_key.key_size >= _SMALLEST_RSA:
        return frozenset(("RS256", "PS256"))
    if isinstance(key, ECKey) and key.curve_name == "P-256":
        return frozenset(("ES256",))
    if isinstance(key, OKPKey) and key.curve_name == "Ed25519":
        return frozenset(("EdDSA",))
    return frozenset()
