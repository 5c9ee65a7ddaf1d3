"""Competency questions on the command line: their values held to what there is, their answers in one language."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from samenhang.cli.table import show_table
from samenhang.model import Anchor
from samenhang.questions import Questions, ask, read_answer
from samenhang.questions.catalogue import TAG
from samenhang.results import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.cli.page import Page
    from samenhang.cli.session import Session
    from samenhang.queries import QuerySpec
    from samenhang.questions import AnswerRow, Asked, Cell
    from samenhang.results import QueryResult


def is_question(spec: QuerySpec) -> bool:
    """Tell whether a saved query answers a competency question."""
    return TAG in spec.tags


def asked_question(session: Session, spec: QuerySpec, values: Mapping[str, str]) -> Asked:
    """Return the question as it is asked; InvalidInputError lists every value that does not exist."""
    questions = Questions(session.samenhang())
    return ask(questions, questions[spec.id], {name: [value] for name, value in values.items()})


def show_answer(page: Page, session: Session, asked: Asked, result: QueryResult, language: str) -> int:
    """Write an answer as a table: things by their name, texts in one language, the sources last; returns its rows."""
    output = BytesIO()
    result.write(output, "json")
    answer = read_answer(asked, output.getvalue(), Questions(session.samenhang()).anchors)
    columns = [*(column.name for column in answer.columns), "bron"]
    return show_table(page, columns, (_row(row, language) for row in answer.rows))


def _row(row: AnswerRow, language: str) -> tuple[str, ...]:
    cited = "; ".join(source.notation if isinstance(source, Anchor) else source for source in row.sources)
    return (*(_shown(cell, language) for cell in row.cells), cited)


def _shown(cell: Cell | None, language: str) -> str:
    if cell is None:
        return ""
    if cell.text is not None:
        return cell.text.get(language)
    return shortened(cell.iri) if cell.iri is not None else f"{cell.value}"
