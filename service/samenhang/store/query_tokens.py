"""Cuts SPARQL text into tokens, so that a word inside a string, an IRI or a comment is not mistaken for a keyword."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is, as far as the guard needs to know."""

    STRING = "string"
    IRI = "iri"
    NAME = "name"  # prefixed name, such as ex:service
    VARIABLE = "variable"  # or a blank node label
    TAG = "tag"  # language tag
    NUMBER = "number"
    WORD = "word"  # keyword, function name, `a`, true, false
    MARK = "mark"  # punctuation and operators


class Token(NamedTuple):
    """One token with its text as written."""

    kind: Kind
    text: str


# A string without its closing quote runs to the end (of the line for short quotes): the parser refuses it anyway, and
# rescanning from the next character would make the time quadratic. The length of a prefix is bounded for that reason.
_TOKEN: Final = re.compile(
    r"""
      (?P<skip>     [\s]+ | \#[^\r\n]* )
    | (?P<string>   \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+(?:\"\"\")?  |  '''(?:'{0,2}(?:[^'\\]|\\.))*+(?:''')?
                  | "(?:[^"\\\r\n]|\\.)*+"?                       |  '(?:[^'\\\r\n]|\\.)*+'?                       )
    | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*+> )
    | (?P<variable> [?$]\w+ | _:[\w.\-·]*\w )
    | (?P<tag>      @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name>     (?:[^\W\d_][\w.\-·]{0,63})?:
                    (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                       (?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.+(?=[\w:\-·%\\]))*+)? )
    | (?P<number>   (?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)? )
    | (?P<word>     [^\W\d]\w* )
    | (?P<mark>     \^\^ | \|\| | && | <<\( | \)>> | << | >> | \{\| | \|\} | <= | >= | != | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS: Final = {kind.value: kind for kind in Kind}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; whitespace and comments are left out. Any text can be cut, valid or not."""
    return (token for _, token in placed_tokens(text))


def placed_tokens(text: str) -> Iterator[tuple[int, Token]]:
    """Yield the tokens of a query, each with the place in the text where it starts."""
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group is not None and group != "skip":
            yield match.start(), Token(_KINDS[group], match.group())


def names_graphs(text: str) -> bool:
    """Tell whether a query names its own graphs with FROM or FROM NAMED."""
    if "from" not in text.lower():
        return False
    return any(kind is Kind.WORD and word.upper().startswith("FROM") for kind, word in tokens(text))
