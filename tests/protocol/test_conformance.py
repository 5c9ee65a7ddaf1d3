"""The runner of the SPARQL suites tells right from wrong, on a suite of its own against a real service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.protocol.conftest import SECRET

from conformance import sparql

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from conformance.score import Score

PREFIXES = """@prefix : <https://voorbeeld.example/> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
"""
QUERY = """<> mf:entries ( <#same> <#other> <#order> <#refused> ) .
<#same> a mf:QueryEvaluationTest ; mf:action [ qt:query <all.rq> ; qt:data <two.ttl> ] ; mf:result <two.tsv> .
<#other> a mf:QueryEvaluationTest ; mf:action [ qt:query <all.rq> ; qt:data <one.ttl> ] ; mf:result <two.tsv> .
<#order> a mf:QueryEvaluationTest ; mf:action [ qt:query <sorted.rq> ; qt:data <two.ttl> ] ; mf:result <two.tsv> .
<#refused> a mf:NegativeSyntaxTest11 ; mf:action <all.rq> .
"""
UPDATE = """<> mf:entries ( <#done> <#undone> <#read> ) .
<#done> a mf:UpdateEvaluationTest ; mf:action [ ut:request <two.ru> ; ut:data <one.ttl> ] ;
    mf:result [ ut:data <two.ttl> ] .
<#undone> a mf:UpdateEvaluationTest ; mf:action [ ut:request <two.ru> ] ; mf:result [ ut:data <two.ttl> ] .
<#read> a mf:PositiveUpdateSyntaxTest11 ; mf:action <two.ru> .
"""
PROTOCOL = """<> mf:entries ( <#good> <#bad> ) .
<#good> a mf:ProtocolTest ; mf:action [ ht:requests ( [ ht:absolutePath "/sparql/?query=ASK%20%7B%7D" ;
    ht:methodName "GET" ; ht:resp [ mf:expectedStatus hts:StatusCode2xx ; mf:expectedFormat "boolean" ;
    mf:expectedBoolean true ] ] ) ] .
<#bad> a mf:ProtocolTest ; mf:action [ ht:requests ( [ ht:absolutePath "/sparql/?query=ASK%20%7B%7D" ;
    ht:methodName "GET" ; ht:resp [ mf:expectedStatus hts:StatusCode4xx ] ] ) ] .
"""
FILES = {
    "all.rq": "SELECT ?o { ?s <a:p> ?o }",
    "sorted.rq": "SELECT ?o { ?s <a:p> ?o } ORDER BY DESC(?o)",
    "one.ttl": "<a:s> <a:p> 1 .",
    "two.ttl": "<a:s> <a:p> 01, 2 .",
    "two.tsv": "?o\n1\n2\n",
    "two.ru": "INSERT DATA { <a:s> <a:p> 2 }",
    "manifest-sparql11-query.ttl": PREFIXES + QUERY,
    "manifest-sparql11-update.ttl": PREFIXES + UPDATE,
    "protocol/manifest.ttl": PREFIXES + PROTOCOL,
}


@pytest.fixture
def scores(tmp_path: Path, reader: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, Score]:
    for name, content in FILES.items():
        path = tmp_path / "sparql11" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("URL", str(reader.base_url))
    monkeypatch.setenv("TOKEN", SECRET)
    return {score.suite: score for score in sparql.scores(tmp_path)}


def test_each_part_has_its_score_and_each_failure_its_cause(scores: dict[str, Score]) -> None:
    found = {name: (score.passed, list(score.failed)) for name, score in scores.items()}
    here = "sparql11/"
    assert found == {
        "protocol": (["protocol/good"], ["protocol/bad"]),
        "query": ([f"{here}same"], [f"{here}other", f"{here}order"]),
        "query syntax": ([], [f"{here}refused"]),
        "update": ([f"{here}done"], [f"{here}undone"]),
        "update syntax": ([f"{here}read"], []),
    }
    assert "status 200, not StatusCode4xx" in scores["protocol"].failed["protocol/bad"]
    assert scores["query"].failed[f"{here}other"].startswith("the engine by itself too: other rows: 1 rows")
    assert scores["query"].failed[f"{here}order"].startswith("other rows: 2 rows")
    assert "the graph without a name is another one" in scores["update"].failed[f"{here}undone"]


def test_a_folder_without_the_suite_has_no_scores(tmp_path: Path) -> None:
    assert list(sparql.scores(tmp_path)) == []
