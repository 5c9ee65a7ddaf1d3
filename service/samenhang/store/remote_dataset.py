"""Reads which graphs a query is about, so that an engine elsewhere is only ever told of graphs a caller may see.

An embedded store decides on the dataset of a query itself. A remote engine is told with every request: over the
SPARQL protocol, which goes before FROM in the query, or in the text, for engines that read long lists better there.
FROM is taken out of the text here and put back as a list of what may be seen, with all IRIs written out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.query_tokens import Kind, Token, placed_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
NOWHERE: Final = "https://w3id.org/samenhang/graaf/besloten/leeg"
"""A graph that never exists: naming it alone gives an empty default graph on any engine."""

_AFTER_PATTERN: Final = frozenset(("ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES"))
_OPEN: Final = frozenset(("(", "[", "{"))
_CLOSE: Final = frozenset((")", "]", "}"))
_CODE_POINT: Final = re.compile(r"\\(?:u(?P<short>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8})|.)", re.DOTALL)
_ESCAPED: Final = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ENGINE_SCHEMES: Final = ("bif:", "sql:", "java:")
"""Schemes under which Virtuoso and Jena reach functions of the machine they run on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query without its FROM clauses: its form, what the clauses named, and the place where such clauses go.

    `default` and `named` are None when the query names no graphs itself.
    """

    text: str
    form: str
    place: int
    start: int = 0
    """Where the form stands."""
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def as_rows(self) -> Asked:
        """Return the query that gives one short row for every solution of a CONSTRUCT."""
        form = "SELECT (1 AS ?een) "
        return Asked(self.text[: self.start] + form + self.text[self.place :], "SELECT", self.start + len(form))

    def about(self, default: Sequence[str], named: Sequence[str]) -> str:
        """Return the query with these graphs written into it."""
        lines = [f"FROM <{graph}>" for graph in default] + [f"FROM NAMED <{graph}>" for graph in named]
        return "\n".join((self.text[: self.place], *lines, self.text[self.place :]))


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    base: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    form: str = ""
    start: int = 0
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    place: int | None = None


def plain(text: str) -> str:
    r"""Return a query with its code point escapes (`\u0041`) written out.

    Engines differ on whether these are read before the grammar or inside names and strings only; without them all
    engines, and the guard, read the same.
    """

    def written(match: re.Match[str]) -> str:
        digits = match["short"] or match["long"]
        if not digits:
            return match.group()
        try:
            character = chr(int(digits, 16))
            character.encode()
        except (ValueError, OverflowError):  # beyond Unicode, or half of a pair
            return match.group()
        return _ESCAPED.get(character, character)

    return _CODE_POINT.sub(written, text) if "\\" in text else text


def read_dataset(text: str) -> Asked:
    """Return what a query asks about; QueryError when it begins or names its graphs in a way no standard knows."""
    placed = [(token, start) for start, token in placed_tokens(text)]
    found = _Found()
    index = _prologue(placed, found)
    _clauses(placed, index, found)
    place = len(text) if found.place is None else found.place
    cut = list(text)
    for start, end in found.spans:
        cut[start:end] = [c if c in "\r\n" else " " for c in cut[start:end]]
    named = bool(found.default or found.named)
    return Asked(
        "".join(cut),
        found.form,
        place,
        found.start,
        tuple(found.default) if named else None,
        tuple(found.named) if named else None,
    )


def check_names(text: str) -> None:
    """Return when no name in a text is one by which an engine would run something of its own; else QueryError."""
    found = _Found()
    last = ""
    for _, token in placed_tokens(text):
        if token.kind is Kind.NAME and last == "PREFIX":
            found.prefixes[token.text] = ""
        _name(token, found)
        last = token.text.upper()
        if token.kind is Kind.WORD and last == "DEFINE":  # Virtuoso reads settings of its own after this
            raise QueryError(Text("DEFINE is geen SPARQL.", "DEFINE is not SPARQL."))


def _prologue(placed: Sequence[tuple[Token, int]], found: _Found) -> int:
    """Read BASE and PREFIX up to the form of the query; return the index of what follows the form."""
    index = 0
    while index < len(placed):
        word = placed[index][0].text.upper()
        following = [token for token, _ in placed[index + 1 : index + 3]]
        kinds = [token.kind for token in following]
        if word in FORMS:
            found.form, found.start = word, placed[index][1]
            return index + 1
        if word == "BASE" and kinds[:1] == [Kind.IRI]:
            found.base = urljoin(found.base, following[0].text[1:-1])
            index += 2
        elif word == "PREFIX" and kinds == [Kind.NAME, Kind.IRI]:
            found.prefixes[following[0].text] = _checked(urljoin(found.base, following[1].text[1:-1]))
            index += 3
        else:
            break
    raise QueryError(
        Text(
            "Begin de query met PREFIX of BASE, dan SELECT, ASK, CONSTRUCT of DESCRIBE.",
            "Begin the query with PREFIX or BASE, then SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    )


def _clauses(placed: Sequence[tuple[Token, int]], index: int, found: _Found) -> None:
    """Find the FROM clauses, and where they stand or would."""
    depth, template = 0, found.form == "CONSTRUCT"
    while index < len(placed):
        token, start = placed[index]
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if word == "FROM":
            if depth or found.place is not None:
                raise _misplaced()
            index = _from(placed, index, found)
            continue
        if word == "NOT" and not depth and found.place is None:  # Virtuoso reads NOT FROM here
            raise _misplaced()
        if not depth and found.place is None:
            if template and token.text == "{":
                template = False  # what comes first is the template; the pattern follows it
            elif token.text == "{" or word == "WHERE" or (found.form == "DESCRIBE" and word in _AFTER_PATTERN):
                found.place = start
        depth += (token.text in _OPEN) - (token.text in _CLOSE) if token.kind is Kind.MARK else 0
        _name(token, found)
        index += 1


def _from(placed: Sequence[tuple[Token, int]], index: int, found: _Found) -> int:
    """Read one FROM clause; return the index of what follows it."""
    start, named = placed[index][1], False
    index += 1
    if index < len(placed) and placed[index][0].text.upper() == "NAMED":
        named, index = True, index + 1
    if index >= len(placed) or placed[index][0].kind not in (Kind.IRI, Kind.NAME):
        raise _misplaced()
    token, place = placed[index]
    (found.named if named else found.default).append(_iri(token, found))
    found.spans.append((start, place + len(token.text)))
    return index + 1


def _iri(token: Token, found: _Found) -> str:
    if token.kind is Kind.IRI:
        return urljoin(found.base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if f"{prefix}:" not in found.prefixes:
        raise QueryError(Text(f"De prefix '{prefix}:' is niet verklaard.", f"The prefix '{prefix}:' is not declared."))
    return found.prefixes[f"{prefix}:"] + re.sub(r"\\(.)", r"\1", local)


def _name(token: Token, found: _Found) -> None:
    """Refuse a name by which an engine would run something of its own."""
    if token.kind is Kind.IRI:
        _checked(token.text[1:-1])
    elif token.kind is Kind.NAME and f"{token.text.partition(':')[0]}:" not in found.prefixes:
        _checked(token.text)


def _checked(iri: str) -> str:
    scheme = f"{iri.partition(':')[0].lower()}:"
    if scheme in _ENGINE_SCHEMES:
        raise QueryError(
            Text(
                f"Functies onder '{scheme}' zijn van één database en hier niet toegestaan. Gebruik die van SPARQL.",
                f"Functions under '{scheme}' belong to one database and are not allowed here. Use those of SPARQL.",
            )
        )
    return iri


def _misplaced() -> QueryError:
    return QueryError(
        Text(
            "FROM hoort, met of zonder NAMED en met één IRI, tussen de vorm van de query en WHERE.",
            "FROM belongs, with or without NAMED and with one IRI, between the form of the query and WHERE.",
        )
    )
