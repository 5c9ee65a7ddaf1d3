"""The statements of a Turtle or TriG text: where each begins and ends, so that one that is wrong spoils no other."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from samenhang.validation.readers.turtle_tokens import run_end, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIRECTIVES: Final = ("@PREFIX", "@BASE", "PREFIX", "BASE", "@VERSION", "VERSION")
_PATIENCE: Final = 8
"""How many times a text may be looked at in search of what closes; after that every line is read on its own."""
_OPEN: Final = {"[": "]", "(": ")"}


class Kind(Enum):
    """What a piece of a text is."""

    DIRECTIVE = "directive"
    STATEMENT = "statement"
    OPENING = "opening"
    """The head of a block with the triples of one graph, with its brace."""
    CLOSING = "closing"


class Piece(NamedTuple):
    """One piece of a text; both ends count characters, the end lies after its full stop."""

    kind: Kind
    start: int
    end: int


def pieces(text: str) -> Iterator[Piece]:
    """Yield the statements, directives and braces of a text in their order.

    A statement ends with its full stop. One with a string, IRI or bracket that is never closed would run on to the end
    of the file, so it ends at the end of the line where that began.
    """
    position, length, spent = 0, len(text), 0
    while (start := _content(text, position)) < length:
        piece, seen = _piece(text, start) if spent <= _PATIENCE * length else (_line(text, start), 0)
        spent += max(0, seen - piece.end)
        yield piece
        position = max(piece.end, start + 1)


def _content(text: str, position: int) -> int:
    """Return where the next token begins."""
    for token in tokens(text, position):
        return token.start
    return len(text)


def _piece(text: str, start: int) -> tuple[Piece, int]:
    """Return the piece that begins here, and up to where the text was looked at for it."""
    sparql = _sparql_directive(text, start)
    if sparql is not None:
        return sparql, sparql.end
    kind = Kind.DIRECTIVE if text[start] == "@" else Kind.STATEMENT
    position, open_, length = start, 0, len(text)
    while (position := run_end(text, position)) < length:
        mark = text[position]
        if mark in _OPEN:
            open_ += 1
        elif mark in "])":
            open_ = max(0, open_ - 1)
        elif mark == "." and not open_:
            return Piece(kind, start, position + 1), position + 1
        elif mark in "{}":
            return _brace(kind, start, position, mark), position + 1
        elif mark in "\"'<@":
            return Piece(kind, start, _line_end(text, position)), position
        position += 1
    # Never closed: what stands on the lines below is read on its own.
    return _line(text, start), length


def _line(text: str, start: int) -> Piece:
    return Piece(Kind.STATEMENT, start, _line_end(text, start))


def _brace(kind: Kind, start: int, position: int, mark: str) -> Piece:
    if mark == "{":
        return Piece(Kind.OPENING, start, position + 1)
    if position > start:  # the last statement of a block needs no full stop
        return Piece(kind, start, position)
    return Piece(Kind.CLOSING, start, position + 1)


def _sparql_directive(text: str, start: int) -> Piece | None:
    """Return a directive in the style of SPARQL, which has no full stop; None when there is another thing here."""
    if text[start : start + 7].upper().startswith(("PREFIX", "BASE", "VERSION")):
        found = tokens(text, start)
        word = next(found)
        if word.text.upper() in _DIRECTIVES:
            for token, _ in zip(found, range(2), strict=False):
                if token.text.startswith(("<", '"', "'")):
                    return Piece(Kind.DIRECTIVE, start, token.end)
            return Piece(Kind.DIRECTIVE, start, _line_end(text, start))
    return None


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
