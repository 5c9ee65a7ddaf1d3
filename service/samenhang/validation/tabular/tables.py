"""From triples to sheets: rows for the things, cells for their values, and statements for all that fits no cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.namespaces import RDF, XSD
from samenhang.validation.tabular.encoding import LONGEST, Cell, Encoder
from samenhang.validation.tabular.plan import Kind
from samenhang.validation.tabular.rowids import RowIds, node, node_text, row_iri, shortened
from samenhang.validation.tabular.statements import IRI, language_text
from samenhang.validation.tabular.words import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenhang.validation.documents import Table, Term
    from samenhang.validation.tabular.plan import Column, Plan, Sheet

_TYPE: Final = f"{RDF}type"
_STRING: Final = f"{XSD}string"
_ARRANGEMENTS: Final = "inrichtingen"
_LONGEST_ID: Final = 200

Said = dict[str, list["Term"]]
"""What is said of one subject: the values by property."""


@dataclass
class FilledSheet:
    """One sheet to write: its columns, and for every row the cells by column id."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: list[dict[str, Cell]] = field(default_factory=list)
    short_ids: bool = True


def fill_sheets(table: Table, plan: Plan, *, single: bool = False) -> list[FilledSheet]:
    """Return the sheets that hold a table, without those that would be empty.

    With `single` there is one sheet: arrangements, and after them the statements that none of its columns holds.
    """
    return _Filler(table, plan, single=single).sheets()


class _Filler:
    def __init__(self, table: Table, plan: Plan, *, single: bool) -> None:
        self._plan = plan
        self._single = single
        self._said: dict[Term, Said] = {}
        self._blank: dict[Term, ox.BlankNode] = {}
        terms = [self._renamed(term) for term in table.terms]
        numbers = table.subjects.tolist(), table.predicates.tolist(), table.objects.tolist()
        for subject, predicate, value in zip(*numbers, strict=True):
            said = self._said.setdefault(terms[subject], {})
            said.setdefault(str(table.terms[predicate].value), []).append(terms[value])
        self._ids = RowIds(plan)
        self._texts: dict[str, dict[Term, str]] = {}
        self._rows: dict[str, list[Term]] = {}

    def _renamed(self, term: Term) -> Term:
        """Give blank nodes names that a cell can hold."""
        if not isinstance(term, ox.BlankNode):
            return term
        return self._blank.setdefault(term, ox.BlankNode(f"b{len(self._blank) + 1}"))

    def sheets(self) -> list[FilledSheet]:
        wanted = [s for s in self._plan.sheets if s.row_class and (not self._single or s.id == _ARRANGEMENTS)]
        for sheet in wanted:
            self._name_rows(sheet)
        filled = [self._fill(sheet) for sheet in wanted]
        rest = [row for subject, said in self._said.items() for row in _statements(subject, said)]
        if self._single:
            return [_joined(filled[0], self._plan.other, rest)]
        found = [sheet for sheet in filled if sheet.rows]
        if rest or not found:
            found.append(FilledSheet(self._plan.other, self._plan.other.columns, rest))
        return found

    def _name_rows(self, sheet: Sheet) -> None:
        """Find the rows of a sheet, and decide on the id of each."""
        column = sheet.column(Kind.ID)
        kind = ox.NamedNode(sheet.row_class)
        rows = self._rows[sheet.id] = [s for s, said in self._said.items() if kind in said.get(_TYPE, ())]
        texts = self._texts[sheet.id] = {}
        for subject in rows:
            given = self._said[subject].get(column.property, []) if column else []
            short = [v.value for v in given if isinstance(v, ox.Literal) and _is_short(sheet, subject, v)]
            text = short[0] if short else node_text(subject)  # type: ignore[arg-type]
            texts[subject] = text
            self._ids.add(sheet, text, subject)  # type: ignore[arg-type]
            for named in (c for c in sheet.columns if c.kind is Kind.TEXT):
                for value in self._said[subject].get(named.property, ()):
                    self._ids.add_name(sheet, squash(value.value), subject)  # type: ignore[arg-type]

    def _fill(self, sheet: Sheet) -> FilledSheet:
        columns = self._plan.columns(sheet)
        encoders = {column.id: Encoder(column, self._ids, self._texts) for column in columns}
        by_property: dict[str, list[Column]] = {}
        for column in columns:
            if column.kind is not Kind.ID:
                by_property.setdefault(column.property, []).append(column)
        found = FilledSheet(sheet, ())
        used: set[str] = set()
        known: dict[tuple[str, tuple[Term, ...]], tuple[Cell | None, tuple[Term, ...]]] = {}
        for subject in self._rows[sheet.id]:
            row = self._begin(sheet, subject)
            found.short_ids = found.short_ids and node(str(row["id"])) is None
            said = self._said[subject]
            for name in [name for name in said if name in by_property]:
                for column in by_property[name]:
                    values = tuple(v for v in said.get(name, ()) if _suits(column, v))
                    if not values:
                        continue
                    key = column.id, values
                    if key not in known:
                        known[key] = encoders[column.id](values)
                    cell, held = known[key]
                    if cell is not None:
                        row[column.id] = cell
                        _take(said, name, held)
            used.update(row)
            found.rows.append(row)
        own = {column.id for column in sheet.columns}
        found.columns = tuple(column for column in columns if column.id in used or column.id in own)
        return found

    def _begin(self, sheet: Sheet, subject: Term) -> dict[str, Cell]:
        """Return a row with its id, and take from the subject what the id and the sheet say already."""
        said, text = self._said[subject], self._texts[sheet.id][subject]
        _take(said, _TYPE, [ox.NamedNode(sheet.row_class)])
        column = sheet.column(Kind.ID)
        if column is not None and node(text) is None:
            _take(said, column.property, [ox.Literal(text)])
        return {"id": text}


def _is_short(sheet: Sheet, subject: Term, value: ox.Literal) -> bool:
    text = value.value
    plain = value == ox.Literal(text) and text.strip() == text and 0 < len(text) <= _LONGEST_ID
    return plain and node(text) is None and row_iri(sheet, text) == subject


def _suits(column: Column, value: Term) -> bool:
    """Tell whether a value is of the kind and language that a column is for."""
    if column.kind is Kind.TEXT:
        return isinstance(value, ox.Literal) and value.language == column.language and value.direction is None
    return True


def _take(said: Said, name: str, values: Iterable[Term]) -> None:
    gone = set(values)
    said[name] = [value for value in said.get(name, ()) if value not in gone]


def _statements(subject: Term, said: Said) -> Iterable[dict[str, Cell]]:
    """Yield the rows of the statements that are left; a value too long for a cell takes several."""
    for name, values in said.items():
        for value in values:
            row = {"onderwerp": node_text(subject), "eigenschap": shortened(name)}  # type: ignore[arg-type]
            if isinstance(value, ox.Literal):
                row |= _literal(value)
                text = value.value
            else:
                row["type"] = IRI
                text = node_text(value)
            pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)] or [""]
            for number, piece in enumerate(pieces, start=1):
                part: dict[str, Cell] = {"deel": str(number)} if len(pieces) > 1 else {}
                yield {**row, "waarde": piece, **part}


def _literal(value: ox.Literal) -> dict[str, str]:
    if value.language:
        return {"taal": language_text(value)}
    return {} if value.datatype.value == _STRING else {"type": shortened(value.datatype.value)}


def _joined(filled: FilledSheet, other: Sheet, rest: Sequence[dict[str, Cell]]) -> FilledSheet:
    """Return one sheet with the rows of a sheet and below them statements in columns of their own."""
    columns = (*filled.columns, *other.columns) if rest else filled.columns
    return FilledSheet(filled.sheet, columns, [*filled.rows, *rest], filled.short_ids)
