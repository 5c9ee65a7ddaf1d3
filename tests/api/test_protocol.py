from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served

from samenhang import __version__
from samenhang.settings import Settings

if TYPE_CHECKING:
    import httpx

EVERYWHERE = ("/", "/v1/regels", "/v1/regels/R999", "/v1/openapi.json", "/nergens", "/sparql", "/health/live")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_secured_and_open_for_reading(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["access-control-allow-origin"] == "*"
    assert "Accept-Language" in headers["vary"]
    assert "strict-transport-security" not in headers


def test_the_version_is_told_on_every_answer_of_the_api_and_only_there(client: httpx.Client) -> None:
    assert client.get("/v1/regels").headers["api-version"] == __version__
    assert client.get("/v1/nergens").headers["api-version"] == __version__
    assert client.options("/v1/regels").headers["api-version"] == __version__
    assert client.head("/v1/regels/R275").headers["api-version"] == __version__
    assert "api-version" not in client.get("/").headers


@pytest.mark.parametrize("path", ["/", "/v1/regels", "/v1/dimensies/pgb", "/v1/bronnen/D4", "/v1/openapi.json"])
def test_what_the_caller_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for header in (etag, f"W/{etag}", f'"ander", {etag}', "*"):
        again = client.get(path, headers={"if-none-match": header})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert again.headers["vary"]
    assert client.get(path, headers={"if-none-match": '"ander"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v1/regels/R275", "/health/ready", "/v1/regels/R999"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == get.status_code
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == get.headers.get(name)


def test_options_names_the_methods_and_answers_a_preflight(client: httpx.Client) -> None:
    response = client.options(
        "/v1/samenhangtoetsen", headers={"origin": "https://elders.example", "access-control-request-method": "POST"}
    )
    assert response.status_code == 204
    assert response.headers["allow"] == "POST, OPTIONS"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert client.options("/nergens").status_code == 404


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.2", 200),
        ("text/html, application/json;q=0.1", 200),
        ("text/html", 406),
        ("*/*, application/json;q=0", 406),
        ("application/json;q=onzin", 406),
        ("", 200),
    ],
)
def test_forms_are_negotiated(client: httpx.Client, accept: str, status: int) -> None:
    assert client.get("/v1/regels/R275", headers={"accept": accept}).status_code == status


def test_a_configured_address_names_the_service_everywhere() -> None:
    with served(Settings(derive_graphs=False, public_url="https://samenhang.example/")) as own:
        response = own.get("/v1/regels?pageSize=1")
        assert response.headers["strict-transport-security"]
        assert "<https://samenhang.example/v1/regels?" in response.headers["link"]
        assert own.get("/v1/x").json()["type"].startswith("https://samenhang.example/problemen/")
        assert own.get("/v1/openapi.json").json()["servers"][0]["url"] == "https://samenhang.example/v1"


def test_a_strange_host_does_not_end_up_in_an_address(client: httpx.Client) -> None:
    data = client.get("/v1/x", headers={"host": 'a"b<c>'}).json()
    assert data["type"] == "http://127.0.0.1:8000/problemen/niet-gevonden"


def test_health_says_that_the_service_lives_and_is_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "pass", "version": __version__}
    ready = client.get("/health/ready").json()
    assert (ready["status"], ready["dimensies"], ready["regels"]) == ("pass", 255, 471)
