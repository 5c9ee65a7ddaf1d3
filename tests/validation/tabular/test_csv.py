from __future__ import annotations

import codecs
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.validation.tabular.conftest import DEF, ID, option, said, told

from samenhang.validation.limits import Limits, RefusedError, TooLargeError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.validation.tabular.conftest import Read, ReadText

ROWS = (("id", "naam", "bekostigingsvorm"), ("a", "Zorg voor ouderen", "lumpsum"), ("b", "Café", "lumpsum"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_dialect_is_found(read_text: ReadText, separator: str, quote: str) -> None:
    text = "\r\n".join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in ROWS)
    document = read_text(text, "x.csv")
    assert told(document) == []
    assert said(document, "b") == {
        "type": {f"{DEF}Inrichting"},
        "identifier": {"b"},
        "label": {"Café"},
        "bekostigingsvorm": option("bekostigingsvorm", "lumpsum"),
    }


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp850", "mac_roman"],
)
def test_the_encoding_is_found(read_text: ReadText, encoding: str) -> None:
    text = "id;naam;bekostigingsvorm\na;Coöperatie Fryslân, ’s-Hertogenbosch;lumpsum\n"
    if encoding in {"latin-1", "cp850"}:
        text = text.replace("’", "'")
    found = said(read_text(text.encode(encoding)))
    assert found["label"] == {text.split("\n")[1].split(";")[1]}
    assert found["bekostigingsvorm"] == option("bekostigingsvorm", "lumpsum")


def test_a_line_that_names_the_separator_is_no_data(read_text: ReadText) -> None:
    document = read_text("sep=;\nid;naam\na;Naam\n")
    assert said(document)["label"] == {"Naam"}
    assert document.locator.place(next(iter(document.table)).subject).line == 3  # type: ignore[union-attr,arg-type]


def test_columns_may_stand_in_any_order_and_the_heading_on_any_line(read_text: ReadText) -> None:
    text = "Overzicht 2026,,\n,,\nBekostigingsvorm,Id,onzin\nlumpsum,a,weg\n,,\n"
    document = read_text(text)
    assert said(document)["bekostigingsvorm"] == option("bekostigingsvorm", "lumpsum")
    assert told(document) == [("onbekendeKolom", "regel 3, kolom 'onzin'")]


def test_a_misspelt_column_comes_with_the_nearest(read_text: ReadText) -> None:
    (problem,) = read_text("id,naam,bekostigingvorm\na,b,lumpsum\n").problems
    assert "bekostigingsvorm" in problem.text.nl
    assert problem.severity.value == "overtreding"


def test_a_column_that_comes_twice_is_read_once(read_text: ReadText) -> None:
    document = read_text("id,naam,naam\na,Een,Twee\n")
    assert said(document)["label"] == {"Een"}
    assert [code for code, _ in told(document)] == ["dubbeleKolom"]


def test_every_statement_has_its_line_and_column(read_text: ReadText) -> None:
    document = read_text('id,naam,naamEn,bekostigingsvorm\na,"Een\nnaam",A name,lumpsum\nb,Twee,Two,\n')
    places = {
        (triple.object.value, place.line, place.field)  # type: ignore[union-attr]
        for triple in document.table
        if (place := document.locator.place(triple.subject, triple.predicate.value, triple.object))  # type: ignore[arg-type]
    }
    assert ("A name", 2, "naamEn") in places
    assert ("Een\nnaam", 2, "naam") in places
    assert ("Two", 4, "naamEn") in places
    assert (f"{DEF}bekostigingsvorm/lumpsum", 2, "bekostigingsvorm") in places


def test_rows_with_the_same_id_are_told_and_both_read(read_text: ReadText) -> None:
    document = read_text("id,naam\na,Een\na,Twee\n")
    assert told(document) == [("idDubbel", "regel 3, kolom 'id'")]
    assert "regel 2" in document.problems[0].text.nl
    labels = {str(t.object.value) for t in document.table if t.predicate.value.endswith("label")}  # type: ignore[union-attr]
    assert labels == {"Een", "Twee"}
    assert said(document)["label"] == {"Een"}


def test_a_row_without_an_id_is_read_and_told(read_text: ReadText) -> None:
    assert told(read_text("id,naam,pgb\n,Een,ja\n")) == [("geenId", "regel 2, kolom 'id'")]
    assert told(read_text("naam,pgb\nEen,ja\nTwee,ja\n")) == [("geenIdKolom", "regel 1")]


def test_ids_become_addresses_whatever_signs_they_have(read_text: ReadText) -> None:
    document = read_text("id,naam\nUtrecht 2026/1,Een\nhttps://example.org/x,Twee\n_:b7,Drie\n")
    subjects = {str(getattr(triple.subject, "value", "")) for triple in document.table}
    assert subjects == {f"{ID}inrichting/Utrecht%202026%2F1", "https://example.org/x", "b7"}


def test_rows_refer_to_each_other_in_any_order(read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.joinpath("contracten.csv").write_text("id,legtVast,opdrachtnemer\nc,a,Zorg voor U\n")
    folder.joinpath("inrichtingen.csv").write_text("id,niveau,binnenStelsel\na,segment,b\nb,stelsel,\n")
    folder.joinpath("partijen.csv").write_text("id,naam\np,Zorg voor U\n")
    document = read(folder)
    assert told(document) == []
    assert said(document)["binnenStelsel"] == {f"{ID}inrichting/b"}
    assert said(document, "c", "contract")["legtVast"] == {f"{ID}inrichting/a"}
    assert said(document, "c", "contract")["opdrachtnemer"] == {f"{ID}partij/p"}


def test_an_archive_of_csv_files_is_one_dataset(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "alles.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("map/inrichtingen.csv", "id,wie\na,p\n")
        packed.writestr("map/parties.csv", "id,naam\np,Partij\n")
        packed.writestr("__MACOSX/map/._inrichtingen.csv", b"\0\0\0")
    document = read(path)
    assert said(document)["gekozenDoor"] == {f"{ID}partij/p"}
    place = document.locator.place(next(iter(document.table)).subject)  # type: ignore[arg-type]
    assert place is not None
    assert place.file == "map/inrichtingen.csv"


def test_a_file_of_another_name_is_known_by_its_columns(read_text: ReadText) -> None:
    document = read_text("id,naam,opdrachtgever,opdrachtnemer,legtVast\nc,Naam,GM0344,GM0363,a\n", "download.csv")
    assert said(document, "c", "contract")["legtVast"] == {f"{ID}inrichting/a"}


def test_metadata_tell_dialect_columns_and_decimal_sign(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("# een kop\nSleutel~Bedrag~Vorm\na~1.234~lumpsum\n".encode("cp1252"))
    columns = [
        {"titles": "Sleutel", "propertyUrl": "http://purl.org/dc/terms/identifier"},
        {"titles": {"nl": "Bedrag"}, "propertyUrl": f"{DEF}contractwaardeEuro", "datatype": "decimal"},
        {"name": "Vorm", "propertyUrl": f"{DEF}bekostigingsvorm"},
    ]
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "x.csv",
        "dialect": {"delimiter": "~", "encoding": "windows-1252", "skipRows": 1},
        "tableSchema": {"aboutUrl": f"{ID}inrichting/{{id}}", "columns": columns},
    }
    tmp_path.joinpath("x.csv-metadata.json").write_text(json.dumps(metadata))
    document = read(path)
    assert told(document) == []
    assert said(document)["contractwaardeEuro"] == {"1.234"}
    assert said(document)["bekostigingsvorm"] == option("bekostigingsvorm", "lumpsum")


@pytest.mark.parametrize(
    "data", ["{", "[]", '{"tables": 3}', '{"tableSchema": [], "dialect": 7, "url": 3}', "[" * 10**5]
)
def test_metadata_that_make_no_sense_are_told_or_left_aside(read: Read, tmp_path: Path, data: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,naam\na,Naam\n")
    tmp_path.joinpath("x.csv-metadata.json").write_text(data)
    document = read(path)
    assert said(document)["label"] == {"Naam"}
    assert {code for code, _ in told(document)} <= {"metadataOnleesbaar"}


def test_a_quotation_mark_that_stays_open_costs_one_line(read_text: ReadText) -> None:
    document = read_text('id,naam\na,"open\nb,Twee\nc,Drie\n')
    assert told(document) == [("aanhalingstekenOpen", "regel 2")]
    assert said(document, "b")["label"] == {"Twee"}
    assert said(document, "c")["label"] == {"Drie"}


def test_text_after_a_quotation_mark_is_told_and_read(read_text: ReadText) -> None:
    document = read_text('id,naam\na,"Jan" Piet\nb,Twee\n')
    assert told(document) == [("aanhalingstekenVerkeerd", "regel 2")]
    assert said(document)["label"] == {"Jan Piet"}
    assert said(document, "b")["label"] == {"Twee"}


def test_many_open_quotation_marks_cost_no_time(read_text: ReadText) -> None:
    text = "id,naam\n" + 'a,"open' + "\nx,y" * 40_000 + '\nb,"open\n' * 2_000
    document = read_text(text)
    assert document.problems[0].code == "aanhalingstekenOpen"


def test_statements_have_a_row_of_their_own(read_text: ReadText) -> None:
    text = (
        "id,naam,onderwerp,eigenschap,waarde,type,taal,deel\n"
        "a,Naam,,,,,,\n"
        ",,a,skos:editorialNote,Een noot,,nl,\n"
        ",,https://example.org/x,https://example.org/p,2026-01-01,xsd:date,,\n"
        ",,_:b,https://example.org/p,_:c,iri,,\n"
        ",,_:b,https://example.org/q,een ,,,1\n"
        ",,,,twee,,,2\n"
        ",,_:b,https://example.org/leeg,,,,\n"
        ",,geen adres,skos:note,x,,,\n"
    )
    document = read_text(text)
    assert {str(triple) for triple in document.table if "example" in str(triple) or "Note" in str(triple)} == {
        f'<{ID}inrichting/a> <http://www.w3.org/2004/02/skos/core#editorialNote> "Een noot"@nl',
        '<https://example.org/x> <https://example.org/p> "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        "_:b <https://example.org/p> _:c",
        '_:b <https://example.org/q> "een twee"',
        '_:b <https://example.org/leeg> ""',
    }
    assert [(problem.code, problem.place.line) for problem in document.problems] == [("geenAdres", 9)]


def test_a_table_of_something_else_is_told(read_text: ReadText) -> None:
    assert [code for code, _ in told(read_text("voornaam,achternaam\nJan,Jansen\n", "x.csv"))] == ["geenTabel"]
    assert [code for code, _ in told(read_text("x,y\n1,2\n"))] == ["geenKolomnamen"]
    assert told(read_text("")) == []


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9, codecs.BOM_UTF16_LE + b"\1\0" * 99]
)
def test_what_is_no_text_is_refused(read_text: ReadText, data: bytes) -> None:
    with pytest.raises(RefusedError, match="not a text file"):
        read_text(data)


def test_limits_end_in_a_plain_refusal(read_text: ReadText) -> None:
    with pytest.raises(TooLargeError, match="columns"):
        read_text("id,naam" + ",x" * 100_000 + "\n")
    with pytest.raises(TooLargeError, match="larger than"):
        read_text("id,naam\n" + "a,b\n" * 100, limits=Limits(bytes=300))
    with pytest.raises(TooLargeError, match="lines"):
        read_text("id,naam\n" + "a,b\n" * 100, limits=Limits(rows=50))
    with pytest.raises(TooLargeError, match="filled cells"):
        read_text("id,naam\n" + "a,b\n" * 100, limits=Limits(cells=50))
    with pytest.raises(RefusedError, match="longer than 0 seconds"):
        read_text("id,naam\na,b\n", limits=Limits(seconds=0))


def test_a_huge_cell_is_told_and_the_rest_is_read(read_text: ReadText) -> None:
    document = read_text(f"id,naam,bekostigingsvorm\na,{'x' * 100_001},lumpsum\n")
    assert told(document) == [("celTeGroot", "regel 2, kolom 'naam'")]
    assert said(document)["bekostigingsvorm"] == option("bekostigingsvorm", "lumpsum")


def test_problems_are_told_one_by_one_up_to_a_limit_and_then_counted(read_text: ReadText) -> None:
    document = read_text("id,pgb\n" + "".join(f"r{n},misschien\n" for n in range(30)), limits=Limits(problems=10))
    assert [problem.code for problem in document.problems] == ["onbekendeOptie"] * 10 + ["nogMeer"]
    assert "20" in document.problems[-1].text.nl
