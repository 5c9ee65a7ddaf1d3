from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from samenhang.validation.guards import find_personal, masked, personal_problems
from samenhang.validation.guards.personal import is_bsn
from samenhang.validation.readers import read_rdf

if TYPE_CHECKING:
    from pathlib import Path

BSN = "111222333"
"""Passes the eleven-test and is given out as an example."""


@pytest.mark.parametrize("number", ["111222333", "123456782", "012345672", "12345672"])
def test_numbers_that_pass_the_eleven_test_are_citizen_service_numbers(number: str) -> None:
    assert is_bsn(number)


@pytest.mark.parametrize("number", ["111222334", "000000000", "111111111", "1234567", "١١١٢٢٢٣٣٣"])
def test_other_numbers_are_not(number: str) -> None:
    assert not is_bsn(number)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("111222333", "bsn"),
        ("client 111.222.333 van de wachtlijst", "bsn"),
        ("111 222 333", "bsn"),
        ("BSN: 12345672", "bsn"),
        ("jan.jansen@gemeente.nl", "email"),
        ("bel 06-12345678", "telefoon"),
        ("+31 6 12345678", "telefoon"),
        ("tel. 030 286 00 00", "telefoon"),
        ("NL91ABNA0417164300", "iban"),
        ("Jan Jansen, geboren 3-4-1980", "geboortedatum"),
        ("geb. 1980-04-03", "geboortedatum"),
    ],
)
def test_personal_data_are_found(text: str, kind: str) -> None:
    assert kind in {found.kind for found in find_personal(text)}


@pytest.mark.parametrize(
    "text",
    [
        "111222334",
        "KvK 111222333",
        "€ 111.222.333",
        "111222333,50",
        "20260131",
        "2026-01-31",
        "GM0344",
        "AGB-code 12345672",
        "12345672",
        "inkoop@gemeente.nl",
        "1.234.567,89",
        "versie 1.2.3.4",
        "0.111222333",
        "https://example.nl/111222333/x",
        "jaar 2018 tot en met 2020",
    ],
)
def test_codes_amounts_and_dates_are_left_alone(text: str) -> None:
    assert find_personal(text) == ()


def test_a_heading_says_what_a_number_is() -> None:
    assert find_personal("12345672", "bsn")
    assert not find_personal("111222333", "kvk")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cliënt 123456782!", "cliënt 12*****82!"),
        ("jan.jansen@gemeente.nl", "j***@***.nl"),
        ("geboren 3-4-1980", "geboren *-*-****"),
    ],
)
def test_what_is_shown_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_file_is_told_where_its_personal_data_stand_and_never_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        f'@prefix : <http://x/> .\n:a :label "over {BSN}" ;\n  :mail "j.jansen@voorbeeld.nl" .\n:c{BSN} :p :b .\n'
        f"<http://x/client/{BSN}> :p 5 .\n",
        encoding="utf-8",
    )
    problems = personal_problems(read_rdf(path, name="x.ttl"))
    assert [(p.place.line, p.code) for p in problems] == [
        (2, "persoonsgegeven"),
        (3, "persoonsgegeven"),
        (5, "persoonsgegeven"),
    ]
    assert BSN not in str(problems)
    assert "jansen" not in str(problems)


def test_a_file_name_is_looked_at_too(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://a> <http://p> 1 .", encoding="utf-8")
    (problem,) = personal_problems(read_rdf(path, name=f"client {BSN}.ttl"))
    assert BSN not in str(problem)


@pytest.mark.parametrize("text", ["1" * 50_000, "a@" * 20_000, "06-" * 20_000, "geb. " * 10_000, "x" * 99_999 + "@"])
def test_hostile_texts_take_no_longer_than_their_length_asks(text: str) -> None:
    begun = time.process_time()
    find_personal(text)
    assert time.process_time() - begun < 2
