"""Answers queries about all records at once with Oxigraph; runs in the process that `child` describes."""

from __future__ import annotations

from typing import Any, Final, cast

import pyoxigraph as ox

from samenhang.validation.engines.child_wire import Wire, unwired, wire

_PLAIN: Final = frozenset(
    ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
)
_THIS: Final = ox.Variable("this")
_HERE: Final = ox.NamedNode("urn:samenhang:waarde")
_FEW: Final = 20_000


class Sets:
    """Keeps the background in a store from one request to the next; a dataset is added and taken out again."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._background = ""

    def answer(self, task: dict[str, Any], background: bytes, data: bytes) -> dict[str, Any]:
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

    def _load(self, background: bytes, key: str) -> None:
        self._store = ox.Store()
        if background:
            self._store.bulk_load(background, ox.RdfFormat.N_TRIPLES)
        self._background = key

    def _answers(self, queries: list[tuple[str, list[Wire] | None]], data: bytes) -> list[list[dict[str, Any]]]:
        quads = [ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(data, ox.RdfFormat.N_TRIPLES)]
        added = [quad for quad in quads if quad not in self._store] if len(quads) < _FEW else []
        if added:
            self._store.extend(added)
        elif quads:
            self._store.bulk_extend(quads)
        try:
            written = as_written({quad.object for quad in quads if isinstance(quad.object, ox.Literal)})
            return [self._rows(text, foci, written) for text, foci in queries]
        finally:
            if len(quads) < _FEW:
                for quad in added:
                    self._store.remove(quad)
            else:  # to take out a large dataset would cost more than to be sent the background once more
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


def as_written(literals: set[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return for each value that the store writes in another way how the dataset writes it."""
    typed = sorted((x for x in literals if x.datatype.value not in _PLAIN), key=str)
    store = ox.Store()
    store.extend(ox.Quad(_HERE, ox.NamedNode(f"{_HERE.value}:{n}"), x) for n, x in enumerate(typed))
    found: dict[ox.Literal, ox.Literal] = {}
    for quad in store:
        original = typed[int(quad.predicate.value.rsplit(":", 1)[1])]
        if quad.object != original and quad.object not in literals:
            found[cast("ox.Literal", quad.object)] = original
    return found
