"""The competency questions over the graph that is shipped, asked in this process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.questions.running import results_of

from samenhang.questions import Questions, ask, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang import Samenhang
    from samenhang.questions import Answer

    Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def questions(samenhang: Samenhang) -> Questions:
    return Questions(samenhang)


@pytest.fixture(scope="session")
def results(samenhang: Samenhang) -> Callable[[str], bytes]:
    """Return what the graph answers to a query, as SPARQL results in JSON; each query is run once."""

    @cache
    def run(text: str) -> bytes:
        return results_of(samenhang, text)

    return run


@pytest.fixture(scope="session")
def answer(questions: Questions, results: Callable[[str], bytes]) -> Ask:
    """Return the answer to a question asked with some values."""

    def run(question_id: str, **values: str) -> Answer:
        asked = ask(questions, questions[question_id], {name: [value] for name, value in values.items()})
        return read_answer(asked, results(asked.text), questions.anchors)

    return run
