from __future__ import annotations

import pytest

from samenhang.store.query_dataset import dataset_of

E = "http://example.org/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", set()),
        (
            "SELECT * FROM <http://example.org/a> FROM NAMED <http://example.org/b> { GRAPH <a:c> {} }",
            {"a", "b"},
        ),
        (
            "PREFIX e: <http://example.org/> SELECT * FROM e:a from named e:b { ?s e:from 'FROM <x>' } # FROM <a:d>",
            {"a", "b"},
        ),
        (
            "BASE <http://example.org/dir/> PREFIX e: <../> DESCRIBE <x> FROM <y#> FROM <//example.org/z> FROM e:q",
            {"dir/y#", "z", "q"},
        ),
        ("CONSTRUCT FROM <http://example.org/a> WHERE { ?from ?named <http://example.org/b> }", {"a"}),
        ("SELECT ?from { <from:a> a <from:b> }", set()),
        ("PREFIX e: <http://example.org/> ASK FROM e:a\\,b {}", {"a,b"}),
    ],
)
def test_the_graphs_of_the_text_are_found(query: str, expected: set[str]) -> None:
    assert dataset_of(query) == {f"{E}{name}" for name in expected}


def test_the_arguments_of_the_protocol_go_before_the_text() -> None:
    query = "SELECT * FROM <http://example.org/a> { ?s ?p ?o }"
    assert dataset_of(query, [f"{E}b"]) == {f"{E}b"}
    assert dataset_of(query, (), [f"{E}c", f"{E}b"]) == {f"{E}b", f"{E}c"}
