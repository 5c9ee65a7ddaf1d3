"""Tokens of our own: what they look like, and what is kept of them.

A token is `smh_<id>_<secret><checksum>`: an id of 12 signs by which it is found, 43 signs that hold 256 random bits,
and 6 signs of checksum over all before. The prefix and the checksum let a scanner of repositories find a leaked token
without false alarms, and a typing error be told from a guess without a look-up.

Only the sha256 of the whole is kept. A slow password hash protects secrets that people invent, from being guessed one
by one; 256 random bits cannot be guessed at any speed, and a fast hash keeps every request cheap.
"""

from __future__ import annotations

import re
import secrets
import string
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from samenhang.access.caller import Caller, CallerKind
from samenhang.access.grants import ALL, Scope, grants_of

if TYPE_CHECKING:
    from datetime import date

PREFIX: Final = "smh_"
_SIGNS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID, _SECRET, _CHECKSUM = 12, 43, 6
_FORM: Final = re.compile(
    rf"(?P<body>smh_(?P<id>[0-9A-Za-z]{{{_ID}}})_[0-9A-Za-z]{{{_SECRET}}})(?P<sum>[0-9A-Za-z]{{6}})"
)
_TOKEN_ID: Final = re.compile(rf"[0-9A-Za-z]{{{_ID}}}")


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """What is kept of a token; `datasets` of None are all, `last_used` is no finer than a day."""

    id: str
    sha256: str
    label: str
    scopes: frozenset[Scope]
    datasets: frozenset[str] | None
    created: datetime
    expires: datetime
    created_by: str = ""
    last_used: date | None = None
    revoked: datetime | None = None

    def good(self, now: datetime) -> bool:
        """Tell whether the token may be used now."""
        return self.revoked is None and self.created <= now + timedelta(minutes=5) and now < self.expires

    def caller(self) -> Caller:
        """Return who presents this token."""
        return Caller(CallerKind.TOKEN, self.id, self.label, grants=grants_of(self.scopes, self.datasets))

    def scope_words(self) -> list[str]:
        """Return the names of the scopes, in their order."""
        return [scope.value for scope in Scope if scope in self.scopes]

    def dataset_words(self) -> list[str]:
        """Return the names of the datasets, `*` for all."""
        return [ALL] if self.datasets is None else sorted(self.datasets)


@dataclass(frozen=True, slots=True)
class TokenWish:
    """What somebody asks a token for."""

    label: str
    scopes: frozenset[Scope]
    datasets: frozenset[str] | None
    lifetime: timedelta
    created_by: str = ""


def new_token(wish: TokenWish, now: datetime | None = None) -> tuple[str, TokenRecord]:
    """Return a new token, to be shown once, and what is kept of it."""
    identifier = "".join(secrets.choice(_SIGNS) for _ in range(_ID))
    body = f"{PREFIX}{identifier}_{_base62(secrets.randbits(256), _SECRET)}"
    text = body + _checksum(body)
    made = (now or datetime.now(UTC)).replace(microsecond=0)
    record = TokenRecord(
        id=identifier,
        sha256=digest(text),
        label=wish.label,
        scopes=wish.scopes,
        datasets=wish.datasets,
        created=made,
        expires=made + wish.lifetime,
        created_by=wish.created_by,
    )
    return text, record


def token_id(text: str) -> str | None:
    """Return the id of a text that has the form and the checksum of a token; None for any other text."""
    found = _FORM.fullmatch(text)
    return found["id"] if found and compare_digest(found["sum"], _checksum(found["body"])) else None


def is_token_id(text: str) -> bool:
    """Tell whether a text can be the id of a token."""
    return _TOKEN_ID.fullmatch(text) is not None


def digest(text: str) -> str:
    """Return what is kept of a secret: its sha256, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def matches(text: str, record: TokenRecord | None, now: datetime) -> bool:
    """Tell whether a token is the one of a record, and good.

    It does the same work whether the token is unknown, wrong, expired or revoked, so that the time tells nothing.
    """
    kept = record.sha256 if record is not None else digest("")
    same = compare_digest(digest(text), kept)
    good = record is not None and record.good(now)
    return same and good


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECKSUM)


def _base62(number: int, width: int) -> str:
    signs = []
    for _ in range(width):
        number, rest = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[rest])
    return "".join(reversed(signs))
