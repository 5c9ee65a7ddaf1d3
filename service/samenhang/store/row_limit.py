"""Bounds the number of rows of a query by its text, so that a cut answer is known to be cut before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samenhang.store.query_tokens import Kind, placed_tokens

if TYPE_CHECKING:
    from samenhang.store.query_tokens import Token

_BOUNDED: Final = ("SELECT", "CONSTRUCT")
_FORMS: Final = (*_BOUNDED, "ASK", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Bounded:
    """A query with at most so many solutions, and another that has an answer only when there would be more."""

    text: str
    beyond: str


def bounded(query: str, rows: int) -> Bounded | None:
    """Return a SELECT or CONSTRUCT query bounded to `rows` solutions; None when it needs no bound or takes none.

    A LIMIT and an OFFSET of its own stay in force.
    """
    found = _Modifiers()
    for start, token in placed_tokens(query):
        found.read(start, token)
    if found.form not in _BOUNDED or (found.limit is not None and found.limit <= rows):
        return None
    offset = found.offset or 0
    return Bounded(found.written(query, rows, offset), found.written(query, 1, offset + rows))


class _Modifiers:
    """Finds LIMIT, OFFSET and the last VALUES of a query, none of them inside a group."""

    def __init__(self) -> None:
        self.form = ""
        self.limit: int | None = None
        self.offset: int | None = None
        self._spans: list[tuple[int, int]] = []
        self._values: int | None = None
        self._depth = 0
        self._word, self._start = "", 0

    def read(self, start: int, token: Token) -> None:
        """Take in the next token."""
        if token.kind is Kind.MARK:
            self._depth += (token.text in "{(") - (token.text in "})")
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if self._depth:
            self._word = ""
        elif word in _FORMS and not self.form:
            self.form = word
        elif word == "VALUES":
            self._values = start
        elif token.kind is Kind.NUMBER and self._word in ("LIMIT", "OFFSET") and token.text.isdecimal():
            self._number(int(token.text), start + len(token.text))
        if not self._depth:
            self._word, self._start = word, start

    def _number(self, value: int, end: int) -> None:
        if self._word == "LIMIT":
            self.limit = value
        else:
            self.offset = value
        self._spans.append((self._start, end))

    def written(self, query: str, limit: int, offset: int) -> str:
        """Return the query with other bounds."""
        clause = f"\nLIMIT {limit} OFFSET {offset}\n"
        end = len(query) if self._values is None else self._values
        edits = sorted([*((start, stop, "") for start, stop in self._spans), (end, end, clause)])
        parts: list[str] = []
        done = 0
        for start, stop, text in edits:
            parts += (query[done:start], text)
            done = stop
        return "".join((*parts, query[done:]))
