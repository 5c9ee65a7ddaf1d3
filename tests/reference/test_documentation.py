"""What docs/data.md says about the data, and the form of what is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import turtle_style
from samenhang.assets import assets_root
from samenhang.reference.rows import plain_rows

if TYPE_CHECKING:
    from samenhang import Samenhang

DOCUMENT = (assets_root() / "docs" / "data.md").read_text(encoding="utf-8")


def test_every_query_on_reference_data_is_listed(samenhang: Samenhang) -> None:
    names = {spec.id for spec in samenhang.queries if "referentie" in spec.tags}
    assert {name for name in names if f"`{name}`" not in DOCUMENT} == {"versie-bevindingen"}


def test_every_table_is_listed() -> None:
    root = assets_root() / "data"
    assert [p.name for p in root.rglob("*.csv") if f"`{p.name}`" not in DOCUMENT] == []


def test_the_number_of_facts_that_give_an_answer_is_told(samenhang: Samenhang) -> None:
    text_only = len(list(plain_rows(samenhang.store, samenhang.queries, "niet-vertaald")))
    assert f"{157 - text_only} facts give an answer, {text_only} are kept as text only" in DOCUMENT


def test_the_example_in_python_runs() -> None:
    code = DOCUMENT.split("```python\n", 1)[1].split("```", 1)[0]
    exec(compile(code, "docs/data.md", "exec"), {"print": lambda *_: None})  # noqa: S102 -- our own documentation


def test_the_examples_are_written_as_turtle_is_written_here() -> None:
    text = (assets_root() / "data" / "inrichtingen" / "voorbeelden.ttl").read_text(encoding="utf-8")
    assert turtle_style.check(text) == []
