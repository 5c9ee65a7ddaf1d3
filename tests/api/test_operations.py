from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samenhang.api import operation_models as models

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

TROUBLE = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen", "monitoringIntensiteit": "laag"}
LENSES: list[list[str]] = [[], ["D0"], ["D1"], ["D2"], ["D3"], ["D4"], ["juridisch"], ["D4", "risico"]]
MODELS: dict[str, type[BaseModel]] = {
    "keuzemogelijkheden": models.Keuzemogelijkheden,
    "combinaties": models.Combinaties,
    "verklaringen": models.Verklaringen,
    "herstelvoorstellen": models.Herstelvoorstellen,
    "veranderpaden": models.Veranderpad,
    "vergelijkingen": models.Vergelijking,
    "steekproeven": models.Steekproef,
    "samenhangmatrix": models.Samenhangmatrix,
}
OVER = ["bekostigingsvorm", "contractniveau"]
QUESTIONS: dict[str, dict[str, Any]] = {
    "keuzemogelijkheden": {"keuzes": TROUBLE, "wijzigingen": False},
    "combinaties": {"keuzes": {"domein": "jeugd"}, "over": OVER},
    "verklaringen": {"keuzes": TROUBLE},
    "herstelvoorstellen": {"keuzes": TROUBLE},
    "veranderpaden": {"van": {"bekostigingsvorm": "lumpsum"}, "naar": {"bekostigingsvorm": "gebiedsbekostiging"}},
    "vergelijkingen": {"a": TROUBLE, "b": {}},
    "steekproeven": {"keuzes": {"domein": "jeugd"}, "over": OVER, "zaad": 7},
    "samenhangmatrix": {"keuzes": {"domein": "jeugd"}, "dimensies": OVER},
}


def ask(client: httpx.Client, operation: str, **question: Any) -> dict[str, Any]:
    response = client.post(f"/v1/{operation}", json=question)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()
    MODELS[operation].model_validate(data)
    return data


def completable(client: httpx.Client, choices: dict[str, Any], **extra: Any) -> bool:
    response = client.post("/v1/samenhangtoetsen", json={"keuzes": choices} | extra)
    assert response.status_code == 200, response.text
    return bool(response.json()["afrondbaar"])


def states(answer: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(d["id"], o["id"]): o for d in answer["dimensies"] for o in d["opties"]}


@pytest.mark.parametrize("lens", LENSES, ids=str)
@pytest.mark.parametrize("operation", QUESTIONS)
def test_every_operation_answers_in_its_form_on_all_rules_and_on_each_lens(
    client: httpx.Client, operation: str, lens: list[str]
) -> None:
    data = ask(client, operation, **QUESTIONS[operation], lens=lens, peildatum="2026-01-01")
    assert len(data["regelset"]["sha256"]) == 64


@pytest.mark.parametrize("operation", QUESTIONS)
def test_an_answer_is_not_stored_and_the_version_is_told(client: httpx.Client, operation: str) -> None:
    response = client.post(f"/v1/{operation}", json=QUESTIONS[operation])
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["api-version"]
    assert (
        client.options(f"/v1/{operation}")
        .headers["allow"]
        .endswith("POST, HEAD, OPTIONS" if "matrix" in operation else "POST, OPTIONS")
    )


# --- Options ----------------------------------------------------------------------------------------------------------


def test_every_option_of_every_dimension_has_a_status(client: httpx.Client) -> None:
    found = states(ask(client, "keuzemogelijkheden", keuzes=TROUBLE, wijzigingen=False))
    assert len(found) == 646
    assert found["budgetplafond", "geen"]["status"] == "gekozen"


def test_an_option_is_excluded_exactly_when_the_choices_with_it_cannot_be_completed(client: httpx.Client) -> None:
    asked = ["monitoringIntensiteit", "contractniveau", "contractafbakening", "selectiviteit"]
    given = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
    found = states(ask(client, "keuzemogelijkheden", keuzes=given, dimensies=asked))
    assert {name for name, _ in found} == set(asked)
    for (name, option), state in found.items():
        assert (state["status"] == "uitgesloten") is not completable(client, given | {name: option}), (name, option)
        assert bool(state["redenen"]) is (state["status"] == "uitgesloten")
        assert (state["status"] == "mogelijkMetRisico") is (state["aantalExtraRisico"] > 0)


def test_an_excluded_option_names_its_rules_and_the_changes_it_needs(client: httpx.Client) -> None:
    given = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
    found = states(ask(client, "keuzemogelijkheden", keuzes=given, dimensies=["monitoringIntensiteit"]))
    low = found["monitoringIntensiteit", "laag"]
    assert low["redenen"] == [{"regels": ["R275"], "keuzes": given | {"monitoringIntensiteit": "laag"}}]
    assert low["andereWijzigingenNodig"] == 1


def test_without_changes_they_are_left_out(client: httpx.Client) -> None:
    given = {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
    found = states(
        ask(client, "keuzemogelijkheden", keuzes=given, dimensies=["monitoringIntensiteit"], wijzigingen=False)
    )
    assert found["monitoringIntensiteit", "laag"]["andereWijzigingenNodig"] is None


# --- Clashes and repairs ----------------------------------------------------------------------------------------------


def test_a_clash_is_minimal_and_names_its_rules(client: httpx.Client) -> None:
    (clash,) = ask(client, "verklaringen", keuzes=TROUBLE | {"domein": "jeugd"})["conflicten"]
    assert clash == {"keuzes": TROUBLE, "regels": ["R275"]}
    assert not completable(client, TROUBLE)
    for name in TROUBLE:
        assert completable(client, {k: v for k, v in TROUBLE.items() if k != name})


def test_coherent_choices_have_no_clash_and_need_no_repair(client: httpx.Client) -> None:
    assert ask(client, "verklaringen", keuzes={"domein": "jeugd"})["conflicten"] == []
    first = ask(client, "herstelvoorstellen", keuzes={"domein": "jeugd"})["voorstellen"][0]
    assert (first["wijzigingen"], first["keuzes"]) == ([], {"domein": "jeugd"})


def test_a_repair_restores_coherence_and_leaves_what_is_fixed(client: httpx.Client) -> None:
    fixed = ["bekostigingsvorm", "budgetplafond"]
    answer = ask(client, "herstelvoorstellen", keuzes=TROUBLE, vast=fixed, aantal=2)
    assert answer["onmogelijk"] == []
    assert 1 <= len(answer["voorstellen"]) <= 2
    for proposal in answer["voorstellen"]:
        changed = {c["dimensie"]: c for c in proposal["wijzigingen"]}
        assert not changed.keys() & set(fixed)
        assert completable(client, proposal["keuzes"])
        assert proposal["oordeel"] != "tegenspraak"
        for name, change in changed.items():
            assert change["van"] == TROUBLE.get(name)
            assert change["naar"] == proposal["keuzes"].get(name)


def test_an_impossible_repair_is_proven(client: httpx.Client) -> None:
    answer = ask(client, "herstelvoorstellen", keuzes=TROUBLE, vast=list(TROUBLE))
    assert answer["voorstellen"] == []
    assert answer["onmogelijk"] == [{"keuzes": TROUBLE, "regels": ["R275"]}]


# --- Paths and comparisons --------------------------------------------------------------------------------------------


def test_every_state_on_a_path_is_coherent_and_the_last_is_the_goal(client: httpx.Client) -> None:
    start = {"bekostigingsvorm": "productiebekostiging", "contractafbakening": "geen", "domein": "jeugd"}
    goal = {"bekostigingsvorm": "gebiedsbekostiging", "contractafbakening": "gebied", "pgb": "nee"}
    answer = ask(client, "veranderpaden", van=start, naar=goal)
    assert (answer["mogelijk"], answer["bewijs"]) == (True, None)
    assert [len(step["wijzigingen"]) for step in answer["stappen"]] == [1, 1, 1, 1]
    assert all(completable(client, step["keuzes"]) for step in answer["stappen"])
    assert answer["stappen"][-1]["keuzes"] == goal
    order = [step["wijzigingen"][0]["dimensie"] for step in answer["stappen"]]
    assert order.index("contractafbakening") < order.index("bekostigingsvorm")


def test_a_bundle_changes_in_one_step(client: httpx.Client) -> None:
    start = {"bekostigingsvorm": "productiebekostiging", "contractafbakening": "geen"}
    goal = {"bekostigingsvorm": "gebiedsbekostiging", "contractafbakening": "gebied"}
    answer = ask(client, "veranderpaden", van=start, naar=goal, bundels=[list(start)])
    (step,) = answer["stappen"]
    assert {c["dimensie"] for c in step["wijzigingen"]} == set(start)


def test_a_path_that_cannot_be_is_proven(client: httpx.Client) -> None:
    answer = ask(client, "veranderpaden", van={}, naar=TROUBLE)
    assert (answer["mogelijk"], answer["stappen"]) == (False, [])
    assert answer["bewijs"]["geblokkeerdDoor"] == [{"keuzes": TROUBLE, "regels": ["R275"]}]
    assert set(answer["bewijs"]) == {"dimensies", "toestanden", "geblokkeerdDoor", "bundel"}


def test_a_comparison_lists_what_differs_and_which_findings_come_and_go(client: httpx.Client) -> None:
    answer = ask(client, "vergelijkingen", a=TROUBLE, b=TROUBLE | {"monitoringIntensiteit": "gemiddeld"})
    assert answer["verschillen"] == [{"dimensie": "monitoringIntensiteit", "van": "laag", "naar": "gemiddeld"}]
    lost = {f["regel"]: f for f in answer["verloren"]}
    assert {"R275", "R372"} <= lost.keys()
    assert all(f["boodschap"]["nl"] and f["boodschap"]["en"] for f in lost.values())


def test_an_answer_that_goes_is_null_and_a_set_stays_a_list(client: httpx.Client) -> None:
    answer = ask(client, "vergelijkingen", a={"monitoringFocus": ["kosten"], "pgb": "nee"}, b={"monitoringFocus": []})
    changes = {c["dimensie"]: (c["van"], c["naar"]) for c in answer["verschillen"]}
    assert changes == {"monitoringFocus": (["kosten"], []), "pgb": ("nee", None)}


# --- The documents' own transitions -----------------------------------------------------------------------------------


def test_the_transitions_of_the_sources_are_paths_of_coherent_steps(client: httpx.Client) -> None:
    response = client.get("/v1/veranderpaden/voorbeelden")
    models.PadVoorbeelden.model_validate(response.json())
    assert client.get(response.url.path, headers={"if-none-match": response.headers["etag"]}).status_code == 304
    examples = response.json()["voorbeelden"]
    assert [e["id"] for e in examples] == ["pad-a", "pad-b"]
    for example in examples:
        assert {a["document"] for a in example["bronnen"]} == {"D1"}
        assert example["duiding"]["nl"]
        assert example["duiding"]["en"]
        whole = ask(client, "veranderpaden", van=example["van"], naar=example["naar"], bundels=example["bundels"])
        assert len(whole["stappen"]) == len(example["etappes"])
        before = example["van"]
        for stage in example["etappes"]:
            leg = ask(client, "veranderpaden", van=before, naar=stage["keuzes"])
            assert leg["mogelijk"]
            assert len(leg["stappen"]) == len(stage["wijzigingen"]), "each change is a coherent step of its own"
            assert leg["stappen"][-1]["oordeel"] == stage["oordeel"]
            before = stage["keuzes"]
        assert before == example["naar"]


def test_a_transition_carries_the_label_and_the_number_of_steps_of_its_concept(client: httpx.Client) -> None:
    for example in client.get("/v1/veranderpaden/voorbeelden").json()["voorbeelden"]:
        query = f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX sam: <https://w3id.org/samenhang/def/>
            SELECT ?label ?steps WHERE {{ <{example["iri"]}> skos:prefLabel ?label ; sam:stap ?steps .
            FILTER(LANG(?label) = "nl" && LANG(?steps) = "nl") }}"""
        (row,) = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        assert row["label"]["value"] == example["label"]["nl"]
        assert row["steps"]["value"].count(";") + 1 >= len(example["etappes"])


# --- Samples ----------------------------------------------------------------------------------------------------------


def test_a_sample_is_coherent_and_its_seed_draws_it_again(client: httpx.Client) -> None:
    first = ask(client, "steekproeven", keuzes={"domein": "jeugd"}, over=OVER, aantal=20)
    again = ask(client, "steekproeven", keuzes={"domein": "jeugd"}, over=OVER, aantal=20, zaad=first["zaad"])
    assert first == again
    assert len(first["steekproef"]) == 20
    for drawn in {str(d["keuzes"]): d["keuzes"] for d in first["steekproef"]}.values():
        assert list(drawn) == OVER
        assert completable(client, {"domein": "jeugd"} | drawn)


def test_of_nothing_no_sample_is_drawn_and_the_reason_is_given(client: httpx.Client) -> None:
    answer = ask(client, "steekproeven", keuzes=TROUBLE, over=["domein"])
    assert (answer["steekproef"], answer["aantalCombinaties"]) == ([], "0")
    assert answer["conflicten"] == [{"keuzes": TROUBLE, "regels": ["R275"]}]
