"""What a cell means, by kind of column; read through CSV, where every cell is a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.validation.tabular.conftest import DEF, option, said, told

from samenhang.model import Severity

if TYPE_CHECKING:
    from tests.validation.tabular.conftest import ReadText

TOOI = "https://identifier.overheid.nl/tooi/id/gemeente/"


def one(read_text: ReadText, column: str, cell: str) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the values and the problems of one cell."""
    quoted = cell.replace('"', '""')
    document = read_text(f'id,naam,{column}\na,Naam,"{quoted}"\n')
    own = {"wie": "gekozenDoor", "begindatum": "startDate", "bron": "source", "gebied": "spatial"}.get(column, column)
    return said(document).get(own, set()), told(document)


@pytest.mark.parametrize(
    ("column", "cell", "options"),
    [
        ("bekostigingsvorm", "productiebekostiging", ["productiebekostiging"]),
        ("bekostigingsvorm", " Productie Bekostiging ", ["productiebekostiging"]),
        ("bekostigingsvorm", f"{DEF}bekostigingsvorm/lumpsum", ["lumpsum"]),
        ("pgb", "Ja", ["ja"]),
        ("pgb", "yes", ["ja"]),
        ("pgb", "WAAR", ["ja"]),
        ("pgb", "n", ["nee"]),
        ("monitoringFocus", "kosten, kwaliteit", ["kosten", "kwaliteit"]),
        ("monitoringFocus", "kosten;kwaliteit", ["kosten", "kwaliteit"]),
        ("monitoringFocus", "kosten\nkwaliteit", ["kosten", "kwaliteit"]),
        ("monitoringFocus", "In-, door- en uitstroom, kosten", ["in-door-uitstroom", "kosten"]),
        ("enablers", "geen", ["geen"]),
    ],
)
def test_options_are_known_by_id_and_label_of_any_spelling(
    read_text: ReadText, column: str, cell: str, options: list[str]
) -> None:
    assert one(read_text, column, cell) == (option(column, *options), [])


def test_none_is_the_empty_answer_where_no_option_is_called_so(read_text: ReadText) -> None:
    assert one(read_text, "monitoringFocus", "geen") == ({f"{DEF}geen"}, [])


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("bekostigingsvorm", "productie", "onbekendeOptie"),
        ("bekostigingsvorm", "lumpsum; productiebekostiging", "nietPreciesEenWaarde"),
        ("contractduurJaren", "vier", "geenGetal"),
        ("contractwaardeEuro", "1.234", "dubbelzinnigGetal"),
        ("begindatum", "31-2-2026", "geenDatum"),
        ("wie", "Nergenshuizen", "onbekendePartij"),
        ("wie", "Utrecht", "dubbelzinnigePartij"),
        ("bron", "raadsbesluit", "onbekendeBron"),
    ],
)
def test_a_cell_that_means_nothing_is_told_with_its_place_and_gives_no_triple(
    read_text: ReadText, column: str, cell: str, code: str
) -> None:
    assert one(read_text, column, cell) == (set(), [(code, f"regel 2, kolom '{column}'")])


def test_of_a_set_what_is_known_still_counts(read_text: ReadText) -> None:
    values, problems = one(read_text, "monitoringFocus", "kosten; kwalitet; geen")
    assert values == option("monitoringFocus", "kosten")
    assert [code for code, _ in problems] == ["onbekendeOptie", "geenEnMeer"]


def test_an_unknown_option_comes_with_the_nearest_in_both_languages(read_text: ReadText) -> None:
    (problem,) = read_text("id,naam,bekostigingsvorm\na,b,productiebekosting\n").problems
    assert problem.value == "productiebekosting"
    assert all("productiebekostiging" in text for text in problem.text)
    assert problem.text.nl != problem.text.en


def test_a_synonym_is_read_and_told(
    read_text: ReadText,
) -> None:
    document = read_text("id,naam,bekostigingsvorm\na,b,P x Q\n")
    found = said(document).get("bekostigingsvorm")
    severities = {problem.severity for problem in document.problems}
    assert (found, severities) in (
        (option("bekostigingsvorm", "productiebekostiging"), {Severity.INFO}),
        (None, {Severity.VIOLATION}),
    )


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1.234,50", "1234.5"), ("€ 250.000,00", "250000"), ("4 euro", "4"), ("12,5", "12.5"), ("1e3", "1000")],
)
def test_numbers_are_decimals_in_their_shortest_form(read_text: ReadText, cell: str, number: str) -> None:
    assert one(read_text, "contractwaardeEuro", cell) == ({number}, [])


def test_another_number_in_the_file_decides_what_a_point_means(read_text: ReadText) -> None:
    text = 'id,naam,contractwaardeEuro,tariefEuro\na,b,1.234,"12,5"\n'
    assert said(read_text(text))["contractwaardeEuro"] == {"1234"}
    text = "id,naam,contractwaardeEuro,tariefEuro\na,b,1.234,12.5\n"
    assert said(read_text(text))["contractwaardeEuro"] == {"1.234"}
    text = 'id,naam,contractwaardeEuro,tariefEuro,kostprijsEuro\na,b,1.234,12.5,"12,5"\n'
    assert told(read_text(text)) == [("dubbelzinnigGetal", "regel 2, kolom 'contractwaardeEuro'")]


@pytest.mark.parametrize(
    ("cell", "parties"),
    [("GM0344", ["gm0344"]), ("gemeente Utrecht; Amsterdam", ["gm0344", "gm0363"]), (f"{TOOI}gm0344", ["gm0344"])],
)
def test_who_is_a_code_a_name_or_an_iri(read_text: ReadText, cell: str, parties: list[str]) -> None:
    assert one(read_text, "wie", cell) == ({TOOI + party for party in parties}, [])


@pytest.mark.parametrize(
    ("cell", "source"),
    [
        ("https://example.org/a;https://example.org/b", {"https://example.org/a", "https://example.org/b"}),
        ("https://example.org/a, https://example.org/b", {"https://example.org/a", "https://example.org/b"}),
        ("www.example.org/a", {"https://www.example.org/a"}),
        ("D4 §5.3 tabel", {"https://w3id.org/samenhang/bron/D4/5.3-tabel"}),
    ],
)
def test_a_source_is_an_address_or_a_place_in_a_document(read_text: ReadText, cell: str, source: set[str]) -> None:
    assert one(read_text, "bron", cell) == (source, [])


@pytest.mark.parametrize(
    ("cell", "day"), [("31-1-2026", "2026-01-31"), ("46053", "2026-01-31"), ("jan 2026", "2026-01"), ("2026", "2026")]
)
def test_a_date_is_a_text_in_iso_notation(read_text: ReadText, cell: str, day: str) -> None:
    assert one(read_text, "begindatum", cell) == ({day}, [])


def test_digits_keep_the_zeros_in_front(read_text: ReadText) -> None:
    document = read_text("id,naam,kvkNummer\nx,Zorg,01234567\n", "partijen.csv")
    assert said(document, "x", "partij")["kvkNummer"] == {"01234567"}


def test_a_text_is_kept_as_it_stands(read_text: ReadText) -> None:
    document = read_text("id,naam\na,\"  twee\r\nregels  \"\nb,'=1+1\nc,''=x\n")
    assert said(document)["label"] == {"  twee\r\nregels  "}
    assert said(document, "b")["label"] == {"=1+1"}
    assert said(document, "c")["label"] == {"'=x"}
