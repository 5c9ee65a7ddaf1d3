"""The answer to a question: rows of named cells, each row once, with all the places it rests on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from samenhang.model import Anchor, Text
from samenhang.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samenhang.questions.values import Asked

_SOURCE: Final = ("bron", "anker")
_WHOLE: Final = f"{XSD}integer"
_DECIMAL: Final = f"{XSD}decimal"
_TRUTH: Final = f"{XSD}boolean"
_DUTCH, _ENGLISH = "Nl", "En"

Term = dict[str, Any]


class Cell(NamedTuple):
    """One cell: a thing by its IRI with its name, a text in both languages, or a bare value."""

    iri: str | None = None
    text: Text | None = None
    value: str | int | float | bool | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name`, and the variables its cells are made of.

    `?regel ?regelNl ?regelEn` are one column of things, `?boodschapNl ?boodschapEn` one of texts, `?code` one of
    values.
    """

    name: str
    value: str | None = None
    dutch: str | None = None
    english: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row with its sources: places in the documents, or the address of a source that is no document."""

    cells: tuple[Cell | None, ...]
    sources: tuple[Anchor | str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that answer a question, in their order."""

    columns: tuple[Column, ...]
    rows: tuple[AnswerRow, ...]


def read_answer(asked: Asked, results: bytes, anchors: Mapping[str, Anchor]) -> Answer:
    """Return the answer that SPARQL results in JSON hold: without the parameters, and every row once."""
    data = json.loads(results)
    hidden = {*asked.values, *_SOURCE}
    columns = tuple(_columns([name for name in data["head"]["vars"] if name not in hidden]))
    rows: dict[tuple[Cell | None, ...], dict[str, Anchor | str]] = {}
    for binding in data["results"]["bindings"]:
        sources = rows.setdefault(tuple(_cell(column, binding) for column in columns), {})
        if "anker" in binding:
            iri = binding["anker"]["value"]
            sources[iri] = anchors.get(iri, iri)
    return Answer(columns, tuple(AnswerRow(cells, tuple(sources.values())) for cells, sources in rows.items()))


def _columns(names: Sequence[str]) -> Iterator[Column]:
    """Yield the columns, each in the place of the first of its variables."""
    paired = {name[:-2] for name in names if name.endswith(_DUTCH) and f"{name[:-2]}{_ENGLISH}" in names}
    seen: set[str] = set()
    for name in names:
        stem = name[:-2] if name[-2:] in (_DUTCH, _ENGLISH) and name[:-2] in paired else name
        if stem in seen:
            continue
        seen.add(stem)
        if stem in paired:
            yield Column(stem, stem if stem in names else None, stem + _DUTCH, stem + _ENGLISH)
        else:
            yield Column(stem, stem)


def _cell(column: Column, binding: Mapping[str, Term]) -> Cell | None:
    value = binding.get(column.value) if column.value else None
    text = _text(column, binding)
    if value is None and text is None:
        return None
    if value is None:
        return Cell(text=text)
    return Cell(iri=value["value"], text=text) if value["type"] == "uri" else Cell(text=text, value=_plain(value))


def _text(column: Column, binding: Mapping[str, Term]) -> Text | None:
    dutch = binding.get(column.dutch) if column.dutch else None
    english = binding.get(column.english) if column.english else None
    if dutch is None and english is None:
        return None
    return Text((dutch or english or {})["value"], (english or dutch or {})["value"])


def _plain(term: Term) -> str | int | float | bool:
    """Return the value of a literal as JSON has it."""
    written: str = term["value"]
    datatype = term.get("datatype")
    try:
        if datatype == _WHOLE:
            return int(written)
        if datatype == _DECIMAL:
            return int(written) if "." not in written else float(written)
    except ValueError:
        return written
    return written == "true" if datatype == _TRUTH and written in ("true", "false") else written
