from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.questions.expecting import differences

from samenhang.model import Text
from samenhang.questions import Answer, AnswerRow, Cell, Column

if TYPE_CHECKING:
    from tests.questions.conftest import Ask

EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "verwacht.yaml").read_text(encoding="utf-8")
)
CASES = [(question, index) for question, cases in EXPECTED.items() for index in range(len(cases))]


def test_every_question_has_an_expected_answer_to_its_defaults() -> None:
    assert list(EXPECTED) == [f"CQ{number:02d}" for number in range(1, 68)]
    assert all("met" not in cases[0] for cases in EXPECTED.values())


@pytest.mark.parametrize(("question", "index"), CASES, ids=[f"{question}-{index}" for question, index in CASES])
def test_a_question_answers_what_the_rules_and_concepts_say(question: str, index: int, answer: Ask) -> None:
    case = EXPECTED[question][index]
    assert list(differences(answer(question, **case.get("met", {})), case)) == []


@pytest.mark.parametrize(
    "case",
    [
        {"precies": {"regel": ["R001", "R002"]}},
        {"precies": {"regel": []}},
        {"bevat": {"optie": ["budgetplafond/algemeen"]}},
        {"niet": {"optie": ["geen"]}},
        {"rijen": [{"regel": "R001", "uitkomst": "nee"}]},
        {"geenRijen": [{"regel": "R001", "uitkomst": "ja"}]},
        {"aantal": {"regel": 2}},
        {"aantal": {"uitkomst": {"ja": 2}, "kolom": "regel"}},
        {"leeg": True},
    ],
)
def test_a_wrong_expectation_is_noticed(case: dict[str, Any]) -> None:
    columns = (Column("regel", "regel"), Column("optie", "optie"), Column("uitkomst", None, "uitkomstNl", "uitkomstEn"))
    cells = (
        Cell(iri="https://w3id.org/samenhang/id/regel/R001"),
        Cell(iri="https://w3id.org/samenhang/def/budgetplafond/geen"),
        Cell(text=Text("ja", "yes")),
    )
    assert list(differences(Answer(columns, (AnswerRow(cells, ()),)), case))
