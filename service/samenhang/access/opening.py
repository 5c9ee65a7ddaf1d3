"""Puts access together for one service: where tokens are kept, who judges them, and where the trail goes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from samenhang.access.attempts import Attempts
from samenhang.access.audit import AuditTrail
from samenhang.access.authentication import Authenticator, secret_hash
from samenhang.access.events import GRAPH_AUDIT
from samenhang.access.graph_registry import GraphRegistry
from samenhang.access.issuer_keys import IssuerKeys
from samenhang.access.oidc import OidcVerifier
from samenhang.access.oidc_settings import oidc_settings
from samenhang.access.sqlite_registry import SqliteRegistry
from samenhang.access.tokens import TokenRecord, TokenWish, new_token
from samenhang.access.trail import Trail
from samenhang.store import EmbeddedStore
from samenhang.store.changes import Merge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from samenhang.access.audit import Append
    from samenhang.access.registry import TokenRegistry
    from samenhang.queries import QueryLibrary
    from samenhang.settings import Settings
    from samenhang.store import Store
    from samenhang.store.changes import Change

    Write = Callable[[Sequence[Change]], Awaitable[None]]
    """Carries out changes to the store, all or none, and returns when they are on disk."""


class Access:
    """What a service asks about access; its parts may be shared between threads, the audit is for the event loop."""

    def __init__(self, registry: TokenRegistry, authenticator: Authenticator, audit: AuditTrail, trail: Trail) -> None:
        self.registry = registry
        self.authenticator = authenticator
        self.audit = audit
        self.trail = trail

    def issue(self, wish: TokenWish) -> tuple[str, TokenRecord]:
        """Make a token and keep what must be kept; the text is shown once and is nowhere else."""
        text, record = new_token(wish)
        self.registry.add(record)
        return text, record

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell counted refusals every minute for as long as the context lasts; then let go of the register."""
        task = asyncio.create_task(self.audit.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.audit.flush()
            self.registry.close()


def open_access(settings: Settings, store: Store, queries: QueryLibrary, write: Write | None = None) -> Access:
    """Return access as the settings want it; SamenhangError when they cannot be right.

    `write` carries out what is added to the audit graph; without one the store does so in a thread.
    """
    oidc = oidc_settings(settings)
    secret = settings.admin_token.get_secret_value() if settings.admin_token is not None else ""
    operator = secret_hash(secret) if secret else ""
    verifier = OidcVerifier(oidc, IssuerKeys(oidc.issuer)) if oidc is not None else None
    registry = open_registry(settings, store, queries)
    authenticator = Authenticator(registry, Attempts(settings.failed_logins), verifier, operator)
    return Access(registry, authenticator, AuditTrail(_appending(write or _writing(store))), Trail(store, queries))


def open_registry(settings: Settings, store: Store, queries: QueryLibrary) -> TokenRegistry:
    """Return where tokens are kept: beside an embedded store, and in the graph of a remote one."""
    if isinstance(store, EmbeddedStore):
        return SqliteRegistry(settings.data_dir)
    return GraphRegistry(store, queries)


def _writing(store: Store) -> Write:
    async def write(changes: Sequence[Change]) -> None:
        await asyncio.to_thread(store.write, changes)

    return write


def _appending(write: Write) -> Append:
    async def append(triples: Sequence[ox.Triple]) -> None:
        data = cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
        await write([Merge(GRAPH_AUDIT, data, ox.RdfFormat.N_TRIPLES.media_type)])

    return append
