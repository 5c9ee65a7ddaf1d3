"""Reads the answers of engines: what the standards say, and what older ones write in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang.store.remote_errors import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.store.base import Row

_BOOLEAN: Final = b"http://www.w3.org/2001/XMLSchema#boolean"
_VIRTUOSO_WORDS: Final = tuple(
    (before % (_BOOLEAN, digit), before % (_BOOLEAN, word))
    for before in (b'"datatype": "%s", "value": "%s"',)
    for digit, word in ((b"1", b"true"), (b"0", b"false"))
) + tuple(
    (b'"%s"^^<%s>' % (digit, _BOOLEAN), b'"%s"^^<%s>' % (word, _BOOLEAN))
    for digit, word in ((b"1", b"true"), (b"0", b"false"))
)
_VIRTUOSO_ASK: Final = b'"__ASK_RETVAL"'
_VIRTUOSO_NODE: Final = b'"type": "bnode", "value": "nodeID://'
_NODE: Final = b'"type": "bnode", "value": "'
_VIRTUOSO_EMPTY: Final = b"# Empty"
_COMMENT: Final = b"#"


class Chunks:
    """A file to read from, made of pieces as they come."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; none at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        if size < 0 or size >= len(self._rest):
            taken, self._rest = self._rest, b""
        else:
            taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def mended(body: bytes) -> bytes:
    """Return an answer of Virtuoso as the standards have it: booleans as words, and ASK as a boolean of its own.

    Inside a text a quotation mark is written with a backslash, so what is replaced can stand nowhere else.
    """
    if _VIRTUOSO_ASK in body[:200]:
        return json.dumps({"head": {}, "boolean": _ask_value(body)}).encode()
    if body.startswith(_VIRTUOSO_EMPTY):
        return b""
    body = body.replace(_VIRTUOSO_NODE, _NODE)
    for written, meant in _VIRTUOSO_WORDS:
        body = body.replace(written, meant)
    return body


def _ask_value(body: bytes) -> bool:
    try:
        rows = json.loads(body)["results"]["bindings"]
        return any(row["__ASK_RETVAL"]["value"] not in ("0", "false") for row in rows)
    except (ValueError, KeyError, TypeError):
        raise unreadable() from None


def read_rows(body: bytes | Chunks) -> Iterator[Row]:
    """Yield the solutions of a SELECT from JSON results; QueryFailedError when they break off."""
    solutions = _solutions(body)
    if solutions is None:
        raise unreadable()
    names = [variable.value for variable in solutions.variables]
    failed = False
    while True:
        try:
            solution = next(solutions, None)
        except (SyntaxError, OSError, ValueError):
            failed = True
        if failed or solution is None:
            break
        yield {name: term for name in names if (term := solution[name]) is not None}
    del solutions  # it may not leave this thread, not even in the traceback of an error
    if failed:
        raise unreadable()


def _solutions(body: bytes | Chunks) -> ox.QuerySolutions | None:
    try:
        found = ox.parse_query_results(cast("bytes", body), ox.QueryResultsFormat.JSON)
    except (SyntaxError, OSError, ValueError):
        return None
    return found if isinstance(found, ox.QuerySolutions) else None


def read_answer(body: bytes) -> bool:
    """Return the outcome of an ASK from JSON results; QueryFailedError when it is none."""
    try:
        answer = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    except (SyntaxError, OSError, ValueError):
        raise unreadable() from None
    if not isinstance(answer, ox.QueryBoolean):
        raise unreadable()
    return bool(answer)


def read_triples(body: bytes, *, renamed: bool = True) -> Iterator[ox.Triple]:
    """Yield the triples of N-Triples, or Turtle under that name; QueryFailedError when they break off.

    An engine that is interrupted may say so in a comment, which no whole answer has. Blank nodes get names that occur
    nowhere else, so that two answers can be put together; without `renamed` they keep those of the engine.
    """
    if body.startswith(_COMMENT) or b"\n" + _COMMENT in body:
        raise unreadable()
    try:
        for quad in ox.parse(body, ox.RdfFormat.TURTLE, rename_blank_nodes=renamed):
            yield quad.triple
    except (SyntaxError, OSError, ValueError):
        raise unreadable() from None
