from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.errors import QueryError, SamenhangError
from samenhang.store.guard import MAX_BYTES, MAX_UPDATE_BYTES, check_query, check_update

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from samenhang.store.workers import QueryPool

P = "<http://example.org/p>"


def _each(template: str, count: int, separator: str = " ") -> str:
    return separator.join(template.replace("%", str(i)) for i in range(count))


# Query texts that grow with n. At some thousands most overflow Oxigraph's stack; its planner stalls on the rest.
FAMILIES: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "ASK{FILTER(" + "(" * n + "1" + ")" * n + ")}",
    "groups": lambda n: "ASK" + "{" * n + "}" * n,
    "negations": lambda n: "ASK{FILTER(" + "! " * n + "1)}",
    "subselects": lambda n: "SELECT*{" * n + "?s ?p ?o" + "}" * n,
    "nested EXISTS": lambda n: "ASK{" + "?s ?p ?o FILTER EXISTS{" * n + "}" * n + "}",
    "nested lists": lambda n: "ASK{?s ?p " + "(" * n + "1" + ")" * n + "}",
    "nested blank nodes": lambda n: "ASK{?s ?p " + "[?p " * n + "1" + "]" * n + "}",
    "nested paths": lambda n: "ASK{?s " + "(" * n + P + ")*" * n + " ?o}",
    "nested triple terms": lambda n: "ASK{?s ?p " + "<<( ?s ?p " * n + "1" + " )>>" * n + "}",
    "UNION": lambda n: "ASK{" + _each("{?s ?p ?o}", n, " UNION ") + "}",
    "OPTIONAL": lambda n: "ASK{?s ?p ?o " + _each("OPTIONAL{?s ?p ?o%}", n) + "}",
    "MINUS": lambda n: "ASK{?s ?p ?o " + _each("MINUS{?s ?p 3}", n) + "}",
    "disjunction": lambda n: "ASK{?s ?p ?o FILTER(" + _each("?o=%", n, "||") + ")}",
    "conjunction": lambda n: "ASK{?s ?p ?o FILTER(" + _each("?o!=%", n, "&&") + ")}",
    "sum": lambda n: "ASK{?s ?p ?o FILTER(?o=" + _each("1", n, "+") + ")}",
    "signed numbers": lambda n: "ASK{?s ?p ?o FILTER(?o=?o" + "+1" * n + ")}",
    "product": lambda n: "ASK{?s ?p ?o FILTER(?o=" + _each("?o", n, "*") + ")}",
    "FILTER": lambda n: "ASK{?s ?p ?o " + _each("FILTER(?o!=%)", n) + "}",
    "BIND": lambda n: "ASK{?s ?p ?o " + _each("BIND(% AS ?v%)", n) + "}",
    "projections": lambda n: "SELECT " + _each("(% AS ?v%)", n) + "{?s ?p ?o}",
    "groupings": lambda n: "SELECT(COUNT(*) AS ?c){?s ?p ?o}GROUP BY " + _each("(?s AS ?g%)", n),
    "patterns": lambda n: "ASK{" + _each("?s% ?p% ?s", n, " . ") + "}",
    "patterns without dots": lambda n: "ASK{" + _each("?s% ?p ?o FILTER(true)", n) + "}",
    "object list": lambda n: "ASK{?s ?p " + _each("?o%", n, ",") + "}",
    "RDF list": lambda n: "ASK{?s ?p (" + "1 " * n + ")}",
    "GRAPH": lambda n: "ASK{" + _each("GRAPH ?g%{?s ?p ?o}", n) + "}",
    "path sequence": lambda n: "ASK{?s " + "/".join([P] * n) + " ?o}",
    "path alternatives": lambda n: "ASK{?s " + "|".join([P] * n) + " ?o}",
    "DESCRIBE": lambda n: "DESCRIBE " + _each("<http://example.org/%>", n),
}


def accepted(query: str) -> bool:
    try:
        check_query(query)
    except QueryError:
        return False
    return True


@pytest.mark.parametrize("family", FAMILIES)
def test_text_that_would_break_the_engine_is_refused_from_a_tenth_of_that_size(family: str) -> None:
    sizes = [600, 1_000, 3_000, 5_000, 10_000, 20_000]
    assert [size for size in sizes if accepted(FAMILIES[family](size))] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_text_of_an_everyday_size_is_accepted(family: str) -> None:
    assert accepted(FAMILIES[family](25))


def test_the_largest_text_that_is_accepted_breaks_no_worker(with_pool: Callable[..., None]) -> None:
    async def scenario(pool: QueryPool) -> None:
        for build in FAMILIES.values():
            largest = max(
                size for size in (25, 49, 50, 66, 95, 98, 99, 100, 199, 200, 498, 500) if accepted(build(size))
            )
            try:
                await (await pool.run(build(largest))).read()
            except SamenhangError as error:
                assert error.code == "query-te-lang"  # noqa: PT017 - out of time is fine, broken down is not

    with_pool(scenario, timeout=0.3)


@pytest.mark.parametrize("path", sorted((assets_root() / "queries").rglob("*.rq")), ids=lambda path: path.stem)
def test_the_product_s_own_queries_are_accepted(path: Path) -> None:
    check_query(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://a/> {}" }',
        'SELECT * { ?s ?p \'LOAD\' , \'\'\'DROP\nALL\'\'\' , """CLEAR " "" """ }',
        "SELECT * { <http://example.org/SERVICE#LOAD> ?p ?o }",
        "PREFIX service: <http://a/> SELECT * { ?service a service:LOAD . ?s service:service ?load }",
        "# SERVICE LOAD DROP\nASK { ?s ?p ?o # it's a SERVICE\n}",
        "ASK { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
        "ASK { ?s ?p 'dienst'@nl-NL , \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> }",
        "SELECT * { ?s ?p ?o VALUES ?o { " + "1 -2 <http://a/> " * 1_500 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 5_000 + "2)) }",
        "CONSTRUCT { " + "?s ?p 1 . " * 500 + "} WHERE { ?s ?p ?o }",
        "SELECT * FROM <http://nowhere.example/> FROM NAMED <http://nowhere.example/too> { ?s ?p ?o }",
        "ASK { ?s <http://a/>/<http://b/>*/^<http://c/>|!(a|^a)? ?o }",
        "vraag zonder betekenis",
    ],
)
def test_words_in_strings_iris_names_and_comments_are_not_mistaken_for_keywords(query: str) -> None:
    check_query(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { service silent <http://a/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("ASK{SERVICESILENT<http://a/>{?s ?p ?o}}", "SERVICE is not allowed"),
        ('ASK { ?s ?p "a" SERVICE ?x {} }', "SERVICE is not allowed"),
        ("ASK { <http://a/#> SERVICE ?x {} }", "SERVICE is not allowed"),
        ("LOAD <http://a/>", "LOAD changes data"),
        ("INSERT DATA { <a:b> <a:c> 1 }", "INSERT changes data"),
        ("PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }", "DELETE changes data"),
        ("DROP ALL", "DROP changes data"),
        ("ASK {}" + " " * MAX_BYTES, "longer than 100000 bytes"),
        ("ASK { ?s ?p 'é" + "é" * (MAX_BYTES // 2) + "' }", "longer than 100000 bytes"),
        ("ASK { '\ud800' }", "not valid Unicode"),
        (FAMILIES["parentheses"](101), "nested deeper than 100"),
        (FAMILIES["path sequence"](102), "property path of more than 100 steps"),
        (FAMILIES["OPTIONAL"](51), "more than 50 OPTIONAL"),
        (FAMILIES["patterns"](201), "more than 200 triple patterns"),
        (FAMILIES["disjunction"](502), "more than 500 operators"),
    ],
)
def test_what_is_refused_is_named_with_the_way_out_in_both_languages(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        check_query(query)
    assert caught.value.text.nl
    assert caught.value.text.nl != caught.value.text.en


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> 'SERVICE <x:y> LOAD' }",
        "PREFIX service: <http://a/> DELETE { ?load a service:LOAD } WHERE { ?load a ?x } ; DROP ALL",
        "INSERT DATA { " + "".join(f"GRAPH <a:{number}> {{ <a:a> <a:b> {number} }} " for number in range(3_000)) + "}",
        "DELETE DATA { " + "<a:a> <a:b> 'a long value to be deleted' . " * 20_000 + "}",
        "INSERT DATA { <a:a> <a:b> '" + "x" * 200_000 + "' }",
    ],
)
def test_an_update_may_carry_much_data(update: str) -> None:
    check_update(update)


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ("LOAD <http://a/> INTO GRAPH <a:b>", "LOAD is not allowed"),
        ("DROP ALL ; load silent <http://a/>", "LOAD is not allowed"),
        ("DELETE { ?s ?p ?o } WHERE { SERVICE <http://a/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("INSERT DATA { <a:a> <a:b> '" + "x" * MAX_UPDATE_BYTES + "' }", "longer than 16000000 bytes"),
        ("DELETE WHERE { ?s ?p '" + "x" * MAX_BYTES + "' }", "longer than 100000 bytes"),
        ("DROP ALL ; " * 1_001, "more than 1000 operations"),
        ("DELETE WHERE { " + "?s ?p ?o . " * 201 + "}", "more than 200 triple patterns"),
        ("INSERT DATA { <a:a> <a:b> " + "(" * 101 + ")" * 101 + " }", "nested deeper than 100"),
        ("INSERT { ?s ?p 1 } WHERE { " + "OPTIONAL { ?s ?p ?o } " * 51 + "}", "more than 50 OPTIONAL"),
        ("INSERT DATA { <a:a> <a:b> '\ud800' }", "not valid Unicode"),
    ],
)
def test_an_update_that_no_worker_should_see_is_refused(update: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        check_update(update)
