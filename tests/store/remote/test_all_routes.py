"""Every family of routes over a real Fuseki: the answers of an embedded store, also after writing and after a kill."""

from __future__ import annotations

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from tests.datasets.documents import HEAD, arrangement, dataset
from tests.store.remote.comparing import comparable
from tests.store.remote.engines import missing_fuseki
from tests.store.remote.side_by_side import ADMIN, JSON, Running, Told, both, is_ready, services, token

from samenhang import namespaces as ns
from samenhang.store.remote import RemoteStore
from samenhang.store.remote_endpoints import RemoteAddress
from samenhang.store.remote_lock import EngineLock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.untraced
TURTLE: Final = {"content-type": "text/turtle"}
UPDATE: Final = {"content-type": "application/sparql-update"}
RDF: Final = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
TABLES: Final = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
SETS: Final = "/v1/gegevenssets"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if missing := missing_fuseki():
        pytest.skip(missing)
    with services(tmp_path_factory.mktemp("fuseki")) as running:
        yield running


def graph(name: str) -> str:
    return f"/graphs?graph={quote(name, safe='')}"


READ: Final = [
    *(
        (f"/v1/{path}", JSON)
        for path in (
            *("openapi.json", "dimensies", "dimensies/bekostigingsvorm", "regels", "regels/R042", "regels/R999"),
            *("bronnen", "bronnen/D4", "veranderpaden/voorbeelden", "vragen", "vragen/onbekend"),
            "samenhangmatrix?over=bekostigingsvorm,contractniveau",
            *("gemeenten", "gemeenten?pageSize=400", "gemeenten/GM0363", "gemeenten/GM1992", "gemeenten/GM9999"),
            *("regios", "inrichtingen?pageSize=100", "inrichtingen?pageSize=100&page=2", "inrichtingen/onbekend"),
            *("inrichtingen/d4-voorbeeld-1a", "inrichtingen/d4-voorbeeld-1a/bevindingen"),
            *("gebeurtenissen", "toegangstokens", "reservekopie", f"{SETS[4:]}/onbekend", SETS[4:]),
        )
    ),
    *((path, kind) for path in ("/def/bekostigingsvorm", "/def/Inrichting", "/doc/regel/R042") for kind in RDF),
    *(
        (path, "text/turtle")
        for path in ("/def", "/doc/gemeente/GM0363", "/doc/catalogus", "/.well-known/void", "/sparql")
    ),
    *((path, "text/html") for path in ("/", "/def", "/def/bekostigingsvorm", "/doc/regel/R042", "/id/regel/R042")),
    *((path, "text/html") for path in ("/doc", "/doc?zoek=tarief", "/v1/docs", "/problemen", "/sparql")),
    *((path, JSON) for path in ("/health/live", "/health/ready")),
    *((graph(name), "text/turtle") for name in (ns.GRAPH_ONTOLOGY, ns.GRAPH_RULES, ns.GRAPH_ARRANGEMENTS)),
    *((graph(ns.GRAPH_PRIVATE + name), "text/turtle") for name in ("toegang", "slot", "gegevensset/een")),
    *(("/graphs?default", "text/turtle"), ("/graphs", "application/n-quads"), ("/graphs", "text/turtle")),
]


@pytest.mark.parametrize(("path", "kind"), READ)
def test_what_is_read_is_the_same(running: Running, path: str, kind: str) -> None:
    remote, embedded = (comparable(one.get(path, headers={"accept": kind})) for one in running.pair)
    assert remote == embedded


def test_every_competency_question_has_the_same_answer(running: Running) -> None:
    listed = running.embedded.get("/v1/vragen?pageSize=100").json()["vragen"]
    assert len(listed) > 60

    def same(name: str) -> bool:
        remote, embedded = (comparable(one.get(f"/v1/vragen/{name}", headers={"accept": JSON})) for one in running.pair)
        return embedded[0] == 200 and remote == embedded

    names = [one["id"] for one in listed]
    with ThreadPoolExecutor(3) as pool:
        assert [name for name, is_same in zip(names, pool.map(same, names), strict=True) if not is_same] == []


def test_metrics_have_the_same_names(running: Running) -> None:
    remote, embedded = (
        set(re.findall(r"^# TYPE (\w+)", one.get("/metrics").text, re.MULTILINE)) for one in running.pair
    )
    assert remote == embedded
    assert "samenhang_store_quads" in remote


def test_a_dataset_is_published_changed_and_read_in_the_same_way(running: Running) -> None:
    def story(told: Told) -> None:
        here, by = f"{SETS}/leven", token(told.client, "leven")
        first, second = dataset("een", "twee"), dataset("twee", "drie")
        named = {"titel": "Regio", "bestandsnaam": "r.ttl"}
        made = told("PUT", here, content=first, headers={**TURTLE, **by}, params=named)
        assert made.status_code == 201, made.text
        for header in ({"if-none-match": "*"}, {"if-match": '"9-x"'}):
            assert told("PUT", here, content=second, headers={**TURTLE, **by, **header}).status_code == 412
        known = {"if-match": made.headers["etag"]}
        assert told("PUT", here, content=second, headers={**TURTLE, **by, **known}).json()["versie"] == 2
        assert told("PUT", here, content=second, headers={**TURTLE, **by}).json()["nieuweVersie"] is False
        for where in (here, f"{here}/versies/1"):
            for kind in (JSON, *RDF, "application/trig", "application/n-quads", *TABLES):
                assert told("GET", where, kind).status_code == 200
        for path in ("", "/1/bestand", "/2/rapport", "/1/vergelijking/2", "/3"):
            told("GET", f"{here}/versies{path}", "*/*")
        for path in (SETS, "/doc/gegevensset/leven", graph(f"{ns.GRAPH_DATASETS}leven/bevindingen")):
            told("GET", path, "text/turtle, application/json;q=0.5")
        query = f"SELECT ?s ?p ?o {{ GRAPH <{ns.GRAPH_DATASETS}leven> {{ ?s ?p ?o }} }} ORDER BY ?s ?p str(?o)"
        seen = told("POST", "/sparql", data={"query": query}).text
        assert ("regio/drie" in seen, "regio/een" in seen) == (True, False)

    both(running, story)


def test_a_dataset_is_withdrawn_and_rolled_back_in_the_same_way(running: Running) -> None:
    def story(told: Told) -> None:
        here, by = f"{SETS}/weg", token(told.client, "weg")
        for name in ("een", "twee"):
            assert told("PUT", here, content=dataset(name), headers={**TURTLE, **by}).is_success
        assert told("DELETE", here, headers=by, params={"toelichting": "Fout."}).status_code == 200
        assert told("GET", here).status_code == 410
        for path in (f"{here}/versies/1", f"{SETS}?status=ingetrokken", graph(f"{ns.GRAPH_DATASETS}weg")):
            told("GET", path, "*/*")
        back = told("POST", f"{here}/versies/1/herstel", headers=by, json={"toelichting": "Terug."})
        assert back.json()["versie"] == 3
        assert "een" in told("GET", here, "text/turtle").text
        for path in (f"{ns.GRAPH}catalogus/weg", f"{ns.GRAPH}catalogus/weg/versies"):
            told("GET", graph(path), "text/turtle")
        events = told("GET", "/v1/gebeurtenissen", params={"gegevensset": "weg"}, headers=ADMIN).json()
        assert [event["handeling"] for event in events["gebeurtenissen"]][:2] == ["terugzetten", "intrekken"]

    both(running, story)


def test_what_may_not_be_published_is_refused_in_the_same_way(running: Running) -> None:
    def story(told: Told) -> None:
        here, by, other = f"{SETS}/fout", token(told.client, "fout"), token(told.client, "ander")
        for text in (HEAD + arrangement("x", ' ; sam:bekostigingsvorm "taakgericht"'), "<a> <b> ", ""):
            assert told("PUT", here, content=text, headers={**TURTLE, **by}).status_code == 400
        for header, status in (({}, 401), ({"authorization": "Bearer smh_x"}, 401), (other, 403)):
            assert told("PUT", here, content=dataset("a"), headers={**TURTLE, **header}).status_code == status
        shapes = "<urn:v> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetClass> <urn:K> ."
        assert told("PUT", f"{here}/vormen", content=shapes, headers={**TURTLE, **by}).status_code == 200
        assert told("GET", f"{here}/vormen", "text/turtle", headers=by).text == shapes
        assert told("DELETE", f"{here}/vormen", headers=by).status_code == 200
        assert told("GET", here).status_code == 404

    both(running, story)


def test_drafts_are_private_and_published_in_the_same_way(running: Running) -> None:
    def story(told: Told) -> None:
        here, by = f"{SETS}/concept", token(told.client, "concept", "schrijven", "concepten")
        draft, hidden = f"{here}/concept", f"{ns.GRAPH_PRIVATE}concept/concept"
        assert told("PUT", draft, content=dataset("geheim-woord"), headers={**TURTLE, **by}).status_code == 200
        for query in (
            'SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER (contains(str(?o), "geheim-woord")) }',
            'SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER (contains(str(?o), "geheim-woord")) }',
            f"SELECT ?s ?p ?o WHERE {{ GRAPH <{hidden}> {{ ?s ?p ?o }} }}",
        ):
            assert told("POST", "/sparql", data={"query": query}).json()["results"]["bindings"] == []
        asked = told("POST", "/sparql", data={"query": f"ASK FROM <{hidden}> {{ ?s ?p ?o }}"})
        assert (asked.status_code, "geheim-woord" in asked.text) == (400, False)
        for path in (here, draft, f"{here}/versies", SETS, graph(hidden), "/v1/gebeurtenissen"):
            assert "geheim-woord" not in told("GET", path, "*/*").text
        assert told("GET", draft, headers=by).status_code == 200
        assert told("POST", f"{draft}/publicatie", headers=by).status_code == 201
        assert told("GET", draft, headers=by).status_code == 404
        assert "geheim-woord" in told("GET", here, "text/turtle").text

    both(running, story)


def test_whole_graphs_are_written_and_read_in_the_same_way(running: Running) -> None:
    def story(told: Told) -> None:
        here, by = graph("https://example.org/rond"), {**TURTLE, **ADMIN}
        text = '@prefix : <urn:> . :a :p 01 , "x"@NL ; :q [ :r ( 1 2 ) ] .'
        assert told("PUT", here, content=text, headers=TURTLE).status_code == 401
        assert told("PUT", here, content=text, headers=by).status_code == 201
        assert told("PUT", here, content="<urn:a> <urn:b", headers=by).status_code == 400
        (tag,) = {told("GET", here, "text/turtle").headers["etag"] for _ in range(3)}
        assert told("GET", here, "text/turtle", headers={"if-none-match": tag}).status_code == 304
        assert told("HEAD", here, "text/turtle").status_code == 200
        for expected in (204, 412):  # the first changes the graph, and with it the tag
            more = told("POST", here, content="<urn:c> <urn:p> 2 .", headers={**by, "if-match": tag})
            assert more.status_code == expected
        for kind in RDF:
            told("GET", here, kind)
        for name in (ns.GRAPH_RULES, f"{ns.GRAPH_DATASETS}leven", f"{ns.GRAPH_PRIVATE}toegang"):
            assert told("PUT", graph(name), content=text, headers=by).status_code == 403
        for expected in (204, 404):
            assert told("DELETE", here, headers=ADMIN).status_code == expected
        assert told("GET", here, "text/turtle").status_code == 404

    both(running, story)


def test_updates_are_carried_out_and_refused_in_the_same_way(running: Running) -> None:
    name = "https://example.org/gewijzigd"

    def story(told: Told) -> None:
        def change(text: str, header: dict[str, str] = ADMIN) -> int:
            return told("POST", "/sparql", content=text, headers={**UPDATE, **header}).status_code

        assert change(f"INSERT DATA {{ GRAPH <{name}> {{ <urn:a> <urn:p> 1, 2 }} }}", {}) == 401
        assert change(f"INSERT DATA {{ GRAPH <{name}> {{ <urn:a> <urn:p> 1, 2 }} }}") == 204
        move = "DELETE { <urn:a> <urn:p> ?o } INSERT { <urn:b> <urn:p> ?o } WHERE { <urn:a> <urn:p> ?o }"
        assert change(f"WITH <{name}> {move} ; DELETE DATA {{ GRAPH <{name}> {{ <urn:b> <urn:p> 2 }} }}") == 204
        assert len(told("GET", graph(name), "application/n-triples").text.splitlines()) == 1
        gone = f"DELETE WHERE {{ GRAPH <{name}> {{ <urn:b> ?p ?o }} }}"
        broken = f"{gone} ; INSERT DATA {{ <urn:x> <urn:y>"  # each engine tells the fault in its own words
        answer = told.client.post("/sparql", content=broken, headers={**UPDATE, **ADMIN})
        assert (answer.status_code, answer.json()["title"]) == (400, "De query kan niet worden uitgevoerd")
        for target in (ns.GRAPH_RULES, f"{ns.GRAPH_DATASETS}leven"):
            assert change(f"INSERT DATA {{ GRAPH <{target}> {{ <urn:x> <urn:y> <urn:z> }} }}") == 403
        assert change(f"INSERT DATA {{ GRAPH <{ns.GRAPH_PRIVATE}toegang> {{ <urn:x> <urn:y> <urn:z> }} }}") == 400
        secret = f"GRAPH <{ns.GRAPH_PRIVATE}gegevensset/leven> {{ ?s ?p ?o }}"
        copying = f"INSERT {{ GRAPH <{name}> {{ ?s ?p ?o }} }} WHERE {{ {secret} }}"
        answer = told.client.post("/sparql", content=copying, headers={**UPDATE, **ADMIN})
        assert answer.status_code in (204, 400)  # as if it were not there, or refused: nothing of it comes out
        assert change("LOAD <http://127.0.0.1:9/x> INTO GRAPH <urn:g>") == 400
        assert len(told("GET", graph(name), "application/n-triples").text.splitlines()) == 1
        assert change(f"DROP GRAPH <{name}>") == 204
        assert told("GET", graph(name), "text/turtle").status_code == 404

    both(running, story)


def test_an_update_about_a_graph_that_is_not_there_names_it(running: Running) -> None:
    headers = {**UPDATE, **ADMIN}
    answer = running.remote.post("/sparql", content="COPY <urn:nergens> TO <urn:ergens>", headers=headers)
    assert answer.status_code == 400
    assert "urn:nergens" in answer.json()["detail"]


def test_a_backup_brings_back_the_same_and_leaves_tokens_alone(running: Running) -> None:
    def story(told: Told) -> None:
        here, by = f"{SETS}/kopie", token(told.client, "kopie")
        kind = {"content-type": "application/gzip", **ADMIN}
        told("PUT", here, content=dataset("een"), headers={**TURTLE, **by})
        kept = told("GET", "/v1/reservekopie", "*/*", headers=ADMIN)
        before = told.answers[-1]
        told("PUT", here, content=dataset("twee"), headers={**TURTLE, **by})
        told("PUT", f"{SETS}/later", content=dataset("drie"), headers={**TURTLE, **ADMIN})
        assert told("PUT", "/v1/reservekopie", content=kept.content[:999], headers=kind).status_code == 400
        assert told("GET", f"{SETS}/later").status_code == 200
        back = told.client.put("/v1/reservekopie", content=kept.content, headers=kind)
        assert back.status_code == 200, back.text
        assert told("GET", f"{SETS}/later").status_code == 404
        told("GET", "/v1/reservekopie", "*/*", headers=ADMIN)
        assert told.answers[-1] == before
        assert told("PUT", here, content=dataset("twee"), headers={**TURTLE, **by}).json()["versie"] == 2

    both(running, story)


def test_of_two_services_that_publish_at_once_one_wins(running: Running) -> None:
    is_ready(running.other)
    at_once = Barrier(2)
    for name in ("tegelijk-een", "tegelijk-twee", "tegelijk-drie"):
        by = token(running.remote, name)

        def publish(client: httpx.Client, text: str, name: str = name, by: dict[str, str] = by) -> httpx.Response:
            at_once.wait(30)
            header = {**TURTLE, **by, "if-none-match": "*"}
            return client.put(f"{SETS}/{name}", content=dataset(text), headers=header)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(publish, (running.remote, running.other), ("een", "twee")))
        assert sorted(answer.status_code for answer in answers) == [201, 412]
        won = "een" if answers[0].status_code == 201 else "twee"
        for client in (running.remote, running.other):
            assert f"regio/{won}>" in client.get(f"{SETS}/{name}", headers={"accept": "application/n-triples"}).text
            assert len(client.get(f"{SETS}/{name}/versies").json()["versies"]) == 1


def test_a_token_that_one_service_revokes_is_refused_by_the_other_at_once(running: Running) -> None:
    is_ready(running.other)
    by = token(running.remote, "ingetrokken", "concepten")
    draft = f"{SETS}/ingetrokken/concept"
    assert running.other.get(draft, headers=by).status_code == 404
    identifier = by["authorization"].split("_")[1]
    assert running.remote.delete(f"/v1/toegangstokens/{identifier}", headers=ADMIN).is_success
    assert running.other.get(draft, headers=by).status_code == 401


def test_a_service_killed_in_the_middle_of_publishing_leaves_whole_versions(running: Running) -> None:
    is_ready(running.other)
    here, header = f"{SETS}/gedood", {**TURTLE, **ADMIN}
    texts = [dataset("vast", f"versie-{number}") for number in (1, 2, 3)]
    assert running.other.put(here, content=texts[0], headers=header).status_code == 201
    store = RemoteStore(RemoteAddress(running.engine))
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(running.other.put, here, content=texts[1], headers=header)
        busy = f"ASK {{ GRAPH <{ns.GRAPH_PRIVATE}slot> {{ ?who ?holds <{ns.GRAPH_PRIVATE}slot#gegevensset-gedood> }} }}"
        while not store.ask(busy) and not sent.done():
            pass
        os.kill(running.process.pid, signal.SIGKILL)
        with pytest.raises(httpx.HTTPError):
            sent.result(30)
    # It died with the lock in its hands; who waits for it takes it after a while without a sign of life.
    with EngineLock(store._saved_update, store._saved_select, silence=0.5).held("gegevensset-gedood"):
        versions = running.remote.get(f"{here}/versies").json()["versies"]
        assert len(versions) in (1, 2)
        check_whole(running, here, texts[: len(versions)])
    store.close()
    assert running.remote.put(here, content=texts[2], headers=header).json()["versie"] == len(versions) + 1
    check_whole(running, here, [*texts[: len(versions)], texts[2]])


def check_whole(running: Running, here: str, texts: list[str]) -> None:
    """Check that versions are what was sent, and that what is public is of the last of them in all its parts."""
    for number, text in enumerate(texts, 1):
        assert running.remote.get(f"{here}/versies/{number}/bestand").text == text
        assert running.remote.get(f"{here}/versies/{number}/rapport").is_success
    name = here.rpartition("/")[2]
    data = running.remote.get(graph(ns.GRAPH_DATASETS + name), headers={"accept": "application/n-triples"}).text
    expected = set(ox.parse(texts[-1].encode(), ox.RdfFormat.TURTLE))
    assert set(ox.parse(data.encode(), ox.RdfFormat.N_TRIPLES)) == expected
    query = f"""PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?version {{
      GRAPH <{ns.GRAPH}catalogus/{name}> {{ <{ns.BASE}id/gegevensset/{name}> dcat:version ?version }} }}"""
    rows = running.remote.post("/sparql", data={"query": query}, headers={"accept": "text/csv"}).text
    assert rows.split() == ["version", str(len(texts))]


def test_without_its_engine_a_service_says_so_and_still_measures(running: Running) -> None:
    """The last test here: it stops the engine of the others."""
    running.ends.close()
    for path in (SETS, "/v1/vragen/CQ01", "/doc/regel/R042", "/graphs?default"):
        answer = running.remote.get(path)
        assert answer.status_code == 503, path
        assert answer.json()["type"].endswith("/problemen/opslag-onbereikbaar")
        assert int(answer.headers["retry-after"]) > 0
    refused = running.remote.put(f"{SETS}/leven", content=dataset("x"), headers={**TURTLE, **ADMIN})
    assert refused.status_code == 503
    measured = running.remote.get("/metrics")
    assert measured.status_code == 200
    assert "samenhang_store_quads" not in measured.text
