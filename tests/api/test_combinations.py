from __future__ import annotations

import csv
import json
import re
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

URL = "/v1/combinaties"
NDJSON, CSV = {"accept": "application/x-ndjson"}, {"accept": "text/csv"}
TROUBLE = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
BRUTE: list[tuple[dict[str, Any], list[str], list[str]]] = [
    ({}, ["bekostigingsvorm", "contractniveau"], []),
    ({"bekostigingsvorm": "productiebekostiging"}, ["budgetplafond", "monitoringIntensiteit"], []),
    ({"contracteringswijze": "opgave-en-gebiedsgericht"}, ["bekostigingsvorm", "contractafbakening"], ["D1"]),
    ({"domein": "jeugd"}, ["bekostigingsvorm", "resultaatdefinitie", "contractafbakening"], []),
]


def combine(client: httpx.Client, **question: Any) -> dict[str, Any]:
    response = client.post(URL, json=question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def check(client: httpx.Client, choices: dict[str, Any], lens: list[str]) -> dict[str, Any]:
    question = {"keuzes": choices, "lens": lens}
    return client.post("/v1/samenhangtoetsen", json=question).json()  # type: ignore[no-any-return]


@pytest.mark.parametrize(("given", "over", "lens"), BRUTE, ids=str)
def test_combinations_are_those_that_one_by_one_can_be_completed(
    client: httpx.Client, given: dict[str, Any], over: list[str], lens: list[str]
) -> None:
    options = {d: [o["id"] for o in client.get(f"/v1/dimensies/{d}").json()["opties"]] for d in over}
    expected = {}
    for values in product(*options.values()):
        answer = check(client, given | dict(zip(over, values, strict=True)), lens)
        if answer["afrondbaar"]:
            expected[values] = answer
    found = combine(client, keuzes=given, over=over, lens=lens, pageSize=1000)
    assert found["aantal"] == str(len(expected))
    assert {tuple(c["keuzes"].values()) for c in found["combinaties"]} == set(expected)
    for combination in found["combinaties"]:
        judged = expected[tuple(combination["keuzes"].values())]
        counting = [f for f in judged["bevindingen"] if f["status"] != "beheerst" and f["ernst"] == "waarschuwing"]
        assert (combination["oordeel"], combination["waarschuwingen"]) == (judged["oordeel"], len(counting))


def test_the_fewest_warnings_come_first(client: httpx.Client) -> None:
    found = combine(
        client, keuzes={}, over=["bekostigingsvorm", "budgetplafond", "monitoringIntensiteit"], pageSize=1000
    )
    warnings = [c["waarschuwingen"] for c in found["combinaties"]]
    assert all(a <= b for a, b in pairwise(warnings))
    assert warnings[0] < warnings[-1]


def test_a_dimension_that_is_answered_already_keeps_its_answer(client: httpx.Client) -> None:
    found = combine(client, keuzes={"bekostigingsvorm": "lumpsum"}, over=["contractduur", "bekostigingsvorm"])
    assert {c["keuzes"]["bekostigingsvorm"] for c in found["combinaties"]} == {"lumpsum"}
    assert all(list(c["keuzes"]) == ["contractduur", "bekostigingsvorm"] for c in found["combinaties"])


def test_where_nothing_is_possible_the_clash_is_named(client: httpx.Client) -> None:
    found = combine(client, keuzes=TROUBLE, over=["domein"])
    assert (found["aantal"], found["combinaties"]) == ("0", [])
    assert found["conflicten"] == [{"keuzes": TROUBLE, "regels": ["R275"]}]


# --- Pages ------------------------------------------------------------------------------------------------------------


def links(response: httpx.Response) -> dict[str, str]:
    return {rel: address for address, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["link"])}


def test_links_lead_through_all_pages_with_the_same_body(client: httpx.Client) -> None:
    question = {"keuzes": {}, "over": ["bekostigingsvorm", "contractniveau"], "page": 1, "pageSize": 7}
    whole = combine(client, **question | {"pageSize": 1000})["combinaties"]
    response = client.post(URL, json=question)
    assert set(links(response)) == {"self", "first", "last", "next"}
    gathered, last = response.json()["combinaties"], links(response)["last"]
    while "next" in links(response):
        response = client.post(links(response)["next"], json=question)
        gathered += response.json()["combinaties"]
    assert gathered == whole
    assert links(response)["self"] == last
    assert "prev" in links(response)


def test_a_page_beyond_the_last_is_empty_and_leads_back(client: httpx.Client) -> None:
    response = client.post(URL, json={"keuzes": {}, "over": ["pgb"], "page": 10**29, "pageSize": 1})
    assert response.json()["combinaties"] == []
    assert response.json()["page"] == 10**29
    assert links(response)["prev"] == links(response)["last"]


def test_any_page_of_more_combinations_than_could_be_listed_can_be_read(client: httpx.Client) -> None:
    over = ["monitoringFocus", "toegangFuncties", "samenwerkingProcessen", "visieDekking", "contractmanagementFocus"]
    first = combine(client, keuzes={}, over=over, pageSize=2)
    assert int(first["aantal"]) > 1_000_000
    last = combine(client, keuzes={}, over=over, page=int(first["aantal"]), pageSize=1)
    assert len(last["combinaties"]) == 1
    assert last["combinaties"][0]["waarschuwingen"] >= first["combinaties"][0]["waarschuwingen"]


# --- Streams ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [{}, {"page": 2, "pageSize": 1}])
def test_a_stream_holds_every_combination_in_the_order_of_the_pages(client: httpx.Client, page: dict[str, int]) -> None:
    question = {"keuzes": {"domein": "jeugd"}, "over": ["bekostigingsvorm", "contractniveau", "pgb"]}
    whole = combine(client, **question, pageSize=1000)
    response = client.post(URL, json=question | page, headers=NDJSON)
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.headers["x-total-count"] == whole["aantal"]
    assert "content-length" not in response.headers
    assert [json.loads(line) for line in response.text.splitlines()] == whole["combinaties"]


def test_csv_has_a_column_per_dimension(client: httpx.Client) -> None:
    question = {"keuzes": {"pgb": "ja"}, "over": ["bekostigingsvorm", "opdrachtgeverschapKarakter", "pgb"]}
    whole = combine(client, **question, pageSize=1000)["combinaties"]
    response = client.post(URL, json=question, headers=CSV)
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(response.text.splitlines()))
    assert list(rows[0]) == [*question["over"], "oordeel", "waarschuwingen"]
    assert len(rows) == len(whole)
    for row, combination in zip(rows, whole, strict=True):
        assert row["bekostigingsvorm"] == combination["keuzes"]["bekostigingsvorm"]
        assert row["opdrachtgeverschapKarakter"] == (
            ",".join(combination["keuzes"]["opdrachtgeverschapKarakter"]) or "geen"
        )
        assert (row["oordeel"], row["waarschuwingen"]) == (combination["oordeel"], str(combination["waarschuwingen"]))


@pytest.mark.parametrize("headers", [NDJSON, CSV])
def test_a_long_stream_starts_at_once_and_stops_when_the_caller_goes(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    over = ["monitoringFocus", "toegangFuncties", "samenwerkingProcessen", "visieDekking", "contractmanagementFocus"]
    with client.stream("POST", URL, json={"keuzes": {}, "over": over}, headers=headers) as response:
        assert int(response.headers["x-total-count"]) > 1_000_000
        lines = response.iter_lines()
        assert all(next(lines) for _ in range(100))
    # Both threads of the engine are free again: a stream that went on would hold one for minutes.
    for _ in range(3):
        assert combine(client, keuzes={}, over=["pgb"])["aantal"] == "2"


def test_a_fault_is_a_problem_whatever_form_was_asked_for(client: httpx.Client) -> None:
    response = client.post(URL, json={"keuzes": {}, "over": ["onzin"]}, headers=CSV)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert client.post(URL, json={"keuzes": {}, "over": ["pgb"]}, headers={"accept": "text/html"}).status_code == 406


def test_a_threshold_leaves_out_the_combinations_that_a_warning_counts_against(client: httpx.Client) -> None:
    question = {"keuzes": {}, "over": ["bekostigingsvorm", "contractniveau"], "pageSize": 1000}
    everything = client.post("/v1/combinaties", json=question).json()
    without = client.post("/v1/combinaties", json=question | {"drempel": "waarschuwing"}).json()
    quiet = [c for c in everything["combinaties"] if c["oordeel"] == "samenhangend"]
    assert 0 < len(quiet) < len(everything["combinaties"])
    assert without["combinaties"] == quiet
    assert without["aantal"] == str(len(quiet))


def test_a_threshold_that_is_no_threshold_is_a_fault(client: httpx.Client) -> None:
    answer = client.post("/v1/combinaties", json={"keuzes": {}, "over": ["domein"], "drempel": "advies"})
    assert answer.status_code == 400
    assert answer.json()["fouten"][0]["pointer"] == "/drempel"
