"""Comunica, in JavaScript, finds out by itself what the service is, and asks and writes."""

from __future__ import annotations

import json

import pytest
from tests.interop.clients import missing, run
from tests.interop.conftest import SECRET

pytestmark = pytest.mark.skipif(bool(missing("@comunica/query-sparql")), reason=missing("@comunica/query-sparql"))

RULE = "https://w3id.org/samenhang/def/Regel"
OWN = "http://example.org/comunica/"


def test_comunica_asks_in_every_form(endpoint: str) -> None:
    count = f"SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r a <{RULE}> }}"
    assert json.loads(run("comunica.mjs", endpoint, "bindings", count)) == [{"n": "471"}]
    assert json.loads(run("comunica.mjs", endpoint, "boolean", f"ASK {{ ?r a <{RULE}> }}")) is True
    triples = f"CONSTRUCT {{ ?r a <{RULE}> }} WHERE {{ ?r a <{RULE}> }} LIMIT 5"
    assert json.loads(run("comunica.mjs", endpoint, "quads", triples)) == 5


def test_comunica_writes_with_a_token(endpoint: str) -> None:
    data = f"INSERT DATA {{ GRAPH <{OWN}g> {{ <{OWN}s> <{OWN}p> 'één' }} }}"
    run("comunica.mjs", endpoint, "void", data, SECRET)
    query = f"SELECT ?o WHERE {{ GRAPH <{OWN}g> {{ ?s ?p ?o }} }}"
    assert json.loads(run("comunica.mjs", endpoint, "bindings", query)) == [{"o": "één"}]
