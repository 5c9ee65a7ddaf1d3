"""The queries that evaluate rules find what the engine finds."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.model import AnswerKind
from samenhang.rules import All, AnyOf

if TYPE_CHECKING:
    from tests.questions.conftest import Ask

    from samenhang import Samenhang
    from samenhang.model import Dimension
    from samenhang.rules import Catalogue, Condition

_EVALUATION = re.compile(
    r"^ *# --- what the choices make of each rule.*?# --- end of what[^\n]*$", re.MULTILINE | re.DOTALL
)
NUMBERS = (0, 1, 2, 3, 18, 750_000, "2.5")


def _evaluations() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in (assets_root() / "queries" / "vragen").glob("*.rq")]
    return [found for text in texts for found in _EVALUATION.findall(text)]


def test_the_rules_are_evaluated_in_the_same_words_everywhere() -> None:
    found = _evaluations()
    assert len(found) > 10
    assert len({" ".join(text.split()) for text in found}) == 1


def test_no_condition_is_nested_deeper_than_the_queries_look(catalogue: Catalogue) -> None:
    """An if-part is `and` of `or` of `and`, an unless-part `or` of `and` of `or`; a level may be skipped."""
    for code, form in catalogue.conditions.items():
        assert _levels(form.condition) in ("", "A", "O", "AO", "OA", "AOA"), code
        assert form.unless is None or _levels(form.unless) in ("", "A", "O", "AO", "OA", "OAO"), code


def _levels(condition: Condition) -> str:
    """Return the kinds of the longest chain of nested conditions, a kind within itself once: A for all, O for any."""
    if not isinstance(condition, All | AnyOf):
        return ""
    kind = "A" if isinstance(condition, All) else "O"
    longest = max(map(_levels, condition.parts), key=len)
    return longest if longest.startswith(kind) else kind + longest


def _drawn(dimension: Dimension, source: random.Random) -> str:
    if dimension.kind is AnswerKind.NUMBER:
        return str(source.choice(NUMBERS))
    options = [option.id for option in dimension.options]
    if dimension.kind is AnswerKind.SET:
        return ",".join(option for option in options if source.random() < 0.4)
    return source.choice(options)


@pytest.mark.parametrize(("seed", "size"), [(1, 1), (2, 5), (3, 20), (4, 20), (5, 80), (6, 80), (7, 255), (8, 255)])
def test_verdict_findings_and_status_are_those_of_the_engine(
    seed: int, size: int, samenhang: Samenhang, answer: Ask
) -> None:
    source = random.Random(seed)  # noqa: S311 -- the same choices every time
    dimensions = source.sample(list(samenhang.catalogue.dimensions.values()), size)
    choices = {dimension.id: _drawn(dimension, source) for dimension in dimensions}
    found = answer("CQ03", keuzes=" ".join(f"{name}={value}" for name, value in choices.items()))

    raw = {name: _as_answer(samenhang.catalogue.dimensions[name], value) for name, value in choices.items()}
    expected = samenhang.check(raw)
    names = [column.name for column in found.columns]
    rows = [
        dict(zip(names, (cell and (cell.value or cell.iri) for cell in row.cells), strict=True)) for row in found.rows
    ]
    assert {str(row["oordeel"]).rsplit("/", 1)[-1] for row in rows} == {expected.verdict.value}
    assert {(row["code"], str(row["status"]).rsplit("/", 1)[-1]) for row in rows if row["code"]} == {
        (finding.code, finding.status.value) for finding in expected.findings if finding.rule
    }


def _as_answer(dimension: Dimension, value: str) -> object:
    if dimension.kind is AnswerKind.SET:
        return value.split(",") if value else []
    return float(value) if dimension.kind is AnswerKind.NUMBER else value
