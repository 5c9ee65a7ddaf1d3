"""Tokens in an SQLite file beside an embedded store, or in memory.

A file of its own, because a graph on disk has one process as its owner, while the command line makes and revokes tokens
on a service that runs. SQLite lets several processes read and write it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from samenhang.access.errors import RegistryError
from samenhang.access.grants import ALL, Scope
from samenhang.access.tokens import TokenRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "toegang.sqlite"
_BUSY_SECONDS: Final = 5.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS token (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, label TEXT NOT NULL, scopes TEXT NOT NULL, datasets TEXT NOT NULL,
    created TEXT NOT NULL, expires TEXT NOT NULL, created_by TEXT NOT NULL, last_used TEXT, revoked TEXT
) WITHOUT ROWID
"""
_NOBODY: Final = (
    "",
    "",
    "",
    "schrijven",
    "-",
    "2000-01-01T00:00:00+00:00",
    "2000-01-01T00:00:00+00:00",
    "",
    "2000-01-01",
    None,
)
_COLUMNS: Final = "id, sha256, label, scopes, datasets, created, expires, created_by, last_used, revoked"


class SqliteRegistry:
    """Tokens in the file `toegang.sqlite` of a folder, readable by its owner alone; without a folder in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = Lock()
        with _told():
            self._connection = _open(folder)

    def add(self, record: TokenRecord) -> None:
        """Keep a new token."""
        marks = ", ".join("?" * len(_values(record)))
        self._run(f"INSERT INTO token ({_COLUMNS}) VALUES ({marks})", _values(record))  # noqa: S608 -- our own words

    def find(self, token_id: str) -> TokenRecord | None:
        """Return the token with this id."""
        rows = self._run(f"SELECT {_COLUMNS} FROM token WHERE id = ?", (token_id,))  # noqa: S608 -- our own words
        # Read also when there is none, so that an id that does not exist takes as long as one that does.
        found = _record(rows[0] if rows else _NOBODY)
        return found if rows else None

    def all(self) -> list[TokenRecord]:
        """Return every token, the newest first."""
        rows = self._run(f"SELECT {_COLUMNS} FROM token ORDER BY created DESC, id")  # noqa: S608 -- our own words
        return [_record(row) for row in rows]

    def revoke(self, token_id: str, when: datetime) -> TokenRecord | None:
        """Make a token useless for ever."""
        text = when.replace(microsecond=0).isoformat()
        self._run("UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL", (text, token_id))
        return self.find(token_id)

    def used(self, token_id: str, day: date) -> None:
        """Keep that a token was used on a day."""
        text = day.isoformat()
        self._run(
            "UPDATE token SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)",
            (text, token_id, text),
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with _told(), self._lock, closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()


@contextmanager
def _told() -> Iterator[None]:
    """Turn what SQLite says into an error that is meant for a user."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise RegistryError(str(error)) from error


def _open(folder: Path | None) -> sqlite3.Connection:
    path = ":memory:"
    if folder is not None:
        file = folder / FILE
        # Made here, so that nobody else can read it: SQLite gives its other files the rights of this one.
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        path = str(file)
    # One connection behind a lock; None commits every statement by itself.
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an acknowledged revocation survives power loss
        connection.execute(_TABLE)
    except BaseException:
        connection.close()
        raise
    return connection


def _values(record: TokenRecord) -> tuple[str | None, ...]:
    return (
        record.id,
        record.sha256,
        record.label,
        " ".join(record.scope_words()),
        " ".join(record.dataset_words()),
        record.created.isoformat(),
        record.expires.isoformat(),
        record.created_by,
        record.last_used.isoformat() if record.last_used else None,
        record.revoked.isoformat() if record.revoked else None,
    )


def _record(row: tuple[Any, ...]) -> TokenRecord:
    identifier, digest, label, scopes, datasets, created, expires, created_by, last_used, revoked = row
    return TokenRecord(
        id=identifier,
        sha256=digest,
        label=label,
        scopes=frozenset(Scope(word) for word in scopes.split()),
        datasets=None if datasets == ALL else frozenset(datasets.split()),
        created=_moment(created),
        expires=_moment(expires),
        created_by=created_by,
        last_used=date.fromisoformat(last_used) if last_used else None,
        revoked=_moment(revoked) if revoked else None,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
