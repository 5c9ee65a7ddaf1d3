"""Cuts Turtle, TriG, N-Triples and N-Quads into tokens, to know where things stand; the parser reads what they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TERM: Final = r"""
                 <[^<>"{}|^`\x00-\x20]*>
               | \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+\"\"\"  |  '''(?:'{0,2}(?:[^'\\]|\\.))*+'''
               | "(?:[^"\\\r\n]|\\.)*+"                  |  '(?:[^'\\\r\n]|\\.)*+'
               | [+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)
               | _:[\w](?:[\w.\-·]*[\w\-·])?
               | (?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:
                 (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                    (?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.+(?=[\w:\-·%\\]))*+)?
               | [^\W\d]\w*
"""
_TOKEN: Final = re.compile(
    rf"""
      (?P<skip>  [ \t\r\n]+ | \#[^\r\n]* )
    | (?P<mark>  \^\^ | <<\(? | \)?>> | \{{\| | \|\}} | [.;,\[\](){{}}~=] )
    | (?P<term>  {_TERM} )
    | (?P<tag>   @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<open>  \"\"\"|'''|["'<] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_RUN: Final = re.compile(
    rf"""(?: [ \t\r\n;,]++ | \#[^\r\n]*+ | \^\^ | @[A-Za-z]+(?:-[A-Za-z0-9]+)*+ | {_TERM} )*+""", re.VERBOSE | re.DOTALL
)
_LINE_END: Final = re.compile(r"[\r\n]|\Z")


class Token(NamedTuple):
    """One token: `kind` is `mark`, `term`, `tag`, or `broken` for what cannot be one; both ends count characters."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, stop: int | None = None) -> Iterator[Token]:
    """Yield the tokens of a text; a string or IRI that is not closed is one broken token up to the end of its line."""
    position, stop = start, len(text) if stop is None else stop
    match = _TOKEN.match
    while position < stop and (found := match(text, position, stop)) is not None:
        kind = found.lastgroup or "other"
        end = found.end()
        if kind == "skip":
            position = end
            continue
        if kind in {"open", "other"}:
            ended = _LINE_END.search(text, position + 1, stop)
            end = max(end, ended.start() if ended and kind == "open" else end)
            kind = "broken"
        yield Token(kind, text[position:end], position, end)
        position = end


def run_end(text: str, position: int) -> int:
    """Return where a run of terms, separators and comments ends: at a bracket, a full stop, or what is no token."""
    found = _RUN.match(text, position)
    return position if found is None else found.end()
