from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    "/def",
    "/def/0.1.0",
    "/def/0.1.0/vergelijking/0.1.0",
    "/def/bekostigingsvorm",
    "/def/bekostigingsvorm/lumpsum",
    "/def/Regel",
    "/doc/regel/R275",
    "/doc/regel/R275?_profile=shacl",
    "/doc/regel/R275?_profile=alt",
    "/doc/inrichting/d4-voorbeeld-1a",
    "/doc/bevinding/gm0164-alle-onbekend-f048/R229",
    "/doc/gemeente/GM0363",
    "/doc/jeugdregio/JZ13",
    "/doc/vraag/CQ26",
    "/doc/gegevensset/istandaarden",
    "/bron/D4",
    "/graaf",
    "/graaf/ontologie",
    "/id",
    "/id?zoek=budget",
    "/id?soort=https://w3id.org/samenhang/def/Regel",
    "/profiel",
]


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


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_accessible_and_needs_no_script(client: httpx.Client, path: str, language: str) -> None:
    response = client.get(path, headers=BROWSER | {"accept-language": language})
    assert response.status_code == 200
    assert response.headers["content-language"] == language
    outline = Outline(response.text)
    assert outline.named("html")[0]["lang"] == language
    assert len(outline.named("h1")) == len(outline.named("title")) == len(outline.named("main")) == 1
    assert not outline.named("script")
    assert not any("style" in attributes for _, attributes in outline.tags)
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert all("scope" in attributes for attributes in outline.named("th"))
    assert len(outline.named("table")) == len(outline.named("thead"))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for attributes in outline.named("label")}
    assert all(field["id"] in labelled for field in outline.named("input") if field.get("type") != "hidden")
    assert all(attributes.get("aria-labelledby") in {None, *ids} for _, attributes in outline.tags)


@pytest.mark.parametrize(
    "path", ["/def/bekostigingsvorm", "/doc/regel/R275", "/graaf", "/doc/inrichting/d4-voorbeeld-1a"]
)
def test_every_link_on_a_page_leads_somewhere(client: httpx.Client, path: str) -> None:
    outline = Outline(client.get(path, headers=BROWSER).text)
    links = {
        str(a["href"]) for name in ("a", "link") for a in outline.named(name) if str(a.get("href")).startswith("/")
    }
    assert len(links) > 10
    for link in links:
        response = client.get(link, headers={"accept": "text/html, */*;q=0.1"}, follow_redirects=True)
        assert response.status_code == 200, link


def test_a_page_shows_words_where_the_graph_has_addresses(client: httpx.Client) -> None:
    for path in (
        "/def/bekostigingsvorm/lumpsum",
        "/doc/gemeente/GM0363",
        "/doc/inrichting/d4-voorbeeld-1a",
        "/doc/regel/R275",
    ):
        text = client.get(path, headers=BROWSER).text
        shown = re.findall(r"<a [^>]*><code>([^<]*)</code></a>", text)
        assert [one for one in shown if "samenhang" in one or one.startswith(("id/", "def/", "bron/"))] == []


def test_the_page_of_a_rule_says_when_it_holds_why_and_what_to_do(client: httpx.Client) -> None:
    dutch = client.get("/doc/regel/R275", headers=BROWSER).text
    english = client.get("/doc/regel/R275?taal=en", headers=BROWSER).text
    assert "Bekostigingsvorm is Productiebekostiging" in dutch
    assert "Funding form is Production-based funding" in english
    assert "Stel een budgetplafond in of monitor meer." in dutch
    assert "/doc/maatregel/m-budgetplafond" in dutch
    assert "/doc/risico/onbeheerste-kosten-zonder-zicht" in dutch
    assert re.search(r"<cite><a [^>]*>D4 §7\.2\.3", dutch)
    assert "sh:hasValue budgetplafond:geen" in dutch


def test_the_page_of_a_dimension_lists_its_options_in_order(client: httpx.Client) -> None:
    text = client.get("/def/bekostigingsvorm", headers=BROWSER).text
    options = re.findall(r'<th scope="row"><a href="/def/bekostigingsvorm/([\w-]+)\?', text)
    assert options[0] == "productiebekostiging"
    assert options[-1] == "lumpsum"


def test_the_page_of_an_arrangement_shows_its_choices(client: httpx.Client) -> None:
    text = client.get("/doc/inrichting/d4-voorbeeld-2b-beheerst?taal=en", headers=BROWSER).text
    assert '<h2 id="keuzes">Choices</h2>' in text
    assert "/def/aantalAanbieders/beperkt" in text


def test_a_membership_is_named_after_what_it_brings_together(client: httpx.Client) -> None:
    text = client.get("/doc/gemeente/GM1894", headers=BROWSER).text
    assert re.search(
        r'href="/doc/lidmaatschap/jeugdregio/JZ37/GM1894/2025-01-01[^"]*">Noord-Limburg – Peel en Maas<', text
    )


def test_a_search_finds_by_name_in_both_languages_and_by_code(client: httpx.Client) -> None:
    for text, found in (
        ("lumpsum", "/def/bekostigingsvorm/lumpsum"),
        ("Lump sum", "/def/bekostigingsvorm/lumpsum"),
        ("r275", "/doc/regel/R275"),
    ):
        assert found in client.get("/id", params={"zoek": text}, headers=BROWSER).text
    assert "<b>" not in client.get("/id", params={"zoek": "<b>x"}, headers=BROWSER).text
    assert client.get("/id", params={"zoek": " "}, headers=BROWSER).status_code == 200


def test_a_list_of_one_kind_is_paged_to_its_end(client: httpx.Client) -> None:
    seen: list[str] = []
    link: str | None = "/id?soort=https://w3id.org/samenhang/def/Regel"
    while link:
        text = client.get(link, headers=BROWSER).text
        seen += re.findall(r'<li><a href="/doc/regel/(R\d+)\?', text)
        following = re.search(r'<a href="([^"]+)" rel="next">', text)
        link = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 471


@pytest.mark.parametrize("path", ["/id?soort=geen%20adres", "/id?soort="])
def test_a_kind_must_be_an_address(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code == 400


def test_an_unknown_ending_of_a_list_is_not_found(client: httpx.Client) -> None:
    assert client.get("/def.pdf").status_code == 404
