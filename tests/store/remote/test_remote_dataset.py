"""Which graphs a query is about, read from its text and put back."""

from __future__ import annotations

import pytest

from samenhang.errors import QueryError
from samenhang.store.remote_dataset import plain, read_dataset

GRAPHS = (["urn:1"], ["urn:2"])
CLAUSES = "FROM <urn:1>\nFROM NAMED <urn:2>\n"


@pytest.mark.parametrize(
    ("query", "form", "before"),
    [
        ("SELECT * {?s ?p ?o}", "SELECT", "{?s"),
        ("SELECT (EXISTS {?x ?y ?z} AS ?b) WHERE {?s ?p ?o}", "SELECT", "WHERE"),
        ("ASK{}", "ASK", "{}"),
        ("CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o}", "CONSTRUCT", "WHERE"),
        ("CONSTRUCT WHERE {?s ?p ?o}", "CONSTRUCT", "WHERE"),
        ("CONSTRUCT {?s ?p ?o} {?s ?p ?o}", "CONSTRUCT", "{?s ?p ?o}"),
        ("DESCRIBE <urn:a> LIMIT 3", "DESCRIBE", "LIMIT"),
        ("# SELECT FROM <urn:no> {\nDESCRIBE ?x { ?x ?y 'FROM <urn:no>' }", "DESCRIBE", "{ ?x"),
    ],
)
def test_graphs_go_where_from_belongs(query: str, form: str, before: str) -> None:
    asked = read_dataset(query)
    assert (asked.form, asked.default, asked.named) == (form, None, None)
    assert CLAUSES + before in asked.about(*GRAPHS)
    assert asked.about(*GRAPHS).replace("\n" + CLAUSES, "") == query


def test_graphs_can_be_put_at_the_end_even_after_a_comment() -> None:
    assert read_dataset("DESCRIBE ?x # all").about(*GRAPHS).splitlines()[1] == "FROM <urn:1>"


def test_what_from_names_is_resolved_and_taken_out_with_the_lines_left_as_they_were() -> None:
    query = "BASE <http://example.org/>\nPREFIX a: <sub/>\nSELECT *\nFROM a:one\nfrom named <two> FROM <urn:3> { }"
    asked = read_dataset(query)
    assert asked.default == ("http://example.org/sub/one", "urn:3")
    assert asked.named == ("http://example.org/two",)
    assert "FROM" not in asked.text.upper()
    assert asked.text.count("\n") == query.count("\n")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "define input:default-graph-uri <urn:x> SELECT * { }",
        "SELECT * { ?s ?p ?o FROM <urn:x> }",
        "SELECT * NOT FROM <urn:x> { }",
        "SELECT * { } FROM <urn:x>",
        "SELECT * FROM",
        "SELECT * FROM ?g { }",
        "SELECT * FROM no:prefix { }",
        "SELECT (bif:exec('x') AS ?x) { }",
        "PREFIX b: <bif:> SELECT (b:exec('x') AS ?x) { }",
        "SELECT (<JAVA:java.lang.System>() AS ?x) { }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
    ],
)
def test_what_no_standard_knows_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        read_dataset(query)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"FR\u004FM", "FROM"),
        (r"'\u0022 \U0001F333'", "'\\\" 🌳'"),
        (r"'\\u0041'", r"'\\u0041'"),
        (r"'\u000A'", r"'\n'"),
        (r"'\uD800'", r"'\uD800'"),
        (r"'\n'", r"'\n'"),
    ],
)
def test_code_points_are_written_out_and_strings_stay_closed(written: str, meant: str) -> None:
    assert plain(written) == meant
