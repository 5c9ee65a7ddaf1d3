"""Answers queries about all records at once with Oxigraph; runs in the process that `child` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from samenhang.validation.engines.child_wire import Wire, unwired, wire

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN: Final = frozenset(
    ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
)
_THIS: Final = ox.Variable("this")
_HERE: Final = ox.NamedNode("urn:samenhang:waarde")
_SMALL: Final = 2_000_000


class Sets:
    """Keeps the background in a store from one request to the next; a dataset is added and taken out again."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._background = ""

    def answer(self, task: dict[str, Any], background: bytes | bytearray, data: bytes | bytearray) -> dict[str, Any]:
        """Return for each query its rows, or `unknown` when the background has to be sent along."""
        if task["background"] != self._background:
            if task["background"] and not background:
                return {"unknown": True}
            self._load(background, task["background"])
        try:
            return {"results": self._answers(task["queries"], data)}
        except MemoryError:
            return {"memory": True}
        except Exception as error:  # noqa: BLE001 -- whatever the engine raises is said to the other side
            return {"error": f"{type(error).__name__}: {error}"[:2000]}

    def _load(self, background: bytes | bytearray, key: str) -> None:
        self._store = ox.Store()
        if background:
            self._store.bulk_load(cast("bytes", background), ox.RdfFormat.N_TRIPLES)
        self._background = key

    def _answers(
        self, queries: list[tuple[str, list[Wire] | None]], data: bytes | bytearray
    ) -> list[list[dict[str, Any]]]:
        added: list[ox.Quad] = []
        typed: set[ox.Literal] = set()
        if len(data) < _SMALL:
            added = [quad for quad in _quads(data, typed) if quad not in self._store]
            self._store.extend(added)
        else:  # straight into the store: as objects the statements would take more memory than the store itself
            self._store.bulk_extend(_quads(data, typed))
        try:
            written = as_written(typed)
            return [self._rows(text, foci, written) for text, foci in queries]
        finally:
            for quad in added:
                self._store.remove(quad)
            if len(data) >= _SMALL:  # to take it out again would cost more than to be sent the background once more
                self._store, self._background = ox.Store(), ""

    def _rows(
        self, query: str, foci: list[Wire] | None, written: dict[ox.Literal, ox.Literal]
    ) -> list[dict[str, Wire]]:
        found: dict[tuple[tuple[str, Any], ...], None] = {}
        bindings: list[dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = [{}]
        if foci is not None:
            bindings = [{_THIS: unwired(focus)} for focus in foci]
        for bound in bindings:
            solutions = cast("ox.QuerySolutions", self._store.query(query, substitutions=bound))
            names = [variable.value for variable in solutions.variables]
            given = [(variable.value, term) for variable, term in bound.items()]
            for row in solutions:
                known = [(name, row[name]) for name in names if row[name] is not None]
                found[*given, *known] = None
        return [{name: wire(written.get(term, term)) for name, term in row} for row in found]


def _quads(data: bytes | bytearray, typed: set[ox.Literal]) -> Iterator[ox.Quad]:
    """Yield the statements of N-Triples, and gather the literals that a store may write in another way."""
    for quad in ox.parse(cast("bytes", data), ox.RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value not in _PLAIN:
            typed.add(value)
        yield quad


def as_written(literals: set[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return for each value that the store writes in another way how the dataset writes it."""
    typed = sorted(literals, key=str)
    store = ox.Store()
    store.extend(ox.Quad(_HERE, ox.NamedNode(f"{_HERE.value}:{n}"), x) for n, x in enumerate(typed))
    found: dict[ox.Literal, ox.Literal] = {}
    for quad in store:
        original = typed[int(quad.predicate.value.rsplit(":", 1)[1])]
        if quad.object != original and quad.object not in literals:
            found[cast("ox.Literal", quad.object)] = original
    return found
