from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from pydantic import ValidationError
from tests.validation.reporting.conftest import source_of

from samenhang.model import Severity, Text
from samenhang.validation.documents import Place
from samenhang.validation.reporting import FORMS, Findings, Group, Manner, form_of_media_type
from samenhang.validation.reporting.schema import Verslag, report_schema
from samenhang.validation.results import Report, ReportFinding

if TYPE_CHECKING:
    from tests.validation.reporting.conftest import Validate

    from samenhang.validation.service import Outcome

SCHEMA = Path(__file__).parents[3] / "docs" / "validation-report.schema.json"


def written(report: Report, form: str, manner: Manner | None = None) -> bytes:
    out = BytesIO()
    FORMS[form].write(report, out, manner)
    assert not out.closed
    return out.getvalue()


def many(count: int, value: str = "waarde") -> Report:
    """Return a report of many findings of one rule."""

    def finding(number: int) -> ReportFinding:
        return ReportFinding(
            "S999",
            Severity.WARNING,
            Text("Dit klopt niet.", "This is wrong."),
            Text("Daarom.", "Because."),
            Text("Verbeter het.", "Mend it."),
            record=f"https://w3id.org/samenhang/id/inrichting/{number}",
            label=Text(f"Record {number}", f"Record {number}"),
            dimension="pgb",
            value=value,
            place=Place("groot.csv", line=number + 2, field="pgb"),
        )

    title = Text("Klopt niet", "Is wrong")
    group = Group(
        "S999", None, Severity.WARNING, title, title, (), count, (list(map(finding, range(count))),), lambda made: made
    )
    return Report("groot.csv", "a" * 64, "text/csv", 1, 1, {"Inrichting": count}, Findings([group]), (), (), "b" * 64)


# --- JSON -----------------------------------------------------------------------------------------


def test_the_json_has_the_form_of_its_schema(mistakes: Outcome, sheets: Outcome) -> None:
    for outcome in (mistakes, sheets):
        told = Verslag.model_validate_json(written(outcome.report, "json"))
        assert len(told.bevindingen) == len(outcome.report.findings) == sum(r.aantal for r in told.perRegel)


def test_the_schema_in_the_documentation_is_the_schema() -> None:
    assert json.loads(SCHEMA.read_text()) == report_schema()


def test_the_schema_refuses_what_a_report_does_not_say(mistakes: Outcome) -> None:
    data = json.loads(written(mistakes.report, "json"))
    del data["bevindingen"][0]["boodschap"]["en"]
    with pytest.raises(ValidationError):
        Verslag.model_validate(data)


def test_json_counts_by_record_with_the_heaviest_first(mistakes: Outcome) -> None:
    counted = json.loads(written(mistakes.report, "json"))["perRecord"]
    keys = [tuple(record["aantallen"].values()) for record in counted]
    assert keys == sorted(keys, reverse=True)
    about = [finding for finding in mistakes.report.findings if finding.record]
    assert sum(map(sum, keys)) == len(about)


def test_a_moment_is_written_only_when_given(mistakes: Outcome) -> None:
    moment = "2026-01-01T12:00:00Z"
    for form in FORMS.keys() - {"xlsx", "text", "csv"}:
        assert moment.encode() not in written(mistakes.report, form)
        assert moment.encode() in written(mistakes.report, form, Manner(moment=moment))


# --- Text -----------------------------------------------------------------------------------------


def test_text_is_plain_unless_colour_is_asked_for(mistakes: Outcome) -> None:
    plain = written(mistakes.report, "text").decode()
    assert "\x1b" not in plain
    coloured = written(mistakes.report, "text", Manner(colour=True)).decode()
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split()


def test_text_keeps_to_the_width(mistakes: Outcome) -> None:
    text = written(mistakes.report, "text", Manner(width=50)).decode()
    assert max(map(len, text.splitlines())) <= 50


def test_text_shows_the_first_findings_of_a_rule_and_counts_the_rest() -> None:
    text = written(many(1_000), "text", Manner(most=3)).decode()
    assert text.count("• Record") == 3 + 10  # by rule, and the worst records
    assert "nog 997 bij deze regel" in text


# --- HTML -----------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every tag of one name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_stands_alone_and_has_what_a_screen_reader_needs(language: str, mistakes: Outcome) -> None:
    text = written(mistakes.report, "html", Manner(language=language)).decode()
    page = Page(text)
    assert page.all("html") == [{"lang": language}]
    assert not page.all("script")
    assert not page.all("img")
    assert all(link["href"].startswith("data:") for link in page.all("link"))  # type: ignore[union-attr]
    assert [a for a in page.all("a") if a.get("class") == "skip"] == [{"class": "skip", "href": "#inhoud"}]
    assert page.all("main") == [{"id": "inhoud"}]
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [str(a["id"]) for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")} <= set(ids)


def test_severity_is_told_in_words_too(mistakes: Outcome) -> None:
    text = written(mistakes.report, "html").decode()
    badges = re.findall(r'<span class="badge (\w+)">(\w+)</span>', text)
    assert badges
    assert all(kind == word.lower() for kind, word in badges)


def test_a_page_of_a_hundred_thousand_findings_stays_small() -> None:
    text = written(many(100_000), "html").decode()
    assert len(text) < 200_000
    assert "de eerste 25 van 100.000" in text


def test_values_are_escaped() -> None:
    text = written(many(2, "<script>alert(1)</script>"), "html").decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# --- CSV ------------------------------------------------------------------------------------------


def rows(report: Report) -> list[dict[str, Any]]:
    text = written(report, "csv")
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_for_every_finding(mistakes: Outcome) -> None:
    found = rows(mistakes.report)
    assert [row["regel"] for row in found] == [finding.code for finding in mistakes.report.findings]
    assert all(row["watNl"] and row["watEn"] for row in found)
    assert len(rows(many(2_500))) == 2_500


@pytest.mark.parametrize(
    ("value", "kept"),
    [('=cmd|"/c calc"!A1', "'="), ("@SUM(A1)", "'@"), ("+31", "+31"), ("-5,25", "-5,25"), ("-x", "'-x")],
)
def test_csv_holds_no_formula(value: str, kept: str) -> None:
    assert rows(many(1, value))[0]["waarde"].startswith(kept)


# --- SARIF ----------------------------------------------------------------------------------------


def test_sarif_results_point_at_their_rule_and_their_line(mistakes: Outcome) -> None:
    data = json.loads(written(mistakes.report, "sarif"))
    assert data["version"] == "2.1.0"
    (run,) = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result, finding in zip(run["results"], mistakes.report.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert finding.place is not None
        assert (region["startLine"], region["startColumn"]) == (finding.place.line, finding.place.column)
        assert (
            result["level"] == {"overtreding": "error", "waarschuwing": "warning", "advies": "note"}[finding.severity]
        )


def test_sarif_names_cells_as_logical_locations(sheets: Outcome) -> None:
    (run,) = json.loads(written(sheets.report, "sarif"))["runs"]
    named = [
        logical["fullyQualifiedName"]
        for result in run["results"]
        for logical in result["locations"][0]["logicalLocations"]
        if logical["kind"] == "cell"
    ]
    assert "Inrichtingen!G3" in named


def test_a_finding_keeps_its_fingerprint_when_it_moves(mistakes: Outcome) -> None:
    first = mistakes.report.findings[0]
    moved = replace(first, place=Place("elders.ttl", line=999))
    found = [
        json.loads(written(replace(mistakes.report, findings=(finding,)), "sarif"))["runs"][0]["results"][0]
        for finding in (first, moved)
    ]
    assert found[0]["partialFingerprints"] == found[1]["partialFingerprints"]


# --- JUnit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", list(Severity))
def test_junit_fails_what_is_at_or_above_the_threshold(threshold: Severity, mistakes: Outcome) -> None:
    root = ET.fromstring(written(mistakes.report, "junit", Manner(threshold=threshold)))  # noqa: S314 -- our own
    failures = root.findall(".//failure")
    ranks = list(Severity)
    failing = {s.value for s in ranks[: ranks.index(threshold) + 1]}
    assert {failure.get("type") for failure in failures} == failing
    assert root.get("failures") == str(len(failures))
    assert root.get("tests") == str(len(root.findall(".//testcase")))
    for suite in root:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_a_report_without_findings_is_a_passing_test() -> None:
    root = ET.fromstring(written(replace(many(0), findings=()), "junit"))  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_junit_stands_what_xml_cannot_hold() -> None:
    root = ET.fromstring(written(many(1, "a\x00\x0b<&\ud800"), "junit"))  # noqa: S314 -- our own
    assert "<&" in "".join(root.itertext())


# --- Workbook -------------------------------------------------------------------------------------


def book(outcome: Outcome, source: Path) -> Any:
    return openpyxl.load_workbook(BytesIO(written(outcome.report, "xlsx", Manner(source=source))))


def test_the_copy_marks_the_cells_and_keeps_the_rest(sheets: Outcome) -> None:
    source = source_of("fouten-xlsx")
    before, after = openpyxl.load_workbook(source), book(sheets, source)
    assert after.sheetnames == ["Bevindingen", *before.sheetnames]
    for sheet in before.worksheets:
        own = after[sheet.title]
        assert own.merged_cells.ranges == sheet.merged_cells.ranges
        assert own.sheet_state == sheet.sheet_state
        assert [c.value for r in own.iter_rows() for c in r] == [c.value for r in sheet.iter_rows() for c in r]
    note = after["Inrichtingen"]["F3"].comment.text
    assert note.startswith("Nog na te vragen bij inkoop.")
    assert "Overtreding R275." in note


def test_the_findings_link_to_their_cells(sheets: Outcome) -> None:
    sheet = book(sheets, source_of("fouten-xlsx"))["Bevindingen"]
    assert sheet["C4"].value == "Inrichtingen!G3"
    assert sheet["C4"].hyperlink.location == "'Inrichtingen'!G3"
    assert sheet.max_row == 3 + len(sheets.report.findings)


def test_what_was_no_workbook_gets_the_findings_only(mistakes: Outcome) -> None:
    assert book(mistakes, source_of("fouten-turtle")).sheetnames == ["Bevindingen"]


def test_a_workbook_that_cannot_be_copied_gives_the_findings_only(sheets: Outcome, tmp_path: Path) -> None:
    broken = tmp_path / "kapot.xlsx"
    with ZipFile(source_of("fouten-xlsx")) as whole, ZipFile(broken, "w") as parts:
        for name in whole.namelist():
            parts.writestr(name, b"<styleSheet" if name.endswith("styles.xml") else whole.read(name))
    assert book(sheets, broken).sheetnames == ["Bevindingen"]


def test_no_value_becomes_a_formula() -> None:
    found = openpyxl.load_workbook(BytesIO(written(many(1, "=1+1"), "xlsx"))).worksheets[0]
    assert "f" not in {cell.data_type for row in found.iter_rows() for cell in row}


# --- All ------------------------------------------------------------------------------------------


def test_a_form_is_found_by_its_media_type() -> None:
    for form in FORMS.values():
        assert form_of_media_type(f"{form.media_type.upper()}; charset=utf-8") is form
    assert form_of_media_type("image/png") is None


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"xlsx"}))
def test_a_report_is_written_the_same_every_time(form: str, mistakes: Outcome) -> None:
    assert written(mistakes.report, form) == written(mistakes.report, form)


def test_personal_data_are_in_no_form(validate: Validate, tmp_path: Path) -> None:
    path = tmp_path / "inrichtingen.csv"
    text = source_of("fouten-csv").read_text()
    path.write_text(text.replace("GM9999", "111222333").replace("2026-02-30", "111222333"))
    outcome = validate(path)
    for form in FORMS.keys() - {"xlsx"}:
        for secret in (b"j.de.wit", b"111222333"):
            assert secret not in written(outcome.report, form)
