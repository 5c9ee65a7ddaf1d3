from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture
def document(client: httpx.Client) -> dict[str, Any]:
    return client.get("/v1/openapi.json").json()  # type: ignore[no-any-return]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_it_describes_the_api_and_nothing_else(document: dict[str, Any]) -> None:
    assert re.match(r"3\.\d", document["openapi"])
    assert set(document["paths"]) == {
        "/dimensies",
        "/dimensies/{id}",
        "/regels",
        "/regels/{code}",
        "/bronnen",
        "/bronnen/{id}",
        "/samenhangtoetsen",
        "/keuzemogelijkheden",
        "/combinaties",
        "/verklaringen",
        "/herstelvoorstellen",
        "/veranderpaden",
        "/veranderpaden/voorbeelden",
        "/vergelijkingen",
        "/steekproeven",
        "/samenhangmatrix",
        "/gemeenten",
        "/gemeenten/{code}",
        "/regios",
        "/regios/{code}",
        "/inrichtingen",
        "/inrichtingen/{id}",
        "/inrichtingen/{id}/bevindingen",
        "/vragen",
        "/vragen/{id}",
        "/gegevenssets",
        "/gegevenssets/{naam}",
        "/gegevenssets/{naam}/concept",
        "/gegevenssets/{naam}/concept/publicatie",
        "/gegevenssets/{naam}/versies",
        "/gegevenssets/{naam}/versies/{n}",
        "/gegevenssets/{naam}/versies/{n}/bestand",
        "/gegevenssets/{naam}/versies/{n}/herstel",
        "/gegevenssets/{naam}/versies/{n}/rapport",
        "/gegevenssets/{naam}/versies/{n}/vergelijking/{m}",
        "/gegevenssets/{naam}/vormen",
        "/reservekopie",
        "/gebeurtenissen",
        "/toegangstokens",
        "/toegangstokens/{id}",
        "/validaties",
    }
    assert document["servers"][0]["url"] == "/v1"
    assert document["info"]["license"] == {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    assert set(document["info"]["contact"]) == {"name", "url", "email"}


def test_every_operation_has_a_name_a_tag_and_the_version_header(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    tags = {tag["name"] for tag in document["tags"]}
    for _, _, operation in operations(document):
        assert set(operation["tags"]) <= tags
        assert all("API-Version" in response["headers"] for response in operation["responses"].values())


def test_errors_are_problems_and_never_422(document: dict[str, Any]) -> None:
    for _, method, operation in operations(document):
        assert "422" not in operation["responses"]
        assert "406" in operation["responses"]
        if method == "post" or operation.get("parameters"):
            assert "400" in operation["responses"]
        for status, response in operation["responses"].items():
            if status[0] in "45":
                assert set(response["content"]) == {"application/problem+json"}
    required = {"type", "title", "status", "detail"}
    assert required <= set(document["components"]["schemas"]["Probleem"]["properties"])
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_query_parameters_are_camel_case_and_work_as_described(client: httpx.Client, document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if "security" in operation or "{naam}" in path:  # these need a token or a dataset: tests/access, tests/datasets
            continue
        for parameter in operation.get("parameters", ()):
            if parameter["in"] != "query" or parameter["schema"].get("type") == "object":
                continue  # an object stands for parameters under names of their own: tests/questions/test_http.py
            assert re.fullmatch(r"[a-z][a-zA-Z]*", parameter["name"])
            response = client.request(
                method,
                f"/v1{filled(path, operation)}",
                params={parameter["name"]: value(parameter)},
                **question(operation),
            )
            assert response.status_code == 200, response.text


def filled(path: str, operation: dict[str, Any]) -> str:
    """Return a path with the examples of its parameters filled in."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and "examples" in parameter["schema"]:
            path = path.replace(f"{{{parameter['name']}}}", parameter["schema"]["examples"][0])
    return path


def value(parameter: dict[str, Any]) -> str:
    """Return a value that a parameter takes, in the style that the document says."""
    if "example" in parameter:
        example = parameter["example"]
        return ",".join(example) if isinstance(example, list) else str(example)
    items = parameter["schema"].get("items", {})
    values = items.get("enum") or items.get("examples") or [1]
    return str(values[0])


def question(operation: dict[str, Any]) -> dict[str, Any]:
    """Return how the example question of an operation is sent; nothing when it has no body."""
    kinds = operation.get("requestBody", {"content": {}})["content"]
    given = {kind: content["example"] for kind, content in kinds.items() if "example" in content}
    return next(
        ({"content": json.dumps(example), "headers": {"content-type": kind}} for kind, example in given.items()), {}
    )


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    wanted = set(re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(document)))
    assert wanted <= set(document["components"]["schemas"])


def test_every_example_is_what_the_service_answers(client: httpx.Client, document: dict[str, Any]) -> None:
    asked = [
        (path, operation)
        for path, method, operation in operations(document)
        if "application/json" in operation.get("requestBody", {"content": {}})["content"]
        and "security" not in operation
    ]
    assert len(asked) == 9
    for path, operation in asked:
        answer = operation["responses"]["200"]["content"]["application/json"]["example"]
        assert client.post(f"/v1{path}", **question(operation)).json() == answer, path
    clash = document["paths"]["/samenhangtoetsen"]["post"]["responses"]["200"]["content"]["application/json"]["example"]
    assert clash["bevindingen"][0]["regel"] == "R275"


def test_a_table_is_described_in_every_form_it_has(document: dict[str, Any]) -> None:
    for path, method in (("/combinaties", "post"), ("/samenhangmatrix", "get"), ("/samenhangmatrix", "post")):
        forms = document["paths"][path][method]["responses"]["200"]["content"]
        assert set(forms) == {"application/json", "application/x-ndjson", "text/csv"}
