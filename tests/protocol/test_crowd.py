"""Two hundred clients at once: every answer is right and whole, or says when to come back."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import httpx
import pytest
from tests.api.serving import served

from samenhang.settings import Settings

CLIENTS = 200
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?c }"
ROWS = "SELECT ?s ?p ?o WHERE { GRAPH <https://w3id.org/samenhang/graaf/structuur> { ?s ?p ?o } }"
ONE = "SELECT ?t WHERE { BIND (%d AS ?t) }"


async def ask_all(address: str) -> list[tuple[str, httpx.Response]]:
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:

        async def ask(number: int) -> tuple[str, httpx.Response]:
            query = ROWS if number % 10 == 0 else COUNT if number % 2 else ONE % number
            return query, await client.get("/sparql", params={"query": query})

        return await asyncio.gather(*(ask(number) for number in range(CLIENTS)))


@pytest.mark.untraced
def test_two_hundred_clients_get_right_answers_or_are_told_to_come_back() -> None:
    with served(Settings(derive_graphs=False, query_queue=40)) as client:
        right = {query: client.get("/sparql", params={"query": query}).json() for query in (COUNT, ROWS)}
        answers = asyncio.run(ask_all(str(client.base_url)))
    statuses = Counter(answer.status_code for _, answer in answers)
    assert set(statuses) <= {200, 429, 503}
    assert statuses[200] >= 42  # those that are worked on and those that wait
    assert statuses[503] + statuses[429] > 0
    assert len(right[ROWS]["results"]["bindings"]) > 1000
    for query, answer in answers:
        if answer.status_code == 200:
            assert answer.json() == (right.get(query) or json.loads(_one(query)))
        else:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.headers["content-type"] == "application/problem+json"


def _one(query: str) -> str:
    value = {"type": "literal", "value": query.split()[5][1:], "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    return json.dumps({"head": {"vars": ["t"]}, "results": {"bindings": [{"t": value}]}})
