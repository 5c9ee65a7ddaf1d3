from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from samenhang.access.sqlite_registry import FILE
from samenhang.access.tokens import token_id
from samenhang.cli import app

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str, **environment: str) -> Result:
    env = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", "SAMENHANG_DATA_DIR": None, **environment}
    return CliRunner().invoke(app, ["token", *words], env=env)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "nieuw" / "data"


def test_the_token_alone_is_on_standard_output(folder: Path) -> None:
    result = run("create", "--label", "Levering", "--dataset", "a,b", "--dataset", "c", "--data-dir", str(folder))
    assert result.exit_code == 0, result.output
    assert token_id(result.stdout.strip())
    assert result.stdout.count("\n") == 1
    assert "niet nog eens" in result.stderr
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    listed = json.loads(run("list", "--format", "json", "--data-dir", str(folder)).stdout)
    assert [(t["gegevenssets"], t["bevoegdheden"], t["status"]) for t in listed] == [
        (["a", "b", "c"], ["schrijven"], "geldig")
    ]


def test_a_list_never_shows_a_secret(folder: Path) -> None:
    made = json.loads(
        run("create", "--label", "L", "--scope", "beheer", "--format", "json", "--data-dir", str(folder)).stdout
    )
    for form in ("text", "json"):
        shown = run("list", "--format", form, "--data-dir", str(folder)).stdout
        assert made["id"] in shown
        assert made["token"].split("_")[2] not in shown
        assert "sha256" not in shown


def test_a_token_is_revoked_by_its_id_or_by_itself(folder: Path) -> None:
    where = ("--data-dir", str(folder))
    for field in ("id", "token"):
        made = json.loads(run("create", "--label", "L", "--scope", "beheer", "--format", "json", *where).stdout)
        result = run("revoke", made[field], "--lang", "en", *where)
        assert result.exit_code == 0
        assert "is revoked" in result.stdout
    assert {t["status"] for t in json.loads(run("list", "--format", "json", *where).stdout)} == {"ingetrokken"}


def test_the_folder_may_come_from_the_environment(folder: Path) -> None:
    assert run("create", "--label", "L", "--scope", "beheer", SAMENHANG_DATA_DIR=str(folder)).exit_code == 0
    assert (folder / FILE).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "--label", "L", "--dataset", "a", "--scope", "schijven"), "geen bevoegdheid"),
        (("create", "--label", "L"), "Noem de gegevenssets"),
        (("create", "--label", "L", "--dataset", "a/b"), "'a/b'"),
        (("create", "--label", "L", "--dataset", "a", "--expires", "5y"), "geen termijn"),
        (("create", "--label", "L", "--dataset", "a", "--expires", "9999d"), "hoogstens 366 dagen"),
        (("create", "--label", "L", "--dataset", "a", "--expires", "0d"), "in de toekomst"),
        (("create", "--label", " ", "--dataset", "a"), "naam van 1 tot"),
        (("create", "--dataset", "a"), "LABEL ontbreekt"),
        (("list",), "bestaat niet"),
        (("revoke", "0" * 12), "bestaat niet"),
    ],
)
def test_what_is_wrong_gets_one_line_and_makes_nothing(folder: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words, "--data-dir", str(folder))
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not folder.exists()


def test_a_command_says_of_which_service_it_is() -> None:
    result = run("list")
    assert result.exit_code == 2
    assert "SAMENHANG_ADMIN_TOKEN" in result.stderr
    assert run("list", "--data-dir", "a", "--store-url", "b").exit_code == 2


def test_an_unknown_id_is_told_with_the_nearest(folder: Path) -> None:
    made = json.loads(
        run("create", "--label", "L", "--scope", "beheer", "--format", "json", "--data-dir", str(folder)).stdout
    )
    result = run("revoke", made["id"][:-1] + "!", "--data-dir", str(folder))
    assert result.exit_code == 2
    assert made["id"] in result.stderr
