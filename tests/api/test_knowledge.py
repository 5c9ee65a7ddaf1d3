from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api import models

if TYPE_CHECKING:
    import httpx


def get(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def test_all_dimensions_are_there_in_the_documented_form(client: httpx.Client) -> None:
    page = get(client, "/v1/dimensies", pageSize=1000)
    models.Dimensies.model_validate(page)
    assert page["aantal"] == "255"
    assert len({d["id"] for d in page["dimensies"]}) == 255
    assert sum(len(d["opties"]) for d in page["dimensies"]) == 646


def test_one_dimension_is_the_same_as_in_the_list(client: httpx.Client) -> None:
    one = get(client, "/v1/dimensies/bekostigingsvorm")
    assert one in get(client, "/v1/dimensies", pageSize=1000)["dimensies"]
    assert one["label"] == {"nl": "Bekostigingsvorm", "en": "Funding form"}
    assert one["groep"]["id"] == "bekostiging"


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"groep": "visie"}, lambda d: d["groep"]["id"] == "visie"),
        ({"niveau": "stelsel"}, lambda d: d["niveau"] == "stelsel"),
        ({"kern": "true"}, lambda d: d["kern"] is True),
        ({"kern": "false", "groep": ["visie", "inkoop"]}, lambda d: d["groep"]["id"] in ("visie", "inkoop")),
    ],
)
def test_dimensions_are_filtered(client: httpx.Client, filters: dict[str, Any], holds: Any) -> None:
    found = get(client, "/v1/dimensies", pageSize=1000, **filters)
    assert 0 < int(found["aantal"]) < 255
    assert all(map(holds, found["dimensies"]))


def test_all_rules_are_there_in_the_documented_form(client: httpx.Client) -> None:
    page = get(client, "/v1/regels", pageSize=1000)
    models.Regels.model_validate(page)
    assert page["aantal"] == "471"
    for rule in page["regels"]:
        assert rule["bronnen"], rule["code"]
        assert rule["als"]["woorden"]["nl"]
        assert rule["als"]["woorden"]["en"]
        assert (rule["rechtsstand"] is not None) is (rule["soort"] == "juridisch")


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"soort": "juridisch"}, lambda r: r["soort"] == "juridisch"),
        ({"ernst": "overtreding"}, lambda r: r["ernst"] == "overtreding"),
        ({"lens": "D1"}, lambda r: "D1" in r["lens"]),
        ({"groep": "bekostiging"}, lambda r: r["groep"] == "bekostiging"),
        ({"dimensie": "budgetplafond"}, lambda r: "budgetplafond" in r["dimensies"]),
        ({"q": "slecht idee"}, lambda r: "slecht" in str(r)),
    ],
)
def test_rules_are_filtered(client: httpx.Client, filters: dict[str, Any], holds: Any) -> None:
    found = get(client, "/v1/regels", pageSize=1000, **filters)
    assert 0 < int(found["aantal"]) < 471
    assert all(map(holds, found["regels"]))


def test_a_rule_says_its_condition_in_words_and_as_data(client: httpx.Client) -> None:
    rule = get(client, "/v1/regels/R275")
    models.Regel.model_validate(rule)
    assert rule["als"]["voorwaarde"]["alle"][1] == {"dimensie": "bekostigingsvorm", "heeft": ["productiebekostiging"]}
    assert "Budgetplafond is Geen plafond" in rule["als"]["woorden"]["nl"]
    assert " and Budget ceiling is No ceiling" in rule["als"]["woorden"]["en"]
    assert rule["maatregelen"]
    assert get(client, "/v1/regels/R266")["tenzij"]["woorden"]["nl"]


def test_a_contested_rule_shows_the_disagreement(client: httpx.Client) -> None:
    contested = [r for r in get(client, "/v1/regels", pageSize=1000)["regels"] if r["betwistDoor"]]
    assert contested
    assert any(len(r["meningsverschillen"][0]["standpunten"]) > 1 for r in contested if r["meningsverschillen"])


def test_sources_show_what_rests_on_each_anchor(client: httpx.Client) -> None:
    sources = get(client, "/v1/bronnen")
    models.Bronnen.model_validate(sources)
    assert [s["id"] for s in sources["bronnen"]] == ["D0", "D1", "D2", "D3", "D4"]
    source = get(client, "/v1/bronnen/D4")
    models.BronMetAnkers.model_validate(source)
    (anchor,) = [a for a in source["ankers"] if a["anker"] == "§7.2.3, voorbeeld 4b"]
    assert "R275" in anchor["regels"]
    assert {t["soort"] for a in source["ankers"] for t in a["termen"]} >= {"dimensie", "optie", "maatregel"}


def test_every_rule_and_dimension_rests_on_an_anchor_of_a_source(client: httpx.Client) -> None:
    anchors = [a for d in ("D0", "D1", "D2", "D3", "D4") for a in get(client, f"/v1/bronnen/{d}")["ankers"]]
    assert len({code for a in anchors for code in a["regels"]}) == 471
    assert len({t["iri"] for a in anchors for t in a["termen"] if t["soort"] == "dimensie"}) == 255
    others = {t["iri"].rpartition("/")[2] for a in anchors for t in a["termen"] if t["soort"] == "eigenschap"}
    assert others >= {"contractwaarde", "contractvorm"}, "what is said of a contract is no dimension"


def test_pages_link_to_each_other_and_together_hold_everything(client: httpx.Client) -> None:
    seen: list[str] = []
    url: str | None = "/v1/regels?soort=juridisch&pageSize=7"
    while url:
        response = client.get(url)
        seen += [r["code"] for r in response.json()["regels"]]
        links = {rel: link for link, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["link"])}
        assert {"self", "first", "last"} <= set(links)
        url = links.get("next")
    assert len(seen) == len(set(seen)) == int(response.json()["aantal"])
    assert "prev" in links


def test_a_page_behind_the_last_is_empty(client: httpx.Client) -> None:
    page = get(client, "/v1/bronnen", page=99)
    assert page["bronnen"] == []
    assert page["aantal"] == "5"


@pytest.mark.parametrize(
    ("query", "pointer", "suggestion"),
    [
        ("groep=visi", "/groep", "visie"),
        ("pagesize=3", "/pagesize", "pageSize"),
        ("page=0", "/page", None),
        ("page=een", "/page", None),
        ("pageSize=1001", "/pageSize", None),
        ("page=1&page=2", "/page", None),
        ("page=%C2%B2", "/page", None),
        ("kern=ja", "/kern", "true"),
    ],
)
def test_a_wrong_query_parameter_is_a_fault(
    client: httpx.Client, query: str, pointer: str, suggestion: str | None
) -> None:
    response = client.get(f"/v1/dimensies?{query}")
    assert response.status_code == 400
    (fault,) = response.json()["fouten"]
    assert fault["pointer"] == pointer
    assert suggestion is None or suggestion in fault["suggesties"]
