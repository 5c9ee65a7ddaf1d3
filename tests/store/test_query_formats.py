from __future__ import annotations

import pytest

from samenhang.errors import NotAcceptableError
from samenhang.store.query_formats import GRAPH_TYPES, SOLUTION_TYPES, answer_types, negotiate

JSON, XML, CSV, TSV = SOLUTION_TYPES[:4]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("text/csv;q=0.5, text/tab-separated-values", TSV),
        ("text/csv; charset=utf-8; q=0.9, */*; q=0.1", CSV),
        ("text/*;q=0.9, text/csv;q=0.1", TSV),
        ("text/csv;q=0, text/*", TSV),
        ("application/sparql-results+json;q=0, */*;q=0.5", XML),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("application/json", "application/json"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/csv;q=high", JSON),  # unreadable, so as if it were not there
        ("nonsense", JSON),
    ],
)
def test_the_best_offer_is_chosen_by_precision_and_quality(accept: str | None, expected: str | None) -> None:
    assert negotiate(accept, SOLUTION_TYPES) == expected


def test_turtle_is_the_default_for_graphs() -> None:
    assert negotiate("*/*", GRAPH_TYPES) == "text/turtle"


def test_a_type_that_fits_one_kind_of_answer_leaves_the_other_without() -> None:
    assert answer_types("text/csv") == (CSV, None)
    assert answer_types("text/turtle") == (None, "text/turtle")


def test_a_type_that_fits_nothing_is_refused_with_the_list_of_what_there_is() -> None:
    with pytest.raises(NotAcceptableError, match=r"text/csv.*text/turtle") as caught:
        answer_types("image/png")
    assert caught.value.status == 406
