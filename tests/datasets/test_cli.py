from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.datasets.conftest import SECRET
from tests.datasets.documents import dataset

from samenhang.cli import app as command_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command line and gives its exit code and what it wrote."""
    for name in ("SAMENHANG_URL", "SAMENHANG_TOKEN", "SAMENHANG_DATA_DIR", "SAMENHANG_STORE_URL"):
        monkeypatch.delenv(name, raising=False)

    def go(*arguments: Any) -> tuple[int, str, str]:
        code = command_line.main([*map(str, arguments), "--lang", "en"], standalone_mode=False)
        gc.collect()  # a store on disk is let go with its process, which here goes on
        written = capsys.readouterr()
        return code, written.out, written.err

    return go


def test_over_http_a_file_is_published_compared_rolled_back_and_withdrawn(
    service: httpx.Client, run: Run, tmp_path: Path
) -> None:
    where = ("--url", str(service.base_url), "--token", SECRET)
    file = tmp_path / "regio.ttl"
    file.write_text(dataset("een"))
    code, out, _ = run("publish", file, "--dataset", "regel", "--meta", "titel=Regel", "--new", *where)
    assert (code, "'regel', version 1: published" in out) == (0, True), out
    code, _, err = run("publish", file, "--dataset", "regel", "--new", *where)
    assert (code, err.count("\n"), "Traceback" in err) == (2, 1, False)
    file.write_text(dataset("een", "twee"))
    code, out, _ = run("publish", file, "--dataset", "regel", "--format", "json", *where)
    assert (code, json.loads(out)["versie"], json.loads(out)["metagegevens"]["titel"]) == (0, 2, "Regel")
    assert "regel" in run("datasets", *where)[1]
    assert "https://example.org/regio/twee" in run("datasets", "regel", "compare", 1, 2, *where)[1]
    assert json.loads(run("datasets", "regel", "versions", "--format", "json", *where)[1])["aantal"] == "2"
    target = tmp_path / "terug.ttl"
    assert run("datasets", "regel", "get", 1, "-o", target, *where)[0] == 0
    assert target.read_text() == dataset("een")
    assert json.loads(run("datasets", "regel", "rollback", 1, "--format", "json", *where)[1])["versie"] == 3
    assert "withdrawn" in run("datasets", "regel", "withdraw", "--note", "Klaar.", *where)[1]
    code, _, err = run("datasets", "regel", *where)
    assert (code, "Klaar." in err) == (2, True)


def test_a_refused_file_gives_its_report_and_the_code_for_findings(
    service: httpx.Client, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "fout.ttl"
    file.write_text(dataset("een") + "<a> <b> ")
    code, out, _ = run("publish", file, "--dataset", "fout", "--url", service.base_url, "--token", SECRET)
    assert code == 1
    assert "line 9" in out


def test_a_graph_of_ones_own_does_the_same_and_is_backed_up_and_restored(run: Run, tmp_path: Path) -> None:
    where = ("--data-dir", tmp_path / "graaf")
    file = tmp_path / "regio.ttl"
    file.write_text(dataset("een"))
    code, out, _ = run("publish", file, "--dataset", "eigen", "--format", "json", *where)
    assert (code, json.loads(out)["versie"]) == (0, 1), out
    copy = tmp_path / "alles.nq.gz"
    assert run("backup", copy, *where)[0] == 0
    assert [path.name for path in tmp_path.glob("*.deel")] == []
    run("datasets", "eigen", "withdraw", *where)
    assert run("datasets", "eigen", *where)[0] == 2
    code, out, _ = run("restore", copy, *where)
    assert (code, "Restored" in out) == (0, True)
    assert json.loads(run("datasets", "eigen", "--format", "json", *where)[1])["versie"] == 1
    copy.write_bytes(copy.read_bytes()[:-20])
    code, _, err = run("restore", copy, *where)
    assert (code, "Nothing has changed" in err) == (2, True)


def test_who_does_not_say_where_or_names_what_is_not_there_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(dataset("een"))
    here = ("--data-dir", tmp_path / "niets")
    for arguments in (
        ("datasets",),
        ("publish", file, "--dataset", "x"),
        ("publish", tmp_path / "weg.ttl", "--dataset", "x", *here),
        ("publish", file, "--dataset", "x", "--meta", "titel", *here),
        ("datasets", "x", "compare", 1, *here),
        ("datasets", "x", "vernietig", *here),
        ("datasets", *here),
        ("backup", tmp_path / "b.nq.gz", *here),
        ("restore", file, *here),
        ("datasets", "--url", "http://127.0.0.1:9"),
        ("datasets", "--url", "geen adres"),
        ("datasets", "--url", "http://x", *here),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert err.startswith("Error: "), err
        assert err.count("\n") == 1, err


def test_the_secret_may_come_from_the_environment(
    service: httpx.Client, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMENHANG_URL", str(service.base_url))
    monkeypatch.setenv("SAMENHANG_TOKEN", SECRET)
    target = tmp_path / "b.nq.gz"
    code, out, _ = run("backup", target)
    assert (code, "sha256" in out) == (0, True)
    monkeypatch.setenv("SAMENHANG_TOKEN", "smh_fout")
    code, _, err = run("backup", tmp_path / "niet.nq.gz")
    assert (code, "token" in err.lower()) == (2, True)
    assert not (tmp_path / "niet.nq.gz").exists()
