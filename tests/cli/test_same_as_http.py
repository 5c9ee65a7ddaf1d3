"""What the command line gives as JSON, lines of JSON and CSV is what the service answers."""

import httpx
import pytest
from tests.cli.conftest import Run

BASE = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
CLASH = BASE | {"monitoringIntensiteit": "laag"}
OVER = ["contractniveau", "monitoringIntensiteit"]
CLASHES_ALONE = ["onverenigbaar"]
KINDS = {"csv": "text/csv", "ndjson": "application/x-ndjson"}


def sets(choices: dict[str, str], flag: str = "--set") -> list[str]:
    return [word for name, option in choices.items() for word in (flag, f"{name}={option}")]


@pytest.mark.parametrize(
    ("words", "path", "body"),
    [
        (["check", *sets(CLASH)], "samenhangtoetsen", {"keuzes": CLASH}),
        (["explain", *sets(CLASH)], "verklaringen", {"keuzes": CLASH}),
        (
            ["options", *sets(BASE), "--lens", "onverenigbaar"],
            "keuzemogelijkheden",
            {"keuzes": BASE, "lens": CLASHES_ALONE},
        ),
        (
            ["options", *sets(BASE), "--dimension", ",".join(OVER)],
            "keuzemogelijkheden",
            {"keuzes": BASE, "dimensies": OVER},
        ),
        (["combinations", *sets(BASE), "--over", ",".join(OVER)], "combinaties", {"keuzes": BASE, "over": OVER}),
        (
            ["combinations", *sets(BASE), "--over", ",".join(OVER), "--limit", "2"],
            "combinaties",
            {"keuzes": BASE, "over": OVER, "pageSize": 2},
        ),
        (["combinations", *sets(CLASH), "--over", "domein"], "combinaties", {"keuzes": CLASH, "over": ["domein"]}),
        (
            ["repair", *sets(CLASH), "--keep", "budgetplafond", "--amount", "3"],
            "herstelvoorstellen",
            {"keuzes": CLASH, "vast": ["budgetplafond"], "aantal": 3},
        ),
        (
            ["path", *sets(BASE, "--from-set"), *sets({"domein": "wmo"}, "--to-set"), "--bundle", ",".join(BASE)],
            "veranderpaden",
            {"van": BASE, "naar": {"domein": "wmo"}, "bundels": [list(BASE)]},
        ),
        (["compare", *sets(BASE, "--a-set"), *sets(CLASH, "--b-set")], "vergelijkingen", {"a": BASE, "b": CLASH}),
        (
            ["sample", *sets(BASE), "--over", ",".join(OVER), "--amount", "3", "--seed", "5", "--date", "2026-01-01"],
            "steekproeven",
            {"keuzes": BASE, "over": OVER, "aantal": 3, "zaad": 5, "peildatum": "2026-01-01"},
        ),
        (
            ["matrix", *sets(BASE), "--dimension", ",".join(OVER)],
            "samenhangmatrix",
            {"keuzes": BASE, "dimensies": OVER},
        ),
    ],
)
def test_json_is_that_of_the_api(
    run: Run, client: httpx.Client, words: list[str], path: str, body: dict[str, object]
) -> None:
    answer = client.post(f"/v1/{path}", json=body)
    assert answer.status_code == 200, answer.text
    result = run(*words, "--format", "json")
    assert result.stderr == "" or "--limit" in words
    assert httpx.Response(200, text=result.stdout).json() == answer.json()


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["combinations", "--over", ",".join(OVER)], "combinaties"),
        (["matrix", "--dimension", ",".join(OVER)], "samenhangmatrix"),
    ],
)
def test_a_stream_is_that_of_the_api(run: Run, client: httpx.Client, form: str, words: list[str], path: str) -> None:
    body = {"keuzes": {}, "over" if path == "combinaties" else "dimensies": OVER}
    answer = client.post(f"/v1/{path}", json=body, headers={"accept": KINDS[form]})
    assert answer.status_code == 200, answer.text
    assert run(*words, "--format", form).stdout_bytes == answer.content
