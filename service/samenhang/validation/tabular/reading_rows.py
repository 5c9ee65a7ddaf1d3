"""The rows of one sheet: each becomes the triples of one thing, or a statement of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Severity, Text
from samenhang.namespaces import RDF
from samenhang.validation.tabular.cells import CellError, Complaint, Decoded, Raw, as_text, is_blank, shown
from samenhang.validation.tabular.decoding import AFTER_ALL_ROWS, Decoder
from samenhang.validation.tabular.plan import Kind
from samenhang.validation.tabular.rowids import Node, node, row_iri
from samenhang.validation.tabular.words import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.validation.tabular.dataset import Dataset
    from samenhang.validation.tabular.headers import Header
    from samenhang.validation.tabular.places import Grid
    from samenhang.validation.tabular.plan import Column, Sheet

_TYPE: Final = ox.NamedNode(f"{RDF}type")
_LONGEST_ID: Final = 500


class RowReader:
    """Reads the rows of one sheet into a dataset."""

    def __init__(self, dataset: Dataset, sheet: Sheet, grid: Grid, header: Header, points: Mapping[int, str]) -> None:
        self._dataset = dataset
        self._sheet = sheet
        self._grid = grid
        self._header = header
        self._others = {c.id for c in dataset.plan.other.columns}
        self._columns = {place: c for place, c in header.columns.items() if c.id not in self._others}
        self._other_columns = {c.kind: place for place, c in header.columns.items() if c.id in self._others}
        self._decoders = {p: Decoder(c, dataset.ids, points.get(p)) for p, c in self._columns.items()}
        self._id_column = next((p for p, c in self._columns.items() if c.kind is Kind.ID), None)
        self._naming = frozenset(p for p, c in self._columns.items() if sheet.id == "partijen" and c.kind is Kind.TEXT)
        first = self._id_column if self._id_column is not None else min(header.columns, default=0)
        self._grid_number = dataset.locator.add_grid(grid, self._columns, first)
        number = dataset.triples.number
        self._type = number(_TYPE)
        self._class = number(ox.NamedNode(sheet.row_class)) if sheet.row_class else -1
        self._predicates = {p: number(ox.NamedNode(c.property)) for p, c in self._columns.items()}
        self._later = frozenset(p for p, c in self._columns.items() if c.kind in AFTER_ALL_ROWS)
        self._known: dict[int, dict[Raw, tuple[int, ...]]] = {p: {} for p in self._columns}
        self._seen: dict[Node, int] = {}

    def read(self, row: int, cells: Iterable[tuple[int, Raw]]) -> None:
        """Read one row: the filled cells by place."""
        columns = self._columns
        filled = [
            (place, raw)
            for place, raw in cells
            if place in columns and (raw.__class__ is tuple or (raw and not raw.isspace()))  # type: ignore[union-attr]
        ]
        if self._other_columns:
            given = dict(cells)
            if any(not is_blank(given.get(place, "")) for place in self._other_columns.values()):
                self._statement(row, given)
        if filled and self._sheet.row_class:
            self._thing(row, filled)

    def _statement(self, row: int, given: Mapping[int, Raw]) -> None:
        cells = {kind: given.get(place, "") for kind, place in self._other_columns.items()}
        at = self._other_columns.get(Kind.VALUE, min(self._other_columns.values()))
        order = (self._grid_number, row, at)
        self._dataset.statements.add(cells, self._grid.place(row, at), order)

    def _thing(self, row: int, filled: list[tuple[int, Raw]]) -> None:
        dataset = self._dataset
        rank = dataset.next_rank()
        subject, row_id = self._subject(row, dict(filled).get(-1 if self._id_column is None else self._id_column))
        dataset.locator.add_row(subject, self._grid_number, row)
        number = dataset.triples.number(subject)
        said, known = [(self._type, self._class)], self._known
        for place, raw in filled:
            if place == self._id_column:
                if row_id is not None:
                    said.append((self._predicates[place], dataset.triples.number(ox.Literal(row_id))))
            elif place in self._later:
                dataset.put_off(self, number, place, raw, (row, rank))
            else:
                values = known[place].get(raw)
                if values is None:
                    values = self._worked_out(place, raw, row)
                predicate = self._predicates[place]
                said += [(predicate, value) for value in values]
                if place in self._naming:
                    dataset.ids.add_name(self._sheet, squash(shown(raw)), subject)
        dataset.triples.add_all(number, said, rank)

    def finish(self, number: int, place: int, raw: Raw, where: tuple[int, int]) -> None:
        """Read a cell that was put off, now that all rows are known."""
        row, rank = where
        values = self._known[place].get(raw)
        if values is None:
            values = self._worked_out(place, raw, row)
        for value in values:
            self._dataset.triples.add(number, self._predicates[place], value, rank)

    def column(self, place: int) -> Column:
        """Return the column at a place."""
        return self._columns[place]

    def give_point(self, place: int, point: str) -> None:
        """Tell which decimal sign the numbers of a column have, unless that was known."""
        decoder = self._decoders[place]
        decoder.point = decoder.point or point

    def _worked_out(self, place: int, raw: Raw, row: int) -> tuple[int, ...]:
        """Return the term numbers of a cell; what is wrong with it is told for every cell that has it."""
        decoded: Decoded = self._decoders[place](raw)
        numbers = tuple(map(self._dataset.triples.number, decoded.values))
        if not decoded.complaints:
            self._known[place][raw] = numbers
        for complaint in decoded.complaints:
            self.complain(row, place, complaint, raw)
        return numbers

    def complain(self, row: int, place: int | None, complaint: Complaint, raw: Raw | None = None) -> None:
        """Tell what is wrong with a cell, or with a row."""
        value = None if raw is None else shown(raw)
        order = (self._grid_number, row, -1 if place is None else place)
        self._dataset.problems.add(self._grid.place(row, place), complaint, value, order)

    def _subject(self, row: int, raw: Raw | None) -> tuple[Node, str | None]:
        """Return what a row is about, and its short id when it has one."""
        nameless = ox.BlankNode(f"{self._sheet.id}-rij-{row}")
        if raw is None:
            if self._id_column is not None:
                self.complain(row, self._id_column, _NO_ID)
            return nameless, None
        try:
            text = as_text(raw).strip()
        except CellError as error:
            self.complain(row, self._id_column, error.complaint, raw)
            return nameless, None
        if len(text) > _LONGEST_ID:
            self.complain(row, self._id_column, _LONG_ID, raw)
            return nameless, None
        whole = node(text)
        subject, short = (whole, None) if whole is not None else (row_iri(self._sheet, text), text)
        if subject in self._seen:
            self.complain(row, self._id_column, _double(text, self._grid.place(self._seen[subject], self._id_column)))
            return nameless, None
        self._seen[subject] = row
        self._dataset.ids.add(self._sheet, text, subject)
        return subject, short


_NO_ID: Final = Complaint(
    "geenId",
    Text(
        "Deze rij heeft geen id. Geef elke rij een korte, vaste naam, zodat andere rijen en latere versies ernaar "
        "kunnen verwijzen.",
        "This row has no id. Give every row a short, lasting name, so that other rows and later versions can refer to "
        "it.",
    ),
    Severity.WARNING,
)
_LONG_ID: Final = Complaint(
    "idTeLang",
    Text(
        f"Een id heeft hoogstens {_LONGEST_ID} tekens. Kort het in.",
        f"An id has at most {_LONGEST_ID} characters. Shorten it.",
    ),
)


def _double(text: str, first: object) -> Complaint:
    where = Text(first.text("nl"), first.text("en")) if hasattr(first, "text") else Text("", "")
    return Complaint(
        "idDubbel",
        Text(
            f"Het id '{text}' staat ook op {where.nl}. Geef elke rij een eigen id.",
            f"The id '{text}' is also at {where.en}. Give every row an id of its own.",
        ),
    )
