"""Finds out who sends a request, from its Authorization header."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from samenhang.access.caller import Caller, CallerKind, anonymous
from samenhang.access.errors import (
    CredentialPlaceError,
    NotAuthenticatedError,
    TooManyAttemptsError,
)
from samenhang.access.grants import Grant, Scope
from samenhang.access.tokens import PREFIX, digest, matches, token_id
from samenhang.errors import SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samenhang.access.attempts import Attempts
    from samenhang.access.oidc import OidcVerifier
    from samenhang.access.registry import TokenRegistry

_SHORTEST_SECRET: Final = 32
_HASHED: Final = re.compile(r"sha256:(?P<hash>[0-9a-fA-F]{64})")
_CREDENTIALS: Final = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +(?P<token>[A-Za-z0-9._~+/-]+=*) *")
_log = logging.getLogger(__name__)


def secret_hash(secret: str) -> str:
    """Return the sha256 of the operator's secret, which may be given as that hash.

    SamenhangError when the secret is so short that it could be guessed, or cannot be sent in a header.
    """
    if found := _HASHED.fullmatch(secret):
        return found["hash"].lower()
    if len(secret) < _SHORTEST_SECRET or not _CREDENTIALS.fullmatch(f"Bearer {secret}"):
        raise SamenhangError(
            Text(
                f"SAMENHANG_ADMIN_TOKEN moet minstens {_SHORTEST_SECRET} tekens hebben, alleen letters, cijfers en "
                "-._~+/ ; of sha256: en de hash ervan. Maak er een met: openssl rand -hex 32.",
                f"SAMENHANG_ADMIN_TOKEN must have at least {_SHORTEST_SECRET} signs, letters, digits and -._~+/ only; "
                "or be sha256: and its hash. Make one with: openssl rand -hex 32.",
            )
        )
    return digest(secret)


class Authenticator:
    """Judges tokens of our own, of an issuer, and the operator's secret.

    `operator` is the sha256 of that secret. Safe to share between threads; it may wait for a register or an issuer, so
    call it outside the event loop.
    """

    def __init__(
        self,
        registry: TokenRegistry,
        attempts: Attempts,
        verifier: OidcVerifier | None = None,
        operator: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._registry = registry
        self._attempts = attempts
        self._verifier = verifier
        self._operator = operator
        self._clock = clock

    def caller(self, headers: Sequence[str], address: str) -> Caller:
        """Return who sends a request with these Authorization headers from this address.

        A good token is taken however often its address failed: behind one address of an office or a proxy sit many, and
        256 random bits are not guessed. Only the operator's secret, which people choose, waits with the others.
        CredentialPlaceError for two headers, NotAuthenticatedError for a token that is not good, TooManyAttemptsError
        when there were many of those, IssuerUnreachableError or RegistryError when it cannot be known.
        """
        if not headers:
            return anonymous()
        if len(headers) > 1:
            raise CredentialPlaceError
        found = _CREDENTIALS.fullmatch(headers[0])
        try:
            return self._judge(found["token"] if found else "", waiting=self._attempts.wait(address) > 0)
        except NotAuthenticatedError:
            if wait := self._attempts.failed(address):
                raise TooManyAttemptsError(wait) from None
            raise

    def _judge(self, text: str, *, waiting: bool) -> Caller:
        if self._operator and compare_digest(digest(text), self._operator) and not waiting:
            return Caller(
                CallerKind.OPERATOR, "beheer", "SAMENHANG_ADMIN_TOKEN", grants=frozenset({Grant(Scope.ADMIN)})
            )
        if text.startswith(PREFIX):
            return self._ours(text)
        if self._verifier is not None and "." in text:
            return self._verifier.caller(text)
        raise NotAuthenticatedError(presented=True)

    def _ours(self, text: str) -> Caller:
        identifier, now = token_id(text), self._clock()
        record = self._registry.find(identifier) if identifier is not None else None
        if not matches(text, record, now) or record is None:
            raise NotAuthenticatedError(presented=True)
        if record.last_used is None or record.last_used < now.date():
            self._used(record.id, now)
        return record.caller()

    def _used(self, identifier: str, now: datetime) -> None:
        try:
            self._registry.used(identifier, now.date())
        except SamenhangError as error:  # nobody is refused because a date cannot be kept
            _log.warning("the last use of token %s is not kept: %s", identifier, error)
