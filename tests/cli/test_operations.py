"""Options, clashes, repairs, paths and comparisons as text and as JSON, on the example of R275."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.conftest import Run

CLASH = ("bekostigingsvorm=productiebekostiging", "budgetplafond=geen", "monitoringIntensiteit=laag")
ENDS = (
    *("--from-set", "contractniveau=output", "--from-set", "bekostigingsvorm=productiebekostiging"),
    *("--to-set", "contractniveau=outcome", "--to-set", "bekostigingsvorm=resultaatbekostiging"),
)


CLASHES_ALONE = ("--lens", "onverenigbaar")
"""Without the rules on risk a question about every option is answered at once."""


def sets(*settings: str, flag: str = "--set") -> list[str]:
    return [word for setting in settings for word in (flag, setting)]


def document(result: Result, code: int = 0) -> dict[str, object]:
    assert result.exit_code == code, result.stderr
    assert result.stderr == ""
    read = json.loads(result.stdout)
    assert set(read["regelset"]) == {"versie", "sha256"}
    return dict(read)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Two files: choices that clash, and the same with more monitoring."""
    first, second = tmp_path / "nu.yaml", tmp_path / "straks.json"
    first.write_text("keuzes:\n" + "".join(f"  {line.replace('=', ': ')}\n" for line in CLASH))
    choices = dict(line.split("=") for line in CLASH) | {"monitoringIntensiteit": "intensief"}
    second.write_text(json.dumps({"keuzes": choices}))
    return str(first), str(second)


def test_explain_gives_exactly_one_clash_with_its_rule_message_and_anchor(run: Run) -> None:
    result = run("explain", *sets(*CLASH))
    assert result.exit_code == 1
    assert result.stdout.startswith("1 botsing.")
    for part in (*CLASH, "R275", "Stel een budgetplafond in of monitor meer.", "D4 §7.2.3, voorbeeld 4b"):
        assert result.stdout.count(part) == 1


def test_explain_as_json_names_the_choices_and_the_rule(run: Run) -> None:
    found = document(run("explain", *sets(*CLASH), "--format", "json"), code=1)
    assert found["conflicten"] == [{"keuzes": dict(line.split("=") for line in CLASH), "regels": ["R275"]}]


def test_explain_finds_nothing_in_choices_that_go_together(run: Run) -> None:
    result = run("explain", *sets(*CLASH[:2]))
    assert result.exit_code == 0
    assert result.stdout.startswith("Geen botsing")
    assert document(run("explain", *sets(*CLASH[:2]), "--format", "json"))["conflicten"] == []


def test_a_lens_leaves_out_the_rules_that_clash(run: Run) -> None:
    assert run("explain", *sets(*CLASH), "--lens", "D1").exit_code == 0
    assert run("explain", *sets(*CLASH), "--lens", "D1,D4").exit_code == 1


def test_repair_proposes_more_monitoring_or_a_ceiling(run: Run) -> None:
    result = run("repair", *sets(*CLASH), "--amount", "50")
    assert result.exit_code == 0
    assert "Laag (lasten zo laag mogelijk) → Gemiddeld  [monitoringIntensiteit=gemiddeld]" in result.stdout
    assert "Geen plafond → Algemeen plafond  [budgetplafond=algemeen]" in result.stdout
    assert "Dit zijn alle voorstellen." in result.stdout


def test_repair_says_when_there_may_be_more_proposals(run: Run) -> None:
    result = run("repair", *sets(*CLASH), "--amount", "2")
    assert result.stdout.startswith("2 voorstellen")
    assert "--amount" in result.stdout


def test_repair_never_touches_what_is_kept(run: Run) -> None:
    words = [*sets(*CLASH), "--keep", "budgetplafond", "--keep", "bekostigingsvorm", "--amount", "50"]
    proposals = document(run("repair", *words, "--format", "json"))["voorstellen"]
    assert isinstance(proposals, list)
    assert proposals
    changed = {change["dimensie"] for proposal in proposals for change in proposal["wijzigingen"]}
    assert changed == {"monitoringIntensiteit"}
    assert all(p["keuzes"]["budgetplafond"] == "geen" for p in proposals)


def test_a_repair_that_is_impossible_exits_1_with_the_proof(run: Run) -> None:
    words = [*sets(*CLASH), "--keep", "bekostigingsvorm,budgetplafond,monitoringIntensiteit"]
    result = run("repair", *words)
    assert result.exit_code == 1
    assert "R275" in result.stdout
    found = document(run("repair", *words, "--format", "json"), code=1)
    assert found["voorstellen"] == []
    assert isinstance(found["onmogelijk"], list)
    assert [clash["regels"] for clash in found["onmogelijk"]] == [["R275"]]


def test_repair_of_choices_that_go_together_changes_nothing(run: Run) -> None:
    result = run("repair", *sets(CLASH[0]))
    assert result.exit_code == 0
    assert result.stdout.startswith("Er hoeft niets te veranderen")


def test_options_tell_why_one_is_excluded_and_what_it_would_take(run: Run) -> None:
    result = run("options", *sets(*CLASH[:2]), "--dimension", "monitoringIntensiteit")
    assert result.exit_code == 0
    assert "uitgesloten: Laag (lasten zo laag mogelijk)  [monitoringIntensiteit=laag]" in result.stdout
    assert "botst met bekostigingsvorm=productiebekostiging en budgetplafond=geen: R275" in result.stdout
    assert "kan als 1 andere keuze verandert" in result.stdout
    assert "mogelijk: Intensief" in result.stdout


def test_options_without_dimensions_show_what_the_choices_change_and_count_the_rest(run: Run) -> None:
    shown = run("options", *sets(*CLASH[:2]), *CLASHES_ALONE).stdout
    assert "[monitoringIntensiteit]" in shown
    assert "[visieKeuzes]" not in shown
    quiet = int(shown.splitlines()[-1].split()[0])
    everything = run("options", *sets(*CLASH[:2]), *CLASHES_ALONE, "--all").stdout
    titles = [line for line in everything.splitlines() if line.endswith("]") and not line.startswith(" ")]
    assert len(titles) == 255
    assert quiet + sum(title in shown.splitlines() for title in titles) == 255


def test_options_of_choices_that_clash_show_the_clash_first(run: Run) -> None:
    shown = run("options", *sets(*CLASH), *CLASHES_ALONE).stdout
    assert shown.startswith("1 botsing.")
    assert shown.index("R275") < shown.index("[monitoringIntensiteit]")


def test_options_as_json_have_every_dimension_or_those_asked_for(run: Run) -> None:
    words = ["options", *sets(*CLASH[:2]), *CLASHES_ALONE, "--format", "json"]
    every = document(run(*words))["dimensies"]
    asked = document(run(*words, "--dimension", "monitoringIntensiteit"))["dimensies"]
    assert isinstance(every, list)
    assert isinstance(asked, list)
    assert len(every) == 255
    assert [d for d in every if d["id"] == "monitoringIntensiteit"] == asked
    low = asked[0]["opties"][0]
    assert (low["status"], low["andereWijzigingenNodig"]) == ("uitgesloten", 1)
    assert low["redenen"][0]["regels"] == ["R275"]


def test_options_need_no_choices(run: Run) -> None:
    result = run("options", "--dimension", "bekostigingsvorm")
    assert result.exit_code == 0
    assert "lumpsum" in result.stdout


def test_a_path_lists_its_steps(run: Run) -> None:
    result = run("path", *ENDS)
    assert result.exit_code == 0
    assert result.stdout.startswith("2 stappen")
    assert result.stdout.index("[bekostigingsvorm=resultaatbekostiging]") < result.stdout.index(
        "[contractniveau=outcome]"
    )


def test_a_bundle_makes_one_step_of_two(run: Run) -> None:
    found = document(run("path", *ENDS, "--bundle", "contractniveau,bekostigingsvorm", "--format", "json"))
    assert found["mogelijk"] is True
    assert isinstance(found["stappen"], list)
    assert [len(step["wijzigingen"]) for step in found["stappen"]] == [2]


def test_a_path_that_is_impossible_exits_1_with_the_proof(run: Run, files: tuple[str, str]) -> None:
    result = run("path", *files)
    assert result.exit_code == 1
    assert result.stdout.startswith("Er is geen pad.")
    assert "R275" in result.stdout
    found = document(run("path", *files, "--format", "json"), code=1)
    assert found["mogelijk"] is False
    assert isinstance(found["bewijs"], dict)
    assert found["bewijs"]["geblokkeerdDoor"][0]["regels"] == ["R275"]


def test_a_path_from_something_to_itself_changes_nothing(run: Run) -> None:
    result = run("path", "--from-set", CLASH[0], "--to-set", CLASH[0])
    assert result.exit_code == 0
    assert result.stdout.startswith("Er verandert niets")


def test_a_comparison_shows_what_differs_and_what_is_gained_and_lost(run: Run, files: tuple[str, str]) -> None:
    result = run("compare", *files)
    assert result.exit_code == 0
    assert result.stdout.startswith("A: tegenspraak\nB: risico\n")
    assert "[monitoringIntensiteit=intensief]" in result.stdout
    assert "R275" in result.stdout.split("Alleen bij A")[1]


def test_a_comparison_as_json_has_differences_gains_and_losses(run: Run, files: tuple[str, str]) -> None:
    found = document(run("compare", *files, "--format", "json"))
    assert found["verschillen"] == [{"dimensie": "monitoringIntensiteit", "van": "laag", "naar": "intensief"}]
    assert isinstance(found["verloren"], list)
    assert "R275" in [finding["regel"] for finding in found["verloren"]]


def test_a_file_stands_for_the_side_without_words(run: Run, files: tuple[str, str]) -> None:
    words = sets(*CLASH, flag="--a-set")
    assert run("compare", *words, files[1]).stdout == run("compare", *files).stdout
    assert "gelijk" in run("compare", files[0], *sets(*CLASH, flag="--b-set")).stdout


def test_two_files_that_differ_on_the_lens_need_a_choice(run: Run, tmp_path: Path) -> None:
    paths = []
    for lens in ("D1", "D4"):
        path = tmp_path / f"{lens}.json"
        path.write_text(json.dumps({"keuzes": {"budgetplafond": "geen"}, "lens": [lens]}))
        paths.append(str(path))
    result = run("compare", *paths)
    assert result.exit_code == 2
    assert "--lens" in result.stderr
    assert run("compare", *paths, "--lens", "D4").exit_code == 0


@pytest.mark.parametrize("command", ["explain", "repair"])
def test_choices_are_needed(run: Run, command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert "Geef keuzes" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["path"], "Geef twee keer keuzes"),
        (["path", "--from-set", "budgetplafond=geen"], "Geef twee keer keuzes"),
        (["compare", "a.yaml", "b.yaml", "--a-set", "budgetplafond=geen"], "Geef twee keer keuzes"),
        (["compare", "-", "-"], "Geef twee keer keuzes"),
        (["repair", "--set", "budgetplafond=geen", "--amount", "0"], "van 1 tot en met 50"),
        (["options", "--dimension", "budgetplafon"], "Bedoelt u budgetplafond"),
        (["options", "--format", "csv"], "past niet bij --format"),
        (["path", *ENDS, "--bundle", "contractnivo,x"], "contractniveau"),
    ],
)
def test_wrong_use_gets_one_line_and_exit_code_2(run: Run, words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_all_faults_of_choices_dimensions_lens_and_date_come_together(run: Run) -> None:
    result = run(
        "repair",
        *sets("bekostigingsvrm=lumpsum", "domein=wmoo"),
        "--keep",
        "budgetplafnd",
        "--lens",
        "D9",
        "--date",
        "x",
    )
    assert result.exit_code == 2
    for part in ("bekostigingsvrm", "wmoo", "budgetplafnd", "D9", "'x' is geen datum"):
        assert part in result.stderr


def test_faults_of_both_sides_come_together(run: Run) -> None:
    result = run("compare", "--a-set", "domein=wmoo", "--b-set", "budgetplafnd=geen")
    assert result.exit_code == 2
    assert "wmoo" in result.stderr
    assert "budgetplafnd" in result.stderr


def test_english_is_spoken_when_asked(run: Run) -> None:
    words = ["--lang", "en"]
    assert run("explain", *sets(*CLASH), *words).stdout.startswith("1 clash.")
    assert run("repair", *sets(*CLASH), *words).stdout.startswith("5 proposals")
    assert run("path", *ENDS, *words).stdout.startswith("2 steps")
    assert "excluded:" in run("options", *sets(*CLASH[:2]), *CLASHES_ALONE, *words).stdout
    assert "With B only:" in run("compare", "--a-set", "domein=wmo", *sets(*CLASH, flag="--b-set"), *words).stdout
