from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.linked.addresses import families, own_addresses
from tests.linked.rdf import addresses_in, mentions, parsed

from samenhang.linked import Describer
from samenhang.linked.addresses import Addresses, path_of
from samenhang.linked.versions import VERSION
from samenhang.namespaces import BASE

if TYPE_CHECKING:
    import httpx

    from samenhang import Samenhang


@pytest.fixture(scope="module")
def addresses(samenhang: Samenhang) -> list[str]:
    return own_addresses(samenhang.store)


@pytest.mark.untraced
def test_every_address_in_the_graph_is_found_and_said_something_of(samenhang: Samenhang, addresses: list[str]) -> None:
    assert len(addresses) > 5000
    describer = Describer(samenhang.store, samenhang.queries)
    finder = Addresses(describer)
    lost = []
    for address in addresses:
        part, _, path = address.removeprefix(BASE).partition("/")
        if part == "def" and (not path or VERSION.fullmatch(path)):
            continue  # the ontology as a whole, asked below
        found = finder.thing(part, path) == address
        said = found and (
            any(describer.own(address)) or any(describer.ask.rows("inkomend-aantallen", onderwerp=address))
        )
        if not said:
            lost.append(address)
    assert lost == []


@pytest.mark.untraced
def test_some_of_every_family_answer_with_turtle_about_themselves(client: httpx.Client, addresses: list[str]) -> None:
    sample = families(addresses, each=2)
    assert len(sample) > 150
    outcomes: Counter[str] = Counter()
    for address in sample:
        path = "/" + address.removeprefix(BASE)
        response = client.get(path, headers={"accept": "text/turtle"}, follow_redirects=True)
        assert response.status_code == 200, address
        assert response.headers["content-type"] == "text/turtle; charset=utf-8"
        assert address in addresses_in(response.text), address
        outcomes["303" if response.history else "200"] += 1
    assert set(outcomes) == {"200", "303"}


@pytest.mark.untraced
def test_one_of_every_family_has_a_page_in_both_languages(client: httpx.Client, addresses: list[str]) -> None:
    for address in families(addresses, each=1):
        path = path_of(address)
        for language in ("nl", "en"):
            response = client.get(path, headers={"accept": "text/html", "accept-language": language})
            assert response.status_code == 200, address
            assert f'<html lang="{language}">' in response.text
            assert response.text.count("<h1") == 1


def test_a_thing_is_another_thing_than_its_description(client: httpx.Client) -> None:
    response = client.get("/id/regel/R275?_profile=shacl")
    assert (response.status_code, response.headers["location"]) == (303, "/doc/regel/R275?_profile=shacl")
    assert client.get("/id/regel/R275.ttl").headers["location"] == "/doc/regel/R275.ttl"
    assert client.get("/def/bekostigingsvorm").status_code == 200
    assert client.get("/bron/D4").status_code == 200


def test_a_thing_whose_own_address_ends_like_a_form_is_found_before_the_form(client: httpx.Client) -> None:
    whole = client.get("/doc/bestand/inrichtingen/voorbeelden.ttl", headers={"accept": "application/n-triples"})
    assert whole.headers["content-type"] == "application/n-triples"
    assert f"<{BASE}id/bestand/inrichtingen/voorbeelden.ttl>" in whole.text
    turtle = client.get("/doc/bestand/inrichtingen/voorbeelden.ttl.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("code", ["GM0363", "gm0363"])
def test_a_municipality_is_found_by_its_code_and_by_its_address_elsewhere(client: httpx.Client, code: str) -> None:
    tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0363"
    assert client.get(f"/id/gemeente/{code}").headers["location"] == f"/doc/gemeente/{code}"
    by_code = client.get(f"/doc/gemeente/{code}", headers={"accept": "text/turtle"})
    by_address = client.get("/doc", params={"uri": tooi}, headers={"accept": "text/turtle"})
    assert parsed(by_code.text, "text/turtle").isomorphic(parsed(by_address.text, "text/turtle"))
    assert mentions(parsed(by_code.text, "text/turtle"), tooi)
    assert f'<{tooi}>; rel="describes"' in by_code.headers["link"]


def test_an_address_of_our_own_given_as_a_parameter_is_sent_on(client: httpx.Client) -> None:
    response = client.get("/doc", params={"uri": f"{BASE}id/regel/R275"})
    assert (response.status_code, response.headers["location"]) == (303, "/doc/regel/R275")


@pytest.mark.parametrize(
    "path", ["/id/regel/R2755", "/doc/regel/R2755", "/def/bekostigingsvrom", "/bron/D9", "/graaf/x"]
)
def test_where_there_is_nothing_the_nearest_is_named(client: httpx.Client, path: str) -> None:
    problem = client.get(path, headers={"accept": "text/turtle"})
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    page = client.get(path, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    if path.startswith(("/id/regel", "/doc/regel")):
        assert "/doc/regel/R275" in problem.json()["detail"]
        assert "/doc/regel/R275?" in page.text
    if path.endswith("vrom"):
        assert "/def/bekostigingsvorm" in problem.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/doc/regel/", "/doc/a%20b", "/doc/%3Cscript%3E", "/def/x%0Ay", "/doc/%00", "/id/%E2%82%AC"]
)
def test_what_is_no_address_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    assert response.status_code == 404
    assert "<script>" not in response.text


@pytest.mark.parametrize("uri", ["", "geen adres", "regel/R275", "http://a b/"])
def test_an_address_elsewhere_must_be_whole(client: httpx.Client, uri: str) -> None:
    response = client.get("/doc", params={"uri": uri})
    assert response.status_code == 400
    assert response.json()["fouten"][0]["pointer"] == "uri"


def test_an_address_elsewhere_that_the_graph_does_not_hold_is_not_found(client: httpx.Client) -> None:
    assert client.get("/doc", params={"uri": "https://example.org/x"}).status_code == 404
