from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api import instance_models as models

if TYPE_CHECKING:
    import httpx


def get(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def test_the_municipalities_of_a_day_are_listed_in_the_documented_form(client: httpx.Client) -> None:
    page = get(client, "/v1/gemeenten", pageSize=1000, peildatum="2026-01-01")
    models.Gemeenten.model_validate(page)
    assert page["aantal"] == "342"


def test_municipalities_are_filtered_by_province_region_and_text(client: httpx.Client) -> None:
    in_utrecht = get(client, "/v1/gemeenten", provincie="PV26", pageSize=1000)["gemeenten"]
    assert {m["provincie"]["naam"] for m in in_utrecht} == {"Utrecht"}
    in_region = get(client, "/v1/gemeenten", regio="JZ01", peildatum="2026-01-01")["gemeenten"]
    assert "GM0014" in {m["code"] for m in in_region}
    members = get(client, "/v1/regios/JZ01", peildatum="2026-01-01")["gemeenten"]
    assert {m["code"] for m in in_region} == {m["code"] for m in members}
    assert [m["naam"] for m in get(client, "/v1/gemeenten", q="amsterd")["gemeenten"]] == ["Amsterdam"]


@pytest.mark.parametrize("name", ["GM0344", "gm0344", "Utrecht", "utrecht"])
def test_a_municipality_is_found_by_code_and_by_name(client: httpx.Client, name: str) -> None:
    one = get(client, f"/v1/gemeenten/{name}", peildatum="2026-01-01")
    models.GemeenteMetRegios.model_validate(one)
    assert one["code"] == "GM0344"
    assert {"jeugdregio", "arbeidsmarktregio", "ggd-regio", "veiligheidsregio"} == {r["soort"] for r in one["regios"]}
    assert len([a for a in one["inrichtingen"] if a["partij"]["iri"] == one["iri"]]) == 7


def test_a_municipality_that_went_into_another_says_into_which(client: httpx.Client) -> None:
    vianen = get(client, "/v1/gemeenten/GM0620")
    assert vianen["einde"]
    assert vianen["opvolgers"][0]["naar"]["naam"] == "Vijfheerenlanden"
    successor = get(client, f"/v1/gemeenten/{vianen['opvolgers'][0]['naar']['code']}")
    assert "GM0620" in {change["van"]["code"] for change in successor["voorgangers"]}


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/v1/gemeenten/Utrech", "GM0344 (Utrecht)"),
        ("/v1/regios/Gronigen", "JZ01 (Groningen)"),
        ("/v1/inrichtingen/jz23-jeugd-2023", "jz23-jeugd-2022"),
    ],
)
def test_what_is_not_there_names_the_nearest(client: httpx.Client, path: str, suggestion: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert suggestion in response.json()["fouten"][0]["suggesties"]


def test_the_regions_of_a_kind_are_listed_with_their_members(client: httpx.Client) -> None:
    page = get(client, "/v1/regios", soort="jeugdregio", pageSize=1000, peildatum="2026-01-01")
    models.Regios.model_validate(page)
    assert page["aantal"] == "42"
    assert sum(r["leden"] for r in page["regios"]) == 342
    models.RegioMetLeden.model_validate(get(client, "/v1/regios/jz23"))


@pytest.mark.parametrize(
    "path", ["/v1/gemeenten", "/v1/regios", "/v1/gemeenten/GM0344", "/v1/inrichtingen/jz23-jeugd-2022/bevindingen"]
)
def test_a_day_that_is_no_day_is_refused_with_an_example(client: httpx.Client, path: str) -> None:
    response = client.get(path, params={"peildatum": "1 mei"})
    assert response.status_code == 400
    assert response.json()["fouten"][0]["pointer"] == "/peildatum"


def test_a_list_is_also_a_table(client: httpx.Client) -> None:
    for path, column in (("/v1/gemeenten", "code"), ("/v1/regios", "code"), ("/v1/inrichtingen", "id")):
        response = client.get(path, params={"pageSize": 1000}, headers={"accept": "text/csv"})
        rows = list(csv.DictReader(io.StringIO(response.text)))
        listed = get(client, path, pageSize=1000)
        assert len(rows) == int(response.headers["x-total-count"]) == int(listed["aantal"])
        assert [row[column] for row in rows] == [item[column] for item in listed[path.rsplit("/", 1)[1]]]


def test_arrangements_are_listed_in_the_documented_form(client: httpx.Client) -> None:
    page = get(client, "/v1/inrichtingen", pageSize=1000)
    models.Inrichtingen.model_validate(page)
    assert len({a["id"] for a in page["inrichtingen"]}) == int(page["aantal"]) > 150


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"partij": "GM0344"}, lambda a: a["partij"]["naam"] == "Utrecht"),
        ({"domein": "jeugd"}, lambda a: "jeugd" in a["domeinen"]),
        ({"oordeel": "tegenspraak"}, lambda a: a["oordeel"] == "tegenspraak"),
        ({"tekstvoorbeeld": "true"}, lambda a: a["tekstvoorbeeld"] is True),
        ({"niveau": "stelsel", "stand": "voornemen"}, lambda a: (a["niveau"], a["stand"]) == ("stelsel", "voornemen")),
        ({"q": "buurtteams"}, lambda a: "buurtteams" in str(a)),
        ({"jaar": "2016"}, lambda a: a["begin"] is None or a["begin"][:4] <= "2016"),
    ],
)
def test_arrangements_are_filtered(client: httpx.Client, filters: dict[str, Any], holds: Any) -> None:
    found = get(client, "/v1/inrichtingen", pageSize=1000, **filters)["inrichtingen"]
    assert 0 < len(found) < 160
    assert all(map(holds, found))


def test_arrangements_are_found_by_a_choice_and_by_a_rule(client: httpx.Client) -> None:
    for one in get(client, "/v1/inrichtingen", keuze="domein:wmo", pageSize=1000)["inrichtingen"]:
        assert get(client, f"/v1/inrichtingen/{one['id']}")["keuzes"]["domein"] == "wmo"
    for one in get(client, "/v1/inrichtingen", regel="R275")["inrichtingen"]:
        found = get(client, f"/v1/inrichtingen/{one['id']}/bevindingen")["bevindingen"]
        assert "R275" in {finding["regel"] for finding in found}


@pytest.mark.parametrize("choice", ["lumpsum", "bekostigingsvrom:lumpsum", "bekostigingsvorm:lumpsom"])
def test_a_choice_that_is_none_is_refused(client: httpx.Client, choice: str) -> None:
    response = client.get("/v1/inrichtingen", params={"keuze": choice})
    assert response.status_code == 400
    assert response.json()["fouten"][0]["pointer"] == "/keuze"


def test_an_arrangement_gives_its_choices_with_the_statements_they_rest_on(client: httpx.Client) -> None:
    one = get(client, "/v1/inrichtingen/jz23-jeugd-2022")
    models.InrichtingMetKeuzes.model_validate(one)
    assert one["keuzes"]["domein"] == "jeugd"
    assert all(s["bron"]["iri"].startswith("http") for s in one["vaststellingen"])
    inheriting = get(client, "/v1/inrichtingen/jz01-jeugd-2025")
    assert inheriting["overgenomen"]
    assert not set(inheriting["overgenomen"]) & set(inheriting["keuzes"])


def test_the_findings_of_an_arrangement_are_those_of_a_check_of_all_its_answers(client: httpx.Client) -> None:
    name = "d4-voorbeeld-4b-zonder-plafond"
    one = get(client, f"/v1/inrichtingen/{name}")
    told = get(client, f"/v1/inrichtingen/{name}/bevindingen", peildatum="2026-01-01", lens="D4")
    models.Inrichtingstoets.model_validate(told)
    question = {"keuzes": one["keuzes"] | one["overgenomen"], "peildatum": "2026-01-01", "lens": ["D4"]}
    assert told.pop("inrichting") == name
    assert told == client.post("/v1/samenhangtoetsen", json=question).json()
    assert told["oordeel"] == "tegenspraak"
