"""The column plan: which sheets there are, which columns each has, and what a cell of each holds.

Read from the graph (`ontology/tabellen.ttl` and the dimensions); reader, template and writer all follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from samenhang.model import AnswerKind, Dimension, Group, Text
from samenhang.namespaces import local_name
from samenhang.validation.tabular.parties import Parties, load_parties
from samenhang.validation.tabular.words import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samenhang.queries import QueryLibrary
    from samenhang.rules import Catalogue
    from samenhang.store import Store

OTHER: Final = "overig"
_KINDS: Final = {
    AnswerKind.SINGLE: "optie",
    AnswerKind.ORDINAL: "optie",
    AnswerKind.SET: "opties",
    AnswerKind.NUMBER: "getal",
}


Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]
_UNBOUNDED: Final = (None, None)


class Kind(StrEnum):
    """How a cell is read; the values are those of `sam:celsoort`, and three for dimensions."""

    ID = "id"
    TEXT = "tekst"
    DIGITS = "nummer"
    DATE = "datum"
    CONCEPT = "begrip"
    PARTY = "partij"
    REFERENCE = "verwijzing"
    SOURCE = "bron"
    OPTION = "optie"
    OPTIONS = "opties"
    NUMBER = "getal"
    SUBJECT = "onderwerp"
    PROPERTY = "eigenschap"
    VALUE = "waarde"
    TYPE = "type"
    LANGUAGE = "taal"
    PART = "deel"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a cell can hold."""

    id: str
    iri: str
    label: Text
    definition: Text
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `property` is the IRI its cells give a value for, `many` tells whether a cell can hold several.

    `dimension` is None for a column of the sheet's own; `reference` is the class a cell refers to a row of.
    """

    id: str
    label: Text
    definition: Text
    kind: Kind
    property: str
    language: str | None = None
    many: bool = False
    choices: tuple[Choice, ...] = ()
    reference: str | None = None
    aliases: tuple[str, ...] = ()
    dimension: Dimension | None = None
    bounds: Bounds = _UNBOUNDED


@dataclass(frozen=True)
class Sheet:
    """One sheet, or CSV file: `row_class` is what a row is, `about` the IRI of a row with `{id}` for its id.

    Both are empty for the sheet of statements that fit no other column.
    """

    id: str
    label: Text
    definition: Text
    row_class: str
    about: str
    columns: tuple[Column, ...]
    with_dimensions: bool
    aliases: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it goes by, squashed."""
        return frozenset(map(squash, (self.id, *self.label, *self.aliases)))

    def column(self, kind: Kind) -> Column | None:
        """Return the first of its own columns of a kind."""
        return next((column for column in self.columns if column.kind is kind), None)


@dataclass(frozen=True, repr=False)
class Plan:
    """All sheets and columns, and what cells may refer to: parties of the reference data and places in documents."""

    sheets: tuple[Sheet, ...]
    dimensions: tuple[Column, ...]
    groups: tuple[Group, ...]
    parties: Parties
    catalogue: Catalogue

    @cached_property
    def by_id(self) -> Mapping[str, Sheet]:
        """The sheets by id."""
        return {sheet.id: sheet for sheet in self.sheets}

    @cached_property
    def by_class(self) -> Mapping[str, Sheet]:
        """The sheets by the class of their rows."""
        return {sheet.row_class: sheet for sheet in self.sheets if sheet.row_class}

    @cached_property
    def other(self) -> Sheet:
        """The sheet of statements that fit no other column."""
        return self.by_id[OTHER]

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The IRI of every place in a document, by its notation, squashed."""
        return {squash(a.notation): a.iri for d in self.catalogue.documents.values() for a in d.anchors}

    def columns(self, sheet: Sheet) -> tuple[Column, ...]:
        """Return all columns a sheet can have, in order: its own, then one per dimension."""
        return (*sheet.columns, *self.dimensions) if sheet.with_dimensions else sheet.columns

    @cached_property
    def _headings(self) -> Mapping[str, Mapping[str, Column]]:
        return {sheet.id: dict(self._names(sheet)) for sheet in self.sheets}

    def heading(self, sheet: Sheet, text: str) -> Column | None:
        """Return the column that a heading names: by its id, its label in either language, another name, or its IRI."""
        known = self._headings[sheet.id]
        return known.get(text.strip()) or known.get(squash(text)) or known.get(squash(text.partition("(")[0]))

    def _names(self, sheet: Sheet) -> Iterator[tuple[str, Column]]:
        """Yield names and columns; of two columns with the same name the last one gets it, so the surest come last."""
        columns = (*self.other.columns, *reversed(self.columns(sheet)))
        about_row = sheet.column(Kind.ID)
        if about_row is not None:
            yield from ((squash(name), about_row) for name in (*sheet.aliases, *sheet.label))
        for column in columns:
            yield from ((squash(name), column) for name in column.aliases)
        for column in columns:
            yield from ((squash(name), column) for name in column.label)
        for column in columns:
            yield column.property, column
            yield squash(column.id), column
            yield column.id, column


def load_plan(store: Store, queries: QueryLibrary, catalogue: Catalogue) -> Plan:
    """Return the column plan of a graph; `catalogue` holds its dimensions."""
    return _Loader(store, queries, catalogue).plan()


class _Loader:
    def __init__(self, store: Store, queries: QueryLibrary, catalogue: Catalogue) -> None:
        self._store = store
        self._queries = queries
        self._catalogue = catalogue

    def _rows(self, query: str) -> Iterator[dict[str, str]]:
        for row in self._queries.rows(self._store, query):
            yield {name: term.value for name, term in row.items() if hasattr(term, "value")}

    def plan(self) -> Plan:
        choices: dict[str, list[Choice]] = {}
        for row in self._rows("keuzelijsten"):
            choices.setdefault(row["klasse"], []).append(_choice(row))
        bounds = _all_bounds(self._rows("bereiken"))
        columns: dict[str, list[Column]] = {}
        for row in self._rows("kolommen"):
            columns.setdefault(row["tabel"], []).append(_column(row, choices, bounds))
        return Plan(
            sheets=tuple(_sheet(row, columns[row["tabel"]]) for row in self._rows("tabellen")),
            dimensions=tuple(self._dimensions(bounds)),
            groups=self._catalogue.groups,
            parties=load_parties(self._rows("partijnamen")),
            catalogue=self._catalogue,
        )

    def _dimensions(self, bounds: Mapping[str, Bounds]) -> Iterator[Column]:
        place = {group.id: number for number, group in enumerate(self._catalogue.groups)}
        for dimension in sorted(self._catalogue.dimensions.values(), key=lambda d: (place[d.group], d.order)):
            yield Column(
                id=dimension.id,
                label=dimension.label,
                definition=dimension.definition,
                kind=Kind(_KINDS[dimension.kind]),
                property=dimension.iri,
                many=dimension.kind is AnswerKind.SET,
                choices=tuple(Choice(o.id, o.iri, o.label, o.definition, o.synonyms) for o in dimension.options),
                dimension=dimension,
                bounds=bounds.get(dimension.iri, _UNBOUNDED),
            )


def _all_bounds(rows: Iterable[Mapping[str, str]]) -> dict[str, Bounds]:
    """Return the narrowest bounds of every property that has them."""
    found: dict[str, Bounds] = {}
    for row in rows:
        least, most = found.get(row["eigenschap"], _UNBOUNDED)
        value = Decimal(row["waarde"])
        if row["grens"] == "minimum":
            least = value if least is None else max(least, value)
        else:
            most = value if most is None else min(most, value)
        found[row["eigenschap"]] = least, most
    return found


def _choice(row: Mapping[str, str]) -> Choice:
    dutch = row["nl"]
    definition = Text(row.get("definitieNl", ""), row.get("definitieEn", ""))
    synonyms = (row["synoniem"],) if "synoniem" in row else ()
    return Choice(
        row.get("id", local_name(row["keuze"])), row["keuze"], Text(dutch, row.get("en", dutch)), definition, synonyms
    )


def _lines(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, row.get("andere", "").split("\n")))


def _column(row: Mapping[str, str], choices: Mapping[str, Iterable[Choice]], bounds: Mapping[str, Bounds]) -> Column:
    kind, source = Kind(row["celsoort"]), row.get("keuzeUit")
    return Column(
        id=local_name(row["kolom"]),
        label=Text(row["nl"], row["en"]),
        definition=Text(row["definitieNl"], row["definitieEn"]),
        kind=kind,
        property=row["eigenschap"],
        language=row.get("taal"),
        many="scheiding" in row,
        choices=tuple(choices.get(source or "", ())) if kind is Kind.CONCEPT else (),
        reference=source if kind is Kind.REFERENCE else None,
        aliases=_lines(row),
        bounds=bounds.get(row["eigenschap"], _UNBOUNDED),
    )


def _sheet(row: Mapping[str, str], columns: Iterable[Column]) -> Sheet:
    return Sheet(
        id=local_name(row["tabel"]),
        label=Text(row["nl"], row["en"]),
        definition=Text(row["definitieNl"], row["definitieEn"]),
        row_class=row.get("klasse", ""),
        about=row.get("onderwerp", ""),
        columns=tuple(columns),
        with_dimensions=row["metDimensies"] == "true",
        aliases=_lines(row),
    )
