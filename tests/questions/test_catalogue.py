from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import NotFoundError
from samenhang.questions import ask
from samenhang.questions.catalogue import TAG
from samenhang.store.guard import check_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.questions.conftest import Ask

    from samenhang import Samenhang
    from samenhang.questions import Questions

IDS = [f"CQ{number:02d}" for number in range(1, 68)]
_WORDING = """
PREFIX sam: <https://w3id.org/samenhang/def/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?id ?text (lang(?text) AS ?language) ?cited WHERE {
  ?question a sam:Vraag ; dct:identifier ?id ; skos:prefLabel ?text ; dct:source/skos:notation ?cited
}
"""


def test_there_are_67_questions_in_their_order_each_with_a_file_of_its_own(questions: Questions) -> None:
    assert [question.id for question in questions] == IDS
    files = sorted((assets_root() / "queries" / "vragen").glob("*.rq"))
    assert [f"CQ{path.name[2:4]}" for path in files] == IDS


def test_wording_and_sources_are_those_of_the_ontology(samenhang: Samenhang, questions: Questions) -> None:
    wording: dict[tuple[str, str], str] = {}
    cited: dict[str, set[str]] = {}
    for row in samenhang.store.select(_WORDING):
        question_id, language = row["id"].value, row["language"].value  # type: ignore[union-attr]
        wording[question_id, language] = row["text"].value  # type: ignore[union-attr]
        cited.setdefault(question_id, set()).add(row["cited"].value)  # type: ignore[union-attr]
    assert wording == {(q.id, code): q.wording.get(code) for q in questions for code in ("nl", "en")}
    assert cited == {q.id: set(q.spec.sources) for q in questions}
    assert cited == {q.id: {anchor.notation for anchor in q.anchors} for q in questions}


def test_every_parameter_has_a_default_and_a_label_in_both_languages(questions: Questions) -> None:
    for question in questions:
        for parameter in question.parameters:
            assert parameter.default is not None, question.id
            assert parameter.name not in parameter.label, question.id
            assert parameter.label.nl != parameter.label.en, question.id


def test_every_question_is_under_a_rubric_that_is_its_second_tag(questions: Questions) -> None:
    for question in questions:
        assert question.spec.tags[0] == TAG
        assert question.spec.tags[1:] == (question.rubric.nl.lower().replace(",", "").replace(" ", "-"),)
    assert len({question.rubric for question in questions}) == 6


@pytest.mark.parametrize("question_id", IDS)
def test_an_answer_has_rows_each_once_and_cites_every_place_the_question_is_about(
    question_id: str, questions: Questions, answer: Ask
) -> None:
    rows = answer(question_id).rows
    assert rows
    assert all(row.sources for row in rows)
    cited = {source for row in rows for source in row.sources}
    assert set(questions[question_id].anchors) <= cited


def test_no_query_gives_a_row_twice_or_a_column_that_is_always_empty(
    questions: Questions, results: Callable[[str], bytes]
) -> None:
    for question in questions:
        data = json.loads(results(ask(questions, question, {}).text))
        rows = [json.dumps(binding, sort_keys=True) for binding in data["results"]["bindings"]]
        assert len(rows) == len(set(rows)), question.id
        bound = {name for binding in data["results"]["bindings"] for name in binding}
        if question.id != "CQ53":  # the shipped graph has no contracts: test_providers.py adds some
            assert set(data["head"]["vars"]) == bound, question.id


def test_every_query_may_be_sent_to_the_endpoint_as_it_is(questions: Questions) -> None:
    for question in questions:
        check_query(ask(questions, question, {}).text)
        assert "#+" not in ask(questions, question, {}).text


def test_the_number_of_a_question_may_be_in_lower_case(questions: Questions) -> None:
    assert questions["cq07"] is questions["CQ07"]


def test_an_unknown_question_names_the_nearest(questions: Questions) -> None:
    with pytest.raises(NotFoundError) as caught:
        questions["CQ72"]
    assert "CQ17" in caught.value.suggestions
