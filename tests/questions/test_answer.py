from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from samenhang.model import Text
from samenhang.questions import Asked, Cell, Column, read_answer

if TYPE_CHECKING:
    from samenhang.questions import Questions

ANCHOR = "https://w3id.org/samenhang/bron/D4/5.3-tabel"
OTHER = "https://w3id.org/samenhang/bron/D4/7.1"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


def _results(names: list[str], *rows: dict[str, Any]) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def _uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def _text(value: str, datatype: str | None = None) -> dict[str, str]:
    return {"type": "literal", "value": value} | ({"datatype": datatype} if datatype else {})


def _asked(questions: Questions, **values: str) -> Asked:
    return Asked(questions["CQ33"], values, "")


def test_names_in_two_languages_are_one_column_with_the_thing_they_name(questions: Questions) -> None:
    names = ["optie", "regel", "regelNl", "regelEn", "code", "boodschapNl", "boodschapEn", "bron", "anker"]
    row = {"regel": _uri("urn:r"), "regelNl": _text("een"), "regelEn": _text("one"), "code": _text("R1")}
    answer = read_answer(_asked(questions, optie="x"), _results(names, row), questions.anchors)
    assert answer.columns == (
        Column("regel", "regel", "regelNl", "regelEn"),
        Column("code", "code"),
        Column("boodschap", None, "boodschapNl", "boodschapEn"),
    )
    assert answer.rows[0].cells == (Cell(iri="urn:r", text=Text("een", "one")), Cell(value="R1"), None)


def test_a_row_is_there_once_with_all_its_sources_in_their_order(questions: Questions) -> None:
    rows = [
        {"code": _text("R1"), "anker": _uri(OTHER)},
        {"code": _text("R2"), "anker": _uri("https://example.org/besluit")},
        {"code": _text("R1"), "anker": _uri(ANCHOR)},
        {"code": _text("R3")},
    ]
    answer = read_answer(_asked(questions), _results(["code", "bron", "anker"], *rows), questions.anchors)
    assert [row.cells for row in answer.rows] == [(Cell(value=code),) for code in ("R1", "R2", "R3")]
    first, second, third = (row.sources for row in answer.rows)
    assert [source.notation for source in first if not isinstance(source, str)] == ["D4 §7.1", "D4 §5.3 tabel"]
    assert second == ("https://example.org/besluit",)
    assert third == ()


def test_numbers_and_truth_are_values_and_what_is_not_a_number_stays_text(questions: Questions) -> None:
    names = ["a", "b", "c", "d", "e"]
    row = {
        "a": _text("3", INTEGER),
        "b": _text("2.5", DECIMAL),
        "c": _text("true", BOOLEAN),
        "d": _text("acht", INTEGER),
        "e": _text("14", DECIMAL),
    }
    cells = read_answer(_asked(questions), _results(names, row), questions.anchors).rows[0].cells
    assert [cell and cell.value for cell in cells] == [3, 2.5, True, "acht", 14]


def test_a_name_in_one_language_serves_both(questions: Questions) -> None:
    results = _results(["xNl", "xEn"], {"xNl": _text("naam")}, {"xEn": _text("name")}, {})
    rows = read_answer(_asked(questions), results, questions.anchors).rows
    assert [row.cells[0] and row.cells[0].text for row in rows] == [Text("naam", "naam"), Text("name", "name"), None]


def test_a_name_that_only_looks_paired_is_a_column_of_its_own(questions: Questions) -> None:
    columns = read_answer(_asked(questions), _results(["regioNl", "code"]), questions.anchors).columns
    assert [column.name for column in columns] == ["regioNl", "code"]
