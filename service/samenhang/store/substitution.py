"""Puts values in for the variables of a query or an update, for engines that take nothing but text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from samenhang.store.query_tokens import Kind, Token, placed_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samenhang.store.base import Term

_OPEN: Final = frozenset("({[")
_CLOSE: Final = frozenset(")}]")
_ENDS_PROJECTION: Final = frozenset(("WHERE", "FROM"))
_ENDS_GROUP_BY: Final = frozenset(("HAVING", "LIMIT", "OFFSET", "VALUES"))
_KEPT_APART: Final = "_gegeven"


def substitute(text: str, bindings: Mapping[str, Term]) -> str:
    """Return a query or an update with the terms of `bindings` in the place of its variables.

    A variable that a SELECT hands out keeps its name there: `?x` becomes `(<term> AS ?x)`. What VALUES or BIND gives to
    a variable is held to the term. In a subquery that does not hand a variable out, it is another variable and is left.
    A blank node has no place in text and is refused as ValueError.
    """
    if not bindings:
        return text
    terms = {name: _written(term) for name, term in bindings.items()}
    parts: list[str] = []
    end = 0
    for start, length, replacement in _Rewriting(terms, list(placed_tokens(text))).edits():
        parts += (text[end:start], replacement)
        end = start + length
    return "".join((*parts, text[end:]))


def _written(term: Term) -> str:
    text = str(term)
    if text.startswith("_:"):
        message = f"{text} is a blank node, which names nothing in a query"
        raise ValueError(message)
    return text


@dataclass(slots=True)
class _Frame:
    """What is between one pair of brackets."""

    opener: str
    terms: Mapping[str, str]  # what is put in here: in a subquery only for what it hands out
    clause: str = ""  # SELECT, GROUP or ORDER until it ends; VALUES or BIND for what their own brackets hold
    selects: bool = False
    held: list[str] = field(default_factory=list)  # variables that are given a value here, and have one already


class _Rewriting:
    """Walks over the tokens and says what to put in the place of which."""

    def __init__(self, terms: Mapping[str, str], placed: Sequence[tuple[int, Token]]) -> None:
        self._placed = placed
        self._frames = [_Frame("", terms)]
        self._previous = ""
        self._values: list[str] | None = None  # the variables of a VALUES clause whose block has not begun

    def edits(self) -> Iterator[tuple[int, int, str]]:
        """Yield start, length and replacement of what changes."""
        for place, (start, token) in enumerate(self._placed):
            replacement = self._next(place, token)
            if replacement is not None:
                yield start, len(token.text), replacement
            self._previous = token.text.upper() if token.kind is Kind.WORD else token.text

    def _next(self, place: int, token: Token) -> str | None:
        if token.kind is Kind.WORD:
            self._word(place, token.text.upper())
        elif token.kind is Kind.MARK:
            return self._mark(token.text)
        elif token.kind is Kind.VARIABLE and token.text[0] != "_":
            return self._variable(token.text)
        return None

    def _word(self, place: int, word: str) -> None:
        frame = self._frames[-1]
        if word == "VALUES":
            self._values = []
        if word == "SELECT":
            frame.selects = True
            if len(self._frames) > 1:
                handed_out = self._handed_out(place + 1)
                if handed_out is not None:
                    frame.terms = {name: term for name, term in frame.terms.items() if name in handed_out}
        if word in ("SELECT", "GROUP", "ORDER"):
            frame.clause = word
        elif word in (_ENDS_PROJECTION if frame.clause == "SELECT" else _ENDS_GROUP_BY):
            frame.clause = ""

    def _handed_out(self, place: int) -> set[str] | None:
        """Return the names that the projection from here on hands out; None: all, by an asterisk."""
        names, depth, previous = set(), 0, ""
        for _, (kind, text) in self._placed[place:]:
            if kind is Kind.MARK and depth == 0 and text == "*":
                return None
            if (kind is Kind.MARK and text == "{") or (kind is Kind.WORD and text.upper() in _ENDS_PROJECTION):
                break
            depth += (text == "(") - (text == ")")
            if kind is Kind.VARIABLE and (depth == 0 or previous == "AS"):
                names.add(text[1:])
            previous = text.upper()
        return names

    def _mark(self, mark: str) -> str | None:
        if mark in _OPEN:
            self._open(mark)
        elif mark in _CLOSE and len(self._frames) > 1:
            return self._close(mark, self._frames.pop())
        return None

    def _open(self, mark: str) -> None:
        around = self._frames[-1]
        frame = _Frame(mark, around.terms, "BIND" if self._previous == "BIND" else "")
        if mark == "{":
            around.clause = ""
            if self._values is not None:
                frame.clause, frame.held, self._values = "VALUES", self._values, None
        self._frames.append(frame)

    def _close(self, mark: str, frame: _Frame) -> str | None:
        """Hold what was given a value to the value it has already."""
        around = self._frames[-1]
        if not frame.held or around.opener != "{" or around.selects:  # after the braces of a query nothing can be held
            return None
        held = ((name, around.terms[name]) for name in dict.fromkeys(frame.held))
        return mark + "".join(
            f" FILTER(!BOUND(?{name}{_KEPT_APART}) || SAMETERM(?{name}{_KEPT_APART}, {term}))" for name, term in held
        )

    def _variable(self, written: str) -> str | None:
        name, frame = written[1:], self._frames[-1]
        term = frame.terms.get(name)
        if term is None:
            return None
        if self._values is not None:
            self._values.append(name)
            return written + _KEPT_APART
        if self._previous == "AS":
            if frame.clause != "BIND":
                return None
            frame.held.append(name)
            return written + _KEPT_APART
        if frame.clause == "SELECT":
            depth = len(self._frames) - 1  # a subquery's name is no use to who is around it, and would be one too many
            return f"({term} AS {written}{_KEPT_APART}{depth})" if depth else f"({term} AS {written})"
        return f"({term})" if frame.clause in ("GROUP", "ORDER") else term
