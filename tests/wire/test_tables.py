from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from samenhang.coherence import Combination, Pair
from samenhang.model import Answer, AnswerKind, Verdict
from samenhang.wire import combination, combination_columns, combination_row, csv_lines, pair_row
from samenhang.wire.tables import cell

if TYPE_CHECKING:
    from samenhang.rules import Catalogue


@pytest.mark.parametrize(
    ("name", "answer", "text"),
    [
        ("pgb", None, ""),
        ("pgb", "ja", "ja"),
        ("monitoringFocus", frozenset(), "geen"),
        ("monitoringFocus", frozenset({"kosten", "kwaliteit"}), "kwaliteit,kosten"),
    ],
)
def test_a_cell_holds_an_answer(catalogue: Catalogue, name: str, answer: Answer | None, text: str) -> None:
    assert cell(answer, catalogue.dimensions[name]) == text


def test_none_on_purpose_differs_from_an_option_of_that_name(catalogue: Catalogue) -> None:
    dimension = next(d for d in catalogue.dimensions.values() if d.kind is AnswerKind.SET and "geen" in d.option_index)
    assert cell(frozenset(), dimension) != cell(frozenset({"geen"}), dimension)


def test_a_number_stands_as_it_is(catalogue: Catalogue) -> None:
    dimension = next(d for d in catalogue.dimensions.values() if d.kind is AnswerKind.NUMBER)
    assert [cell(Decimal(n), dimension) for n in ("3", "0.5")] == ["3", "0.5"]


def test_a_combination_fills_one_row_and_the_same_answers_in_json(catalogue: Catalogue) -> None:
    found = Combination({"pgb": "ja"}, Verdict.RISK, 0, 2)
    over = ("domein", "pgb", "schaal")
    row = combination_row(found, catalogue, over, {"domein": "jeugd", "contractduur": "lang"})
    assert dict(zip(combination_columns(over), row, strict=True)) == {
        "domein": "jeugd",
        "pgb": "ja",
        "schaal": "",
        "oordeel": "risico",
        "waarschuwingen": "2",
    }
    data = combination(found, catalogue, over, {"domein": "jeugd", "contractduur": "lang"})
    assert data == {"keuzes": {"domein": "jeugd", "pgb": "ja"}, "oordeel": "risico", "waarschuwingen": 2}


def test_a_pair_fills_one_row_of_csv() -> None:
    row = pair_row(Pair(("a", "x"), ("b", "y"), Verdict.CONTRADICTION, ("R1", "R2")))
    assert csv_lines([row]) == 'a,x,b,y,tegenspraak,"R1,R2"\r\n'
