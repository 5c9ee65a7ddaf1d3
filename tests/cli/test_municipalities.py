from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_all_municipalities_of_a_day_are_listed(run: Run) -> None:
    result = run("municipalities", "--date", "2026-01-01")
    assert result.exit_code == 0
    assert "342 gemeenten." in result.stdout


def test_region_and_province_narrow_the_list(run: Run) -> None:
    by_region = json.loads(run("municipalities", "--region", "jz01", "--format", "json").stdout)
    assert {m["provincie"]["naam"] for m in by_region} == {"Groningen"}
    table = run("municipalities", "--province", "Utrecht", "--format", "csv").stdout
    assert {row["provincie"] for row in csv.DictReader(io.StringIO(table))} == {"Utrecht"}


@pytest.mark.parametrize("name", ["GM0344", "utrecht"])
def test_one_municipality_shows_its_regions_and_arrangements(run: Run, name: str) -> None:
    text = run("municipalities", name).stdout
    assert "jeugdregio JZ" in text
    assert "sociale buurtteams" in text
    assert len(json.loads(run("municipalities", name, "--format", "json").stdout)["inrichtingen"]) == 7
    assert len(list(csv.DictReader(io.StringIO(run("municipalities", name, "--format", "csv").stdout)))) == 7


def test_a_merged_municipality_says_what_it_went_into(run: Run) -> None:
    assert "Vijfheerenlanden" in run("municipalities", "GM0620").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Utrech",), "Utrecht"),
        (("--region", "JZ99"), "Er is geen regio 'JZ99'"),
        (("--province", "Utrech"), "Utrecht"),
        (("--date", "gisteren"), "jaar-maand-dag"),
    ],
)
def test_a_name_that_is_none_is_one_sentence_with_the_nearest(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("municipalities", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
