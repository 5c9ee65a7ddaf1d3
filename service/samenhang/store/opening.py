"""Opens the store that the settings name, with what runs callers' queries on it."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from samenhang.store.embedded import EmbeddedStore
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress
from samenhang.store.remote_queries import RemoteAnswer, RemoteQueries
from samenhang.store.workers import QueryAnswer, QueryPool

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pydantic import SecretStr

    from samenhang.settings import Settings
    from samenhang.store.base import Store

AnyStore: TypeAlias = EmbeddedStore | RemoteStore
Queries: TypeAlias = QueryPool | RemoteQueries
Answer: TypeAlias = QueryAnswer | RemoteAnswer


def open_store(settings: Settings) -> tuple[AnyStore, Queries]:
    """Return the store, and what runs callers' queries on it, which is to be started and stopped with the service.

    Raises SamenhangError when the store cannot be opened or reached.
    """
    if settings.store_url:
        return _open_remote(settings, settings.store_url)
    store = EmbeddedStore(settings.data_dir)
    pool = QueryPool(
        partial(store.dump, public_only=True),
        workers=settings.query_workers,
        timeout=settings.query_timeout,
        queue=settings.query_queue,
        memory_mb=settings.query_memory_mb,
    )
    return store, pool


def alone(store: Store, work: str = "laden") -> AbstractContextManager[None]:
    """Keep other services on the same store from the same work; an embedded store has no other services."""
    return store.alone(work) if isinstance(store, RemoteStore) else nullcontext()


def close_store(store: Store) -> None:
    """Close the connections to an engine elsewhere; an embedded store closes by itself."""
    if isinstance(store, RemoteStore):
        store.close()


def _open_remote(settings: Settings, url: str) -> tuple[RemoteStore, RemoteQueries]:
    address = RemoteAddress(
        url,
        settings.store_user,
        _told(settings.store_password),
        _told(settings.store_token),
        settings.store_query_url,
        settings.store_update_url,
        settings.store_graphs_url,
    )
    store = RemoteStore(
        address, settings.assets, seconds=settings.store_silence, connections=settings.store_connections
    )
    queries = RemoteQueries(
        store,
        address,
        workers=settings.store_connections,
        timeout=settings.query_timeout,
        queue=settings.query_queue,
    )
    return store, queries


def _told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
