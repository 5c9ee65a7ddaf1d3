from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.api.serving import served

from samenhang.settings import Settings
from samenhang.store.row_limit import bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

EVERYTHING = "SELECT * WHERE { ?s ?p ?o }"
RULES = "SELECT ?r WHERE { ?r a <https://w3id.org/samenhang/def/Regel> } ORDER BY ?r"


@pytest.fixture(scope="module")
def bounding() -> Iterator[httpx.Client]:
    with served(Settings(derive_graphs=False, query_most_rows=10)) as client:
        yield client


def rows(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    return len(answer.text.splitlines()) - 1


@pytest.mark.parametrize(
    ("query", "count", "cut"),
    [
        (EVERYTHING, 10, True),
        (f"{EVERYTHING} LIMIT 11", 10, True),
        (f"{EVERYTHING} LIMIT 10", 10, False),
        (f"{EVERYTHING} LIMIT 3", 3, False),
        ("SELECT ?x WHERE { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 } }", 10, False),
        ("SELECT ?x WHERE { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 } }", 10, True),
        ("SELECT ?x WHERE { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 } } OFFSET 1 # LIMIT 2", 10, False),
        ("SELECT ?x WHERE {} VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 }", 10, True),
    ],
)
def test_an_answer_that_is_cut_says_so_and_no_other_does(
    bounding: httpx.Client,
    query: str,
    count: int,
    cut: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    answer = bounding.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    assert rows(answer) == count
    assert answer.headers.get("samenhang-afgekapt") == ("true" if cut else None)


def test_the_order_and_the_offset_of_a_query_stay_in_force(bounding: httpx.Client, reader: httpx.Client) -> None:
    query = {"query": f"{RULES} OFFSET 7"}
    cut, whole = (c.get("/sparql", params=query, headers={"accept": "text/csv"}) for c in (bounding, reader))
    assert cut.text.splitlines() == whole.text.splitlines()[:11]
    assert "samenhang-afgekapt" not in whole.headers


def test_without_a_bound_nothing_is_cut(reader: httpx.Client) -> None:
    answer = reader.get("/sparql", params={"query": EVERYTHING}, headers={"accept": "text/csv"})
    assert rows(answer) > 50_000


def test_a_graph_is_bounded_by_what_it_is_made_from(bounding: httpx.Client) -> None:
    query = "CONSTRUCT { ?r a ?r . ?r <a:p> 1 } WHERE { ?r a <https://w3id.org/samenhang/def/Regel> }"
    answer = bounding.get("/sparql", params={"query": query}, headers={"accept": "application/n-triples"})
    assert (len(answer.text.splitlines()), answer.headers["samenhang-afgekapt"]) == (20, "true")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x WHERE { { SELECT ?x WHERE { VALUES ?x { 1 2 3 4 } } LIMIT 3 } }",
        "SELECT (COUNT(?x) AS ?limit) WHERE { VALUES ?x { 1 2 3 } } GROUP BY ?x HAVING (COUNT(?x) > 0) LIMIT 3",
        "PREFIX limit: <a:> SELECT ?x WHERE { VALUES ?x { limit:a 'LIMIT 1' 3 } } ORDER BY DESC(?x)",
        "SELECT ?x WHERE { VALUES ?x { 1 2 3 } } LIMIT 9 OFFSET 1",
        "SELECT ?x WHERE { VALUES ?x { 1 2 3 } } OFFSET 1 LIMIT 9",
    ],
)
def test_both_queries_are_what_they_say_of_the_original(query: str) -> None:
    store = ox.Store()

    def values(text: str) -> list[str]:
        solutions = store.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        return [str(solution[0]) for solution in solutions]

    whole = values(query)
    found = bounded(query, 2)
    assert found is not None
    assert values(found.text) == whole[:2]
    assert values(found.beyond) == whole[2:3]
