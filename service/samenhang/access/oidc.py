"""Access tokens of an OpenID Connect issuer: JSON Web Tokens in the profile of RFC 9068."""

from __future__ import annotations

import json
import math
import time
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from typing import TYPE_CHECKING, Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from samenhang.access.caller import Caller, CallerKind
from samenhang.access.errors import NotAuthenticatedError
from samenhang.access.oidc_grants import grants_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from samenhang.access.issuer_keys import IssuerKeys
    from samenhang.access.oidc_settings import OidcSettings

MOST_BYTES: Final = 16_384
_PARTS: Final = 3
_MOST_TRIED: Final = 5
_LONGEST_NAME: Final = 255
_ID_TOKEN_CLAIMS: Final = frozenset(("nonce", "at_hash", "c_hash", "s_hash"))


class _Signatures(JWSRegistry):
    """Checks signatures of the allowed kinds; header parameters that nobody knows are ignored, as RFC 7515 says."""

    max_header_length = MOST_BYTES

    def __init__(self, algorithms: tuple[str, ...]) -> None:
        super().__init__(algorithms=algorithms, strict_check_header=False)
        self._names = frozenset(algorithms)

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 -- the library does not export the class
        """Return how signatures of this name are checked."""
        # Only with the name EdDSA would the library warn; the key is known to be of Ed25519, as RFC 9864 wants.
        return self.algorithms[name] if name in self._names else super().get_alg(name)


class OidcVerifier:
    """Judges the access tokens of one issuer."""

    def __init__(self, settings: OidcSettings, keys: IssuerKeys, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._keys = keys
        self._clock = clock
        self._signatures = _Signatures(settings.algorithms)

    def caller(self, text: str) -> Caller:
        """Return who presents a token.

        NotAuthenticatedError when the token is not good, IssuerUnreachableError when that cannot be known.
        """
        # What costs nothing comes first: a token that could never be good asks the issuer for no keys.
        header = self._header(text)
        claims = _object(text.split(".")[1])
        self._check_claims(claims)
        algorithm, key_id = str(header["alg"]), header.get("kid", "")
        keys = self._keys.candidates(key_id if isinstance(key_id, str) else "", algorithm)
        if not any(self._signed(text, key.key, algorithm) for key in keys[:_MOST_TRIED]):
            raise _refused()
        client = claims.get("client_id", claims.get("azp", ""))
        return Caller(
            CallerKind.OIDC,
            id=claims["sub"],
            label=client[:_LONGEST_NAME] if isinstance(client, str) and client else claims["sub"],
            issuer=self._settings.issuer,
            grants=grants_in(claims, self._settings),
        )

    def _header(self, text: str) -> dict[str, Any]:
        if len(text) > MOST_BYTES or text.count(".") != _PARTS - 1:
            raise _refused()
        header = _object(text.split(".", maxsplit=1)[0])
        kind = header.get("typ")
        if header.get("alg") not in self._settings.algorithms or not isinstance(kind, str):
            raise _refused()
        # No extension is understood, so none may be critical; an unencoded payload is not for tokens (RFC 7797).
        if kind.lower().removeprefix("application/") not in self._settings.types or {"crit", "b64"} & header.keys():
            raise _refused()
        return header

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        now, leeway = self._clock(), self._settings.leeway
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        subject = claims.get("sub")
        good = (
            claims.get("iss") == self._settings.issuer
            and self._settings.audience in audiences
            and isinstance(subject, str)
            and 0 < len(subject) <= _LONGEST_NAME
            and _moment(claims, "exp", -math.inf) > now - leeway
            and _moment(claims, "nbf", now) <= now + leeway
            and _moment(claims, "iat", now) <= now + leeway
            and not _ID_TOKEN_CLAIMS & claims.keys()  # says who logged in, and gives no rights
        )
        if not good:
            raise _refused()

    def _signed(self, text: str, key: Any, algorithm: str) -> bool:  # noqa: ANN401 -- a key of any kind
        try:
            found = jws.deserialize_compact(text.encode(), key, registry=self._signatures)
        except (JoseError, ValueError, TypeError):
            return False
        return found.headers().get("alg") == algorithm


def _object(part: str) -> dict[str, Any]:
    """Return the JSON object in a part of a token; a key that occurs twice is refused, since readers differ on it."""
    try:
        found = json.loads(
            urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4)),
            object_pairs_hook=_unique,
            parse_constant=_no_number,
        )
    except (ValueError, Base64Error, RecursionError):
        raise _refused() from None
    if not isinstance(found, dict):
        raise _refused()
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(_: str) -> float:
    raise ValueError


def _moment(claims: Mapping[str, Any], name: str, default: float) -> float:
    """Return a moment in seconds since 1970; refused when it is there but no number."""
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused()
    try:
        moment = float(value)
    except OverflowError:
        raise _refused() from None
    if name in claims and not math.isfinite(moment):
        raise _refused()
    return moment


def _refused() -> NotAuthenticatedError:
    return NotAuthenticatedError(presented=True)
