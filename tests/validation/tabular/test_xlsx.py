from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from tests.validation.tabular.conftest import DEF, ID, option, said, save, told

from samenhang.model import Severity
from samenhang.validation.limits import Limits, RefusedError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from tests.validation.tabular.conftest import Read, ReadSheets, Rows

    from samenhang.validation.documents import Document

HEAD = ("id", "naam", "bekostigingsvorm", "contractwaardeEuro", "begindatum", "pgb")


def place(document: Document, row: str, name: str) -> str | None:
    """Return where the value of a property of a row stands."""
    for triple in document.table:
        if triple.predicate.value.endswith(name) and str(getattr(triple.subject, "value", "")).endswith(f"/{row}"):
            found = document.locator.place(triple.subject, triple.predicate.value, triple.object)  # type: ignore[arg-type]
            return found.text("nl") if found else None
    return None


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> None:
    """Write a workbook again with its parts changed, left out (None) or added."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in {**parts, **(extra or {})}.items():
            changed = change(name, data) if name in parts else data
            if changed is not None:
                packed.writestr(name, changed)


def test_every_value_has_its_cell(read_sheets: ReadSheets) -> None:
    rows: Rows = [HEAD, ("a", "Een", "lumpsum", 1250.5, date(2026, 1, 31), True), (), ("b", "Twee", "", 7, 2026, "nee")]
    document = read_sheets(rows)
    assert told(document) == []
    assert said(document) == {
        "type": {f"{DEF}Inrichting"},
        "identifier": {"a"},
        "label": {"Een"},
        "bekostigingsvorm": option("bekostigingsvorm", "lumpsum"),
        "contractwaardeEuro": {"1250.5"},
        "startDate": {"2026-01-31"},
        "pgb": option("pgb", "ja"),
    }
    assert said(document, "b")["startDate"] == {"2026"}
    assert place(document, "a", "contractwaardeEuro") == "Inrichtingen!D2"
    assert place(document, "b", "pgb") == "Inrichtingen!F4"
    assert place(document, "b", "#type") == "Inrichtingen!A4"


def test_columns_in_another_order_below_merged_group_headings(read_sheets: ReadSheets) -> None:
    def merge(book: Workbook) -> None:
        sheet = book["Inrichtingen"]
        sheet.merge_cells("A1:F1")
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("B3:C3")

    rows: Rows = [
        ("Overzicht van de regio",),
        (),
        ("Id", "Bekostiging", None, "Algemeen", None, None),
        (None, "Bekostigingsvorm", "Budgetplafond", "Naam", "Begindatum", "Eigen notitie"),
        ("a", "Productiebekostiging", "geen", "Een", "1-2-2026", "x"),
    ]
    document = read_sheets(rows, merge)
    assert told(document) == [("onbekendeKolom", "Inrichtingen!F4")]
    assert place(document, "a", "bekostigingsvorm") == "Inrichtingen!B5"
    assert place(document, "a", "identifier") == "Inrichtingen!A5"
    assert said(document)["startDate"] == {"2026-02-01"}


def test_labels_beside_ids_are_no_data(read_sheets: ReadSheets) -> None:
    rows: Rows = [("id", "naam", "pgb"), ("Id", "Naam", "Persoonsgebonden budget (pgb)"), ("a", "Een", "ja")]
    document = read_sheets(rows)
    assert said(document)["label"] == {"Een"}
    assert len(document.table) == 4


def test_merged_cells_hold_for_each_of_their_rows(read_sheets: ReadSheets) -> None:
    def merge(book: Workbook) -> None:
        book["Inrichtingen"].merge_cells("B2:B4")
        book["Inrichtingen"].merge_cells("C2:D2")

    rows: Rows = [("id", "wie", "pgb", "schaal"), ("a", "GM0344", "ja", None), ("b",), ("c", None, "nee", "lokaal")]
    document = read_sheets(rows, merge)
    assert all(said(document, row)["gekozenDoor"] for row in "abc")
    assert told(document) == [("samengevoegdeRijen", "Inrichtingen!B2"), ("samengevoegdeKolommen", "Inrichtingen!C2")]


def test_hidden_sheets_rows_and_columns_are_read_and_told(read_sheets: ReadSheets) -> None:
    def hide(book: Workbook) -> None:
        book["Contracten"].sheet_state = "veryHidden"
        book["Inrichtingen"].row_dimensions[3].hidden = True
        book["Inrichtingen"].column_dimensions["B"].hidden = True

    document = read_sheets(
        {"Inrichtingen": [("id", "pgb"), ("a", "ja"), ("b", "nee")], "Contracten": [("id", "legtVast"), ("c", "a")]},
        hide,
    )
    assert said(document, "b")["pgb"] == option("pgb", "nee")
    assert said(document, "c", "contract")["legtVast"] == {f"{ID}inrichting/a"}
    assert told(document) == [
        ("verborgenKolommen", "Inrichtingen!B1"),
        ("verborgenRijen", "Inrichtingen!A3"),
        ("verborgenBlad", "Contracten!A1"),
    ]
    assert {problem.severity for problem in document.problems} == {Severity.INFO}


def test_sheets_are_known_by_name_in_both_languages_or_by_their_columns(read_sheets: ReadSheets) -> None:
    document = read_sheets(
        {
            "Instructions": [("id", "naam"), ("weg", "weg")],
            "Blad1": [("id", "naam", "bekostigingsvorm"), ("a", "Een", "lumpsum")],
            "parties": [("id", "naam"), ("p", "Partij")],
            "Notities": [("iets", "anders"), ("x", "y")],
            "Leeg": [],
        }
    )
    assert said(document)["label"] == {"Een"}
    assert said(document, "p", "partij")["label"] == {"Partij"}
    assert len(document.table) == 7
    assert told(document) == [("bladNietGelezen", "Notities!A1")]


def test_formulas_and_errors_are_never_taken_for_values(read_sheets: ReadSheets) -> None:
    rows: Rows = [
        ("id", "naam", "contractwaardeEuro", "bekostigingsvorm", "pgb"),
        ("a", "Een", "=SUM(1,2)", "#REF!", "ja"),
        ('="b"', "Twee", 5, None, None),
    ]
    document = read_sheets(rows)
    assert told(document) == [
        ("formule", "Inrichtingen!C2"),
        ("foutwaarde", "Inrichtingen!D2"),
        ("formule", "Inrichtingen!A3"),
    ]
    assert document.problems[0].value == "=SUM(1,2)"
    assert said(document)["pgb"] == option("pgb", "ja")
    assert "contractwaardeEuro" not in said(document)


def test_a_text_that_looks_like_a_formula_is_a_text(read_sheets: ReadSheets) -> None:
    def as_text(book: Workbook) -> None:
        book["Inrichtingen"]["B2"].data_type = "s"

    assert said(read_sheets([("id", "naam"), ("a", "=1+1")], as_text))["label"] == {"=1+1"}


def test_a_percentage_is_not_guessed(read_sheets: ReadSheets) -> None:
    def percent(book: Workbook) -> None:
        book["Inrichtingen"]["B2"].number_format = "0%"

    document = read_sheets([("id", "verwijsaandeelAfwijkingProcentpunt"), ("a", 0.12)], percent)
    assert told(document) == [("dubbelzinnigGetal", "Inrichtingen!B2")]
    assert "12" in document.problems[0].text.nl


@pytest.mark.parametrize("form", ["d mmm yyyy", 'dd-mm-yyyy" uur"', "[$-413]d mmmm yyyy;@", "yyyy"])
def test_dates_are_known_by_the_format_of_the_cell(read_sheets: ReadSheets, form: str) -> None:
    def set_format(book: Workbook) -> None:
        book["Inrichtingen"]["B2"].number_format = form

    assert said(read_sheets([("id", "begindatum"), ("a", 46053)], set_format))["startDate"] == {"2026-01-31"}


def test_days_count_from_1904_where_the_workbook_says_so(read_sheets: ReadSheets) -> None:
    def old_mac(book: Workbook) -> None:
        book.epoch = datetime(1904, 1, 1, tzinfo=UTC).replace(tzinfo=None)

    assert said(read_sheets([("id", "begindatum"), ("a", date(2026, 1, 31))], old_mac))["startDate"] == {"2026-01-31"}


def test_a_date_where_a_number_belongs_is_told(read_sheets: ReadSheets) -> None:
    document = read_sheets([("id", "contractduurJaren"), ("a", date(2026, 1, 31))])
    assert told(document) == [("geenGetal", "Inrichtingen!B2")]


def test_rich_text_phonetics_and_escapes_give_the_text_that_is_shown(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    save(path, [("id", "naam"), ("a", "HIER")])
    rich = (
        b'<is><r><rPr><b/></rPr><t>Zorg </t></r><r><t xml:space="preserve">voor _x000D_u</t></r>'
        b'<rPh sb="0" eb="1"><t>weg</t></rPh></is>'
    )
    rewrite(path, lambda _, data: data.replace(b"<is><t>HIER</t></is>", rich))
    assert said(read(path))["label"] == {"Zorg voor \ru"}


def test_parts_with_prefixes_other_names_and_no_addresses_are_read(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    save(path, [("id", "naam"), ("a", "Een"), ("b", "Twee")])

    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return data
        text = re.sub(rb' r="[A-Z]*\d+"', b"", data).decode()
        text = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", text).replace("xmlns=", "xmlns:x=")
        return text.encode("utf-16")

    rewrite(path, change)
    document = read(path)
    assert said(document, "b")["label"] == {"Twee"}
    assert place(document, "b", "label") == "Inrichtingen!B3"


def test_shared_texts_are_read(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    save(path, [("id", "naam"), ("a", "HIER")])
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Gedeeld</t></si></sst>'

    def change(name: str, data: bytes) -> bytes:
        if name.startswith("xl/worksheets/"):
            cell = re.search(rb'<c r="B2"[^>]*>.*?</c>', data)
            assert cell
            return data.replace(cell[0], b'<c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>9</v></c>')
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
            link = b'<Relationship Id="rIdT" Type="' + kind + b'" Target="/xl/Texts.xml"/>'
            return data.replace(b"</Relationships>", link + b"</Relationships>")
        return data

    rewrite(path, change, {"xl/texts.xml": shared})
    assert said(read(path))["label"] == {"Gedeeld"}


def test_comments_colours_and_styled_empty_cells_do_not_matter(read_sheets: ReadSheets) -> None:
    def decorate(book: Workbook) -> None:
        sheet = book["Inrichtingen"]
        sheet["A1"].comment = Comment("uitleg", "x")
        sheet["D5000"].fill = PatternFill("solid", fgColor="FFFF0000")
        sheet.row_dimensions[900_000].height = 40

    document = read_sheets([("id", "naam"), ("a", "Een")], decorate)
    assert len(document.table) == 3
    assert told(document) == []


def test_links_macros_and_embedded_files_are_left_alone_and_told(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsm"
    save(path, [("id", "naam"), ("a", "Een")])
    extra = {
        "xl/vbaProject.bin": b"\0",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
        "xl/embeddings/inner.zip": b"PK\3\4",
    }
    rewrite(path, lambda _, data: data, extra)
    document = read(path)
    assert said(document)["label"] == {"Een"}
    assert [code for code, _ in told(document)] == ["ingesloten", "koppelingen", "macros"]


def test_rows_by_the_thousand_keep_their_place(read_sheets: ReadSheets) -> None:
    rows = [("id", "pgb"), *((f"r{n}", "ja") for n in range(2_000))]
    document = read_sheets(rows)
    assert place(document, "r1999", "pgb") == "Inrichtingen!B2001"
    assert len(document.table) == 6_000


def bomb() -> bytes:
    """Return a zip of a sheet of which the rows unpack to far more than they are packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return out.getvalue()


def liar(data: bytes) -> bytes:
    """Return an archive of which the directory says that every part is tiny."""
    changed = bytearray(data)
    for found in re.finditer(b"PK\x01\x02", data):
        changed[found.start() + 24 : found.start() + 28] = (10).to_bytes(4, "little")
    return bytes(changed)


def with_part(name: str, content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        save(path, [("id", "naam"), ("a", "Een")])
        rewrite(path, lambda part, data: content if part == name else data)

    return make


def encrypted(path: Path) -> None:
    save(path, [("id", "naam")])
    data = bytearray(path.read_bytes())
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    path.write_bytes(data)


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "bomb": (lambda path: path.write_bytes(bomb()), "far larger"),
    "liar": (lambda path: path.write_bytes(liar(bomb())), "damaged|not valid XML"),
    "entities": (with_part("xl/worksheets/sheet1.xml", ENTITY), "document type"),
    "entities in the workbook": (
        with_part("xl/workbook.xml", b'<!DOCTYPE x SYSTEM "file:///etc/hosts"><x/>'),
        "document type",
    ),
    "cut xml": (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "not valid XML"),
    "no workbook": (lambda path: path.write_bytes(b"PK\3\4" + b"\0" * 200), "damaged"),
    "empty archive": (lambda path: path.write_bytes(b"PK\5\6" + b"\0" * 18), "no CSV"),
    "encrypted parts": (encrypted, "password"),
    "encrypted": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        "password",
    ),
    "old workbook": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "old Excel"),
}


@pytest.mark.parametrize("kind", FILES)
def test_hostile_and_foreign_files_end_in_a_plain_refusal(read: Read, tmp_path: Path, kind: str) -> None:
    make, reason = FILES[kind]
    path = tmp_path / "map.xlsx"
    make(path)
    with pytest.raises(RefusedError, match=reason) as error:
        read(path)
    assert error.value.text.nl != error.value.text.en


def test_other_archives_are_refused_by_name(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(RefusedError, match="OpenDocument"):
        read(path)
    path = tmp_path / "map.xlsb"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(RefusedError, match="not a workbook in the form XLSX"):
        read(path)


def test_a_cell_far_out_costs_nothing_and_beyond_the_limits_is_refused(read_sheets: ReadSheets) -> None:
    def far(book: Workbook) -> None:
        book["Inrichtingen"]["A1048576"] = "z"

    assert said(read_sheets([("id", "naam"), ("a", "Een")], far), "z")["identifier"] == {"z"}

    def wide(book: Workbook) -> None:
        book["Inrichtingen"]["XFD1"] = "x"

    with pytest.raises(TooLargeError, match="columns"):
        read_sheets([("id", "naam")], wide)
    with pytest.raises(TooLargeError, match="rows"):
        read_sheets([("id", "naam")] * 20, limits=Limits(rows=10))


def test_a_huge_cell_is_told_and_the_rest_is_read(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    save(path, [("id", "naam", "pgb"), ("a", "HIER", "ja")])
    rewrite(path, lambda _, data: data.replace(b"HIER", b"x" * 300_000))
    document = read(path)
    assert told(document) == [("celTeGroot", "Inrichtingen!B2")]
    assert said(document)["pgb"] == option("pgb", "ja")


def test_attributes_and_numbers_that_are_none_do_no_harm(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    save(path, [("id", "naam", "tariefEuro"), ("a", 7, 8)])
    columns = b'<cols><col min="x" max="y" hidden="1"/></cols><sheetData>'

    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return data
        odd = data.replace(b"<sheetData>", columns).replace(b"<v>7</v>", b"<v>zeven</v>")
        return odd.replace(b"<v>8</v>", b"<v>1e999</v>").replace(b'<c r="B2"', '<c r="B2" s="²"'.encode())

    rewrite(path, change)
    document = read(path)
    assert said(document)["label"] == {"zeven"}
    assert told(document) == [("geenGetal", "Inrichtingen!C2")]


@pytest.mark.parametrize("seed", range(8))
def test_damage_anywhere_ends_in_a_document_or_a_refusal(read: Read, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- repeatable damage, no secret
    path = tmp_path / "map.xlsx"
    pieces = (b"", b"<", b'"', b"\0", b"<f>", b't="s"', b'r="ZZZ0"', b"9" * 30, b"</row>", b"&x;", b"\xff")
    outcomes = set()
    for _ in range(15):
        save(path, [HEAD, ("a", "Een", "lumpsum", 1250.5, date(2026, 1, 31), True)])
        part = chance.choice(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])

        def damage(name: str, data: bytes, part: str = part) -> bytes:
            at = chance.randrange(len(data))
            return data if name != part else data[:at] + chance.choice(pieces) + data[at + chance.choice([0, 1, 9]) :]

        rewrite(path, damage)
        try:
            outcomes.add(type(read(path)).__name__)
        except RefusedError as error:
            outcomes.add(type(error).__name__)
    assert outcomes <= {"Document", "RefusedError", "TooLargeError"}
    assert outcomes
