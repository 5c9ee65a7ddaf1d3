"""What an operator tells about the OpenID Connect issuer whose access tokens count here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import urlsplit

from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.settings import Settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""The signatures that can be allowed: asymmetric ones only, so that a public key is never a secret."""

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Issuer and audience, and where in a token its scopes stand; `leeway` is in seconds."""

    issuer: str
    audience: str
    algorithms: tuple[str, ...] = ALGORITHMS
    types: tuple[str, ...] = ("at+jwt",)
    scope_claims: tuple[str, ...] = ("scope", "scp", "roles")
    scope_prefix: str = ""
    dataset_claim: str = "gegevenssets"
    leeway: float = 30.0


def oidc_settings(settings: Settings) -> OidcSettings | None:
    """Return what the settings say of an issuer; None without one, SamenhangError when they cannot be right."""
    if not settings.oidc_issuer and not settings.oidc_audience:
        return None
    if not settings.oidc_issuer or not settings.oidc_audience:
        _refuse(
            "Stel SAMENHANG_OIDC_ISSUER en SAMENHANG_OIDC_AUDIENCE samen in.",
            "Set SAMENHANG_OIDC_ISSUER and SAMENHANG_OIDC_AUDIENCE together.",
        )
    algorithms = tuple(settings.oidc_algorithms.split())
    if not algorithms or set(algorithms) - set(ALGORITHMS):
        listed = ", ".join(ALGORITHMS)
        _refuse(
            f"SAMENHANG_OIDC_ALGORITHMS mag alleen {listed} noemen.",
            f"SAMENHANG_OIDC_ALGORITHMS may only name {listed}.",
        )
    if not safe_address(settings.oidc_issuer):
        _refuse(
            "SAMENHANG_OIDC_ISSUER moet een adres met https zijn, zonder vraagteken of hekje; http mag alleen op deze "
            "machine.",
            "SAMENHANG_OIDC_ISSUER must be an address with https, without a question mark or hash; http is for this "
            "machine only.",
        )
    return OidcSettings(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        algorithms=algorithms,
        types=tuple(_kind(word) for word in settings.oidc_token_types.split()),
        scope_claims=tuple(settings.oidc_scope_claims.split()),
        scope_prefix=settings.oidc_scope_prefix,
        dataset_claim=settings.oidc_dataset_claim,
        leeway=settings.oidc_leeway,
    )


def safe_address(address: str) -> bool:
    """Tell whether keys may be fetched there: over https, or on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return plain and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _kind(word: str) -> str:
    return word.lower().removeprefix("application/")


def _refuse(dutch: str, english: str) -> NoReturn:
    raise SamenhangError(Text(dutch, english))
