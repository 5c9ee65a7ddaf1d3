from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PREFIXES = """
@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix niveau: <https://w3id.org/samenhang/id/niveau/> .
@prefix id: <https://w3id.org/samenhang/id/inrichting/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
"""
CLASH = f"""{PREFIXES}
id:a a sam:Inrichting ; dct:identifier "a" ; rdfs:label "Noord"@nl , "North"@en ; sam:niveau niveau:stelsel ;
    sam:volumerisicoBij <https://w3id.org/samenhang/def/volumerisicoBij/aanbieder> ;
    sam:bekostigingsvorm <https://w3id.org/samenhang/def/bekostigingsvorm/onbekend> .
"""
PLAIN = f"""{PREFIXES}
id:a a sam:Inrichting ; dct:identifier "a" ; rdfs:label "Noord"@nl , "North"@en .
"""
SEGMENT = f"""{PREFIXES}
id:b a sam:Inrichting ; dct:identifier "b" ; rdfs:label "Deel"@nl , "Part"@en ; sam:niveau niveau:segment ;
    sam:binnenStelsel id:a .
"""
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sam: <https://w3id.org/samenhang/def/> .
<urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ;
    sh:property [ sh:path <urn:x> ; sh:minCount 1 ;
        sh:message "Het kenmerk ontbreekt."@nl , "The mark is missing."@en ] .
"""


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("fout.ttl", CLASH), ("goed.ttl", PLAIN), ("deel.ttl", SEGMENT), ("eigen.ttl", SHAPES)):
        (tmp_path / name).write_text(text)
    return tmp_path


def rules(text: str) -> set[str]:
    return {finding["regel"] for finding in json.loads(text)["bevindingen"]}


def test_a_violation_gives_exit_code_one_and_tells_where_it_stands(run: Run) -> None:
    result = run("validate", "fout.ttl")
    assert result.exit_code == 1
    assert "voldoet niet" in result.stdout
    assert "regel 11" in result.stdout
    assert "line 11" in run("validate", "fout.ttl", "--lang", "en").stdout


def test_lighter_findings_count_only_when_that_is_asked_for(run: Run) -> None:
    assert run("validate", "goed.ttl").exit_code == 0
    assert run("validate", "goed.ttl", "--fail-on", "warning").exit_code == 1
    assert run("validate", "goed.ttl", "--fail-on", "info").exit_code == 1


@pytest.mark.parametrize("form", ["json", "turtle", "jsonld", "html", "csv", "sarif", "junit", "text"])
def test_every_form_can_be_had(run: Run, form: str) -> None:
    result = run("validate", "fout.ttl", "--format", form)
    assert result.exit_code == 1
    assert result.stdout.strip()
    assert not result.stderr


def test_the_name_of_the_output_tells_the_form_and_a_workbook_comes_back_annotated(run: Run) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Inrichtingen"
    sheet.append(["id", "pgb"])
    sheet.append(["a", "misschien"])
    book.save("in.xlsx")
    assert run("validate", "in.xlsx", "-o", "uit.xlsx").exit_code == 1
    comment = openpyxl.load_workbook("uit.xlsx")["Inrichtingen"]["B2"].comment
    assert comment is not None
    assert "misschien" in comment.text
    assert json.loads(run("validate", "in.xlsx", "--format", "json").stdout)["bevindingen"][0]["plaats"]["cel"] == "B2"


def test_files_of_one_call_are_one_dataset_whose_references_resolve(run: Run) -> None:
    alone = rules(run("validate", "deel.ttl", "--format", "json").stdout)
    both = rules(run("validate", "deel.ttl", "goed.ttl", "--format", "json").stdout)
    assert alone - both
    places = {
        finding["plaats"]["bestand"]
        for finding in json.loads(run("validate", "deel.ttl", "goed.ttl", "--format", "json").stdout)["bevindingen"]
    }
    assert places == {"deel.ttl", "goed.ttl"}


def test_shapes_of_ones_own_are_checked_too(run: Run) -> None:
    result = run("validate", "goed.ttl", "--shapes", "eigen.ttl")
    assert result.exit_code == 1
    assert "Het kenmerk ontbreekt." in result.stdout


def test_standard_input_is_read_when_its_form_is_told_or_can_be_seen(run: Run) -> None:
    assert run("validate", "-", "--from", "ttl", text=CLASH).exit_code == 1
    assert run("validate", "-", text=CLASH).exit_code == 1


def test_the_difference_with_an_earlier_file_or_report_is_told(run: Run, folder: Path) -> None:
    found = json.loads(run("validate", "goed.ttl", "--against", "fout.ttl", "--format", "json").stdout)
    assert found["aantallen"]["opgelost"]["overtreding"] > 0
    assert found["inhoud"]["uitsprakenVerwijderd"] > 0
    (folder / "oud.json").write_text(run("validate", "fout.ttl", "--format", "json").stdout)
    again = run("validate", "goed.ttl", "--against", "oud.json")
    assert "Opgelost" in again.stdout
    assert run("validate", "goed.ttl", "--against", "oud.json", "--format", "sarif").exit_code == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("weg.ttl",), "bestaat niet"),
        (("goed.ttl", "--shapes", "weg.ttl"), "bestaat niet"),
        (("goed.ttl", "--shapes", "kapot.ttl"), "geen goed gevormde RDF"),
        (("oud.xlsx",), "oude Excel-werkmap"),
        (("goed.ttl", "-o", "uit.onbekend"), "Geef --format"),
        (("goed.ttl", "-o", "weg/uit.json"), "kan niet worden geschreven"),
        (("-", "-"), "maar een keer"),
        (("goed.ttl", "--lens", "D9"), "D9"),
        ((), "ontbreekt"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(run: Run, folder: Path, words: tuple[str, ...], reason: str) -> None:
    (folder / "kapot.ttl").write_text("@prefix")
    (folder / "oud.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    result = run("validate", *words, text="")
    assert result.exit_code == 2
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (folder / "weg").exists()


def test_no_report_is_left_behind_when_writing_it_fails(run: Run, folder: Path) -> None:
    (folder / "uit.json").mkdir()
    assert run("validate", "goed.ttl", "-o", "uit.json").exit_code == 2
    assert sorted(path.name for path in folder.glob("*uit*")) == ["uit.json"]


COMMAND = [sys.executable, "-m", "samenhang.cli", "validate", "-", "--from", "ttl"]


def test_an_interrupt_ends_it_with_130_and_leaves_no_process() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "1"}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as process:
            time.sleep(3)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.returncode == 130
    assert said[1].decode().split() == ["Afgebroken."]


def test_a_bar_is_shown_on_a_terminal_and_not_in_a_pipe() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "1", "TERM": "xterm"}
    shown, first = bytearray(), threading.Event()

    def look() -> None:
        with suppress(OSError):  # that is how a terminal ends
            while piece := os.read(ours, 4096):
                shown.extend(piece)
                first.set()

    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        thread = threading.Thread(target=look)
        thread.start()
        assert first.wait(60)  # the rules are being loaded, or standard input is waited for
        process.communicate(PLAIN.encode(), timeout=60)
        thread.join()
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b[?25h" in shown  # and it is taken away again
    piped = subprocess.run(COMMAND, input=PLAIN.encode(), capture_output=True, env=environment, check=True, timeout=60)
    assert not piped.stderr
