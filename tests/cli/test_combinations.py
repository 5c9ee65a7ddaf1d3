"""Combinations, samples and the matrix: counted exactly, never cut silently, in every form."""

import csv
import io
import json
import sys

import pytest
from rich.console import Console
from tests.cli.conftest import Run

from samenhang import Samenhang
from samenhang.cli import streams

OVER = ("--over", "bekostigingsvorm,contractniveau")
CLASH = [
    *("--set", "bekostigingsvorm=productiebekostiging"),
    *("--set", "budgetplafond=geen"),
    *("--set", "monitoringIntensiteit=laag"),
]


@pytest.fixture(scope="module")
def count(samenhang: Samenhang) -> int:
    return samenhang.combinations({}, OVER[1].split(",")).count


def test_the_table_shows_twenty_and_says_how_many_there_are(run: Run, count: int) -> None:
    result = run("combinations", *OVER)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{count} samenhangende combinaties over Bekostigingsvorm [bekostigingsvorm]")
    assert f"20 van {count} getoond" in result.stdout
    rows = [line for line in result.stdout.splitlines() if "bekostiging" in line or "lumpsum" in line]
    assert len(rows) == 20 + 2


def test_limit_zero_shows_all_of_them(run: Run, count: int) -> None:
    result = run("combinations", *OVER, "--limit", "0")
    assert "Dit zijn ze alle" in result.stdout
    assert result.stdout.count("waarschuwingen") == 1
    assert len([line for line in result.stdout.splitlines() if line.endswith(("  0", "  1", "  2"))]) == count


def test_the_lightest_come_first(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("combinations", *OVER, "--format", "csv").stdout)))
    warnings = [int(row["waarschuwingen"]) for row in rows]
    assert warnings == sorted(warnings)


def test_csv_and_ndjson_hold_all_unless_there_is_a_limit(run: Run, count: int) -> None:
    rows = list(csv.reader(io.StringIO(run("combinations", *OVER, "--format", "csv").stdout)))
    assert rows[0] == ["bekostigingsvorm", "contractniveau", "oordeel", "waarschuwingen"]
    lines = [json.loads(line) for line in run("combinations", *OVER, "--format", "ndjson").stdout.splitlines()]
    assert len(rows) - 1 == len(lines) == count
    assert [list(line["keuzes"].values()) for line in lines] == [row[:2] for row in rows[1:]]


def test_what_a_limit_leaves_out_is_said_on_stderr(run: Run, count: int) -> None:
    result = run("combinations", *OVER, "--format", "ndjson", "--limit", "3")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert f"3 van {count} getoond" in result.stderr


def test_json_has_the_exact_number_as_text(run: Run, count: int) -> None:
    found = json.loads(run("combinations", *OVER, "--format", "json").stdout)
    assert found["aantal"] == str(count)
    assert (found["page"], found["pageSize"], len(found["combinaties"])) == (1, 20, 20)
    every = json.loads(run("combinations", *OVER, "--format", "json", "--limit", "0").stdout)
    assert len(every["combinaties"]) == count
    assert every["combinaties"][:20] == found["combinaties"]


def test_the_number_alone_is_printed_when_asked(run: Run, count: int) -> None:
    assert run("combinations", *OVER, "--count").stdout == f"{count}\n"
    assert json.loads(run("combinations", *OVER, "--count", "--format", "json").stdout) == {"aantal": str(count)}


def test_an_answer_that_was_given_stays_in_every_combination(run: Run) -> None:
    words = ["--set", "bekostigingsvorm=lumpsum", "--format", "csv"]
    rows = list(csv.DictReader(io.StringIO(run("combinations", *OVER, *words).stdout)))
    assert rows
    assert {row["bekostigingsvorm"] for row in rows} == {"lumpsum"}


def test_a_lens_allows_more(run: Run, count: int) -> None:
    assert int(run("combinations", *OVER, "--count", "--lens", "D4").stdout) > count


def test_without_any_combination_the_clash_is_told(run: Run) -> None:
    result = run("combinations", "--over", "domein", *CLASH)
    assert result.exit_code == 0
    assert result.stdout.startswith("0 samenhangende combinaties")
    assert "R275" in result.stdout
    found = json.loads(run("combinations", "--over", "domein", *CLASH, "--format", "json").stdout)
    assert (found["aantal"], found["combinaties"]) == ("0", [])
    assert found["conflicten"][0]["regels"] == ["R275"]


def test_a_number_says_what_it_stands_for(run: Run) -> None:
    assert "Een getal staat voor alle getallen" in run("combinations", "--over", "contractduurJaren").stdout


def test_dimensions_to_combine_are_needed_and_all_faults_are_told(run: Run) -> None:
    assert "--over" in run("combinations").stderr
    result = run("combinations", "--over", "bekostigingsvrm,contractnivo", "--set", "domein=wmoo", "--limit", "5")
    assert result.exit_code == 2
    for part in ("bekostigingsvrm", "contractnivo", "wmoo"):
        assert part in result.stderr


def test_a_sample_is_repeated_by_its_seed(run: Run) -> None:
    words = [*OVER, "--amount", "6", "--seed", "7", "--format", "json"]
    first, second = run("sample", *words), run("sample", *words)
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert (len(found["steekproef"]), found["zaad"]) == (6, 7)
    assert set(found["steekproef"][0]["keuzes"]) == {"bekostigingsvorm", "contractniveau"}


def test_a_sample_in_a_table_says_how_to_draw_it_again(run: Run, count: int) -> None:
    result = run("sample", *OVER, "--amount", "3")
    assert result.stdout.startswith(f"3 keer getrokken uit {count} samenhangende combinaties")
    seed = result.stdout.split("--seed ")[1].split()[0]
    assert run("sample", *OVER, "--amount", "3", "--seed", seed).stdout == result.stdout


def test_a_sample_goes_out_as_csv_and_as_lines_of_json(run: Run) -> None:
    words = [*OVER, "--amount", "4", "--seed", "1", "--format"]
    rows = list(csv.DictReader(io.StringIO(run("sample", *words, "csv").stdout)))
    lines = [json.loads(line) for line in run("sample", *words, "ndjson").stdout.splitlines()]
    assert [row["contractniveau"] for row in rows] == [line["keuzes"]["contractniveau"] for line in lines]


def test_there_is_nothing_to_draw_from_a_clash(run: Run) -> None:
    result = run("sample", "--over", "domein", *CLASH)
    assert result.exit_code == 0
    assert "R275" in result.stdout
    found = json.loads(run("sample", "--over", "domein", *CLASH, "--format", "json").stdout)
    assert (found["steekproef"], found["aantalCombinaties"]) == ([], "0")


PAIRS = ("--dimension", "bekostigingsvorm", "--dimension", "contractniveau")


def test_the_matrix_shows_what_clashes_and_counts_the_rest(run: Run) -> None:
    result = run("matrix", *PAIRS)
    assert result.exit_code == 0
    assert "productiebekostiging + outcome  tegenspraak: R351" in result.stdout
    assert "lumpsum + input" not in result.stdout
    assert result.stdout.splitlines()[-1].startswith("30 paren: ")
    assert "lumpsum + input  samenhangend" in run("matrix", *PAIRS, "--all").stdout


def test_the_matrix_has_every_pair_in_each_form(run: Run) -> None:
    rows = list(csv.reader(io.StringIO(run("matrix", *PAIRS, "--format", "csv").stdout)))
    lines = [json.loads(line) for line in run("matrix", *PAIRS, "--format", "ndjson").stdout.splitlines()]
    whole = json.loads(run("matrix", *PAIRS, "--format", "json").stdout)
    assert rows[0][:2] == ["dimensieA", "optieA"]
    assert len(rows) - 1 == len(lines) == 30
    assert whole["paren"] == lines


def test_the_matrix_needs_two_dimensions_with_options(run: Run) -> None:
    assert "minstens twee" in run("matrix", "--dimension", "budgetplafond").stderr
    result = run("matrix", "--dimension", "contractduurJaren,budgetplafond")
    assert result.exit_code == 2
    assert "'contractduurJaren' is een getal" in result.stderr


def test_the_matrix_takes_choices_into_account(run: Run) -> None:
    words = ["--dimension", "budgetplafond,monitoringIntensiteit", "--set", "bekostigingsvorm=productiebekostiging"]
    assert "geen + laag  tegenspraak: R275" in run("matrix", *words).stdout
    assert "geen + laag  tegenspraak" not in run("matrix", *words[:2]).stdout


def test_english_is_spoken_when_asked(run: Run) -> None:
    assert "coherent combinations over Funding form" in run("combinations", *OVER, "--lang", "en").stdout
    assert "coherent combinations" in run("sample", *OVER, "--lang", "en").stdout
    assert "30 pairs:" in run("matrix", *PAIRS, "--lang", "en").stdout


def test_a_long_stream_shows_on_the_terminal_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_PATIENCE", 0.0)
    monkeypatch.setattr(streams, "_EVERY", 0.0)
    terminal = Console(file=io.StringIO(), force_terminal=True, width=100)
    assert list(streams._watched(range(5), 5, "Combinaties", terminal)) == [0, 1, 2, 3, 4]
    assert isinstance(terminal.file, io.StringIO)
    assert "Combinaties" in terminal.file.getvalue()


def test_no_bar_goes_into_a_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_PATIENCE", 0.0)
    assert not sys.stderr.isatty()
    assert list(streams.with_progress(range(3), 3, "Combinaties")) == [0, 1, 2]
    assert capsys.readouterr().err == ""
