"""Writes the names in a SPARQL Update request out in full, so that it needs no PREFIX and no BASE.

SPARQL lets every operation of a request have a prologue of its own; Oxigraph 0.5 takes one before the first only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from samenhang.store.query_tokens import Kind, Token, placed_tokens
from samenhang.store.references import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

_AFTER_THE_FIRST: Final = re.compile(r";(?:\s|#[^\r\n]*[\r\n])*(?:PREFIX|BASE)\b", re.IGNORECASE)
_SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_ESCAPE: Final = re.compile(r"\\(.)")


def with_one_prologue(update: str) -> str:
    """Return an update that any engine reads as the standard has it, also when later operations have a prologue."""
    return without_prologue(update) if _AFTER_THE_FIRST.search(update) else update


def without_prologue(update: str) -> str:
    """Return an update with every name written out and no declarations left; a prefix without one is left as it is."""
    parts: list[str] = []
    end = 0
    for start, length, replacement in _Expansion().edits(update):
        parts += (update[end:start], replacement)
        end = start + length
    return "".join((*parts, update[end:]))


class _Expansion:
    """Follows the declarations of an update, which hold from where they stand."""

    def __init__(self) -> None:
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._depth = 0
        self._declaration: list[Token] = []
        self._start = 0

    def edits(self, update: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, length and replacement of what changes."""
        for start, token in placed_tokens(update):
            if token.kind is Kind.MARK and token.text in "{}":
                self._depth += 1 if token.text == "{" else -1
            begins = token.kind is Kind.WORD and token.text.upper() in ("PREFIX", "BASE") and self._depth == 0
            if begins:
                self._start, self._declaration = start, [token]
            elif self._declaration:
                self._declaration.append(token)
                if token.kind is Kind.IRI:
                    self._declare()
                    yield self._start, start + len(token.text) - self._start, ""
            elif (full := self._full(token)) is not None:
                yield start, len(token.text), full

    def _declare(self) -> None:
        iri = self._resolved(self._declaration[-1].text)[1:-1]
        if len(self._declaration) == 2:  # noqa: PLR2004 - BASE and its IRI
            self._base = iri
        else:
            self._prefixes[self._declaration[1].text.removesuffix(":")] = iri
        self._declaration = []

    def _full(self, token: Token) -> str | None:
        if token.kind is Kind.IRI and self._base:
            return self._resolved(token.text)
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in self._prefixes:
                unescaped = _ESCAPE.sub(r"\1", local)
                return f"<{self._prefixes[prefix]}{unescaped}>"
        return None

    def _resolved(self, iri: str) -> str:
        return iri if _SCHEME.match(iri) else f"<{resolved(iri[1:-1], self._base)}>"
