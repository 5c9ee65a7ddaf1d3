from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from samenhang.cli import app
from samenhang.cli.session import Loaded
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang import Samenhang

    Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(samenhang: Samenhang) -> Run:
    assert isinstance(samenhang.store, EmbeddedStore)
    loaded = Loaded(samenhang, samenhang.store)
    return lambda *words: CliRunner().invoke(app, ["query", *words], obj=loaded)


def test_the_questions_are_listed_under_their_rubrics(run: Run) -> None:
    lines = run("--lang", "nl").stdout.splitlines()
    assert [line for line in lines if line.startswith("Vragen – ")] == [
        "Vragen – samenhang-en-risico:",
        "Vragen – bekostiging:",
        "Vragen – inkoop-recht-en-contract:",
        "Vragen – partnerschap-en-opdrachtgeverschap:",
        "Vragen – regio-en-toegang:",
        "Vragen – herkomst-en-verschil-van-inzicht:",
    ]
    listed = [line for line in lines if line.startswith("CQ")]
    assert listed == [f"CQ{number:02d}" for number in range(1, 68)]
    assert "Catalogus:" in lines


@pytest.mark.parametrize("number", [1, 14, 34, 47, 63])
def test_a_question_runs_by_its_number(number: int, run: Run) -> None:
    result = run(f"CQ{number:02d}")
    assert result.exit_code == 0, result.stderr
    heading, *rows = result.stdout.splitlines()
    assert heading.rstrip().endswith("bron")
    assert rows


def test_a_table_is_in_one_language_and_has_each_row_once_with_its_sources(run: Run) -> None:
    result = run("cq09", "--lang", "en", "--param", "keuzes=dilemmaInzicht=goed-inzicht monitoringIntensiteit=laag")
    heading, *rows = result.stdout.splitlines()
    assert heading.split() == ["oordeel", "regel", "code", "ernst", "uitkomst", "boodschap", "bron"]
    assert len(rows) == 2
    assert rows[0].startswith("contradiction  Insight vision against minimal monitoring")
    assert rows[0].endswith("D4 §2.3.1; D4 §7.2.3")


def test_the_other_forms_have_what_the_query_gives(run: Run) -> None:
    rows = list(csv.DictReader(StringIO(run("CQ13", "--format", "csv").stdout)))
    assert [row["bekostigingsvormNl"] for row in rows] == ["Functiebekostiging"]
    assert rows[0]["anker"] == "https://w3id.org/samenhang/bron/D4/5.3-tabel"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("CQ03", "--param", "keuzes=budgetplafond=gen"), "'gen' is geen optie van 'budgetplafond'"),
        (
            ("CQ05", "--param", "risico=wachtlijst"),
            "Kies bijvoorbeeld https://w3id.org/samenhang/id/risico/wachtlijsten",
        ),
        (("CQ05", "--param", "ris=x"), "Onbekende parameter 'ris'"),
        (("CQ72",), "Er is geen query 'CQ72'"),
    ],
)
def test_a_value_that_does_not_exist_gets_one_sentence(words: tuple[str, ...], shown: str, run: Run) -> None:
    result = run("--lang", "nl", *words)
    assert result.exit_code == 2
    assert shown in result.stderr
    assert "Traceback" not in result.stderr
