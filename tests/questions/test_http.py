from __future__ import annotations

import csv
import html
import json
import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from samenhang.api.question_models import BeantwoordeVraag, Vragen

if TYPE_CHECKING:
    import httpx

    from samenhang.questions import Questions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RESULTS = "application/sparql-results+json"
CHOICES = "monitoringIntensiteit=laag bekostigingsvorm=productiebekostiging budgetplafond=geen"


def test_the_list_has_every_question_with_its_sources_and_parameters(client: httpx.Client) -> None:
    response = client.get("/v1/vragen")
    assert response.status_code == 200
    body = response.json()
    Vragen.model_validate(body)
    assert body["aantal"] == "67"
    third = body["vragen"][2]
    assert third["id"] == "CQ03"
    assert third["rubriek"] == {"nl": "Samenhang en risico", "en": "coherence and risk"}
    assert [source["anker"] for source in third["bronnen"]] == ["§7.2.1, voorbeeld 1a", "§7.2.3, voorbeeld 4b"]
    assert [parameter["naam"] for parameter in third["parameters"]] == ["keuzes"]
    assert client.get(third["links"]["antwoord"]).json()["id"] == "CQ03"


def test_the_list_is_paged_and_filtered_as_other_lists_are(client: httpx.Client) -> None:
    page = client.get("/v1/vragen", params={"pageSize": "10", "page": "7"})
    assert [question["id"] for question in page.json()["vragen"]] == [f"CQ{n}" for n in range(61, 68)]
    assert 'rel="prev"' in page.headers["link"]
    assert client.get("/v1/vragen", params={"rubriek": "Bekostiging"}).json()["aantal"] == "11"
    assert client.get("/v1/vragen", params={"document": "D3"}).json()["aantal"] == "7"
    assert [q["id"] for q in client.get("/v1/vragen", params={"q": "kartel"}).json()["vragen"]] == ["CQ43"]
    assert client.get("/v1/vragen", params={"rubriek": "Bekostigin"}).status_code == 400


def test_an_answer_tells_what_was_asked_and_rests_on_places_in_the_documents(client: httpx.Client) -> None:
    body = client.get("/v1/vragen/CQ03", params={"keuzes": CHOICES}).json()
    BeantwoordeVraag.model_validate(body)
    assert body["parameters"][0]["waarde"] == CHOICES
    assert body["aantal"] == str(len(body["rijen"]))
    first = body["rijen"][0]
    assert first["oordeel"]["label"] == {"nl": "tegenspraak", "en": "contradiction"}
    assert first["regel"]["iri"] == "https://w3id.org/samenhang/id/regel/R275"
    assert first["code"] == "R275"
    assert set(first["boodschap"]) == {"nl", "en"}
    assert {"document": "D4", "anker": "§7.2.3, voorbeeld 4b"}.items() <= first["bronnen"][0].items()
    assert [column["naam"] for column in body["kolommen"]] + ["bronnen"] == list(first)


def test_the_query_of_an_answer_gives_the_same_at_the_endpoint(client: httpx.Client) -> None:
    body = client.get("/v1/vragen/CQ05", params={"risico": "volumeopdrijving"}).json()
    again = client.post("/sparql", data={"query": body["query"]}, headers={"accept": RESULTS})
    direct = client.get("/v1/vragen/CQ05", params={"risico": "volumeopdrijving"}, headers={"accept": RESULTS})
    assert direct.headers["content-type"] == RESULTS
    assert again.json() == direct.json()
    assert {row["via"]["iri"] for row in body["rijen"]} == {
        binding["via"]["value"] for binding in direct.json()["results"]["bindings"]
    }


def test_a_table_has_a_row_per_row_with_its_sources_in_one_cell(client: httpx.Client) -> None:
    body = client.get("/v1/vragen/CQ12").json()
    response = client.get("/v1/vragen/CQ12", headers={"accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="CQ12.csv"'
    rows = list(csv.DictReader(StringIO(response.text)))
    assert len(rows) == len(body["rijen"])
    assert rows[0]["bekostigingsvorm"] == body["rijen"][0]["bekostigingsvorm"]["iri"]
    assert rows[0]["bekostigingsvormEn"] == body["rijen"][0]["bekostigingsvorm"]["label"]["en"]
    assert rows[1]["bron"].split("; ") == [f"{s['document']} {s['anker']}" for s in body["rijen"][1]["bronnen"]]
    assert rows[1]["anker"].split("; ") == [source["iri"] for source in body["rijen"][1]["bronnen"]]


def test_a_workbook_holds_the_same_rows_and_what_was_asked(client: httpx.Client) -> None:
    table = list(csv.reader(StringIO(client.get("/v1/vragen/CQ02", headers={"accept": "text/csv"}).text)))
    response = client.get("/v1/vragen/CQ02", headers={"accept": XLSX, "accept-language": "en"})
    assert response.headers["content-type"] == XLSX
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Answer", "Question"]
    cells = [[cell or "" for cell in row] for row in book["Answer"].iter_rows(values_only=True)]
    assert cells == table
    about = {str(row[0]): str(row[1]) for row in book["Question"].iter_rows(values_only=True)}
    assert about["id"] == "CQ02"
    assert "toegangBeslisruimte=veel-regie" in str(about)
    in_dutch = {"accept": XLSX, "if-none-match": response.headers["etag"]}
    assert client.get("/v1/vragen/CQ02", headers=in_dutch).status_code == 200  # another content, so another ETag


@pytest.mark.parametrize("accept", ["application/json", "text/csv", XLSX, RESULTS])
def test_who_has_the_answer_already_gets_304(accept: str, client: httpx.Client) -> None:
    first = client.get("/v1/vragen/CQ13", headers={"accept": accept})
    again = client.get("/v1/vragen/CQ13", headers={"accept": accept, "if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = client.get("/v1/vragen/CQ13", params={"zorgtype": "nulde-eerste-lijn"}, headers={"accept": accept})
    assert other.headers["etag"] != first.headers["etag"]


def test_the_number_may_be_in_lower_case(client: httpx.Client) -> None:
    assert client.get("/v1/vragen/cq13").content == client.get("/v1/vragen/CQ13").content


def test_every_fault_is_in_one_problem(client: httpx.Client) -> None:
    response = client.get("/v1/vragen/CQ03?keuzes=budgetplafond%3Dgen+schal%3Dlokaal&keus=1")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    faults: dict[str, Any] = {fault["pointer"]: fault for fault in response.json()["fouten"]}
    assert set(faults) == {"/keus", "/keuzes/budgetplafond", "/keuzes/schal"}
    assert faults["/keuzes/budgetplafond"]["suggesties"][0] == "geen"
    assert set(faults["/keus"]["detail"]) == {"nl", "en"}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/vragen/CQ68", {}, 404),
        ("/v1/vragen/" + "x" * 500, {}, 404),
        ("/v1/vragen/CQ01/", {}, 404),
        ("/v1/vragen/CQ01", {"accept": "image/png"}, 406),
        ("/v1/vragen", {"accept": "text/csv"}, 406),
        ("/v1/vragen/CQ01?keuzes=a%3Db&keuzes=c%3Dd", {}, 400),
        ("/v1/vragen/CQ01?keuzes=%00", {}, 400),
        ("/v1/vragen/CQ10?eerste=%3E%20%7D", {}, 400),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    path: str, headers: dict[str, str], status: int, client: httpx.Client
) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_the_query_page_offers_the_questions_as_examples_that_run(client: httpx.Client, questions: Questions) -> None:
    page = client.get("/sparql?taal=en", headers={"accept": "text/html"})
    for question in questions:
        assert f"/sparql?voorbeeld={question.id}&amp;taal=en" in page.text
    assert "Does trust make contracts superfluous?" in page.text
    chosen = client.get("/sparql?voorbeeld=CQ42&taal=nl", headers={"accept": "text/html"})
    assert "# CQ42: Maakt vertrouwen contracten overbodig?" in chosen.text
    assert "sam:afsprakenGerichtheid" in chosen.text
    assert client.get("/sparql?voorbeeld=CQ99", headers={"accept": "text/html"}).status_code == 200


def test_the_query_on_the_page_can_be_sent_as_it_stands(client: httpx.Client) -> None:
    page = client.get("/sparql?voorbeeld=CQ03&taal=nl", headers={"accept": "text/html"}).text
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    response = client.post("/sparql", data={"query": html.unescape(found[1])}, headers={"accept": RESULTS})
    assert response.status_code == 200
    assert json.loads(response.content)["results"]["bindings"]
