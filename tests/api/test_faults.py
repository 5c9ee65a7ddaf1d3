from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.api.serving import served

from samenhang import errors
from samenhang.api.models import Probleem
from samenhang.wire import PROBLEMS

if TYPE_CHECKING:
    import httpx

URL = "/v1/samenhangtoetsen"
JSON = {"content-type": "application/json"}


def problem(response: httpx.Response, status: int = 400, code: str = "ongeldige-invoer") -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    Probleem.model_validate(data)
    assert data["status"] == status
    assert data["type"].endswith(f"/problemen/{code}")
    return data


def faults(client: httpx.Client, body: bytes | str) -> dict[str, dict[str, Any]]:
    data = problem(client.post(URL, content=body, headers=JSON))
    return {fault["pointer"]: fault for fault in data["fouten"]}


def test_every_fault_is_listed_with_its_pointer_and_the_nearest_ids(client: httpx.Client) -> None:
    found = faults(
        client,
        json.dumps(
            {
                "keuzes": {
                    "bekostigingsvrom": "productiebekostiging",
                    "bekostigingsvorm": "productiebekostigin",
                    "budgetplafond": ["geen", "algemeen"],
                    "wachttijdToegang": "veel",
                    "monitoringFocus": {"a": 1},
                },
                "lens": ["D9"],
                "peildatum": "gisteren",
                "lenz": [],
            }
        ),
    )
    assert "bekostigingsvorm" in found["/keuzes/bekostigingsvrom"]["suggesties"]
    assert found["/keuzes/bekostigingsvorm"]["suggesties"][0] == "productiebekostiging"
    assert found["/keuzes/budgetplafond"]["code"] == "nietPreciesEenWaarde"
    assert found["/keuzes/monitoringFocus"]["code"] == "verkeerdType"
    assert "D4" in found["/lens/0"]["suggesties"]
    assert found["/peildatum"]["code"] == "ongeldigeDatum"
    assert found["/lenz"]["suggesties"] == ["lens"]
    assert all(set(fault["detail"]) == {"nl", "en"} for fault in found.values())


def test_a_text_for_a_number_is_a_fault(client: httpx.Client) -> None:
    numbers = [
        d["id"]
        for d in client.get("/v1/dimensies", params={"pageSize": 1000}).json()["dimensies"]
        if d["antwoordsoort"] == "getal"
    ]
    found = faults(client, json.dumps({"keuzes": {numbers[0]: "12"}}))
    assert found[f"/keuzes/{numbers[0]}"]["code"] == "verkeerdType"


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "true", "null"])
def test_what_is_no_sane_number_is_a_fault(client: httpx.Client, figure: str) -> None:
    number = next(
        d["id"]
        for d in client.get("/v1/dimensies", params={"pageSize": 1000}).json()["dimensies"]
        if d["antwoordsoort"] == "getal"
    )
    assert f"/keuzes/{number}" in faults(client, f'{{"keuzes": {{"{number}": {figure}}}}}')


def test_a_second_value_for_one_dimension_is_a_fault_among_the_others(client: httpx.Client) -> None:
    found = faults(
        client,
        '{"keuzes": {"budgetplafond": "geen", "budgetplafond": "algemeen", "onzin": 1}, "lens": [], "lens": []}',
    )
    assert found["/keuzes/budgetplafond"]["code"] == "tweedeWaarde"
    assert found["/lens"]["code"] == "tweedeWaarde"
    assert found["/keuzes/onzin"]["code"] == "onbekendeDimensie"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "leeg"),
        (b"  ", "leeg"),
        (b"{", "geenJson"),
        (b'{"keuzes": {},}', "geenJson"),
        (b"[]", "geenObject"),
        (b'"tekst"', "geenObject"),
        (b"null", "geenObject"),
        (b"\xff\xfe{\x00}\x00", "geenUtf8"),
        ('{"keuzes": {"caf\xe9": 1}}'.encode("latin-1"), "geenUtf8"),
        (b"[" * 100_000, "teDiep"),
        (b'{"keuzes":' * 50_000, "teDiep"),
    ],
)
def test_a_body_that_cannot_be_read_is_one_fault_at_the_root(client: httpx.Client, body: bytes, code: str) -> None:
    found = faults(client, body)
    assert found[""]["code"] == code


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("{}", "/keuzes"),
        ('{"keuzes": []}', "/keuzes"),
        ('{"keuzes": null}', "/keuzes"),
        ('{"keuzes": {}, "lens": "D4"}', "/lens"),
        ('{"keuzes": {}, "lens": [4]}', "/lens"),
        ('{"keuzes": {}, "lens": null}', "/lens"),
        ('{"keuzes": {}, "peildatum": 20260101}', "/peildatum"),
        ('{"keuzes": {}, "peildatum": "2026-13-01"}', "/peildatum"),
        ('{"keuzes": {"monitoringFocus": [["kosten"]]}}', "/keuzes/monitoringFocus"),
        ('{"keuzes": {"a/b~c": 1}}', "/keuzes/a~1b~0c"),
        (json.dumps({"keuzes": {"monitoringFocus": ["kosten"] * 2000}}), "/keuzes/monitoringFocus"),
        (f'{{"keuzes": {{"budgetplafond": {"[" * 500}1{"]" * 500}}}}}', "/keuzes/budgetplafond"),
        ('{"keuzes": {"\\ud800": "\\udfff"}}', "/keuzes/?"),
    ],
)
def test_a_wrong_form_is_a_fault_at_its_place(client: httpx.Client, body: str, pointer: str) -> None:
    assert pointer in faults(client, body)


@pytest.mark.parametrize(
    "body",
    [
        b"x" * 1_000_000,
        json.dumps({"keuzes": {f"onzin{i}": "x" * 20 for i in range(25_000)}}).encode(),
        json.dumps({"keuzes": {"monitoringFocus": ["x"] * 200_000}}).encode(),
        json.dumps({"keuzes": {"budgetplafond": "x" * 1_000_000}}).encode(),
        json.dumps({"keuzes": {}, "lens": ["x"] * 200_000}).encode(),
        json.dumps({f"onzin{i}": 1 for i in range(50_000)}).encode(),
        json.dumps({"keuzes": {}, "lens": ["x" * 1_000_000]}).encode(),
        json.dumps({"keuzes": {}, "peildatum": "x" * 1_000_000}).encode(),
    ],
    ids=["letters", "keys", "members", "value", "lenses", "top", "lens", "date"],
)
def test_a_megabyte_of_nonsense_is_answered_soon_and_briefly(client: httpx.Client, body: bytes) -> None:
    response = client.post(URL, content=body, headers=JSON)
    problem(response)
    assert response.elapsed.total_seconds() < 5
    assert len(response.content) < 300_000


def test_a_body_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    problem(client.post(URL, content=b" " * 3_000_000, headers=JSON), 413, "te-groot")


def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(client: httpx.Client) -> None:
    problem(client.post(URL, content=(b" " * 100_000 for _ in range(30)), headers=JSON), 413, "te-groot")


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": ""},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_another_kind_of_content_is_not_read(client: httpx.Client, headers: dict[str, str]) -> None:
    data = problem(client.post(URL, content=b"{}", headers=headers), 415, "mediatype-niet-ondersteund")
    assert "application/json" in data["detail"]


def test_a_charset_with_the_content_type_does_no_harm(client: httpx.Client) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert client.post(URL, content=b'{"keuzes": {}}', headers=headers).status_code == 200


def test_an_unknown_thing_is_not_found_with_the_nearest_ids(client: httpx.Client) -> None:
    data = problem(client.get("/v1/regels/R2755"), 404, "niet-gevonden")
    assert "R275" in data["fouten"][0]["suggesties"]
    assert data["instance"] == "/v1/regels/R2755"
    problem(client.get("/v1/dimensies/bekostiging"), 404, "niet-gevonden")
    problem(client.get("/v1/bronnen/D9"), 404, "niet-gevonden")


@pytest.mark.parametrize("path", ["/v1/regels/%00%FF%3Cscript%3E", "/v1/regels/%ED%A0%80", "/v1/bronnen/" + "x" * 5000])
def test_strange_bytes_in_an_address_do_no_harm(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404, "niet-gevonden")


@pytest.mark.parametrize("path", ["/v1/regels/", "/v1/regels/R275/", "/v1/", "/v1", "/nergens", "/health/live/"])
def test_nothing_is_at_an_unknown_address_or_behind_a_slash(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404, "niet-gevonden")


def test_a_method_that_is_not_allowed_is_told_which_are(client: httpx.Client) -> None:
    response = client.delete("/v1/regels")
    problem(response, 405, "methode-niet-toegestaan")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    response = client.get(URL)
    problem(response, 405, "methode-niet-toegestaan")
    assert response.headers["allow"] == "POST, OPTIONS"


def test_a_form_that_is_not_there_is_not_acceptable(client: httpx.Client) -> None:
    problem(client.get("/v1/regels", headers={"accept": "text/html"}), 406, "niet-leverbaar")
    problem(client.post(URL, json={"keuzes": {}}, headers={"accept": "application/json;q=0"}), 406, "niet-leverbaar")


def test_a_problem_speaks_the_language_of_the_caller(client: httpx.Client) -> None:
    said = {}
    for header in ("nl", "en", "en-GB, nl;q=0.5", "de", "de, en;q=0.1", "*", ""):
        response = client.get("/v1/regels/R999", headers={"accept-language": header})
        said[header] = response.headers["content-language"]
        assert ("Er is geen" in response.json()["detail"]) is (said[header] == "nl")
    assert said == {
        "nl": "nl",
        "en": "en",
        "en-GB, nl;q=0.5": "en",
        "de": "nl",
        "de, en;q=0.1": "en",
        "*": "nl",
        "": "nl",
    }


def test_the_type_of_a_problem_can_be_read_in_both_languages(client: httpx.Client) -> None:
    page = client.get(problem(client.get("/v1/regels/R999"), 404, "niet-gevonden")["type"])
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "Niet gevonden" in page.text
    assert "Not found" in page.text


def test_every_error_of_the_product_has_a_kind_of_problem_with_its_status() -> None:
    kinds: list[type[errors.SamenhangError]] = [errors.SamenhangError, *errors.SamenhangError.__subclasses__()]
    for kind in kinds:
        if kind.__module__ == errors.__name__:
            assert PROBLEMS[kind.code].status == kind.status


def test_an_unforeseen_error_is_a_problem_that_shows_nothing_of_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with served() as own:
        monkeypatch.setattr("samenhang.api.knowledge.document", None)
        response = own.get("/v1/bronnen")
    data = problem(response, 500, "fout")
    assert "NoneType" not in response.text
    assert "NoneType" in caplog.text
    assert response.headers["api-version"]
    assert data["detail"]
