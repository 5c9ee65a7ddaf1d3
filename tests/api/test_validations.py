"""Validation over HTTP: forms in and out, bounds, and nothing left behind."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from bench.fuzz_inputs import workbook
from defusedxml import ElementTree
from tests.api.serving import served

from samenhang.settings import Settings
from samenhang.validation.reporting.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "/v1/validaties"
TURTLE = {"content-type": "text/turtle"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLASH = b"""@prefix sam: <https://w3id.org/samenhang/def/> .
<https://w3id.org/samenhang/id/inrichting/a> a sam:Inrichting ;
    <http://purl.org/dc/terms/identifier> "a" ; sam:pgb <https://w3id.org/samenhang/def/pgb/misschien> .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sam: <https://w3id.org/samenhang/def/> .
<urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ; sh:property [ sh:path <urn:x> ; %s ] ."""
RUNAWAY = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sam: <https://w3id.org/samenhang/def/> .
<urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ; sh:sparql [
    sh:select '''SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i
        FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) = 7) }''' ] ."""


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("tijdelijk")))
        yield


@contextmanager
def ready(**settings: float) -> Iterator[httpx.Client]:
    """Serve with these settings; whoever comes first waits for the rules to be loaded, so that is done here."""
    with served(Settings(derive_graphs=False, **settings)) as client:  # type: ignore[arg-type]
        client.timeout = httpx.Timeout(180)
        assert client.post(ADDRESS, content=CLASH, headers=TURTLE).status_code == 200
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with ready(max_upload_bytes=2_000_000) as client:
        yield client


@pytest.fixture(scope="module")
def hurried() -> Iterator[httpx.Client]:
    """Give a service that stops a validation soon, and lets only one wait."""
    with ready(validation_workers=2, validation_queue=1, validation_timeout=4.0) as client:
        yield client


def turtle(name: str, data: bytes, field: str = "bestand") -> tuple[str, tuple[str, bytes, str]]:
    return field, (name, data, "text/turtle")


def post(client: httpx.Client, data: bytes = CLASH, **headers: str) -> httpx.Response:
    return client.post(
        ADDRESS, content=data, headers={**TURTLE, **{k.replace("_", "-"): v for k, v in headers.items()}}
    )


def test_the_report_is_json_and_tells_what_why_and_where(client: httpx.Client) -> None:
    answer = post(client)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    report = answer.json()
    assert report["voldoet"] is False
    finding = next(f for f in report["bevindingen"] if f["dimensie"] == "pgb")
    assert finding["ernst"] == "overtreding"
    assert finding["plaats"] == {"bestand": "bestand.ttl", "regel": 3, "kolom": finding["plaats"]["kolom"]}
    assert finding["boodschap"].keys() == {"nl", "en"}


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_can_be_asked_for(client: httpx.Client, form: str) -> None:
    answer = post(client, accept=FORMS[form].media_type)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMS[form].media_type
    assert len(answer.content) == int(answer.headers["content-length"])


def test_a_page_may_show_its_own_style_and_run_nothing(client: httpx.Client) -> None:
    answer = post(client, accept="text/html", accept_language="en")
    assert answer.headers.get_list("content-security-policy") == [answer.headers["content-security-policy"]]
    assert "script" not in answer.headers["content-security-policy"]
    assert '<html lang="en"' in answer.text


def test_a_form_that_there_is_not_is_refused(client: httpx.Client) -> None:
    assert post(client, accept="image/png").status_code == 406


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("x.jsonld", "application/ld+json", json.dumps({"@id": "urn:a", "@type": "urn:b"}).encode()),
        ("x.nt", "application/n-triples", b"<urn:a> <urn:p> <urn:b> .\n"),
        ("x.csv", "text/csv", b"id,pgb\na,ja\n"),
        ("x.csv", "", b"id;pgb\na;ja\n"),
        ("x", "", CLASH),
    ],
)
def test_the_form_is_told_by_the_media_type_the_name_or_the_content(
    client: httpx.Client, name: str, kind: str, data: bytes
) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = client.post(ADDRESS, content=data, headers=headers, params={"bestandsnaam": name})
    assert answer.status_code == 200
    assert answer.json()["bestand"] == name
    assert answer.json()["uitspraken"]


def test_several_files_are_one_dataset_and_shapes_may_come_along(client: httpx.Client) -> None:
    part = b'<https://w3id.org/samenhang/id/inrichting/a> <urn:x> "1" .'
    required: str = SHAPES % 'sh:minCount 1 ; sh:message "Het kenmerk ontbreekt."@nl'
    one = [turtle("a.ttl", CLASH), turtle("s.ttl", required.encode(), "shapes")]
    assert "Het kenmerk ontbreekt." in client.post(ADDRESS, files=one).text
    answer = client.post(ADDRESS, files=[*one, turtle("b.ttl", part)])
    assert answer.status_code == 200
    assert "Het kenmerk ontbreekt." not in answer.text
    assert answer.json()["bestand"] == "a.ttl, b.ttl"


def test_metadata_go_with_their_csv_file(client: httpx.Client) -> None:
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "x.csv",
        "dialect": {"delimiter": "|"},
    }
    files = [
        ("bestand", ("x.csv", b"id|pgb\na|ja\n", "text/csv")),
        ("bestand", ("x.csv-metadata.json", json.dumps(metadata).encode(), "application/json")),
    ]
    answer = client.post(ADDRESS, files=files)
    assert answer.json()["records"] == {"Inrichting": 1}


def test_the_lens_and_the_day_decide_which_rules_count(client: httpx.Client) -> None:
    answer = client.post(ADDRESS, content=CLASH, headers=TURTLE, params={"lens": "D4,D0", "peildatum": "2026-01-01"})
    assert answer.json()["lens"] == ["D4", "D0"]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("lens=D9", "D9"),
        ("peildatum=gisteren", "gisteren"),
        ("vorm=x", "vorm"),
        ("bestandsnaam=a&bestandsnaam=b", "één"),
    ],
)
def test_wrong_parameters_are_told(client: httpx.Client, query: str, word: str) -> None:
    answer = client.post(f"{ADDRESS}?{query}", content=CLASH, headers=TURTLE)
    assert answer.status_code == 400
    assert word in answer.text


@pytest.mark.parametrize(
    ("data", "headers", "status", "kind"),
    [
        (CLASH, {"content-type": "image/png"}, 415, "mediatype-niet-ondersteund"),
        (CLASH, {**TURTLE, "content-encoding": "gzip"}, 415, "mediatype-niet-ondersteund"),
        (b"x" * 2_100_000, TURTLE, 413, "te-groot"),
        (b"PK\x03\x04nonsense", {"content-type": XLSX}, 400, "bestand-geweigerd"),
        (b"--x\r\n", {"content-type": "multipart/form-data"}, 400, "verzoek-onjuist"),
        (b"--x--\r\n", {"content-type": "multipart/form-data; boundary=x"}, 400, "ongeldige-invoer"),
    ],
)
def test_what_is_no_file_that_is_read_is_a_problem(
    client: httpx.Client, data: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = client.post(ADDRESS, content=data, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(kind)


def bytes_kept() -> int:
    """Return how many bytes there are in temporary files; what goes while we look counts for nothing."""
    found = 0
    for folder, _, names in os.walk(tempfile.gettempdir()):
        for name in names:
            with suppress(FileNotFoundError):
                found += Path(folder, name).stat().st_size
    return found


def test_an_upload_without_a_length_is_refused_at_the_limit_and_not_kept(client: httpx.Client) -> None:
    largest = 0

    def pieces() -> Iterator[bytes]:
        nonlocal largest
        for _ in range(100):
            largest = max(largest, bytes_kept())
            yield b" " * 100_000

    assert client.post(ADDRESS, content=pieces(), headers=TURTLE).status_code == 413
    assert largest <= 2_000_000


@pytest.mark.parametrize(
    ("shapes", "word"), [("@prefix", "RDF"), (SHAPES % "sh:jsFunctionName 'x'", "sh:jsFunctionName")]
)
def test_shapes_that_cannot_be_used_are_told(hurried: httpx.Client, shapes: str, word: str) -> None:
    answer = hurried.post(ADDRESS, files=[turtle("a.ttl", CLASH), turtle("s.ttl", shapes.encode(), "shapes")])
    assert answer.status_code == 400
    assert word in answer.json()["detail"]


def runaway() -> list[tuple[str, tuple[str, bytes, str]]]:
    return [turtle("a.ttl", CLASH), turtle("s.ttl", RUNAWAY.encode(), "shapes")]


def test_shapes_that_never_end_are_stopped_and_the_next_is_served(hurried: httpx.Client) -> None:
    began = time.monotonic()
    answer = hurried.post(ADDRESS, files=runaway())
    assert answer.status_code == 413
    assert answer.json()["type"].endswith("validatie-te-zwaar")
    assert time.monotonic() - began < 60
    assert post(hurried).status_code == 200


def kept() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).iterdir()}


def test_nothing_is_left_on_disk(client: httpx.Client) -> None:
    before = kept()
    for data, headers in ((CLASH, TURTLE), (b"PK\x03\x04x", {"content-type": XLSX}), (b"x", {"content-type": "a/b"})):
        client.post(ADDRESS, content=data, headers=headers)
    client.post(ADDRESS, files={"bestand": ("a.ttl", CLASH, "text/turtle")})
    deadline = time.monotonic() + 10
    while kept() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not kept() - before


def test_more_than_can_wait_are_told_to_come_back(hurried: httpx.Client) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = [*pool.map(lambda _: hurried.post(ADDRESS, files=runaway()), range(6))]
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) == {413, 503}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert int(busy.headers["retry-after"]) > 0
    assert post(hurried).status_code == 200


def test_a_caller_who_goes_away_frees_the_place(hurried: httpx.Client) -> None:
    before = kept()
    gone = httpx.Client(base_url=hurried.base_url, timeout=2)
    for _ in range(3):
        with pytest.raises(httpx.ReadTimeout):
            gone.post(ADDRESS, files=runaway())
    gone.close()
    began = time.monotonic()
    assert post(hurried).status_code == 200
    assert time.monotonic() - began < 10
    deadline = time.monotonic() + 10
    while kept() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not kept() - before


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server that notes whoever knocks."""
    knocks: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    with listener.accept()[0] as link:
                        knocks.append(link.recv(200).decode(errors="replace"))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/kanarie", knocks
        finally:
            over.set()
            thread.join()


def test_nothing_that_a_file_points_to_is_fetched(client: httpx.Client, canary: tuple[str, list[str]]) -> None:
    address, knocks = canary
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    link = f"<Relationships><Relationship Target='{address}' TargetMode='External'/></Relationships>".encode()
    sheet = b"<row r='1'><c r='A1'><f>WEBSERVICE(\"%b\")</f><v>1</v></c></row>" % address.encode()
    files = [
        ("application/ld+json", json.dumps({"@context": address, "@id": "urn:a", "x": 1}).encode()),
        ("application/ld+json", json.dumps({"@context": {"@import": address, "@version": 1.1}}).encode()),
        ("application/rdf+xml", f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>{rdf}&a;'.encode()),
        ("application/rdf+xml", f'<!DOCTYPE x SYSTEM "{address}">{rdf}'.encode()),
        ("text/turtle", f"<{address}> <http://www.w3.org/2002/07/owl#imports> <{address}> .".encode()),
        (XLSX, workbook(sheet, xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=link)),
    ]
    for kind, data in files:
        assert client.post(ADDRESS, content=data, headers={"content-type": kind}).status_code in {200, 400}
    query = 'sh:sparql [ sh:select "SELECT $this WHERE { %s { $this ?p ?o } }" ]'
    for shapes in (
        f"<{address}> <http://www.w3.org/2002/07/owl#imports> <{address}> . " + SHAPES % "sh:minCount 1",
        SHAPES % (query % f"SERVICE <{address}>"),
        SHAPES % (query % f"FROM <{address}>"),
        SHAPES % f"sh:shapesGraph <{address}>",
    ):
        both = [turtle("a.ttl", CLASH), turtle("s.ttl", shapes.encode(), "shapes")]
        assert client.post(ADDRESS, files=both).status_code in {200, 400}
    assert not knocks


def test_a_citizen_service_number_is_masked_in_every_form(client: httpx.Client) -> None:
    data = b"""@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <https://w3id.org/samenhang/id/inrichting/111222333> a <https://w3id.org/samenhang/def/Inrichting> ;
        rdfs:label "client 111222333"@nl ; <http://purl.org/dc/terms/identifier> "111222333" ."""
    for form in FORMS.values():
        answer = client.post(
            ADDRESS,
            content=data,
            headers={**TURTLE, "accept": form.media_type},
            params={"bestandsnaam": "111222333.ttl"},
        )
        assert answer.status_code == 200
        assert b"111222333" not in answer.content, form.name


def test_the_test_report_is_well_formed(client: httpx.Client) -> None:
    assert ElementTree.fromstring(post(client, accept="application/xml").content).tag == "testsuites"


def test_the_context_for_datasets_is_served_and_serves(client: httpx.Client) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert client.get("/context.jsonld", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    data = answer.json() | {"id": "urn:a", "type": "Inrichting", "pgb": "ja"}
    report = client.post(ADDRESS, json=data, headers={"content-type": "application/ld+json"}).json()
    assert report["records"] == {"Inrichting": 1}


def test_the_description_names_every_form(client: httpx.Client) -> None:
    operation = client.get("/v1/openapi.json").json()["paths"]["/validaties"]["post"]
    assert operation["responses"]["200"]["content"].keys() == {form.media_type for form in FORMS.values()}
    assert {"text/turtle", "multipart/form-data"} <= operation["requestBody"]["content"].keys()
