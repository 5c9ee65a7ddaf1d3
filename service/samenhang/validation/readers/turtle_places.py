"""Where every triple of a Turtle or TriG text stands, in the order in which the parser gives the triples.

The parser tells no places. This follows the structure of the text alone (subject, predicate, object, brackets), without
reading what the terms mean, and counts along: the n-th place is that of the n-th triple. Oxigraph hands out the
triples that one token completes in reverse, and so does this.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from samenhang.validation.readers.turtle_tokens import tokens

if TYPE_CHECKING:
    from samenhang.validation.readers.turtle_tokens import Token

_DIRECTIVES: Final = frozenset(("@prefix", "@base", "@version", "PREFIX", "BASE", "VERSION"))
_SUBJECT, _PREDICATE, _OBJECT, _AFTER, _GRAPH = range(5)
_UNKNOWN: Final = frozenset(("<<", "<<(", ">>", ")>>", "{|", "|}", "~", "="))


class Offsets:
    """Three columns of offsets into a text: of the subject, the predicate and the object of every triple."""

    def __init__(self) -> None:
        self.subjects, self.predicates, self.objects = array("q"), array("q"), array("q")

    def __len__(self) -> int:
        return len(self.subjects)

    def add(self, subject: int, predicate: int, value: int) -> None:
        """Add the place of the next triple."""
        self.subjects.append(subject)
        self.predicates.append(predicate)
        self.objects.append(value)


class _Frame:
    """What is open: a statement, `[` or `(`; `cell` is where the current cell of a list began, -1 before the first."""

    __slots__ = ("cell", "expects", "kind", "predicate", "start", "subject")

    def __init__(self, kind: str, start: int, expects: int) -> None:
        self.kind, self.start, self.expects = kind, start, expects
        self.subject = self.predicate = start
        self.cell = -1


class _Walk:
    def __init__(self) -> None:
        self.offsets = Offsets()
        self._frames = [_Frame("top", 0, _SUBJECT)]
        self._step: list[tuple[int, int, int]] = []
        self._skip = 0
        self._literal = -1
        self._typed = False

    def take(self, token: Token) -> None:
        """Follow the text by one token."""
        if self._literal >= 0 and self._end_literal(token):
            self._flush()
            return
        if self._skip:
            self._skip -= 1
        elif token.kind == "term":
            self._term(token)
        elif token.kind == "mark":
            self._mark(token.text, token.start)
        elif token.kind == "tag" and token.text in _DIRECTIVES:
            self._directive(token.text)
        self._flush()

    def end(self) -> None:
        """Take in that there are no more tokens."""
        if self._literal >= 0:
            self._value(self._literal)
            self._flush()

    def _end_literal(self, token: Token) -> bool:
        """Deliver a string that was read, once it is known what follows it; True when the token belongs to it."""
        if token.text == "^^" and not self._typed:
            self._typed = True
            return True
        belongs = self._typed or token.kind == "tag"
        start, self._literal, self._typed = self._literal, -1, False
        self._value(start)
        return belongs

    def _flush(self) -> None:
        for place in reversed(self._step):
            self.offsets.add(*place)
        self._step.clear()

    def _directive(self, word: str) -> None:
        self._skip = 2 if word.lower().endswith("prefix") else 1

    def _term(self, token: Token) -> None:
        frame = self._frames[-1]
        if frame.kind in {"top", "graph"} and frame.expects == _SUBJECT:
            word = token.text.upper()
            if word in _DIRECTIVES:
                self._directive(word)
                return
            if word == "GRAPH":
                frame.expects = _GRAPH
                return
        self._begin_cell(token.start)
        if token.text[0] in "\"'":
            self._literal = token.start  # what it is depends on the token after it
        else:
            self._value(token.start)

    def _begin_cell(self, start: int) -> None:
        """Open the next cell of a list, when one is open: it is linked to what went before."""
        frame = self._frames[-1]
        if frame.kind != "list":
            return
        if frame.cell >= 0:
            self._step.append((frame.cell, frame.cell, start))
        elif len(self._frames) > 1:
            self._deliver(self._frames[-2], frame.start)
        frame.cell = start

    def _value(self, start: int) -> None:
        self._deliver(self._frames[-1], start)

    def _deliver(self, frame: _Frame, start: int) -> None:
        """Put a value where it belongs: it is a subject, a predicate, an object, or the element of a list."""
        if frame.kind == "list":
            self._step.append((frame.cell, frame.cell, start))
        elif frame.expects in {_SUBJECT, _GRAPH}:
            frame.subject, frame.expects = start, _PREDICATE
        elif frame.expects == _PREDICATE:
            frame.predicate, frame.expects = start, _OBJECT
        elif frame.expects == _OBJECT:
            self._step.append((frame.subject, frame.predicate, start))
            frame.expects = _AFTER

    def _mark(self, mark: str, start: int) -> None:
        frame = self._frames[-1]
        if mark in "[(":
            self._begin_cell(start)
            self._frames.append(_Frame("node" if mark == "[" else "list", start, _PREDICATE))
        elif mark in {"]", ")"}:
            self._close(mark, start)
        elif mark == ";":
            frame.expects = _PREDICATE
        elif mark == ",":
            frame.expects = _OBJECT
        elif mark == "{":
            self._frames.append(_Frame("graph", start, _SUBJECT))
        elif mark == "}":
            if len(self._frames) > 1:
                self._frames.pop()
            self._frames[-1].expects = _SUBJECT
        elif mark == ".":
            frame.expects = _SUBJECT

    def _close(self, mark: str, start: int) -> None:
        if len(self._frames) < 2 or self._frames[-1].kind != ("node" if mark == "]" else "list"):  # noqa: PLR2004
            return
        frame = self._frames.pop()
        if mark == ")" and frame.cell >= 0:
            self._step.append((frame.cell, frame.cell, start))
        else:
            self._value(frame.start)


def offsets(text: str, start: int = 0, stop: int | None = None) -> Offsets | None:
    """Return where the triples of a text stand, in the order of the parser; None for statements about statements."""
    walk = _Walk()
    for token in tokens(text, start, stop):
        if token.text in _UNKNOWN:
            return None
        walk.take(token)
    walk.end()
    return walk.offsets
