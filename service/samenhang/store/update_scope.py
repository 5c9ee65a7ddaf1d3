"""Reads from the text of a SPARQL Update request which graphs it can change, without running it.

Reads tokens, not grammar, and answers too much rather than too little: what it does not follow is "any graph".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.store.query_tokens import Kind, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.store.base import Term

_CODE_POINT: Final = re.compile(r"\\[uU]")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_NAMES_NEXT: Final = frozenset(("GRAPH", "WITH", "TO", "ADD", "COPY", "MOVE"))
_MAY_STAND_BETWEEN: Final = frozenset(("GRAPH", "SILENT", "DEFAULT"))
_OUTSIDE: Final = frozenset(
    (
        *("PREFIX", "INSERT", "DELETE", "DATA", "WHERE", "WITH", "USING", "NAMED", "GRAPH", "DEFAULT", "SILENT"),
        *("CLEAR", "DROP", "CREATE", "ADD", "COPY", "MOVE", "TO"),
    )
)
"""Words outside braces that are followed here; any other, such as BASE, LOAD, ALL or VERSION, may mean any graph."""


def graphs_of_update(text: str, bindings: Mapping[str, Term] | None = None) -> frozenset[str | None] | None:
    """Return the names of the graphs a request can change, None standing for the default graph; None: it can be any."""
    if _CODE_POINT.search(text):  # a word or a name can be written with these
        return None
    scan = _Scan(bindings or {})
    return frozenset(scan.names) if all(scan.follows(token) for token in tokens(text)) else None


class _Scan:
    """Follows a request token by token, and gathers names."""

    def __init__(self, bindings: Mapping[str, Term]) -> None:
        self.names: set[str | None] = {None}
        self._bindings = bindings
        self._prefixes: dict[str, str] = {}
        self._words = ["", ""]  # the last two words
        self._depth = 0
        self._writes = False  # between the braces that say what to insert or delete
        self._name_next = False
        self._declared: str | None = None

    def follows(self, token: Token) -> bool:
        """Take in the next token; False when this can no longer tell."""
        if token.kind is Kind.WORD:
            return self._word(token.text.upper())
        if self._declared is not None:
            return self._prefix(token)
        if token.kind is Kind.NAME and self._words[-1] == "PREFIX" and self._depth == 0:
            self._declared = token.text.removesuffix(":")
            return True
        if self._name_next:
            return self._name(token)
        if token.kind is Kind.MARK:
            self._mark(token.text)
        return token.kind is not Kind.NAME or token.text.partition(":")[0] in self._prefixes

    def _word(self, word: str) -> bool:
        if self._depth == 0 and word not in _OUTSIDE:
            return False
        if word == "NAMED" and self._words[-1] != "USING":
            return False
        if word.startswith("GRAPH") and word != "GRAPH":
            return False
        if self._name_next and word not in _MAY_STAND_BETWEEN:
            return False
        self._words = [self._words[-1], word]
        self._name_next = word in _NAMES_NEXT or (self._name_next and word != "DEFAULT")
        return True

    def _prefix(self, token: Token) -> bool:
        if token.kind is not Kind.IRI or not _ABSOLUTE.match(token.text):
            return False
        self._prefixes[self._declared or ""] = token.text[1:-1]
        self._declared = None
        self._words.append("")
        return True

    def _name(self, token: Token) -> bool:
        self._name_next = False
        if token.kind is Kind.IRI and _ABSOLUTE.match(token.text):
            self.names.add(token.text[1:-1])
            return True
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in self._prefixes:
                self.names.add(self._prefixes[prefix] + local.replace("\\", ""))
                return True
            return False
        return token.kind is Kind.VARIABLE and self._variable(token.text[1:])

    def _variable(self, name: str) -> bool:
        value = self._bindings.get(name)
        if isinstance(value, ox.NamedNode):
            self.names.add(value.value)
            return True
        return not self._writes

    def _mark(self, mark: str) -> None:
        if mark == "{":
            if self._depth == 0:
                before, last = self._words[-2:]
                self._writes = last in ("INSERT", "DELETE", "DATA") or (before, last) == ("DELETE", "WHERE")
            self._depth += 1
        elif mark == "}":
            self._depth = max(0, self._depth - 1)
