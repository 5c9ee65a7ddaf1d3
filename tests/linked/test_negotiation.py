from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.linked.rdf import EXTENSIONS, FORMS, parsed

if TYPE_CHECKING:
    import httpx

RULE = "/doc/regel/R275"
SAMPLE = [
    RULE,
    "/def/bekostigingsvorm",
    "/def/bekostigingsvorm/lumpsum",
    "/def/Bekostigingsvorm",
    "/bron/D4",
    "/graaf/ontologie",
    "/doc/gegevensset/istandaarden",
    "/doc/inrichting/d4-voorbeeld-2b-beheerst",
    "/doc/gemeente/GM0363",
    "/id",
    "/graaf",
    "/profiel",
]
SHACL = "http://www.w3.org/ns/shacl"


@pytest.mark.parametrize("path", SAMPLE)
def test_every_form_says_the_same(client: httpx.Client, path: str) -> None:
    graphs = {}
    for media_type in FORMS:
        response = client.get(path, headers={"accept": media_type})
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] == media_type
        graphs[media_type] = parsed(response.content, media_type)
    first = graphs.pop("text/turtle")
    assert len(first) > 0
    assert all(first.isomorphic(other) for other in graphs.values())


@pytest.mark.parametrize("path", [RULE, "/def/bekostigingsvorm/lumpsum", "/graaf/ontologie", "/profiel"])
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_ending_and_a_parameter_choose_the_form_as_the_header_does(
    client: httpx.Client, path: str, extension: str
) -> None:
    by_header = client.get(path, headers={"accept": EXTENSIONS[extension]})
    by_ending = client.get(f"{path}.{extension}", headers={"accept": "text/html"})
    by_type = client.get(path, params={"_mediatype": EXTENSIONS[extension]})
    assert by_header.content == by_ending.content == by_type.content


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "application/ld+json"),
        ("text/turtle, application/ld+json;q=0.9", "text/turtle"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("application/*", "application/ld+json"),
        ("text/html;q=0, */*", "text/turtle"),
        ("application/json", "application/json"),
        ("text/n3", "text/n3"),
        ("application/xhtml+xml", "text/html"),
        ("TEXT/TURTLE", "text/turtle"),
    ],
)
def test_the_caller_gets_what_it_likes_best(client: httpx.Client, accept: str | None, given: str) -> None:
    headers = {"accept": accept} if accept else {}
    request = client.build_request("GET", RULE, headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = client.send(request)
    assert response.headers["content-type"].split(";")[0] == given
    assert {part.strip() for part in response.headers["vary"].split(",")} >= {
        "Accept",
        "Accept-Language",
        "Accept-Profile",
    }


@pytest.mark.parametrize(
    "headers", [{"accept": "image/png"}, {"accept": "text/turtle;q=0"}, {"accept-profile": "<urn:x>"}]
)
def test_what_there_is_not_is_refused_with_what_there_is(client: httpx.Client, headers: dict[str, str]) -> None:
    response = client.get(RULE, headers=headers)
    assert response.status_code == 406
    detail = response.json()["detail"]
    assert all(media_type in detail for media_type in FORMS)
    assert f"shacl <{SHACL}>" in detail


@pytest.mark.parametrize("query", ["_mediatype=image/png", "_profile=onzin"])
def test_a_parameter_for_what_there_is_not_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"{RULE}?{query}").status_code == 406


def test_a_media_type_with_an_unescaped_plus_is_understood(client: httpx.Client) -> None:
    assert client.get(f"{RULE}?_mediatype=application/ld+json").headers["content-type"] == "application/ld+json"


@pytest.mark.parametrize(
    ("header", "given"),
    [
        (f"<{SHACL}>", SHACL),
        (f"<{SHACL}#>", SHACL),
        (f"<urn:x>, <{SHACL}>;q=0.2", SHACL),
        (f"<{SHACL}>;q=0.2, <http://www.w3.org/Submission/CBD/>;q=0.7", "http://www.w3.org/Submission/CBD/"),
        ("", "https://w3id.org/samenhang/profiel/beschrijving"),
    ],
)
def test_the_profile_is_negotiated_and_told(client: httpx.Client, header: str, given: str) -> None:
    response = client.get(RULE, headers={"accept": "text/turtle", "accept-profile": header})
    assert response.headers["content-profile"] == f"<{given}>"
    assert f'<{given}>; rel="profile"' in response.headers["link"]


def test_every_link_to_another_form_or_profile_leads_there(client: httpx.Client) -> None:
    response = client.get(RULE, headers={"accept": "text/turtle"})
    links = [part.split(">; ", 1) for part in response.headers["link"].split(", <")]
    alternates = [(target.lstrip("<"), rest) for target, rest in links if 'rel="alternate"' in rest]
    assert len(alternates) > 8
    for target, rest in alternates:
        found = client.get(target, headers={"accept": "text/html"})
        assert found.status_code == 200
        assert f'type="{found.headers["content-type"].split(";")[0]}"' in rest
        if "profile=" in rest:
            assert f'profile="{found.headers["content-profile"].strip("<>")}"' in rest
    assert '<https://w3id.org/samenhang/doc/regel/R275>; rel="canonical"' in response.headers["link"]
    assert client.get(response.headers["content-location"]).content == response.content
    assert 'rel="describedby"' in client.get("/id/regel/R275").headers["link"]


@pytest.mark.parametrize("path", SAMPLE)
@pytest.mark.parametrize("accept", ["text/html", "application/n-triples"])
def test_what_a_caller_has_is_not_sent_again(client: httpx.Client, path: str, accept: str) -> None:
    first = client.get(path, headers={"accept": accept})
    again = client.get(path, headers={"accept": accept, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "Accept-Profile" in again.headers["vary"]


def test_different_forms_and_languages_have_different_tags(client: httpx.Client) -> None:
    asked = [
        {"accept": "text/turtle"},
        {"accept": "application/ld+json"},
        {"accept": "text/html", "accept-language": "nl"},
        {"accept": "text/html", "accept-language": "en"},
    ]
    assert len({client.get(RULE, headers=headers).headers["etag"] for headers in asked}) == len(asked)


def test_head_has_the_headers_without_the_body(client: httpx.Client) -> None:
    response = client.head(RULE, headers={"accept": "text/turtle"})
    assert (response.status_code, response.content) == (200, b"")
    assert "content-profile" in response.headers
