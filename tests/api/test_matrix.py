from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api.operation_models import Samenhangmatrix

if TYPE_CHECKING:
    import httpx

URL = "/v1/samenhangmatrix"
PAIR = "bekostigingsvorm,contractniveau"


def matrix(client: httpx.Client, query: str = "") -> dict[str, Any]:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200, response.text
    Samenhangmatrix.model_validate(response.json())
    return response.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("given", [{}, {"bekostigingsvorm": "productiebekostiging"}], ids=str)
def test_a_pair_is_a_contradiction_exactly_when_it_cannot_be_completed(
    client: httpx.Client, given: dict[str, str]
) -> None:
    names = ["contractniveau", "contractafbakening"]
    found = client.post(URL, json={"keuzes": given, "dimensies": names, "lens": ["D1", "D4"]}).json()
    assert found["aantal"] == str(len(found["paren"])) == "20"
    verdicts = set()
    for pair in found["paren"]:
        choices = given | {end["dimensie"]: end["optie"] for end in (pair["a"], pair["b"])}
        question = {"keuzes": choices, "lens": ["D1", "D4"]}
        completable = client.post("/v1/samenhangtoetsen", json=question).json()["afrondbaar"]
        assert (pair["oordeel"] == "tegenspraak") is not completable, pair
        assert bool(pair["regels"]) is (pair["oordeel"] != "samenhangend")
        verdicts.add(pair["oordeel"])
    assert len(verdicts) > 1


def test_the_same_matrix_comes_by_address_and_by_body(client: httpx.Client) -> None:
    by_address = matrix(client, f"dimensies={PAIR}&lens=D1,D4&peildatum=2026-01-01")
    question = {"keuzes": {}, "dimensies": PAIR.split(","), "lens": ["D1", "D4"], "peildatum": "2026-01-01"}
    assert client.post(URL, json=question).json() == by_address
    assert matrix(
        client, "dimensies=bekostigingsvorm&dimensies=contractniveau&lens=D4&lens=D1&peildatum=2026-01-01"
    ) == (by_address)


def test_the_core_dimensions_are_taken_when_none_are_named(client: httpx.Client) -> None:
    core = client.get("/v1/dimensies", params={"kern": "true", "pageSize": 1000}).json()["dimensies"]
    with client.stream("GET", URL, headers={"accept": "text/csv"}) as response:
        total = sum(len(d["opties"]) for d in core) ** 2 - sum(len(d["opties"]) ** 2 for d in core)
        assert response.headers["x-total-count"] == str(total // 2)
        lines = response.iter_lines()
        assert next(lines) == "dimensieA,optieA,dimensieB,optieB,oordeel,regels"
        assert next(lines).startswith("domein,")


def test_csv_and_lines_hold_the_same_pairs(client: httpx.Client) -> None:
    pairs = matrix(client, f"dimensies={PAIR}")["paren"]
    rows = list(csv.reader(client.get(f"{URL}?dimensies={PAIR}", headers={"accept": "text/csv"}).text.splitlines()))
    assert [[*p["a"].values(), *p["b"].values(), p["oordeel"], ",".join(p["regels"])] for p in pairs] == rows[1:]
    lines = client.get(f"{URL}?dimensies={PAIR}", headers={"accept": "application/x-ndjson"}).text.splitlines()
    assert [json.loads(line) for line in lines] == pairs


def test_what_the_caller_has_is_not_computed_again(client: httpx.Client) -> None:
    first = client.get(f"{URL}?dimensies={PAIR}")
    etag = first.headers["etag"]
    again = client.get(f"{URL}?dimensies={PAIR}", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{URL}?dimensies={PAIR}", headers={"accept": "text/csv"}).headers["etag"] != etag
    assert client.get(f"{URL}?dimensies={PAIR}&lens=D4").headers["etag"] != etag


def test_head_has_the_headers_and_computes_nothing(client: httpx.Client) -> None:
    head = client.head(URL)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["x-total-count"]) > 20_000
    assert head.elapsed.total_seconds() < 2
