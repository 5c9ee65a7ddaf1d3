"""Reads from the text of a query which graphs it asks for, without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.store.query_tokens import Kind, Token, tokens
from samenhang.store.references import resolved

if TYPE_CHECKING:
    from collections.abc import Sequence


def dataset_of(query: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> set[str]:
    """Return the IRIs of the graphs that make up the dataset of a query; none: it is asked of all graphs.

    `default` and `named` are the arguments of the SPARQL protocol; when there are any they go before FROM in the text.
    """
    if default or named:
        return {*default, *named}
    if "from" not in query.lower():
        return set()
    scan = _Scan()
    for token in tokens(query):
        scan.read(token)
    return scan.names


class _Scan:
    """Follows the prologue and the dataset clauses of a query."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._declares = ""
        self._word = ""

    def read(self, token: Token) -> None:
        """Take in the next token."""
        if token.kind is Kind.WORD:
            word = token.text.upper()
            if not (word == "NAMED" and self._word == "FROM"):
                self._word = word
        elif token.kind is Kind.NAME and self._word == "PREFIX":
            self._declares = token.text.removesuffix(":")
        elif token.kind in (Kind.IRI, Kind.NAME):
            self._name(token)
            self._word = ""

    def _name(self, token: Token) -> None:
        if token.kind is Kind.IRI:
            iri = resolved(token.text[1:-1], self._base)
        else:
            prefix, _, local = token.text.partition(":")
            iri = self._prefixes.get(prefix, "") + local.replace("\\", "")
        if self._word == "PREFIX":
            self._prefixes[self._declares] = iri
        elif self._word == "BASE":
            self._base = iri
        elif self._word == "FROM":
            self.names.add(iri)
