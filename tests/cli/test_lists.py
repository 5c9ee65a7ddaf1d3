import json

import pytest
from tests.cli.conftest import Run

from samenhang import __version__


def test_dimensions_are_listed_by_group(run: Run) -> None:
    result = run("dimensions")
    assert result.exit_code == 0
    assert "255 dimensies." in result.stdout
    assert "Bekostiging (bekostiging)" in result.stdout


def test_core_and_group_narrow_the_dimensions(run: Run) -> None:
    documents = json.loads(run("dimensions", "--core", "--group", "tarief", "--format", "json").stdout)
    assert documents
    assert all(d["kern"] and d["groep"]["id"] == "tarief" for d in documents)


def test_one_dimension_shows_its_options_definitions_and_sources(run: Run) -> None:
    result = run("dimensions", "bekostigingsvorm")
    assert "productiebekostiging  Productiebekostiging" in result.stdout
    assert "D4 §5.3 tabel" in result.stdout


def test_rules_are_listed_and_narrowed(run: Run) -> None:
    assert "471 regels." in run("rules").stdout
    narrowed = json.loads(
        run("rules", "--group", "bekostiging", "--kind", "risico", "--lens", "D4", "--format", "json").stdout
    )
    assert narrowed
    assert all(r["groep"] == "bekostiging" and r["soort"] == "risico" and "D4" in r["lens"] for r in narrowed)


def test_one_rule_is_shown_whatever_the_case_of_its_code(run: Run) -> None:
    result = run("rules", "r275")
    assert "D4 §7.2.3, voorbeeld 4b" in result.stdout
    assert "Dure zorg zonder zicht op noodzaak" in result.stdout
    assert json.loads(run("rules", "R275", "--format", "json").stdout)["code"] == "R275"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dimensions", "bekostigingsvrm"), "bekostigingsvorm"),
        (("rules", "R999"), "Er is geen regel 'R999'"),
        (("rules", "--group", "bekosting"), "Bedoelt u bekostiging"),
        (("rules", "--lens", "D7"), "Onbekende lens 'D7'"),
        (("rules", "--kind", "rissico"), "'rissico' past niet bij --kind"),
        (("query", "diemnsies"), "dimensies"),
        (("query", "dimensies", "--param", "x"), "Schrijf --param naam=waarde"),
        (("query", "dimensies", "--param", "x=1"), "Onbekende parameter 'x'"),
        (("query", "dimensies", "--format", "turtle"), "kan niet in turtle"),
        (("query", "labels", "--format", "csv"), "kan niet in csv"),
        (("query", "weg.rq"), "dit bestand bestaat niet"),
        (("chek",), "Bedoelt u check"),
        (("check", "--fomat", "json"), "--format"),
        (("check", "--set"), "vraagt een waarde"),
        (("check", "a", "b", "c"), "Te veel argumenten: 'b' 'c'"),
        (("serve", "--port", "99999"), "van 0 tot en met 65535"),
        (("serve", "--data-dir", "x", "--in-memory"), "niet meer dan een"),
        (("--lang", "fr"), "'fr' past niet bij --lang"),
    ],
)
def test_wrong_use_gets_one_line_and_exit_code_2(arguments: tuple[str, ...], said: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_usage_errors_are_in_english_when_asked(run: Run) -> None:
    result = run("check", "--fomat", "x", "--lang", "en")
    assert result.stderr.startswith("Error: Unknown option '--fomat'. Did you mean --format")


def test_help_is_in_the_language_chosen(run: Run) -> None:
    assert "Gebruik: samenhang" in run("--help").stdout
    assert "Toets een combinatie van keuzes." in run().stdout
    english = run("check", "--help", "--lang", "en").stdout
    assert "Usage: samenhang check" in english
    assert "Gebruik" not in english


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"samenhang {__version__}\n"


COUNT = "SELECT (COUNT(*) AS ?n) { ?rule a <https://w3id.org/samenhang/def/Regel> }"


@pytest.mark.parametrize(
    ("query", "form", "expected"),
    [
        (COUNT, "table", "n\n471\n"),
        (COUNT, "csv", "n\r\n471\r\n"),
        ("ASK { ?rule a <https://w3id.org/samenhang/def/Regel> }", "table", "ja\n"),
        ("SELECT * { <a:a> ?b ?c }", "table", "b  c\n"),
    ],
)
def test_a_query_is_run_and_written_in_each_format(query: str, form: str, expected: str, run: Run) -> None:
    result = run("query", "-", "--format", form, text=query)
    assert result.exit_code == 0
    assert result.stdout_bytes.decode() == expected


def test_rows_go_out_as_the_json_of_the_w3c(run: Run) -> None:
    document = json.loads(run("query", "-", "--format", "json", text=COUNT).stdout)
    assert document["results"]["bindings"][0]["n"]["value"] == "471"


def test_a_graph_goes_out_as_turtle(run: Run) -> None:
    query = "CONSTRUCT { <a:a> a ?type } { <https://w3id.org/samenhang/id/regel/R275> a ?type }"
    assert "<a:a> a" in run("query", "-", text=query).stdout


def test_saved_queries_are_listed_without_a_name(run: Run) -> None:
    assert "Welke regels zijn er?" in run("query").stdout


@pytest.mark.parametrize(
    "query", ["SELECT * {", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "(" * 9000, ""]
)
def test_a_query_that_cannot_run_gets_one_line(query: str, run: Run) -> None:
    result = run("query", "-", text=query)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "onverwacht" not in result.stderr
