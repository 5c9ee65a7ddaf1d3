from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    import httpx


def read(client: httpx.Client) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(response.text)
    return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}


def test_requests_are_counted_and_timed_by_the_template_of_their_route(client: httpx.Client) -> None:
    route = "/v1/dimensies/{id}"
    counted = ("samenhang_http_requests_total", *sorted((route, "200", "GET")))
    timed = ("samenhang_http_request_duration_seconds_count", *sorted((route, "GET")))
    before = read(client)
    client.get("/v1/dimensies/bekostigingsvorm")
    client.get("/v1/dimensies/budgetplafond")
    after = read(client)
    for key in (counted, timed):
        assert after[key] == before.get(key, 0.0) + 2


def test_an_address_that_is_not_there_makes_no_label_of_its_own(client: httpx.Client) -> None:
    client.get("/v1/geen-adres-met-een-eigen-naam")
    assert not any("geen-adres" in part for key in read(client) for part in key)


def test_problems_are_counted_by_code(client: httpx.Client) -> None:
    key = ("samenhang_problems_total", "niet-gevonden")
    before = read(client).get(key, 0.0)
    client.get("/v1/regels/R999")
    assert read(client)[key] == before + 1


def test_the_state_of_the_service_can_be_read(client: httpx.Client) -> None:
    values = read(client)
    assert values["samenhang_store_quads",] > 50_000
    assert values["samenhang_queries", "waiting"] == 0
    assert values["samenhang_engine_questions",] == 0


def test_open_metrics_is_given_to_who_asks_for_it(client: httpx.Client) -> None:
    response = client.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.endswith("# EOF\n")
