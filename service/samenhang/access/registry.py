"""Where tokens are kept, whatever keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from samenhang.access.tokens import TokenRecord


class TokenRegistry(Protocol):
    """The tokens that were given out. Safe to share between threads; RegistryError when it cannot be used.

    What one process writes, every other one sees at its next look-up: a revoked token stops at once.
    """

    def add(self, record: TokenRecord) -> None:
        """Keep a new token."""
        ...

    def find(self, token_id: str) -> TokenRecord | None:
        """Return the token with this id, also when it is expired or revoked; None when there is none."""
        ...

    def all(self) -> list[TokenRecord]:
        """Return every token, the newest first."""
        ...

    def revoke(self, token_id: str, when: datetime) -> TokenRecord | None:
        """Make a token useless for ever and return it; None when there is none. The first moment stays."""
        ...

    def used(self, token_id: str, day: date) -> None:
        """Keep that a token was used on a day."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...
