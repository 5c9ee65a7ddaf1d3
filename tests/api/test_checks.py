from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api.models import Samenhangtoets

if TYPE_CHECKING:
    import httpx

TROUBLE = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
MANAGED = {
    "bekostigingsvorm": "productiebekostiging",
    "budgetplafond": "geen",
    "monitoringIntensiteit": "gemiddeld",
    "contractmanagementAanpak": "risicogestuurd",
    "monitoringFocus": ["kosten"],
}


def check(client: httpx.Client, choices: dict[str, Any], **extra: Any) -> dict[str, Any]:
    response = client.post("/v1/samenhangtoetsen", json={"keuzes": choices} | extra)
    assert response.status_code == 200, response.text
    Samenhangtoets.model_validate(response.json())
    return response.json()  # type: ignore[no-any-return]


def finding(answer: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [f for f in answer["bevindingen"] if f["regel"] == code]
    return found  # type: ignore[no-any-return]


def test_a_contradiction_names_its_rules_with_message_risk_measures_and_anchors(client: httpx.Client) -> None:
    answer = check(client, TROUBLE)
    assert answer["oordeel"] == "tegenspraak"
    assert {"R275", "R266", "R372"} <= {f["regel"] for f in answer["bevindingen"]}
    clash = finding(answer, "R275")
    assert clash["ernst"] == "overtreding"
    assert clash["status"] == "geldt"
    assert clash["iri"] == "https://w3id.org/samenhang/id/regel/R275"
    assert clash["keuzes"] == TROUBLE
    assert set(clash["boodschap"]) == {"nl", "en"}
    assert clash["risico"]["id"] == "onbeheerste-kosten-zonder-zicht"
    assert {"dimensie": "budgetplafond", "optie": "algemeen"}.items() <= clash["maatregelen"][0].items()
    assert {
        "document": "D4",
        "anker": "§7.2.3, voorbeeld 4b",
        "iri": "https://w3id.org/samenhang/bron/D4/7.2.3-voorbeeld-4b",
    } in clash["bronnen"]
    assert clash["lens"] == ["D4"]


def test_measures_turn_the_contradiction_into_coherence_and_stay_visible(client: httpx.Client) -> None:
    answer = check(client, MANAGED)
    assert answer["oordeel"] == "samenhangend"
    assert finding(answer, "R266")["status"] == "beheerst"


def test_the_answer_says_what_is_open_and_which_rules_were_used(client: httpx.Client) -> None:
    answer = check(client, TROUBLE)
    assert answer["volledig"] is False
    assert "domein" in answer["ontbrekend"]
    assert "budgetplafond" not in answer["ontbrekend"]
    assert isinstance(answer["afrondbaar"], bool)
    assert answer["aantalAfrondingen"].isdigit()
    assert len(answer["regelset"]["sha256"]) == 64


def test_nothing_chosen_contradicts_nothing(client: httpx.Client) -> None:
    answer = check(client, {})
    assert answer["oordeel"] == "samenhangend"
    assert answer["bevindingen"] == []


def test_a_lens_leaves_out_the_rules_of_other_documents(client: httpx.Client) -> None:
    every, some = check(client, TROUBLE), check(client, TROUBLE, lens=["D4"])
    assert len(some["bevindingen"]) <= len(every["bevindingen"])
    assert all("D4" in f["lens"] for f in some["bevindingen"])


def test_numbers_come_back_as_numbers_and_sets_as_lists(client: httpx.Client) -> None:
    sets = {
        d["id"]
        for d in client.get("/v1/dimensies", params={"pageSize": 1000}).json()["dimensies"]
        if d["antwoordsoort"] == "meervoudig"
    }
    rules = client.get("/v1/regels", params={"pageSize": 1000}).json()["regels"]
    leaves = [(rule["code"], rule["als"]["voorwaarde"]) for rule in rules]
    above = next((code, {v["dimensie"]: v["waarde"] + 1}) for code, v in leaves if v.get("vergelijking") == ">")
    member = next((code, {v["dimensie"]: v["heeft"]}) for code, v in leaves if "heeft" in v and v["dimensie"] in sets)
    for code, choices in (above, member):
        assert finding(check(client, choices), code)["keuzes"] == choices


def test_a_legal_finding_says_of_when_the_law_is(client: httpx.Client) -> None:
    legal = client.get("/v1/regels", params={"soort": "juridisch", "pageSize": 100}).json()["regels"]
    rule = next(r for r in legal if _simple(r["als"]["voorwaarde"]))
    found = finding(check(client, _simple(rule["als"]["voorwaarde"])), rule["code"])
    assert found["rechtsstand"]["jaren"] == rule["rechtsstand"]["jaren"]
    assert "niet getoetst aan het recht van vandaag" in found["rechtsstand"]["toelichting"]["nl"]
    assert "not checked against today's law" in found["rechtsstand"]["toelichting"]["en"]


def _simple(condition: dict[str, Any]) -> dict[str, Any]:
    """Return choices that make a plain conjunction of single options true; empty when it is something else."""
    parts = condition.get("alle", [condition])
    if not all("heeft" in part for part in parts):
        return {}
    return {part["dimensie"]: part["heeft"][0] for part in parts}


def test_a_dimension_that_does_not_apply_gets_advice(client: httpx.Client) -> None:
    dimensions = client.get("/v1/dimensies", params={"pageSize": 1000}).json()["dimensies"]
    for dimension in dimensions:
        clause = dimension["nietVanToepassingAls"]
        if clause is None or not dimension["opties"] or not _simple(clause["voorwaarde"]):
            continue
        choices = _simple(clause["voorwaarde"]) | {dimension["id"]: dimension["opties"][0]["id"]}
        found = finding(check(client, choices), "nvt")
        assert (found["ernst"], found["soort"], found["risico"]) == ("advies", "advies", None)
        return
    pytest.fail("no dimension with a plain condition")


def test_an_answer_to_a_check_is_not_stored(client: httpx.Client) -> None:
    response = client.post("/v1/samenhangtoetsen", json={"keuzes": TROUBLE})
    assert response.headers["cache-control"] == "no-store"
