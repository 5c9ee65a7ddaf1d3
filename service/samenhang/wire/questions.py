"""Competency questions and their answers, as they travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import Anchor
from samenhang.wire.terms import Data, anchor, anchors, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.queries import Parameter
    from samenhang.questions import Answer, Asked, Cell, Column, Question


def competency_question(value: Question, base: str) -> Data:
    """Return a question without its answer; `base` is the address of the service."""
    return {
        "id": value.id,
        "iri": value.iri,
        "vraag": text(value.wording),
        "rubriek": text(value.rubric),
        "parameters": [_parameter(parameter) for parameter in value.parameters],
        "bronnen": anchors(value.anchors),
        "links": {"antwoord": f"{base}/v1/vragen/{value.id}", "sparql": f"{base}/sparql?voorbeeld={value.id}"},
    }


def question_answer(asked: Asked, answer: Answer, base: str) -> Data:
    """Return a question with the values it was asked with, its answer and the query that gave it."""
    head = competency_question(asked.question, base)
    head["parameters"] = [_parameter(p) | {"waarde": asked.values[p.name]} for p in asked.question.parameters]
    return head | {
        "kolommen": [{"naam": column.name, "soort": _kind(column)} for column in answer.columns],
        "aantal": str(len(answer.rows)),
        "rijen": [
            {column.name: _cell(cell) for column, cell in zip(answer.columns, row.cells, strict=True)}
            | {"bronnen": [_source(source) for source in row.sources]}
            for row in answer.rows
        ],
        "query": asked.text,
    }


def answer_table(answer: Answer) -> Iterator[tuple[str, ...]]:
    """Yield an answer as rows of text, the names of the columns first; the sources of a row stand in one cell.

    A thing has its IRI and its name in both languages in a column each; the last two columns are how each source is
    cited and its IRI, with a semicolon between them.
    """
    yield (*(name for column in answer.columns for name in _names(column)), "bron", "anker")
    for row in answer.rows:
        cells = (part for column, cell in zip(answer.columns, row.cells, strict=True) for part in _parts(column, cell))
        cited = "; ".join(s.notation if isinstance(s, Anchor) else s for s in row.sources)
        addresses = "; ".join(s.iri if isinstance(s, Anchor) else s for s in row.sources)
        yield (*cells, cited, addresses)


def _parameter(value: Parameter) -> Data:
    return {"naam": value.name, "type": value.type, "label": text(value.label), "standaard": value.default}


def _kind(column: Column) -> str:
    if column.dutch is None:
        return "waarde"
    return "tekst" if column.value is None else "ding"


def _cell(cell: Cell | None) -> object:
    if cell is None:
        return None
    if cell.iri is not None:
        return {"iri": cell.iri, "label": text(cell.text) if cell.text else None}
    return text(cell.text) if cell.text else cell.value


def _source(source: Anchor | str) -> Data:
    return anchor(source) if isinstance(source, Anchor) else {"document": None, "anker": None, "iri": source}


def _names(column: Column) -> Iterator[str]:
    yield from (name for name in (column.value, column.dutch, column.english) if name is not None)


def _parts(column: Column, cell: Cell | None) -> Iterator[str]:
    """Yield the text of a cell for each of the names of its column."""
    if column.value is not None:
        yield "" if cell is None else cell.iri or _shown(cell.value)
    if column.dutch is not None:
        yield cell.text.nl if cell and cell.text else ""
        yield cell.text.en if cell and cell.text else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else f"{value}"
