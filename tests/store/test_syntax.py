from __future__ import annotations

import pyoxigraph as ox
import pytest

from samenhang.errors import QueryError
from samenhang.store import EmbeddedStore
from samenhang.store.syntax import not_sparql


@pytest.mark.parametrize(
    ("query", "place", "why"),
    [
        ("SELECT ?a WHER { ?a ?b ?c }", "line 1, column 16", "; DISTINCT or WHERE would fit there."),
        ("SELECT (COUNT(*) AS ?n ?y) {}", "line 1, column 24", '; ")" would fit there.'),
        ("SELECT * {\n  ?x foo:bar 1 }", "line 2, column 13", " (a prefix is not declared)."),
        ("PREFIX a: <x y> SELECT * {}", "line 1, column 16", " (an IRI is not valid)."),
        (
            "SELECT ?a ?b { ?a ?b ?c } GROUP BY ?a",
            "line 1, column 38",
            " (SELECT names a variable that GROUP BY does not).",
        ),
        ("SELECT (1 AS ?a) (2 AS ?a) {}", "line 1, column 30", " (SELECT names a variable twice)."),
        ("SELECT * { ?a ?b }", "line 1, column 19", "."),
        ("", "line 1, column 1", "."),
    ],
)
def test_one_sentence_says_where_and_when_it_is_plain_why(query: str, place: str, why: str) -> None:
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().query(query)
    assert caught.value.text.en == f"The query is not valid SPARQL: reading stops at {place}{why}"
    assert "regel" in caught.value.text.nl
    assert "\n" not in caught.value.text.nl + caught.value.text.en


def test_a_message_of_another_form_still_gives_a_sentence() -> None:
    assert not_sparql("iets anders").text.en == "The query is not valid SPARQL."


def test_a_value_for_a_variable_that_is_not_selected_is_refused_by_name() -> None:
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().query("SELECT ?a { ?a ?b ?c }", {"b": ox.Literal("x")})
    assert "?b" in caught.value.text.nl
    assert "?b" in caught.value.text.en
