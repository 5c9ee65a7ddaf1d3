from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api.models import Probleem

if TYPE_CHECKING:
    import httpx

NAMES = {
    "keuzemogelijkheden": "dimensies",
    "combinaties": "over",
    "herstelvoorstellen": "vast",
    "steekproeven": "over",
    "samenhangmatrix": "dimensies",
}
REST: dict[str, dict[str, Any]] = {"combinaties": {"over": ["pgb"]}, "steekproeven": {"over": ["pgb"]}}


def faults(client: httpx.Client, operation: str, question: Any) -> dict[str, dict[str, Any]]:
    response = client.post(f"/v1/{operation}", json=question)
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"
    data = response.json()
    Probleem.model_validate(data)
    return {fault["pointer"]: fault for fault in data["fouten"]}


@pytest.mark.parametrize(("operation", "key"), NAMES.items())
def test_an_unknown_dimension_is_a_fault_with_its_place_and_the_nearest_ids(
    client: httpx.Client, operation: str, key: str
) -> None:
    found = faults(client, operation, {"keuzes": {"domein": "jeugt"}, key: ["pgb", "pgb", "bekostigingsvrom"]})
    assert "bekostigingsvorm" in found[f"/{key}/2"]["suggesties"]
    assert found["/keuzes/domein"]["suggesties"][0] == "jeugd"
    assert len(found) == 2


@pytest.mark.parametrize(("operation", "key"), NAMES.items())
@pytest.mark.parametrize("value", ["pgb", 1, [1], [["pgb"]], {"pgb": 1}, ["pgb"] * 1001])
def test_a_list_of_dimensions_is_nothing_else(client: httpx.Client, operation: str, key: str, value: Any) -> None:
    assert faults(client, operation, {"keuzes": {}, key: value})[f"/{key}"]["code"] == "verkeerdType"


@pytest.mark.parametrize("operation", [*NAMES, "verklaringen"])
def test_every_fault_of_form_and_content_is_listed_at_once(client: httpx.Client, operation: str) -> None:
    question = {"keuzes": {"onzin": 1, "pgb": {"a": 1}}, "lens": ["D9"], "peildatum": "gisteren", "keuzez": 1}
    found = faults(client, operation, question | REST.get(operation, {}))
    assert set(found) == {"/keuzes/onzin", "/keuzes/pgb", "/lens/0", "/peildatum", "/keuzez"}
    assert found["/keuzez"]["suggesties"][0] == "keuzes"


@pytest.mark.parametrize("operation", ["veranderpaden", "vergelijkingen"])
def test_both_selections_are_read_as_strictly(client: httpx.Client, operation: str) -> None:
    first, second = ("van", "naar") if operation == "veranderpaden" else ("a", "b")
    found = faults(client, operation, {first: {"onzin": 1}, second: {"pgb": "misschien"}, "lens": "D4"})
    assert set(found) == {f"/{first}/onzin", f"/{second}/pgb", "/lens"}
    assert set(faults(client, operation, {first: [], "keuzes": {}})) == {f"/{first}", f"/{second}", "/keuzes"}
    doubled = client.post(
        f"/v1/{operation}",
        content=f'{{"{first}": {{"pgb": "ja", "pgb": "nee"}}, "{second}": {{}}}}',
        headers={"content-type": "application/json"},
    )
    assert doubled.json()["fouten"][0]["pointer"] == f"/{first}/pgb"


@pytest.mark.parametrize(
    ("bundles", "pointer"),
    [
        ("pgb", "/bundels"),
        ([["pgb"]] * 101, "/bundels"),
        (["pgb"], "/bundels/0"),
        ([["domein"], ["pgb", "pbg"]], "/bundels/1/1"),
    ],
)
def test_a_bundle_is_a_list_of_dimensions(client: httpx.Client, bundles: Any, pointer: str) -> None:
    assert set(faults(client, "veranderpaden", {"van": {}, "naar": {}, "bundels": bundles})) == {pointer}


@pytest.mark.parametrize(
    ("operation", "key", "values"),
    [
        ("herstelvoorstellen", "aantal", [0, 51, -1, "5", 1.5, True, None]),
        ("steekproeven", "aantal", [0, 10_001, "1"]),
        ("steekproeven", "zaad", [-1, 2**53, "een", 0.5]),
        ("combinaties", "page", [0, -1, "1", 1.0, 10**31]),
        ("combinaties", "pageSize", [0, 1001, "20"]),
        ("keuzemogelijkheden", "wijzigingen", [0, "nee", None]),
    ],
)
def test_a_figure_outside_its_bounds_is_a_fault(client: httpx.Client, operation: str, key: str, values: Any) -> None:
    for value in values:
        found = faults(client, operation, {"keuzes": {}, key: value} | REST.get(operation, {}))
        assert set(found) == {f"/{key}"}, value


@pytest.mark.parametrize("operation", ["combinaties", "steekproeven"])
def test_over_is_asked_for(client: httpx.Client, operation: str) -> None:
    assert faults(client, operation, {"keuzes": {}})["/over"]["code"] == "ontbreekt"
    assert faults(client, operation, {"keuzes": {}, "over": []})["/over"]["code"] == "teWeinigWaarden"


def test_a_matrix_takes_two_dimensions_with_options(client: httpx.Client) -> None:
    assert set(faults(client, "samenhangmatrix", {"keuzes": {}, "dimensies": ["pgb"]})) == {"/dimensies"}
    found = faults(client, "samenhangmatrix", {"keuzes": {}, "dimensies": ["pgb", "wachttijdToegang"]})
    assert found["/dimensies/1"]["code"] in ("geenOpties", "onbekendeDimensie")


@pytest.mark.parametrize("query", ["dimensies=pgb,domijn", "lens=D9", "peildatum=morgen", "dimensie=pgb"])
def test_a_matrix_by_address_is_read_as_strictly(client: httpx.Client, query: str) -> None:
    response = client.get(f"/v1/samenhangmatrix?{query}")
    assert response.status_code == 400
    assert response.json()["fouten"][0]["pointer"].startswith(f"/{query.partition('=')[0]}")


@pytest.mark.parametrize("query", ["page=0", "page=een", "page=1&page=2", "pagina=1", "pageSize=1001"])
def test_paging_by_address_is_read_as_strictly(client: httpx.Client, query: str) -> None:
    response = client.post(f"/v1/combinaties?{query}", json={"keuzes": {}, "over": ["pgb"]})
    assert response.status_code == 400
    assert response.json()["fouten"][0]["pointer"] == f"/{query.partition('=')[0]}"


@pytest.mark.parametrize("operation", [*NAMES, "verklaringen", "veranderpaden", "vergelijkingen"])
def test_what_is_no_json_is_refused(client: httpx.Client, operation: str) -> None:
    url = f"/v1/{operation}"
    assert client.post(url, content=b"<x/>", headers={"content-type": "application/xml"}).status_code == 415
    assert client.post(url, content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post(url, json={}, headers={"accept": "image/png"}).status_code == 406
    assert client.put(url, json={}).status_code == 405
    assert client.post(f"{url}/", json={}).status_code == 404


@pytest.mark.parametrize("operation", ["combinaties", "steekproeven"])
def test_a_projection_that_is_too_large_is_refused_at_once_with_its_size_and_how_to_narrow_it(
    client: httpx.Client, operation: str
) -> None:
    dimensions = client.get("/v1/dimensies", params={"pageSize": 1000, "kern": "true"}).json()["dimensies"]
    question = {"keuzes": {}, "over": [d["id"] for d in dimensions]}
    # How much it computes is measured in tests/coherence; a busy machine may take its time.
    response = client.post(f"/v1/{operation}", json=question, headers={"accept-language": "en"}, timeout=120)
    assert response.status_code == 400, response.text
    data = response.json()
    assert data["type"].endswith("/problemen/projectie-te-groot")
    assert re.search(r"10\^\d\d", data["detail"])
    assert "fewer dimensions" in data["detail"]
    assert client.get(data["type"]).status_code == 200
