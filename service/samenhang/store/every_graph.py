"""Makes CLEAR and DROP of ALL and NAMED mean every graph that a caller may write, by naming these.

The graphs of the product are in the same store and are nobody's to clear. Named one by one, an update also tells which
graphs it changes, so that a worker need not compare all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.prologues import without_prologue
from samenhang.store.query_tokens import Kind, placed_tokens
from samenhang.store.request import graph_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samenhang.store.query_tokens import Token

_EVERY: Final = ("ALL", "NAMED")
_NOTHING: Final = "CLEAR SILENT GRAPH <urn:samenhang:geen>"
"""An operation without effect, for when there is no named graph to clear."""


def names_every_graph(update: str) -> bool:
    """Tell whether an update clears or drops ALL or NAMED."""
    return bool(_Scan(update).places)


def with_named_graphs(update: str, graphs: Iterable[str], is_protected: Callable[[str], bool]) -> str:
    """Return an update in which ALL and NAMED are the named `graphs` and those the update names, no protected ones.

    Raises QueryError when it makes graphs whose names only show when it runs, and clears all of them after that.
    """
    update = without_prologue(update)
    scan = _Scan(update)
    names = [name for name in dict.fromkeys((*graphs, *scan.names)) if not is_protected(name)]
    parts: list[str] = []
    done = 0
    for start, stop, verb, every in scan.places:
        operations = [f"{verb} SILENT {graph_reference(name)}" for name in names]
        if every == "ALL":
            operations.insert(0, f"{verb} SILENT DEFAULT")
        parts += (update[done:start], " ; ".join(operations) or _NOTHING)
        done = stop
    return "".join((*parts, update[done:]))


class _Scan:
    """Finds the operations on every graph, and the names of graphs in an update without a prologue."""

    def __init__(self, update: str) -> None:
        self.places: list[tuple[int, int, str, str]] = []
        self.names: list[str] = []
        self._depth = 0
        self._inserts = self._unknown = False
        before: list[tuple[int, Token]] = []
        for start, token in placed_tokens(update):
            self._read(before, start, token)
            before = [*before[-2:], (start, token)]

    def _read(self, before: list[tuple[int, Token]], start: int, token: Token) -> None:
        words = [previous.text.upper() for _, previous in before]
        last = words[-1] if words else ""
        if token.kind is Kind.MARK and token.text in "{}":
            if self._depth == 0:
                self._inserts = last == "INSERT"
            self._depth += 1 if token.text == "{" else -1
        elif token.kind is Kind.IRI and self._names_target(words):
            self.names.append(token.text[1:-1])
        elif token.kind is Kind.VARIABLE and last == "GRAPH" and self._inserts:
            self._unknown = True
        elif self._depth == 0 and token.kind is Kind.WORD and token.text.upper() in _EVERY:
            self._every(before, start, token)

    def _names_target(self, words: list[str]) -> bool:
        """Tell whether an IRI after these words names a graph that is read or written."""
        last = words[-1] if words else ""
        return last in ("GRAPH", "TO", "INTO", "WITH") or (
            self._depth == 0 and any(word in ("COPY", "MOVE", "ADD") for word in words[-2:])
        )

    def _every(self, before: list[tuple[int, Token]], start: int, token: Token) -> None:
        head = before[-2:] if before and before[-1][1].text.upper() == "SILENT" else before[-1:]
        verb = head[0][1].text.upper() if head else ""
        if verb not in ("CLEAR", "DROP"):  # USING NAMED
            return
        if self._unknown:
            raise QueryError(
                Text(
                    f"De wijziging maakt grafen met GRAPH ?… en doet daarna {verb} {token.text.upper()}. Stuur dat als "
                    "twee wijzigingen.",
                    f"The update makes graphs with GRAPH ?… and does {verb} {token.text.upper()} after that. Send that "
                    "as two updates.",
                )
            )
        self.places.append((head[0][0], start + len(token.text), verb, token.text.upper()))
