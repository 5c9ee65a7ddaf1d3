import json
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.conftest import Run

CLASH = ("bekostigingsvorm=productiebekostiging", "budgetplafond=geen", "monitoringIntensiteit=laag")
MENDED = (
    "bekostigingsvorm=productiebekostiging",
    "budgetplafond=geen",
    "monitoringIntensiteit=gemiddeld",
    "contractmanagementAanpak=risicogestuurd",
    "monitoringFocus=kosten",
)


@pytest.fixture(scope="session")
def check(run: Run) -> Run:
    """Return what checks choices: the words after `--set`, and whatever else is on the command line."""

    def check(*settings: str, more: tuple[str, ...] = ()) -> Result:
        words = [word for setting in settings for word in ("--set", setting)]
        return run("check", *words, *more)

    return check


def test_a_clash_is_shown_with_its_rules_messages_and_anchors_and_exits_1(check: Run) -> None:
    result = check(*CLASH)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("Oordeel: tegenspraak")
    assert result.stdout.index("R275") < result.stdout.index("R266") < result.stdout.index("R372")
    assert "Stel een budgetplafond in of monitor meer." in result.stdout
    assert "D4 §7.2.3, voorbeeld 4b" in result.stdout
    assert "D4 §5.3 tabel; D4 §7.2.2, voorbeeld 3a" in result.stdout
    assert "3 van 74 kerndimensies beantwoord" in result.stdout
    assert result.stderr == ""


def test_the_mended_choices_are_coherent_with_the_mitigated_rule_apart(check: Run) -> None:
    result = check(*MENDED)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("Oordeel: samenhangend")
    counting, mitigated = result.stdout.split("Beheerst: gevonden")
    assert "R266" in mitigated
    assert "R266" not in counting


def test_text_in_a_pipe_is_plain(check: Run) -> None:
    assert "\x1b" not in check(*CLASH).stdout


def test_json_is_the_document_of_the_api(check: Run) -> None:
    result = check(*CLASH, more=("--format", "json"))
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["oordeel"] == "tegenspraak"
    assert [f["regel"] for f in document["bevindingen"][:3]] == ["R275", "R266", "R372"]
    assert isinstance(document["aantalAfrondingen"], str)


@pytest.mark.parametrize(("threshold", "code"), [("violation", 0), ("warning", 0), ("info", 1)])
def test_fail_on_sets_the_weight_from_which_the_exit_code_is_1(threshold: str, code: int, check: Run) -> None:
    assert check(*MENDED, more=("--fail-on", threshold)).exit_code == code


def test_a_warning_fails_only_when_asked_to(check: Run) -> None:
    assert check("monitoringIntensiteit=laag").exit_code == 0
    assert check("monitoringIntensiteit=laag", more=("--fail-on", "warning")).exit_code == 1


def test_a_lens_leaves_other_documents_out(check: Run) -> None:
    result = check(*CLASH, more=("--lens", "D1,D0", "--lens", "D2"))
    assert result.exit_code == 0
    assert "R275" not in result.stdout
    assert "Lens: D1, D0, D2." in result.stdout


def test_all_faults_come_in_one_line_with_the_nearest_ids(check: Run) -> None:
    result = check(
        "bekostigingsvrm=lumpsum",
        "domein=wmoo",
        "budgetplafond=geen",
        "budgetplafond=algemeen",
        "planhorizonJaren=veel",
        "los",
        more=("--lens", "D9", "--date", "morgen"),
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    for part in (
        "'bekostigingsvrm'. Bedoelt u bekostigingsvorm",
        "'wmoo' is geen optie van 'domein'. Kies bijvoorbeeld wmo",
        "'budgetplafond' heeft precies een antwoord",
        "'planhorizonJaren' vraagt een getal",
        "niet 'los'",
        "Onbekende lens 'D9'",
        "'morgen' is geen datum",
    ):
        assert part in result.stderr


def test_a_set_takes_options_behind_commas_or_in_several_words_or_none(run: Run, check: Run) -> None:
    one = json.loads(check("visieDekking=", more=("--format", "json")).stdout)
    assert one["oordeel"] == "samenhangend"
    assert "visieDekking" not in one["ontbrekend"]
    options = run("dimensions", "visieDekking", "--format", "json").stdout
    first, second = [option["id"] for option in json.loads(options)["opties"][:2]]
    together = check(f"visieDekking={first},{second}", more=("--format", "json"))
    apart = check(f"visieDekking={first}", f"visieDekking={second}", more=("--format", "json"))
    assert together.exit_code == 0
    assert together.stdout == apart.stdout


def test_a_comma_gives_a_single_valued_dimension_two_answers(check: Run) -> None:
    result = check("budgetplafond=geen,algemeen")
    assert result.exit_code == 2
    assert "precies een antwoord" in result.stderr


def test_a_number_is_read_from_set_and_refused_as_text_in_a_file(tmp_path: Path, run: Run, check: Run) -> None:
    assert check("planhorizonJaren=5").exit_code == 0
    path = tmp_path / "keuzes.json"
    path.write_text('{"keuzes": {"planhorizonJaren": "5"}}')
    result = run("check", str(path))
    assert result.exit_code == 2
    assert "vraagt een getal" in result.stderr


def test_legal_findings_say_of_when_the_law_is(run: Run) -> None:
    listed = json.loads(run("rules", "--kind", "juridisch", "--format", "json").stdout)
    result = run("rules", listed[0]["code"])
    assert str(listed[0]["rechtsstand"]["jaren"][0]) in result.stdout
    assert "niet getoetst aan het recht van vandaag" in result.stdout


def test_the_language_follows_the_flag_then_the_locale_then_dutch(run: Run) -> None:
    words = [word for setting in CLASH for word in ("--set", setting)]
    assert run("check", *words, LANG="en_GB.UTF-8").stdout.startswith("Verdict: contradiction")
    assert run("check", *words, LANG="C.UTF-8").stdout.startswith("Oordeel")
    assert run("check", *words, LANG="en_GB.UTF-8", LC_ALL="nl_NL.UTF-8").stdout.startswith("Oordeel")
    assert run("check", *words, "--lang", "en").stdout.startswith("Verdict")
    assert run("--lang=en", "check", *words).stdout.startswith("Verdict")


def test_a_file_or_set_is_needed_but_not_both(run: Run) -> None:
    assert run("check").exit_code == 2
    result = run("check", "keuzes.yaml", "--set", "budgetplafond=geen")
    assert result.exit_code == 2
    assert "niet beide" in result.stderr
