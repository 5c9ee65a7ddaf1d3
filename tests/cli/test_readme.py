"""What the README shows is what the product does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from samenhang.cli.app import app
from samenhang.model import CheckResult, Verdict

if TYPE_CHECKING:
    import httpx
    from tests.cli.conftest import Run

    from samenhang import Samenhang

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL))
COMMANDS = sorted(set(re.findall(r"(?:^    |`)samenhang (\w+)", README, re.MULTILINE)))


def shell(start: str) -> str:
    """Return the block of shell that begins like this."""
    (found,) = re.findall(rf"```sh\n({re.escape(start)}.*?)```", README, re.DOTALL)
    return str(found)


def test_the_question_on_the_first_screen_gets_the_answer_shown(run: Run) -> None:
    asked, _, answer = BLOCKS["console"].replace("\\\n", "").partition("\n")
    result = run(*asked.removeprefix("$ samenhang ").split())
    assert result.exit_code == 1
    assert result.stdout.startswith(answer)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_it_names_exists(command: str) -> None:
    assert command in app.rows


def test_the_research_question_finds_contradictions_with_their_place(client: httpx.Client) -> None:
    query = shell("curl -G").partition("query='")[2].rpartition("'")[0]
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    rows = answer.text.splitlines()
    assert rows[0] == "code,regel,plaats"
    assert any(row.startswith("R275,") for row in rows)


def test_the_request_of_a_tool_is_answered(client: httpx.Client) -> None:
    body = shell("curl http").partition("-d '")[2].rpartition("'")[0]
    answer = client.post("/v1/samenhangtoetsen", json=json.loads(body))
    assert answer.json()["oordeel"] == "tegenspraak"


def test_the_python_runs(samenhang: Samenhang) -> None:
    names: dict[str, object] = {"ready": samenhang}
    exec(BLOCKS["python"].replace("Samenhang()", "ready"), names)  # noqa: S102 -- our own README
    assert isinstance(names["verdict"], CheckResult)
    assert names["verdict"].verdict is Verdict.CONTRADICTION
