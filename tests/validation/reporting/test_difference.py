from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from tests.validation.reporting.conftest import source_of

from samenhang.errors import InvalidInputError
from samenhang.validation.reporting import FORMS, Manner, SavedReport, compare_submissions, difference
from samenhang.validation.reporting.difference_forms import DIFFERENCE_FORMS, write_difference

if TYPE_CHECKING:
    from pathlib import Path

    from tests.validation.reporting.conftest import Validate

    from samenhang.validation.service import Outcome


@pytest.fixture(scope="module")
def mended(validate: Validate, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return what is found after a steward moved everything, set a ceiling, and renamed a record."""
    text = source_of("fouten-turtle").read_text()
    text = text.replace("budgetplafond/geen>", "budgetplafond/algemeen>").replace("onbekende-keuze", "vervoer")
    path: Path = tmp_path_factory.mktemp("verbeterd") / "contracten.ttl"
    path.write_text("# Moved down.\n\n\n" + text)
    return validate(path)


def test_the_same_report_has_nothing_new_and_nothing_solved(mistakes: Outcome) -> None:
    found = difference(mistakes.report, mistakes.report)
    assert (found.new, found.solved) == ((), ())
    assert len(found.remaining) == len(mistakes.report.findings)


def test_a_finding_that_moved_remains_and_one_that_was_mended_is_solved(mistakes: Outcome, mended: Outcome) -> None:
    found = difference(mistakes.report, mended.report)
    assert "R275" in {finding["regel"] for finding in found.solved}
    assert "R275" not in {finding["regel"] for finding in found.new}
    assert "R270" in {finding["regel"] for finding in found.new}
    assert "S056" in {finding["regel"] for finding in found.remaining}
    assert len(found.new) + len(found.remaining) == len(mended.report.findings)
    assert len(found.solved) + len(found.remaining) == len(mistakes.report.findings)


def test_a_saved_report_gives_the_same_difference(mistakes: Outcome, mended: Outcome) -> None:
    out = BytesIO()
    FORMS["json"].write(mistakes.report, out)
    saved = SavedReport.of(json.loads(out.getvalue()))
    found, direct = difference(saved, mended.report), difference(mistakes.report, mended.report)
    assert (found.new, found.solved, found.remaining) == (direct.new, direct.solved, direct.remaining)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"bevindingen": 3},
        {"bevindingen": [{}]},
        {"bevindingen": [{"regel": "R1", "ernst": "erg"}]},
        {"bevindingen": [{"regel": "R1", "ernst": "advies", "boodschap": {"nl": "x"}, "watTeDoen": {}}]},
    ],
)
def test_what_is_no_report_is_refused(data: object) -> None:
    with pytest.raises(InvalidInputError):
        SavedReport.of(data)


def test_submissions_differ_in_statements_records_and_values(mistakes: Outcome, mended: Outcome) -> None:
    found = compare_submissions(mistakes.document, mended.document)
    assert found.new_records == ("https://w3id.org/samenhang/id/inrichting/vervoer",)
    assert found.gone_records == ("https://w3id.org/samenhang/id/inrichting/onbekende-keuze",)
    (change,) = found.changes
    assert (change.dimension, change.before, change.after) == ("budgetplafond", ("geen",), ("algemeen",))
    assert change.place is not None
    assert change.place.line == 26
    assert found.added == found.removed == 5


def test_a_submission_does_not_differ_from_itself(mistakes: Outcome) -> None:
    found = compare_submissions(mistakes.document, mistakes.document)
    assert (found.added, found.removed, found.changes) == (0, 0, ())


def test_nameless_nodes_that_say_the_same_are_the_same(validate: Validate, tmp_path: Path) -> None:
    outcomes = []
    for name, parts in (("a", ("1", "2")), ("b", ("2", "1"))):
        path = tmp_path / f"{name}.ttl"
        nodes = " , ".join(f'[ <https://a.example/p> [ <https://a.example/q> "{part}" ] ]' for part in parts)
        path.write_text(f"<https://a.example/s> <https://a.example/has> {nodes} .")
        outcomes.append(validate(path))
    found = compare_submissions(outcomes[0].document, outcomes[1].document)
    assert (found.added, found.removed) == (0, 0)


@pytest.mark.parametrize("form", DIFFERENCE_FORMS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_difference_is_written_in_every_form(form: str, language: str, mistakes: Outcome, mended: Outcome) -> None:
    content = compare_submissions(mistakes.document, mended.document)
    found = difference(mistakes.report, mended.report, content)
    out = BytesIO()
    write_difference(found, out, form, Manner(language=language))
    text = out.getvalue().decode()
    assert "R275" in text
    assert "algemeen" in text
    if form == "json":
        data = json.loads(text)
        assert data["inhoud"] == content.data()
        assert [len(data[key]) for key in ("nieuw", "opgelost")] == [len(found.new), len(found.solved)]
