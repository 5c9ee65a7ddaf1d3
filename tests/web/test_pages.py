from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = ["/", "/v1/docs", "/problemen", "/problemen/te-groot", "/sparql"]


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element with this name."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_start_answers_a_question_in_the_language_of_the_reader(client: httpx.Client) -> None:
    dutch, english = client.get("/"), client.get("/", headers={"accept-language": "en"})
    assert 'lang="nl"' in dutch.text
    assert 'lang="en"' in english.text
    assert "Deze keuzes spreken elkaar tegen." in dutch.text
    assert "These choices contradict each other." in english.text
    for code in ("R275", "R266", "R372"):
        assert f"/v1/regels/{code}" in dutch.text
    assert "niet getoetst aan het recht van vandaag" in dutch.text
    assert "not checked against today" in english.text


def test_the_reader_can_choose_the_other_language(client: httpx.Client) -> None:
    assert client.get("/?taal=en").headers["content-language"] == "en"
    assert client.get("/?taal=nl", headers={"accept-language": "en"}).headers["content-language"] == "nl"
    assert "?taal=en" in client.get("/").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_accessible_and_needs_no_script(client: httpx.Client, path: str, language: str) -> None:
    response = client.get(f"{path}?taal={language}", headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    outline = Outline(response.text)
    assert outline.named("html")[0]["lang"] == language
    assert len(outline.named("h1")) == 1
    assert len(outline.named("title")) == len(outline.named("main")) == 1
    assert not outline.named("script")
    assert not outline.named("style")
    assert not any("style" in attributes for _, attributes in outline.tags)
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    labelled = {attributes.get("for") for attributes in outline.named("label")}
    assert all(field["id"] in labelled for field in outline.named("textarea"))


def test_the_description_shows_the_form_and_an_example_of_every_question(client: httpx.Client) -> None:
    page = unescape(client.get("/v1/docs", headers=BROWSER).text)
    for path, item in client.get("/v1/openapi.json").json()["paths"].items():
        for method, operation in item.items():
            section = page.split(f'<section id="{operation["operationId"]}">')[1].split("</section>")[0]
            assert f"{method.upper()} /v1{path}" in section
            for kind, content in operation.get("requestBody", {"content": {}})["content"].items():
                assert f"<code>{kind}</code>" in section
                assert ("example" in content) <= ("<details>" in section)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_on_our_own_pages_leads_somewhere(client: httpx.Client, path: str) -> None:
    outline = Outline(client.get(path, headers=BROWSER).text)
    links = {a["href"] for a in outline.named("a")} | {link["href"] for link in outline.named("link")}
    for link in links:
        if link and link.startswith("/"):
            response = client.get(link, headers={"accept": "*/*"}, follow_redirects=True)
            assert response.status_code in (200, 400 if "/sparql" in link else 200), link


def test_the_style_sheet_is_kept_for_long(client: httpx.Client) -> None:
    (href,) = re.findall(r'href="(/static/[^"]+)"', client.get("/").text)
    response = client.get(href)
    assert response.headers["content-type"].startswith("text/css")
    assert "immutable" in response.headers["cache-control"]


def test_an_unknown_kind_of_problem_is_not_found(client: httpx.Client) -> None:
    assert client.get("/problemen/te-klein").status_code == 404


def test_a_browser_gets_the_query_page_with_saved_questions(client: httpx.Client) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.status_code == 200
    assert "?voorbeeld=regels" in page.text
    assert "#+ id: regels" in client.get("/sparql?voorbeeld=regels", headers=BROWSER).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ('SELECT ("<b>ja</b>"@nl AS ?x) (1 AS ?y) WHERE {}', "&lt;b&gt;ja&lt;/b&gt;"),
        ("ASK {}", "Ja"),
        ("CONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE {}", "&lt;urn:a&gt;"),
        ("SELECT * WHERE { ?s ?p ?o } LIMIT 600", "600 rijen; dit zijn de eerste 500"),
    ],
)
def test_the_query_page_shows_the_answer(client: httpx.Client, query: str, shown: str) -> None:
    page = client.post("/sparql", data={"query": query}, headers=BROWSER)
    assert page.status_code == 200
    assert shown in page.text


def test_the_query_page_says_what_is_wrong(client: httpx.Client) -> None:
    page = client.post("/sparql", data={"query": "SELECT </textarea><script>"}, headers=BROWSER)
    assert page.status_code == 400
    assert "De query kan niet worden uitgevoerd" in page.text
    assert "<script>" not in page.text


def test_an_answer_too_long_for_a_page_says_so(client: httpx.Client) -> None:
    page = client.post("/sparql", data={"query": "SELECT * WHERE { ?s ?p ?o }"}, headers=BROWSER)
    assert "Zet er LIMIT bij" in page.text
