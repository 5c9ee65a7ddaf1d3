from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

OWN = "http://example.org/update/"
RULES = "https://w3id.org/samenhang/graaf/regels"
STRUCTURE = "https://w3id.org/samenhang/graaf/structuur"
UPDATE = {"content-type": "application/sparql-update"}


def update(client: httpx.Client, text: str, **parameters: str | list[str]) -> httpx.Response:
    return client.post("/sparql", params=parameters, content=text, headers=UPDATE | {"accept-language": "en"})


def holds(client: httpx.Client, pattern: str) -> bool:
    return bool(client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}).json()["boolean"])


def test_an_update_comes_by_form_and_by_body_and_is_seen_by_the_next_query(admin: httpx.Client) -> None:
    form = admin.post("/sparql", data={"update": f"INSERT DATA {{ GRAPH <{OWN}a> {{ <{OWN}s> <{OWN}p> 1 }} }}"})
    assert form.status_code == 204
    assert holds(admin, f"GRAPH <{OWN}a> {{ <{OWN}s> <{OWN}p> 1 }}")
    assert update(admin, f"DELETE WHERE {{ GRAPH <{OWN}a> {{ ?s ?p ?o }} }}").status_code == 204
    assert not holds(admin, f"GRAPH <{OWN}a> {{ ?s ?p ?o }}")


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}])
def test_without_a_good_token_nothing_is_written(reader: httpx.Client, headers: dict[str, str]) -> None:
    text = f"INSERT DATA {{ GRAPH <{OWN}refused> {{ <{OWN}s> <{OWN}p> 1 }} }}"
    answer = reader.post("/sparql", content=text, headers=UPDATE | headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not holds(reader, f"GRAPH <{OWN}refused> {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ GRAPH <{RULES}> {{ <a:s> <a:p> 1 }} }}",
        f"DROP GRAPH <{RULES}>",
        f"CLEAR SILENT GRAPH <{RULES}>",
        f"MOVE <{RULES}> TO <{OWN}rules>",
        f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g = <{RULES}>) }}",
        "INSERT DATA { GRAPH <https://w3id.org/samenhang/graaf/gegevensset/x> { <a:s> <a:p> 1 } }",
        f"INSERT DATA {{ GRAPH <{OWN}half> {{ <a:s> <a:p> 1 }} }} ; DROP GRAPH <{RULES}>",
    ],
)
def test_graphs_of_the_product_and_of_datasets_are_protected_whole(admin: httpx.Client, text: str) -> None:
    answer = update(admin, text)
    assert answer.status_code == 403, answer.text
    assert answer.json()["type"].endswith("/problemen/graaf-beschermd")
    assert holds(admin, f"GRAPH <{RULES}> {{ ?s a <https://w3id.org/samenhang/def/Regel> }}")
    assert not holds(admin, f"GRAPH <{OWN}half> {{ ?s ?p ?o }}")


def test_product_graphs_can_be_read_in_an_update_and_copied(admin: httpx.Client) -> None:
    assert update(admin, f"COPY <{STRUCTURE}> TO <{OWN}copy>").status_code == 204
    assert holds(admin, f"GRAPH <{OWN}copy> {{ ?s ?p ?b . ?b ?q ?o FILTER (isBlank(?b)) }}")
    # Its blank nodes came from a protected graph, and what is written next is the copy alone.
    assert update(admin, f"INSERT DATA {{ GRAPH <{OWN}copy> {{ <a:s> <a:p> 1 }} }}").status_code == 204
    assert update(admin, f"DROP GRAPH <{OWN}copy>").status_code == 204


@pytest.mark.parametrize("verb", ["CLEAR", "DROP", "DROP SILENT"])
def test_all_means_the_graphs_that_a_caller_may_write(admin: httpx.Client, verb: str) -> None:
    text = f"INSERT DATA {{ <a:s> <a:free> 1 GRAPH <{OWN}all> {{ <a:s> <a:free> 2 }} }}"
    assert update(admin, text).status_code == 204
    assert update(admin, f"{verb} NAMED").status_code == 204
    assert holds(admin, "?s <a:free> 1")
    assert not holds(admin, "?s <a:free> 2")
    assert update(admin, f"{verb} ALL").status_code == 204
    assert not holds(admin, "?s <a:free> ?o")
    assert holds(admin, "?s a <https://w3id.org/samenhang/def/Regel>")


def test_all_takes_along_what_the_update_itself_has_made(admin: httpx.Client) -> None:
    made = f"PREFIX u: <{OWN}> INSERT DATA {{ GRAPH u:made {{ <a:s> <a:made> 1 }} }} ; DROP ALL"
    assert update(admin, made).status_code == 204
    assert not holds(admin, "?s <a:made> 1")
    unnamed = f"INSERT {{ GRAPH ?g {{ <a:s> <a:p> 1 }} }} WHERE {{ BIND (IRI('{OWN}x') AS ?g) }} ; DROP ALL"
    answer = update(admin, unnamed)
    assert answer.status_code == 400
    assert "two updates" in answer.json()["detail"]


def test_using_graphs_stand_for_those_of_where(admin: httpx.Client) -> None:
    data = f"INSERT DATA {{ GRAPH <{OWN}1> {{ <a:s> <a:in> 1 }} GRAPH <{OWN}2> {{ <a:s> <a:in> 2 }} }}"
    assert update(admin, data).status_code == 204
    take = f"INSERT {{ GRAPH <{OWN}3> {{ ?s <a:taken> ?o }} }} WHERE {{ ?s <a:in> ?o }}"
    assert update(admin, take, **{"using-graph-uri": f"{OWN}2"}).status_code == 204
    assert holds(admin, "?s <a:taken> 2")
    assert not holds(admin, "?s <a:taken> 1")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("CLEAR XYZ", {}),
        ("INSERT DATA { <a:s> <a:p> }", {}),
        ("CLEAR DEFAULT", {"default-graph-uri": RULES}),
        (f"WITH <{OWN}1> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", {"using-graph-uri": f"{OWN}2"}),
        ("SELECT * { ?s ?p ?o }", {}),
        ("INSERT { <a:s> <a:p> 1 } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}),
        ("LOAD <http://127.0.0.1:9/>", {}),
    ],
)
def test_an_update_that_cannot_be_is_a_problem(admin: httpx.Client, text: str, parameters: dict[str, str]) -> None:
    answer = update(admin, text, **parameters)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_two_updates_or_another_encoding_are_refused(admin: httpx.Client) -> None:
    twice = admin.post("/sparql", data={"update": ["CLEAR DEFAULT", "CLEAR DEFAULT"]})
    encoded = "CLEAR DEFAULT".encode("utf-16")
    coded = admin.post(
        "/sparql", content=encoded, headers={"content-type": "application/sparql-update; charset=UTF-16"}
    )
    assert (twice.status_code, coded.status_code) == (400, 415)
