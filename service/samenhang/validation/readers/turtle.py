"""Reads Turtle and TriG: in one go when nothing is wrong, else statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.validation.readers.gathering import Gathering
from samenhang.validation.readers.problems import syntax_problem
from samenhang.validation.readers.statements import Kind, Piece, pieces
from samenhang.validation.readers.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.validation.limits import Limits

_TOGETHER: Final = 200


def read_turtle(
    text: str, format_: ox.RdfFormat, name: str, base: str, limits: Limits
) -> tuple[Gathering, dict[str, str]]:
    """Return the triples of a text, with a problem for every statement that is wrong, and the prefixes it declares."""
    gathering = Gathering(name, limits)
    parser = ox.parse(text.encode(errors="surrogatepass"), format_, base_iri=base)
    try:
        gathering.take(parser)
    except SyntaxError:
        return _by_statement(text, name, base, limits)
    return gathering, dict(getattr(parser, "prefixes", {}))


def _by_statement(text: str, name: str, base: str, limits: Limits) -> tuple[Gathering, dict[str, str]]:
    reader = _Reader(text, name, base, limits)
    for head, group in _groups(text):
        reader.read(head, group)
    prologue = "\n".join(text[p.start : p.end] for p in reader.directives)
    parser = ox.parse(prologue.encode(errors="surrogatepass"), ox.RdfFormat.TURTLE, base_iri=base)
    for _ in parser:
        break
    return reader.gathering, dict(getattr(parser, "prefixes", {}))


def _groups(text: str) -> Iterator[tuple[Piece | None, list[Piece]]]:
    """Yield statements together, and each directive and head of a block on its own as the first of the pair."""
    group: list[Piece] = []
    for piece in pieces(text):
        if piece.kind is Kind.STATEMENT:
            group.append(piece)
            if len(group) < _TOGETHER:
                continue
        if group:
            yield None, group
            group = []
        if piece.kind in {Kind.DIRECTIVE, Kind.OPENING}:
            yield piece, []
    if group:
        yield None, group


class _Reader:
    """Reads groups of statements under the directives that were met so far."""

    def __init__(self, text: str, name: str, base: str, limits: Limits) -> None:
        self.gathering = Gathering(name, limits)
        self.directives: list[Piece] = []
        self._text, self._name, self._base = text, name, base
        self._prologue = ""
        self._lines = Lines(text)

    def read(self, head: Piece | None, group: list[Piece]) -> None:
        if head is not None:
            self._read_head(head)
            return
        try:
            quads = self._parse("\n".join(map(self._statement, group)))
        except SyntaxError:
            for piece in group:
                self._read_alone(piece)
        else:
            self.gathering.take(quads, lambda: self._lines.place(self._name, group[0].start))

    def _statement(self, piece: Piece) -> str:
        text = self._text[piece.start : piece.end].rstrip()
        return text if text.endswith(".") else f"{text} ."

    def _read_head(self, head: Piece) -> None:
        source = self._text[head.start : head.end]
        if head.kind is Kind.OPENING:
            graph = source[:-1].strip().removeprefix("GRAPH").removeprefix("graph").strip()
            if graph:
                self.gathering.graphs.add(graph)
            return
        try:
            self._parse(source)
        except SyntaxError as error:
            self._tell(error, head)
        else:
            self.directives.append(head)
            self._prologue += f"{source}\n"

    def _read_alone(self, piece: Piece) -> None:
        parser = self._parser(self._statement(piece))
        found: list[ox.Quad] = []
        try:
            found.extend(parser)
        except SyntaxError as error:
            self._tell(error, piece)
        self.gathering.take(found, lambda: self._lines.place(self._name, piece.start))

    def _parse(self, statements: str) -> list[ox.Quad]:
        return list(self._parser(statements))

    def _parser(self, statements: str) -> Iterator[ox.Quad]:
        source = f"{self._prologue}{statements}".encode(errors="surrogatepass")
        return ox.parse(source, ox.RdfFormat.TURTLE, base_iri=self._base)

    def _tell(self, error: SyntaxError, piece: Piece) -> None:
        """Tell an error at its place in the file; the parser counts from the beginning of the prologue."""
        line = (error.lineno or 1) - self._prologue.count("\n")
        source = self._text[piece.start : piece.end]
        offset = piece.start
        if line >= 1:
            before = source.split("\n")[: line - 1]
            offset += sum(len(part) + 1 for part in before) + max(0, (error.offset or 1) - 1)
        offset = min(offset, max(piece.start, piece.end - 1))
        self.gathering.tell(syntax_problem(str(error.msg), self._lines.place(self._name, offset), source))
