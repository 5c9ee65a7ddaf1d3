from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.datasets.conftest import ADMIN
from tests.datasets.documents import HEAD, arrangement, dataset

from samenhang.api import datasets_models as models
from samenhang.api.examples import QUESTIONS
from samenhang.namespaces import GRAPH_PRIVATE, option_iri

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Token = Callable[..., dict[str, str]]

TURTLE = {"content-type": "text/turtle"}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLASHING = QUESTIONS["samenhangtoetsen"]["keuzes"]


def path(name: str) -> str:
    return f"/v1/gegevenssets/{name}"


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    assert data["type"].endswith(f"/problemen/{code}")
    return data


def put(service: httpx.Client, name: str, text: str, token: dict[str, str], **more: Any) -> httpx.Response:
    headers = {**TURTLE, **token, **more.pop("headers", {})}
    return service.put(path(name), content=text, headers=headers, **more)


def everything(service: httpx.Client) -> set[bytes]:
    """Return what the service holds, without the audit trail and what a backup says of itself."""
    import gzip  # noqa: PLC0415 -- only here

    body = service.get("/v1/reservekopie", headers=ADMIN).content
    lines = gzip.decompress(body).splitlines()
    return {line for line in lines if not line.startswith(b"#") and b"/besloten/audit>" not in line}


def test_a_dataset_is_published_and_read_in_every_form(service: httpx.Client, token_for: Token) -> None:
    token = token_for("vormen-lezen")
    answer = put(
        service, "vormen-lezen", dataset("een", "twee"), token, params={"titel": "Regio", "bestandsnaam": "r.ttl"}
    )
    assert answer.status_code == 201
    assert answer.headers["location"] == path("vormen-lezen")
    data = answer.json()
    models.Publicatie.model_validate(data)
    assert (data["versie"], data["nieuweVersie"], data["bestand"]["naam"]) == (1, True, "r.ttl")
    record = service.get(path("vormen-lezen"))
    models.Gegevensset.model_validate(record.json())
    assert record.headers["etag"] == answer.headers["etag"]
    seen = set()
    for kind in (
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
        "application/n-quads",
        "text/csv",
        SHEET,
    ):
        for where in (path("vormen-lezen"), f"{path('vormen-lezen')}/versies/1"):
            found = service.get(where, headers={"accept": kind})
            assert found.status_code == 200
            assert found.headers["content-type"].partition(";")[0] == kind
            assert b"een" in found.content or kind == SHEET
            again = service.get(where, headers={"accept": kind, "if-none-match": found.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            seen.add(found.headers["etag"])
    assert len(seen) == 8  # each form has a tag of its own
    assert service.get(path("vormen-lezen"), headers={"accept": "image/png"}).status_code == 406
    head = service.head(path("vormen-lezen"))
    assert (head.status_code, head.content) == (200, b"")


def test_what_was_published_can_be_asked_by_sparql_at_once(service: httpx.Client, token_for: Token) -> None:
    put(service, "sparql", dataset("gevonden"), token_for("sparql"))
    query = 'PREFIX dct: <http://purl.org/dc/terms/> SELECT ?s WHERE { ?s dct:identifier "gevonden" }'
    answer = service.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    assert answer.text.split() == ["s", "https://example.org/regio/gevonden"]
    hidden = service.get("/sparql", params={"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"}).text
    assert "/graaf/gegevensset/sparql" in hidden
    assert GRAPH_PRIVATE not in hidden


def test_a_file_with_a_fault_is_refused_with_the_report(service: httpx.Client, token_for: Token) -> None:
    token = token_for("geweigerd")
    before = everything(service)
    text = dataset("goed") + 'regio:fout a sam:Inrichting ; sam:bekostigingsvorm "taakgericht" .\n'
    data = problem(put(service, "geweigerd", text, token), 400, "gegevensset-geweigerd")
    models.Rapport.model_validate(data["rapport"])
    finding = data["rapport"]["bevindingen"][0]
    assert finding["ernst"] == "overtreding"
    assert finding["plaats"]["regel"] == 9
    assert set(finding["boodschap"]) == {"nl", "en"}
    problem(put(service, "geweigerd", dataset("a") + "<a> <b> ", token), 400, "gegevensset-geweigerd")
    problem(put(service, "geweigerd", "", token), 400, "gegevensset-geweigerd")
    problem(service.get(path("geweigerd")), 404, "niet-gevonden")
    assert everything(service) == before


@pytest.mark.parametrize(
    "says",
    [
        '<https://w3id.org/samenhang/id/regel/R001> rdfs:label "Vervalst"@nl .',
        "regio:x a sam:Dimensie .",
        "<https://w3id.org/samenhang/def/bekostigingsvorm> rdfs:comment 'x' .",
        "regio:x a <http://www.w3.org/2002/07/owl#Class> .",
    ],
)
def test_a_dataset_says_nothing_about_the_terms_and_rules_of_the_product(
    service: httpx.Client, token_for: Token, says: str
) -> None:
    data = problem(put(service, "vervalst", dataset("a") + says, token_for("vervalst")), 400, "gegevensset-geweigerd")
    assert "eigenNaamruimte" in {finding["regel"] for finding in data["rapport"]["bevindingen"]}


def test_personal_data_is_never_kept(service: httpx.Client, token_for: Token) -> None:
    text = HEAD + arrangement("a", ' ; rdfs:comment "BSN 123456782 van mevrouw"')
    answer = put(service, "persoonlijk", text, token_for("persoonlijk"))
    problem(answer, 400, "gegevensset-geweigerd")
    assert "123456782" not in answer.text
    assert not any(b"123456782" in line for line in everything(service))


def test_what_does_not_go_together_is_reported_and_refused_only_when_asked(
    service: httpx.Client, token_for: Token
) -> None:
    token = token_for("tegenspraak")
    says = "".join(f" ; sam:{name} <{option_iri(name, option)}>" for name, option in CLASHING.items())
    text = HEAD + arrangement("botst", says)
    strict = put(service, "tegenspraak", text, token, params={"streng": "true"})
    report = problem(strict, 400, "gegevensset-geweigerd")["rapport"]
    assert {finding["soort"] for finding in report["bevindingen"]} == {"samenhang"}
    accepted = put(service, "tegenspraak", text, token)
    assert accepted.status_code == 201, accepted.text
    assert accepted.json()["voldoet"] is False
    shown = service.get("/v1/inrichtingen", params={"gegevensset": "tegenspraak"}).json()["inrichtingen"]
    assert [one["oordeel"] for one in shown] == ["tegenspraak"]


def test_conditions_keep_publishers_from_overwriting_each_other(service: httpx.Client, token_for: Token) -> None:
    token = token_for("voorwaarde")
    first = put(service, "voorwaarde", dataset("een"), token, headers={"if-none-match": "*"})
    tag = first.headers["etag"]
    problem(
        put(service, "voorwaarde", dataset("een"), token, headers={"if-none-match": "*"}),
        412,
        "voorwaarde-niet-vervuld",
    )
    second = put(service, "voorwaarde", dataset("twee"), token, headers={"if-match": tag})
    assert second.status_code == 200
    for method in ("PUT", "DELETE"):
        late = service.request(
            method, path("voorwaarde"), content=dataset("x"), headers={**TURTLE, **token, "if-match": tag}
        )
        problem(late, 412, "voorwaarde-niet-vervuld")
    again = put(service, "voorwaarde", dataset("twee"), token, headers={"if-match": "*"})
    assert (again.status_code, again.json()["nieuweVersie"], again.json()["versie"]) == (200, False, 2)
    assert again.headers["etag"] == second.headers["etag"]


def test_every_version_its_file_and_its_report_can_be_read_and_compared(
    service: httpx.Client, token_for: Token
) -> None:
    token, here = token_for("versies"), path("versies")
    put(service, "versies", dataset("een", "twee"), token)
    put(service, "versies", dataset("twee", "drie"), token)
    listed = service.get(f"{here}/versies").json()
    models.Versies.model_validate(listed)
    assert [version["versie"] for version in listed["versies"]] == [2, 1]
    models.Versie.model_validate(service.get(f"{here}/versies/1").json())
    file = service.get(f"{here}/versies/1/bestand")
    assert file.text == dataset("een", "twee")
    assert file.headers["content-disposition"].startswith("attachment")
    models.Rapport.model_validate(service.get(f"{here}/versies/1/rapport").json())
    difference = service.get(f"{here}/versies/1/vergelijking/2").json()
    models.Versievergelijking.model_validate(difference)
    assert difference["recordsErbij"] == ["https://example.org/regio/drie"]
    assert difference["recordsEraf"] == ["https://example.org/regio/een"]
    for wrong in ("3", "0", "x", "01"):
        problem(service.get(f"{here}/versies/{wrong}"), 404, "niet-gevonden")
    rolled = service.post(f"{here}/versies/1/herstel", headers=token, json={"toelichting": "Terug"})
    assert (rolled.status_code, rolled.json()["versie"], rolled.json()["teruggezetVan"]) == (200, 3, 1)
    assert "een" in service.get(here, headers={"accept": "text/turtle"}).text


def test_a_withdrawn_dataset_answers_410_and_keeps_its_history(service: httpx.Client, token_for: Token) -> None:
    token, here = token_for("weg"), path("weg")
    put(service, "weg", dataset("een"), token)
    gone = service.delete(here, headers=token, params={"toelichting": "Verkeerde bron."})
    models.Intrekking.model_validate(gone.json())
    assert "Verkeerde bron." in problem(service.get(here), 410, "ingetrokken")["detail"]
    problem(service.get(here, headers={"accept": "text/turtle"}), 410, "ingetrokken")
    problem(service.delete(here, headers=token), 410, "ingetrokken")
    assert service.get(f"{here}/versies/1", headers={"accept": "text/turtle"}).status_code == 200
    names = [one["naam"] for one in service.get("/v1/gegevenssets").json()["gegevenssets"]]
    assert "weg" not in names
    withdrawn = service.get("/v1/gegevenssets", params={"status": "ingetrokken"}).json()["gegevenssets"]
    assert "weg" in [one["naam"] for one in withdrawn]
    query = "ASK { GRAPH <https://w3id.org/samenhang/graaf/gegevensset/weg> { ?s ?p ?o } }"
    assert service.get("/sparql", params={"query": query}).json()["boolean"] is False
    assert put(service, "weg", dataset("een"), token).status_code == 201


def test_drafts_are_for_the_tokens_of_their_dataset_alone(service: httpx.Client, token_for: Token) -> None:
    token, other = token_for("concept-a", "schrijven", "concepten"), token_for("concept-b", "concepten")
    writer, here = token_for("concept-a", "schrijven"), f"{path('concept-a')}/concept"
    text = dataset("geheim-woord") + "<a> <b> "
    saved = service.put(here, content=text, headers={**TURTLE, **token})
    assert saved.status_code == 200
    models.Concept.model_validate(saved.json())
    assert saved.json()["publiceerbaar"] is False
    problem(service.get(here), 401, "niet-aangemeld")
    for stranger in (other, writer):
        problem(service.get(here, headers=stranger), 403, "geen-toegang")
        problem(service.delete(here, headers=stranger), 403, "geen-toegang")
    nothing = f"{path('concept-nooit')}/concept"
    assert [service.get(where, headers=other).status_code for where in (here, nothing)] == [403, 403]
    problem(service.get(path("concept-a")), 404, "niet-gevonden")
    problem(service.get(f"{path('concept-a')}/versies"), 404, "niet-gevonden")
    assert "concept-a" not in service.get("/v1/gegevenssets").text
    query = 'SELECT * WHERE { ?s ?p ?o FILTER (contains(str(?o), "geheim-woord")) }'
    assert service.get("/sparql", params={"query": query}).json()["results"]["bindings"] == []
    problem(service.post(f"{here}/publicatie", headers=token), 400, "gegevensset-geweigerd")
    service.put(here, content=dataset("nu-goed"), headers={**TURTLE, **token})
    published = service.post(f"{here}/publicatie", headers=token)
    assert (published.status_code, published.json()["versie"]) == (201, 1)
    problem(service.get(here, headers=token), 404, "niet-gevonden")


def test_shapes_of_its_own_refuse_what_breaks_them(service: httpx.Client, token_for: Token) -> None:
    token, here = token_for("eigen"), f"{path('eigen')}/vormen"
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sam: <https://w3id.org/samenhang/def/> .
    <urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ;
      sh:property [ sh:path <urn:afdeling> ; sh:minCount 1 ; sh:message "Noem de afdeling."@nl ] ."""
    kept = service.put(here, content=shapes, headers={**TURTLE, **token})
    assert kept.json()["vormen"] == 1
    models.EigenVormen.model_validate(kept.json())
    problem(service.get(here), 404, "niet-gevonden")  # nothing was published yet
    assert service.get(here, headers=token).text == shapes
    report = problem(put(service, "eigen", dataset("een"), token), 400, "gegevensset-geweigerd")["rapport"]
    assert {finding["soort"] for finding in report["bevindingen"]} == {"eigenVormen"}
    assert report["bevindingen"][0]["boodschap"]["nl"] == "Noem de afdeling."
    with_it = HEAD + arrangement("een", ' ; <urn:afdeling> "Jeugd"')
    assert put(service, "eigen", with_it, token).status_code == 201
    bad = service.put(here, content="<a> <b>", headers={**TURTLE, **token})
    assert bad.status_code == 400
    assert service.delete(here, headers=token).json()["sha256"] is None
    assert put(service, "eigen", dataset("een"), token).status_code == 200


def test_a_form_carries_the_file_and_its_description(service: httpx.Client, token_for: Token) -> None:
    token = token_for("formulier")
    answer = service.put(
        path("formulier"),
        files={"bestand": ("../../etc/regio.ttl", dataset("een"), "text/turtle")},
        data={"metagegevens": json.dumps({"titel": "Via formulier", "trefwoorden": ["jeugd"]}), "licentie": "CC0"},
        headers=token,
    )
    assert answer.status_code == 201, answer.text
    data = answer.json()
    assert data["bestand"]["naam"] == "regio.ttl"
    assert data["metagegevens"]["titel"] == "Via formulier"
    assert data["metagegevens"]["licentie"].endswith("/CC0")
    for fields, files in (
        ({"metagegevens": "geen json"}, {"bestand": ("a.ttl", "x", "text/turtle")}),
        ({"titl": "x"}, {"bestand": ("a.ttl", dataset("een"), "text/turtle")}),
        ({"titel": "x"}, {}),
    ):
        wrong = service.put(path("formulier"), files=files or {"x": (None, "y")}, data=fields, headers=token)
        assert wrong.status_code == 400, wrong.text
    leaked = service.put(
        path("formulier"),
        files={"bestand": ("a.ttl", dataset("een"), "text/turtle")},
        data={"access_token": "x"},
        headers=token,
    )
    problem(leaked, 400, "verzoek-onjuist")


def test_what_is_too_large_or_no_data_is_refused(service: httpx.Client, token_for: Token) -> None:
    token = token_for("groot")
    large = "# " + "x" * 200_000
    problem(put(service, "groot", large, token), 413, "te-groot")
    chunked = service.put(path("groot"), content=iter([large.encode()]), headers={**TURTLE, **token})
    problem(chunked, 413, "te-groot")
    form = service.put(path("groot"), files={"bestand": ("a.ttl", large * 2, "text/turtle")}, headers=token)
    problem(form, 413, "te-groot")
    for kind in ("image/png", "application/x-www-form-urlencoded"):
        wrong = put(service, "groot", "x", token, headers={"content-type": kind})
        problem(wrong, 415, "mediatype-niet-ondersteund")
    packed = put(service, "groot", "x", token, headers={"content-encoding": "gzip"})
    problem(packed, 415, "mediatype-niet-ondersteund")


@pytest.mark.parametrize("name", ["Hoofd", "a--b", "a%20b", "a" * 65])
def test_a_name_that_none_can_have_is_refused(service: httpx.Client, name: str) -> None:
    problem(service.put(path(name), content="x", headers={**TURTLE, **ADMIN}), 400, "ongeldige-invoer")
    problem(service.get(path(name)), 404, "niet-gevonden")


WRITES = [
    ("PUT", "/v1/gegevenssets/{}"),
    ("DELETE", "/v1/gegevenssets/{}"),
    ("POST", "/v1/gegevenssets/{}/versies/1/herstel"),
    ("PUT", "/v1/gegevenssets/{}/concept"),
    ("DELETE", "/v1/gegevenssets/{}/concept"),
    ("POST", "/v1/gegevenssets/{}/concept/publicatie"),
    ("PUT", "/v1/gegevenssets/{}/vormen"),
    ("DELETE", "/v1/gegevenssets/{}/vormen"),
    ("PUT", "/v1/reservekopie"),
]


def test_without_the_right_token_nothing_is_written_and_nothing_told(service: httpx.Client, token_for: Token) -> None:
    put(service, "beschermd", dataset("een"), token_for("beschermd"))
    other, reader = token_for("ander"), token_for("beschermd", "concepten")
    expired = {"authorization": "Bearer smh_abc_def"}
    before = everything(service)
    for method, template in WRITES:
        answers = []
        for name in ("beschermd", "bestaat-niet"):
            where = template.format(name)
            for header, status in (({}, 401), (expired, 401), (other, 403)):
                answer = service.request(method, where, content=dataset("x"), headers={**TURTLE, **header})
                assert answer.status_code == status, (method, where, answer.text)
                answers.append(answer.text.replace(name, "…"))
        assert answers[:3] == answers[3:]  # what exists is not told
    for method, template in (WRITES[0], WRITES[1], WRITES[2], WRITES[5], WRITES[6]):
        refused = service.request(method, template.format("beschermd"), content="x", headers={**TURTLE, **reader})
        problem(refused, 403, "geen-toegang")
    problem(service.get("/v1/reservekopie"), 401, "niet-aangemeld")
    problem(service.get("/v1/reservekopie", headers=other), 403, "geen-toegang")
    assert everything(service) == before


def test_every_attempt_is_in_the_trail(service: httpx.Client, token_for: Token) -> None:
    token = token_for("spoor")
    put(service, "spoor", dataset("een"), token)
    put(service, "spoor", "", token)
    service.delete(path("spoor"), headers=token)
    events = service.get("/v1/gebeurtenissen", params={"gegevensset": "spoor"}, headers=token).json()["gebeurtenissen"]
    told = [(event["handeling"], event["uitkomst"], event["versie"], event["status"]) for event in events]
    assert told == [
        ("intrekken", "geslaagd", "1", 200),
        ("publiceren", "geweigerd", None, 400),
        ("publiceren", "geslaagd", "1", 201),
    ]


def test_the_list_is_paged_and_searched(service: httpx.Client, token_for: Token) -> None:
    for number in range(3):
        name = f"lijst-{number}"
        put(service, name, dataset(f"l{number}"), token_for(name), params={"titel": f"Zoekwoord {number}"})
    page = service.get("/v1/gegevenssets", params={"zoek": "zoekwoord", "pageSize": 2})
    models.Gegevenssets.model_validate(page.json())
    assert page.json()["aantal"] == "3"
    assert [one["naam"] for one in page.json()["gegevenssets"]] == ["lijst-0", "lijst-1"]
    assert 'rel="next"' in page.headers["link"]
    problem(service.get("/v1/gegevenssets", params={"zoekt": "x"}), 400, "ongeldige-invoer")
    problem(put(service, "lijst-0", "x", token_for("lijst-0"), params={"titl": "x"}), 400, "ongeldige-invoer")


def test_tables_are_published_too(service: httpx.Client, token_for: Token) -> None:
    token = token_for("tabel")
    put(service, "tabel", dataset("een", "twee"), token)
    for kind in ("text/csv", SHEET):
        body = service.get(path("tabel"), headers={"accept": kind}).content
        answer = service.put(path("tabel"), content=body, headers={**token, "content-type": kind})
        assert answer.status_code == 200, answer.text
        assert answer.json()["records"]["Inrichting"] == 2
        assert answer.json()["bestand"]["mediatype"].partition(";")[0] == kind
