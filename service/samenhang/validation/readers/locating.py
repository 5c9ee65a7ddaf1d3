"""Finds where statements stand in Turtle, TriG, N-Triples and N-Quads; looks no further than what is asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import pyoxigraph as ox

from samenhang.validation.readers.statements import Kind, Piece, pieces
from samenhang.validation.readers.text import Lines
from samenhang.validation.readers.turtle_places import offsets
from samenhang.validation.readers.turtle_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samenhang.validation.documents import Place, Table, Term

_LINE: Final = re.compile(r"^[ \t]*(<[^<>\"{}|^`\x00-\x20]*>|_:\S+)[^\r\n]*", re.MULTILINE)
_MARKED: Final = "urn:x-place:"
_REMEMBERED: Final = 2_000
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class _Spot:
    """One triple of a statement and where its parts stand."""

    triple: tuple[Term, ox.NamedNode, Term]
    subject: int
    predicate: int
    value: int


class TextLocator:
    """Knows where the triples of a text stand.

    The statements of a subject are looked up once for the whole text; a statement itself is read only when something in
    it is asked for. A blank node without a label is found through what points to it.
    """

    def __init__(self, text: str, format_: ox.RdfFormat, name: str, base: str, table: Table) -> None:
        self._text, self._format, self._name, self._base = text, format_, name, base
        self._table = table
        self._read: OrderedDict[int, list[_Spot]] = OrderedDict()
        self._by_line = format_ in {ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands: the value, else the property of the subject, else the subject itself."""
        offset = self._offset(subject, predicate, value, 0)
        return None if offset is None else self._lines.place(self._name, offset)

    def _offset(self, subject: Term, predicate: str | None, value: Term | None, depth: int) -> int | None:
        found = self._statements.get(subject)
        if found is None:
            return self._inside(subject, predicate, value, depth) if isinstance(subject, ox.BlankNode) else None
        first = property_ = None
        nodes: list[int] = []
        for number in found:
            for spot in self._spots(number):
                if spot.triple[0] != subject:
                    continue
                first = spot.subject if first is None else first
                if predicate is None or spot.triple[1].value != predicate:
                    continue
                property_ = spot.predicate if property_ is None else property_
                if value is not None and spot.triple[2] == value:
                    return spot.value
                if isinstance(spot.triple[2], ox.BlankNode):
                    nodes.append(spot.value)
        if nodes and isinstance(value, ox.BlankNode):
            return nodes[min(self._rank(subject, predicate or "", value), len(nodes) - 1)]
        if first is None and found:
            first = self._pieces[found[0]].start
        return property_ if property_ is not None else first

    def _rank(self, subject: Term, predicate: str, value: ox.BlankNode) -> int:
        """Return how many blank nodes come before this one as a value of the same property of the same subject."""
        table = self._table
        numbers = [table.number(term) for term in (subject, ox.NamedNode(predicate), value)]
        if None in numbers:
            return 0
        rows = np.flatnonzero((table.subjects == numbers[0]) & (table.predicates == numbers[1]))
        values = [int(n) for n in table.objects[rows] if isinstance(table.terms[int(n)], ox.BlankNode)]
        return values.index(numbers[2]) if numbers[2] in values else 0

    def _inside(self, subject: ox.BlankNode, predicate: str | None, value: Term | None, depth: int) -> int | None:
        """Return where a blank node without a label stands: in the statement of what points to it."""
        parent = self._parent(subject)
        if depth > _DEEPEST:
            return None
        if parent is None:
            return self._anonymous(subject, predicate, value)
        outer = self._offset(*parent, depth + 1)
        if outer is None or predicate is None:
            return outer
        for spot in self._around(outer):
            same = spot.triple[1].value == predicate and (value is None or spot.triple[2] == value)
            if same and isinstance(spot.triple[0], ox.BlankNode) and spot.subject >= outer:
                return spot.value if value is not None else spot.predicate
        return outer

    def _parent(self, node: ox.BlankNode) -> tuple[Term, str, Term] | None:
        number, table = self._table.number(node), self._table
        rows: Sequence[int] = [] if number is None else np.flatnonzero(table.objects == number).tolist()
        if not rows:
            return None
        row = rows[0]
        predicate = table.terms[int(table.predicates[row])]
        return table.terms[int(table.subjects[row])], str(predicate.value), node

    def _anonymous(self, subject: ox.BlankNode, predicate: str | None, value: Term | None) -> int | None:
        """Return where a statement about `[ … ]` stands: the first that says the same of a blank node."""
        said = predicate, value
        if predicate is None:
            number, table = self._table.number(subject), self._table
            rows: Sequence[int] = [] if number is None else np.flatnonzero(table.subjects == number).tolist()
            if not rows:
                return None
            row = rows[0]
            said = str(table.terms[int(table.predicates[row])].value), table.terms[int(table.objects[row])]
        for number in self._nameless:
            for spot in self._spots(number):
                same = said[1] is None or spot.triple[2] == said[1] or _both_blank(spot.triple[2], said[1])
                if spot.triple[1].value == said[0] and same:
                    return spot.subject if predicate is None else spot.value if value is not None else spot.predicate
        return None

    def _around(self, offset: int) -> Sequence[_Spot]:
        number = bisect_right(self._starts, offset) - 1
        return self._spots(number) if number >= 0 else ()

    def _spots(self, number: int) -> list[_Spot]:
        """Return the triples of one statement, with their places; remembered for the next question."""
        known = self._read.get(number)
        if known is not None:
            self._read.move_to_end(number)
            return known
        piece = self._pieces[number]
        spots = list(self._parse(number, piece))
        self._read[number] = spots
        if len(self._read) > _REMEMBERED:
            self._read.popitem(last=False)
        return spots

    def _parse(self, number: int, piece: Piece) -> Iterator[_Spot]:
        source = self._text[piece.start : piece.end].rstrip()
        found = offsets(self._text, piece.start, piece.end)
        if not self._by_line:
            source = self._prologue(number) + (source if source.endswith(".") else f"{source} .")
        quads: list[ox.Quad] = []
        format_ = self._format if self._by_line else ox.RdfFormat.TURTLE
        parser = ox.parse(source.encode(errors="surrogatepass"), format_, base_iri=self._base)
        with suppress(SyntaxError):  # what stands before a fault is known
            quads.extend(parser)
        if found is None:
            return
        places = zip(quads, found.subjects, found.predicates, found.objects, strict=False)
        for quad, subject, predicate, value in places:
            triple = cast("tuple[Term, ox.NamedNode, Term]", (quad.subject, quad.predicate, quad.object))
            yield _Spot(triple, subject, predicate, value)

    def _prologue(self, number: int) -> str:
        """Return the directives that hold for a statement."""
        return "".join(f"{self._text[p.start : p.end]}\n" for n, p in self._directives if n < number)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    @cached_property
    def _pieces(self) -> list[Piece]:
        if self._by_line:
            return list(self._runs())
        return list(pieces(self._text))

    def _runs(self) -> Iterator[Piece]:
        """Yield the lines about one subject together, as long as they stand together."""
        subject, start, end = "", 0, 0
        for found in _LINE.finditer(self._text):
            if found[1] != subject:
                if subject:
                    yield Piece(Kind.STATEMENT, start, end)
                subject, start = found[1], found.start(1)
            end = found.end()
        if subject:
            yield Piece(Kind.STATEMENT, start, end)

    @cached_property
    def _directives(self) -> list[tuple[int, Piece]]:
        return [(n, p) for n, p in enumerate(self._pieces) if p.kind is Kind.DIRECTIVE and self._valid(p)]

    def _valid(self, directive: Piece) -> bool:
        source = self._text[directive.start : directive.end].encode(errors="surrogatepass")
        try:
            return not list(ox.parse(source, ox.RdfFormat.TURTLE, base_iri=self._base))
        except SyntaxError:
            return False

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self._pieces]

    @cached_property
    def _nameless(self) -> list[int]:
        return [n for n, p in enumerate(self._pieces) if p.kind is Kind.STATEMENT and self._text[p.start] in "[("]

    @cached_property
    def _statements(self) -> dict[Term, list[int]]:
        """The numbers of the statements of every subject.

        What a subject means is left to the parser: it reads all subjects at once, each in a statement of its own.
        """
        written: list[str] = []
        valid = {number for number, _ in self._directives}
        for number, piece in enumerate(self._pieces):
            if number in valid:
                written.append(self._text[piece.start : piece.end])
            elif piece.kind is Kind.STATEMENT and self._text[piece.start] not in "[(":
                subject = self._subject(piece)
                if subject:
                    written.append(f"{subject} <{_MARKED}> <{_MARKED}{number}> .")
        return self._subjects(written)

    def _subject(self, piece: Piece) -> str:
        if self._by_line:
            return self._text[piece.start : piece.end].split(None, 1)[0]
        return next((token.text for token in tokens(self._text, piece.start, piece.end)), "")

    def _subjects(self, written: list[str]) -> dict[Term, list[int]]:
        found: dict[Term, list[int]] = {}
        source = "\n".join(written).encode(errors="surrogatepass")
        parser = ox.parse(source, ox.RdfFormat.TURTLE, base_iri=self._base)
        while True:
            try:
                for quad in parser:
                    number = int(str(quad.object.value).removeprefix(_MARKED))
                    found.setdefault(quad.subject, []).append(number)
            except SyntaxError:
                continue  # a subject that cannot be read; the parser goes on with the next statement
            return found


def _both_blank(one: object, other: object) -> bool:
    return isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode)
