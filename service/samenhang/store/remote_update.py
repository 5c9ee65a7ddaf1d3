"""Makes a caller's SPARQL Update fit to run on an engine elsewhere, which knows no private graphs and no rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang import namespaces as ns
from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.changes import Update
from samenhang.store.graph_names import is_private
from samenhang.store.query_tokens import Kind, tokens
from samenhang.store.remote_dataset import NOWHERE, check_names, plain
from samenhang.store.updating import prepare_update, protected_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DATASET: tuple[str, ...] = ("USING", "WITH")


def engine_update(
    text: str,
    using: tuple[Sequence[str], Sequence[str]],
    public: Sequence[str],
    unnamed: str | None,
    is_protected: Callable[[str | None], bool],
) -> Update:
    """Return an update that changes only graphs that may be changed, and reads only public ones.

    `using` are the graphs of the protocol, `public` those there are, `unnamed` the name of the default graph. Raises
    QueryError when the update changes a graph for which `is_protected` holds, or does not say which it changes.
    """
    written = plain(text)
    check_names(written)
    words = [token.text.upper() for token in tokens(written) if token.kind is Kind.WORD]
    default, named = using
    if not (default or named) and "WHERE" in words and not any(word in _DATASET for word in words):
        default, named = [unnamed or NOWHERE], public
    elif any(word in _DATASET for word in words) and _reads_any_graph(written):
        raise _any_read()
    prepared = prepare_update(written, [graph for graph in default if not is_private(graph)], named)
    changed = prepare_update(written).graphs
    if changed is None:
        raise _any_changed()
    for graph in changed:
        if is_private(graph) or ((graph is not None or changes_default(written)) and is_protected(graph)):
            raise protected_graph(graph)
    if ns.GRAPH_PRIVATE in prepared.text:
        raise protected_graph(ns.GRAPH_PRIVATE)
    return Update(prepared.text)


def changes_default(text: str) -> bool:
    """Tell whether an update has triples outside GRAPH, or names the default graph: too much rather than too little."""
    depth, writes, last, before, given = 0, False, "", "", False
    for token in tokens(text):
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if depth == 0:
            given = given or word == "WITH"
            if word in ("DEFAULT", "ALL"):
                return True
        if token.text == "{" and token.kind is Kind.MARK:
            if depth == 0:
                writes = last in ("INSERT", "DELETE", "DATA") or (before, last) == ("DELETE", "WHERE")
            depth += 1
        elif token.text == "}" and token.kind is Kind.MARK:
            depth -= 1
        elif depth == 1 and writes and not given and "GRAPH" not in (word, last) and token.text != ".":
            return True
        if token.text == ";" and depth == 0:
            given = False
        if word or token.kind is not Kind.MARK:
            before, last = (last, word) if word else (before, "" if depth else last)
    return False


def _reads_any_graph(text: str) -> bool:
    """Tell whether an update reads a graph under a variable."""
    last = ""
    for token in tokens(text):
        if token.kind is Kind.VARIABLE and last == "GRAPH":
            return True
        last = token.text.upper()
    return False


def _any_read() -> QueryError:
    return QueryError(
        Text(
            "De wijziging leest met GRAPH ?… elke graaf en kiest haar grafen zelf. Laat USING en WITH weg, of noem de "
            "graaf met een IRI.",
            "The update reads every graph with GRAPH ?… and chooses its graphs itself. Leave out USING and WITH, or "
            "name the graph with an IRI.",
        )
    )


def _any_changed() -> QueryError:
    return QueryError(
        Text(
            "Uit de wijziging blijkt niet welke grafen zij wijzigt, en op een database elders moet dat. Noem elke "
            "graaf met een IRI.",
            "The update does not tell which graphs it changes, and on a database elsewhere it must. Name every graph "
            "with an IRI.",
        )
    )
