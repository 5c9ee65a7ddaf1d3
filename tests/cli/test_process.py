"""The real command in a process of its own: exit codes, one line on stderr, signals and pipes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from tests.store.processes import seconds_worked

from samenhang.rules import Catalogue

Start: TypeAlias = "Callable[..., subprocess.Popen[str]]"

SERVICE = Path(__file__).resolve().parents[2] / "service"
COMMAND = [sys.executable, "-m", "samenhang.cli"]
ENVIRONMENT = {
    **{
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "SAMENHANG_", "PYTHON"))
    },
    "PYTHONPATH": str(SERVICE),
    "PYTHONUTF8": "1",
}
CLASH = [
    "--set",
    "bekostigingsvorm=productiebekostiging",
    "--set",
    "budgetplafond=geen",
    "--set",
    "monitoringIntensiteit=laag",
]
_LOADED_AND_ASKING = 4.0
"""Seconds of computing after which a command is surely at the query, whose graph it first had to load."""
NEVER_ENDS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Let the processes of a test hear Ctrl-C: a shell that runs the tests in the background has them ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**ENVIRONMENT, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts a command; what still runs at the end of the test is killed."""
    with ExitStack() as stack:

        def start(*arguments: str) -> subprocess.Popen[str]:
            pipe = subprocess.PIPE
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                stdout=pipe,
                stderr=pipe,
                stdin=pipe,
                text=True,
                encoding="utf-8",
                env=ENVIRONMENT,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def test_findings_exit_1_and_leave_stderr_empty() -> None:
    result = run("check", *CLASH)
    assert result.returncode == 1
    assert result.stderr == ""
    assert result.stdout.startswith("Oordeel: tegenspraak")


def test_bad_input_exits_2_with_one_line() -> None:
    result = run("check", "--set", "bekostigingsvrm=x")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_a_terminal_that_knows_no_accents_still_gets_an_answer() -> None:
    result = run("check", *CLASH, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert result.stderr == ""


def test_a_reader_that_goes_away_is_no_error(start: Start) -> None:
    process = start("rules", "--format", "json")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 141
    assert errors == ""


@pytest.mark.parametrize("form", ["table", "ndjson"])
def test_a_stream_of_billions_stops_when_its_reader_goes_away(start: Start, catalogue: Catalogue, form: str) -> None:
    names = ",".join([name for name, _ in catalogue.core][:20])
    process = start("combinations", "--over", names, "--limit", "0", "--format", form)
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 141
    assert errors == ""


def test_a_stream_of_billions_stops_on_a_signal(start: Start, catalogue: Catalogue) -> None:
    names = ",".join([name for name, _ in catalogue.core][:20])
    process = start("combinations", "--over", names, "--format", "csv")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "Afgebroken."


def test_an_interrupted_query_exits_130_at_once(start: Start) -> None:
    process = start("query", "-")
    assert process.stdin is not None
    process.stdin.write(NEVER_ENDS)
    process.stdin.close()
    process.stdin = None
    while process.poll() is None and seconds_worked(process.pid) < _LOADED_AND_ASKING:
        time.sleep(0.05)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - sent < 10
    assert errors.strip() == "Afgebroken."


def test_the_service_answers_where_it_says_it_listens_and_stops_on_a_signal(start: Start) -> None:
    process = start("serve", "--port", "0", "--in-memory")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
        assert match is not None
        assert httpx.get(f"{match[0]}/health/live", timeout=30).status_code == 200
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_a_port_in_use_gets_one_line(start: Start) -> None:
    process = start("serve", "--port", "0", "--in-memory")
    try:
        assert process.stdout is not None
        port = process.stdout.readline().split(":")[2].split()[0]
        result = run("serve", "--port", port, "--in-memory")
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert port in result.stderr


def test_the_ontology_check_reports_a_clean_ontology() -> None:
    pytest.importorskip("owlready2", reason="the extra 'ontology' is not installed")
    result = run("ontology", "check", "--lang", "en")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Consistent: yes" in result.stdout
    assert "OWL 2 DL" in result.stdout
