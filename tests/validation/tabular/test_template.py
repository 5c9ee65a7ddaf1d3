from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.validation.tabular.conftest import said, told

from samenhang import coherence
from samenhang.model import AnswerKind
from samenhang.namespaces import local_name
from samenhang.rules.logic import All, AnyOf, Compare, CompareTo, In, NotIn
from samenhang.validation.tabular.formulas import not_applicable, unknown_value
from samenhang.validation.tabular.reading import read_table_file
from samenhang.validation.tabular.template import write_template

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.coherence import View
    from samenhang.model import Answer
    from samenhang.validation.tabular.plan import Plan


@pytest.fixture(scope="module")
def view(samenhang: Samenhang) -> View:
    return samenhang.prepare({})[0]


@pytest.fixture(scope="module")
def made(plan: Plan, view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "leeg.xlsx"
    write_template(path, plan, view, [d.id for d in plan.catalogue.dimensions.values() if d.core], "nl")
    return path


@pytest.fixture(scope="module")
def book(made: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(made)


def answers(plan: Plan, values: dict[str, set[str]]) -> dict[str, Answer]:
    """Return the answers among what a document says of a row."""
    dimensions = plan.catalogue.dimensions
    return {
        name: frozenset(map(local_name, given)) if dimensions[name].kind is AnswerKind.SET else local_name(min(given))
        for name, given in values.items()
        if name in dimensions and dimensions[name].options
    }


def test_the_examples_read_without_a_remark_and_break_no_rule(plan: Plan, view: View, made: Path) -> None:
    document = read_table_file(made, name="leeg.xlsx", media_type=None, plan=plan)
    assert told(document) == []
    system = answers(plan, said(document, "voorbeeld-stelsel"))
    segment = answers(plan, said(document, "voorbeeld-segment"))
    assert len(system) > 10
    assert len(segment) > 10
    assert coherence.check(view, system).findings == ()
    assert coherence.check(view, {**system, **segment}).findings == ()


def test_every_sheet_has_its_columns_below_group_and_label(plan: Plan, book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        *("Uitleg", "Inrichtingen", "Contracten", "Productafspraken", "Partijen", "Bronnen", "Keuzelijsten")
    ]
    sheet = book["Inrichtingen"]
    ids = [cell.value for cell in sheet[3]]
    core = [column.id for column in plan.dimensions if column.dimension and column.dimension.core]
    assert ids == [*(column.id for column in plan.by_id["inrichtingen"].columns), *core]
    place = ids.index("bekostigingsvorm") + 1
    assert sheet.cell(2, place).value == "Bekostigingsvorm"
    assert sheet.freeze_panes == "C4"
    comment = sheet.cell(3, place).comment
    assert comment is not None
    assert "productiebekostiging: Productiebekostiging" in comment.text
    assert "Bron: " in comment.text


def test_drop_downs_name_cells_that_list_the_options(plan: Plan, book: openpyxl.Workbook) -> None:
    sheet = book["Inrichtingen"]
    lists = {
        str(one.formula1).removeprefix("=keuze_"): one
        for one in sheet.data_validations.dataValidation
        if one.type == "list"
    }
    assert {
        column.id for column in plan.dimensions if column.choices and column.dimension and column.dimension.core
    } <= set(lists)
    ((title, area),) = book.defined_names["keuze_bekostigingsvorm"].destinations
    options = [row[0].value for row in book[title][area.replace("$", "")]]
    assert options == list(plan.catalogue.dimension("bekostigingsvorm").option_index)
    assert lists["bekostigingsvorm"].prompt
    assert lists["bekostigingsvorm"].showErrorMessage
    assert not lists["monitoringFocus"].showErrorMessage


def test_numbers_are_checked_for_the_range_that_the_shapes_give(plan: Plan, view: View, tmp_path: Path) -> None:
    path = tmp_path / "leeg.xlsx"
    write_template(path, plan, view, ["contractduurJaren"], "en")
    book = openpyxl.load_workbook(path)
    (found,) = [v for v in book["Arrangements"].data_validations.dataValidation if v.type == "decimal"]
    assert found.formula1 == "0"
    assert found.operator == "between"
    assert "number" in found.error


def test_colours_depend_on_formulas_over_the_first_row(book: openpyxl.Workbook) -> None:
    formulas = [rule.formula[0] for area in book["Inrichtingen"].conditional_formatting for rule in area.rules]
    assert any("COUNTIF(woord_bekostigingsvorm" in formula for formula in formulas)
    assert any(formula.startswith("COUNTIF($A$4") for formula in formulas)
    assert any(formula.startswith(("OR(", "AND(", "ISNUMBER(")) and '"' in formula for formula in formulas)


def test_the_language_is_that_of_the_reader(plan: Plan, view: View, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_template(path, plan, view, ["bekostigingsvorm"], "en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["Instructions", "Arrangements"]
    sheet = book["Arrangements"]
    assert sheet.cell(3, sheet.max_column).value == "bekostigingsvorm"
    assert sheet.cell(2, sheet.max_column).value == plan.catalogue.dimension("bekostigingsvorm").label.en
    assert told(read_table_file(path, name="x", media_type=None, plan=plan)) == []


def test_a_condition_becomes_a_formula_where_its_columns_are_there(plan: Plan) -> None:
    dimensions, cells = plan.catalogue.dimensions, {"pgb": "$B4", "monitoringFocus": "$C4", "tariefEuro": "$D4"}
    single, many = In("pgb", ("ja", "nee")), In("monitoringFocus", ("kosten",))
    assert not_applicable(single, dimensions, cells) == 'OR($B4="ja",$B4="nee")'
    assert 'SEARCH(";kosten;"' in (not_applicable(many, dimensions, cells) or "")
    assert not_applicable(NotIn("pgb", ("ja",)), dimensions, cells) == 'AND($B4<>"",NOT(OR($B4="ja")))'
    assert not_applicable(All((single, In("schaal", ("lokaal",)))), dimensions, cells) is None
    assert not_applicable(AnyOf((single, In("schaal", ("lokaal",)))), dimensions, cells) == 'OR(OR($B4="ja",$B4="nee"))'
    assert not_applicable(Compare("tariefEuro", ">", Decimal("1.5")), dimensions, cells) == "AND(ISNUMBER($D4),$D4>1.5)"
    assert not_applicable(CompareTo("tariefEuro", "<", "kostprijsEuro"), dimensions, cells) is None


def test_a_text_column_has_no_wrong_value(plan: Plan) -> None:
    columns = {column.id: column for column in plan.columns(plan.by_id["inrichtingen"])}
    assert unknown_value(columns["naam"], "B4", "k", "w") is None
    assert unknown_value(columns["tariefEuro"], "B4", "k", "w") == 'AND(B4<>"",NOT(ISNUMBER(B4)))'
