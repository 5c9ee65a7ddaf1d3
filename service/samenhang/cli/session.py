"""What a running command needs to know: the language it speaks, and where the rules and the graph come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from samenhang import Samenhang
from samenhang.store import EmbeddedStore


class Source(Protocol):
    """Where a command finds the rules and the graph."""

    def samenhang(self) -> Samenhang:
        """Return the rules, ready to be asked."""
        ...

    def store(self) -> EmbeddedStore:
        """Return the graph alone."""
        ...


class Shipped:
    """The graph that is shipped with the package, loaded when it is asked for."""

    def __init__(self) -> None:
        self._loaded: tuple[Samenhang, EmbeddedStore] | None = None

    def samenhang(self) -> Samenhang:
        """Return the rules, loaded with their graph."""
        return self._load()[0]

    def store(self) -> EmbeddedStore:
        """Return the whole graph: with reference data, arrangements, and what the rules find in these."""
        return self._load()[1]

    def _load(self) -> tuple[Samenhang, EmbeddedStore]:
        if self._loaded is None:
            store = EmbeddedStore()
            self._loaded = Samenhang(store), store
        return self._loaded


class Loaded:
    """Rules and graph that were loaded before, for whoever runs many command lines in one process."""

    def __init__(self, samenhang: Samenhang, store: EmbeddedStore) -> None:
        self._samenhang = samenhang
        self._store = store

    def samenhang(self) -> Samenhang:
        """Return the rules as they were given."""
        return self._samenhang

    def store(self) -> EmbeddedStore:
        """Return the graph as it was given."""
        return self._store


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command."""

    language: str
    source: Source

    def samenhang(self) -> Samenhang:
        """Return the rules, ready to be asked."""
        return self.source.samenhang()
