from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

TURTLE = """
@prefix sam: <https://w3id.org/samenhang/def/> .
<https://w3id.org/samenhang/id/inrichting/a> a sam:Inrichting ;
    <http://purl.org/dc/terms/identifier> "a" ; sam:pgb <https://w3id.org/samenhang/def/pgb/ja> .
"""


def test_turtle_becomes_a_csv_file_and_turtle_again(run: Run, tmp_path: Path) -> None:
    source, table, again = tmp_path / "x.ttl", tmp_path / "x.csv", tmp_path / "y.ttl"
    source.write_text(TURTLE)
    assert run("convert", str(source), str(table)).exit_code == 0
    heading, row = table.read_text().splitlines()
    filled = {name: cell for name, cell in zip(heading.split(","), row.split(","), strict=True) if cell}
    assert filled == {"id": "a", "pgb": "ja"}
    assert run("convert", str(table), str(again)).exit_code == 0
    assert "sam:pgb sam:pgb\\/ja" in again.read_text()


def test_what_cannot_be_read_is_told_with_its_place_and_the_rest_is_written(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "x.ttl"
    source.write_text("id,pgb,schaal\na,misschien,lokaal\n")
    result = run("convert", str(source), str(target))
    assert result.exit_code == 1
    assert result.stderr.startswith("regel 2, kolom 'pgb': overtreding: 'misschien' is geen optie van 'pgb'.")
    assert "lokaal" in target.read_text()
    assert "line 2, column 'pgb': violation" in run("convert", str(source), str(target), "--lang", "en").stderr


def test_turtle_with_a_fault_is_told_with_its_line_and_the_rest_is_written(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "x.ttl", tmp_path / "x.csv"
    source.write_text(f"{TURTLE}\n<urn:a> <urn:p> .\n")
    result = run("convert", str(source), str(target))
    assert result.exit_code == 1
    assert result.stderr.startswith("regel 6")
    assert "a,,," in target.read_text()


def test_a_note_alone_is_no_fault(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "x.nt", tmp_path / "x.csv"
    source.write_text("<urn:a> <urn:p> <urn:b> .\n")
    result = run("convert", str(source), str(target))
    assert result.exit_code == 0
    assert "1 uitspraken passen in geen kolom" in result.stderr


def test_the_form_may_be_given(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "download", tmp_path / "uit"
    source.write_text(TURTLE)
    assert run("convert", str(source), str(target), "--from", "ttl", "--format", "nt").exit_code == 0
    assert len(target.read_text().splitlines()) == 3
    assert run("convert", str(source), str(tmp_path / "map"), "--from", "ttl").exit_code == 0
    assert (tmp_path / "map" / "inrichtingen.csv").is_file()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("weg.ttl", "x.csv"), "dit bestand bestaat niet"),
        (("goed.ttl", "goed.ttl"), "hetzelfde bestand"),
        (("goed.ttl", "x.docx"), "de vorm niet bekend"),
        (("oud.xlsx", "x.ttl"), "oude Excel-werkmap"),
        (("goed.ttl", "weg/x.csv"), "kan niet worden geschreven"),
        (("goed.ttl", "weg/x.xlsx"), "kan niet worden geschreven"),
        (("goed.ttl", "x.csv", "--format", "doc"), "past niet bij --format"),
    ],
)
def test_wrong_use_and_files_that_are_no_good_end_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "goed.ttl").write_text(TURTLE)
    (tmp_path / "oud.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    result = run("convert", *words)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["goed.ttl", "oud.xlsx"]


def test_a_template_has_the_columns_that_were_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "leeg.xlsx"
    result = run("template", str(path), "--dimensions", "pgb,schaal")
    assert result.exit_code == 0
    assert result.stdout == f"{path}: 2 dimensies.\n"
    ids = [cell.value for cell in openpyxl.load_workbook(path)["Inrichtingen"][3]]
    assert set(ids[-2:]) == {"pgb", "schaal"}
    assert run("convert", str(path), str(tmp_path / "x.ttl")).exit_code == 0


def test_a_template_of_one_group(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "leeg.xlsx"
    result = run("template", str(path), "--group", "tarief", "--dimensions", "all", "--lang", "en")
    assert result.stdout == f"{path}: 10 dimensions.\n"
    assert "Arrangements" in openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("x.csv",), "eindigt niet op .xlsx"),
        (("x.xlsx", "--dimensions", "pbg"), "Bedoelt u pgb"),
        (("x.xlsx", "--group", "tarif"), "Bedoelt u tarief"),
        (("x.xlsx", "--dimensions", "pgb", "--group", "tarief"), "Geen enkele dimensie"),
        (("weg/x.xlsx",), "kan niet worden geschreven"),
    ],
)
def test_a_template_that_cannot_be_made_says_why(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("template", *words)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert not list(tmp_path.iterdir())
