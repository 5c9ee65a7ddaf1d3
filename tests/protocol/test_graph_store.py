from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

TURTLE = {"content-type": "text/turtle"}
ONE, TWO = "<a:s> <a:p> 1 .", "<a:s> <a:p> 2 ."
LINES = {"accept": "application/n-triples"}
RULES = "https://w3id.org/samenhang/graaf/regels"


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count()


@pytest.fixture
def own(numbers: Iterator[int]) -> dict[str, str]:
    """Give the parameter for a graph that no other test uses."""
    return {"graph": f"http://example.org/store/{next(numbers)}"}


def lines(client: httpx.Client, path: str = "/graphs", **parameters: str) -> list[str]:
    answer = client.get(path, params=parameters or None, headers=LINES)
    assert answer.status_code == 200, answer.text
    return sorted(answer.text.splitlines())


def test_a_graph_is_created_replaced_read_and_removed(admin: httpx.Client, own: dict[str, str]) -> None:
    assert admin.get("/graphs", params=own).status_code == 404
    assert admin.put("/graphs", params=own, content=ONE, headers=TURTLE).status_code == 201
    assert admin.put("/graphs", params=own, content=TWO, headers=TURTLE).status_code == 204
    assert ['2"' in line for line in lines(admin, **own)] == [True]
    assert admin.head("/graphs", params=own).status_code == 200
    assert admin.delete("/graphs", params=own).status_code == 204
    assert [admin.request(m, "/graphs", params=own).status_code for m in ("GET", "HEAD", "DELETE")] == [404, 404, 404]


def test_post_adds_and_keeps_blank_nodes_apart(admin: httpx.Client, own: dict[str, str]) -> None:
    statuses = [admin.post("/graphs", params=own, content="_:b <a:p> 1 .", headers=TURTLE).status_code for _ in "12"]
    assert statuses == [201, 204]
    assert len(lines(admin, **own)) == 2


def test_post_of_several_files_adds_each_by_its_own_form(admin: httpx.Client, own: dict[str, str]) -> None:
    files: Any = [
        ("een", ("een.ttl", "<s> <a:p> 1 .", "text/turtle; charset=utf-8")),
        ("twee", ("twee.nt", "<a:s> <a:p> <a:o> .")),
        ("drie", ("x", '{"@id": "a:s", "a:p": "drie"}', "application/ld+json")),
    ]
    assert admin.post("/graphs", params=own, files=files).status_code == 201
    found = lines(admin, **own)
    assert len(found) == 3
    assert any(line.startswith("<http://example.org/store/s>") for line in found)


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("x", ("x.png", b"", "image/png"))], 415),
        ([("x", ("x.ttl", b"<a:s>", "text/turtle"))], 400),
        ([("x", (None, "just a field"))], 400),
    ],
)
def test_a_form_with_anything_else_adds_nothing(
    admin: httpx.Client, own: dict[str, str], files: Any, status: int
) -> None:
    good = ("een", ("een.ttl", ONE, "text/turtle"))
    assert admin.post("/graphs", params=own, files=[good, *files]).status_code == status
    assert admin.get("/graphs", params=own).status_code == 404


def test_a_graph_can_be_named_by_the_address_it_has(admin: httpx.Client) -> None:
    assert admin.put("/graphs/wie/1.ttl", content="<2> <a:p> 1 .", headers=TURTLE).status_code == 201
    address = f"{admin.base_url}/graphs/wie/1.ttl"
    assert lines(admin, "/graphs/wie/1.ttl") == lines(admin, graph=address)
    assert lines(admin, graph=address)[0].startswith(f"<{admin.base_url}/graphs/wie/2>")
    query = {"query": f"ASK {{ GRAPH <{address}> {{ ?s <a:p> 1 }} }}"}
    assert admin.get("/sparql", params=query).json()["boolean"] is True
    assert admin.delete("/graphs/wie/1.ttl").status_code == 204
    assert admin.get("/graphs/wie/1.ttl").status_code == 404


def test_escapes_in_a_name_are_read_once(admin: httpx.Client) -> None:
    admin.put("/graphs?graph=http://example.org/esc/%31", content=ONE, headers=TURTLE)
    admin.put("/graphs?graph=http://example.org/esc/%2531", content=TWO, headers=TURTLE)
    assert "1" in lines(admin, graph="http://example.org/esc/1")[0]
    assert "2" in lines(admin, graph="http://example.org/esc/%31")[0]


def test_post_to_the_store_makes_a_graph_and_tells_where(admin: httpx.Client) -> None:
    made = [admin.post("/graphs", content=ONE, headers=TURTLE) for _ in "12"]
    assert [answer.status_code for answer in made] == [201, 201]
    first, second = (answer.headers["location"] for answer in made)
    assert first != second
    assert len(lines(admin, first)) == len(lines(admin, graph=first)) == 1


def test_the_default_graph_is_the_one_without_a_name(admin: httpx.Client) -> None:
    assert admin.put("/graphs?default", content=ONE, headers=TURTLE).status_code == 204
    assert len(lines(admin, "/graphs?default")) == 1
    assert admin.post("/graphs?default", content=TWO, headers=TURTLE).status_code == 204
    assert len(lines(admin, "/graphs?default")) == 2
    assert admin.delete("/graphs?default").status_code == 204
    assert lines(admin, "/graphs?default") == []


@pytest.mark.parametrize(
    "kind",
    [
        *("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
        *("application/trig", "application/n-quads"),
    ],
)
def test_each_form_can_be_read_and_written_back(admin: httpx.Client, own: dict[str, str], kind: str) -> None:
    source = "https://w3id.org/samenhang/graaf/versies"
    answer = admin.get("/graphs", params={"graph": source}, headers={"accept": kind})
    assert answer.headers["content-type"].split(";")[0] == kind
    assert int(answer.headers["content-length"]) == len(answer.content)
    sent = admin.put("/graphs", params=own, content=answer.content, headers={"content-type": kind})
    assert sent.status_code == 201, sent.text
    assert lines(admin, **own) == lines(admin, graph=source)


def test_the_state_of_a_graph_guards_its_writing(admin: httpx.Client, own: dict[str, str]) -> None:
    fresh = TURTLE | {"if-none-match": "*"}
    assert admin.put("/graphs", params=own, content=ONE, headers=fresh).status_code == 201
    assert admin.put("/graphs", params=own, content=TWO, headers=fresh).status_code == 412
    turtle = admin.get("/graphs", params=own, headers={"accept": "text/turtle"}).headers["etag"]
    xml = admin.get("/graphs", params=own, headers={"accept": "application/rdf+xml"}).headers["etag"]
    assert turtle != xml
    again = admin.get("/graphs", params=own, headers={"accept": "text/turtle", "if-none-match": turtle})
    assert (again.status_code, again.content) == (304, b"")
    assert admin.put("/graphs", params=own, content=TWO, headers=TURTLE | {"if-match": xml}).status_code == 204
    late = [
        admin.put("/graphs", params=own, content=ONE, headers=TURTLE | {"if-match": turtle}),
        admin.post("/graphs", params=own, content=ONE, headers=TURTLE | {"if-match": turtle}),
        admin.delete("/graphs", params=own, headers={"if-match": turtle}),
    ]
    assert [answer.status_code for answer in late] == [412, 412, 412]
    assert ['2"' in line for line in lines(admin, **own)] == [True]
    absent = {"graph": "http://example.org/store/absent"}
    assert admin.put("/graphs", params=absent, content=ONE, headers=TURTLE | {"if-match": "*"}).status_code == 412


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", f"/graphs?graph={RULES}", 403),
        ("POST", f"/graphs?graph={RULES}", 403),
        ("DELETE", f"/graphs?graph={RULES}", 403),
        ("PUT", "/graphs?graph=https://w3id.org/samenhang/graaf/gegevensset/x", 403),
        ("PUT", "/graphs?graph=https://w3id.org/samenhang/graaf/besloten/x", 403),
        ("GET", "/graphs?graph=https://w3id.org/samenhang/graaf/besloten/x", 404),
        ("PUT", "/graphs", 400),
        ("DELETE", "/graphs", 400),
        ("PUT", "/graphs?graph=a:b&default", 400),
        ("PUT", "/graphs?graph=a:b&graph=a:c", 400),
        ("PUT", "/graphs?graph=relative", 400),
        ("PUT", "/graphs?graph=", 400),
        ("PUT", "/graphs/x?default", 400),
        ("PATCH", "/graphs?graph=a:b", 405),
    ],
)
def test_what_may_not_or_cannot_be_written_is_a_problem(
    admin: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = admin.request(method, path, content=ONE, headers=TURTLE)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"<a:s> <a:p>", TURTLE, 400),
        (b"<a:s> <a:p> 1 .", {"content-type": "image/png"}, 415),
        (b"<a:s> <a:p> 1 .", {}, 415),
        (b"<a:s> <a:p> 1 .", TURTLE | {"content-encoding": "gzip"}, 415),
        (b"<a:s> <a:p> 1 .", {"content-type": "text/turtle; charset=latin-1"}, 415),
        (b"<a:g> { <a:s> <a:p> 1 . }", {"content-type": "application/trig"}, 400),
        (b"x", {"content-type": "multipart/form-data"}, 400),
    ],
)
def test_a_document_that_cannot_be_read_changes_nothing(
    admin: httpx.Client, own: dict[str, str], content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = admin.put("/graphs", params=own, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert admin.get("/graphs", params=own).status_code == 404


def test_a_fault_in_a_document_has_its_line(admin: httpx.Client, own: dict[str, str]) -> None:
    answer = admin.put("/graphs", params=own, content=f"{ONE}\n<a:s> 5", headers=TURTLE | {"accept-language": "en"})
    assert re.search(r"line 2, column \d+", answer.json()["detail"])


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_without_a_token_nothing_is_written_and_nothing_told(reader: httpx.Client, method: str) -> None:
    there, absent = (
        reader.request(method, "/graphs", params={"graph": graph}, content=ONE, headers=TURTLE)
        for graph in (RULES, "http://example.org/store/none")
    )
    assert there.status_code == absent.status_code == 401
    assert there.json()["detail"] == absent.json()["detail"]


def test_everybody_reads_every_public_graph_and_all_of_them(reader: httpx.Client) -> None:
    assert len(lines(reader, graph=RULES)) > 10_000
    everything = reader.get("/graphs", headers={"accept": "application/n-quads"})
    assert everything.text.count(f"<{RULES}> .\n") == len(lines(reader, graph=RULES))
    assert "/graaf/besloten/" not in everything.text
    assert reader.get("/graphs", headers={"accept": "text/turtle"}).status_code == 406
    assert reader.get("/graphs", params={"graph": RULES}, headers={"accept": "image/png"}).status_code == 406
    assert reader.get("/graphs/", headers=LINES).status_code == 404


def test_a_document_that_is_too_large_is_refused_before_it_is_read(admin: httpx.Client, own: dict[str, str]) -> None:
    answer = admin.put("/graphs", params=own, content=iter([b"# " + b"x" * 1_000_000 + b"\n"] * 60), headers=TURTLE)
    assert answer.status_code == 413
