"""The runner of conformance suites tells right from wrong, on a suite of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance import __main__ as runner
from conformance import shacl

if TYPE_CHECKING:
    from pathlib import Path

TEST = """@prefix : <https://voorbeeld.example/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix sht: <http://www.w3.org/ns/shacl-test#> .
:S sh:targetNode :x ; {constraint} .
<> mf:entries ( <t> ) .
<t> mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ; mf:result {result} .
"""
REPORT = """[ sh:result [ sh:focusNode :x ; sh:value :x ; sh:resultSeverity sh:Violation ; sh:sourceShape :S ;
    sh:sourceConstraintComponent sh:NodeKindConstraintComponent ] ]"""


def suite(folder: Path, **tests: tuple[str, str]) -> Path:
    core = folder / "data-shapes-test-suite/tests/core"
    core.mkdir(parents=True)
    for name, (constraint, result) in tests.items():
        (core / f"{name}.ttl").write_text(TEST.format(constraint=constraint, result=result), encoding="utf-8")
    return folder


def test_tests_pass_fail_or_are_left_and_say_why(tmp_path: Path) -> None:
    folder = suite(
        tmp_path,
        right=("sh:nodeKind sh:Literal", REPORT),
        missing=("sh:nodeKind sh:IRI", REPORT),
        many=("sh:nodeKind sh:Literal", "[ sh:conforms true ]"),
        refused=("sh:property [ sh:minCount 1 ]", "sht:Failure"),
    )
    found = {score.engine: score for score in shacl.scores(folder) if score.suite == "SHACL core"}
    columns, general = found["kolommen"], found["pyshacl"]
    assert columns.passed == ["core/right"]
    assert set(columns.failed) == {"core/missing", "core/many"}
    assert "missing [('<https://voorbeeld.example/x>'" in columns.failed["core/missing"]
    assert set(columns.left) == {"core/refused"}
    assert sorted(general.passed) == ["core/refused", "core/right"]
    assert columns.ours
    assert not general.ours


def test_the_command_prints_scores_and_says_whether_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert runner.main([str(suite(tmp_path / "goed", right=("sh:nodeKind sh:Literal", REPORT)))]) == 0
    assert "SHACL core     kolommen          1 / 1" in capsys.readouterr().out
    assert runner.main([str(suite(tmp_path / "fout", wrong=("sh:nodeKind sh:IRI", REPORT)))]) == 1
    assert "kolommen fails: core/wrong" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["/bestaat/niet"], ["one", "two"]])
def test_without_a_folder_it_says_what_to_name(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(arguments) == 2
    assert "SUITES" in capsys.readouterr().err


def test_a_folder_without_a_suite_is_no_success(tmp_path: Path) -> None:
    assert runner.main([str(tmp_path)]) == 2
