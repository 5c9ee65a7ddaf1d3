from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang.assets import assets_root
from samenhang.linked import Describer
from samenhang.linked.addresses import Addresses
from samenhang.linked.index import Index
from samenhang.linked.profiles import PROFILES, view
from samenhang.namespaces import BASE, GRAPH_PRIVATE
from samenhang.queries import QueryLibrary
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from samenhang.linked import Profile

DRAFT = f"""
@prefix sam: <{BASE}def/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{BASE}id/inrichting/geheim> a sam:Inrichting ; rdfs:label "Geheim"@nl ; dct:identifier "geheim-1" ;
    sam:gekozenDoor <{BASE}id/partij/openbaar> ; prov:wasDerivedFrom <{BASE}id/vaststelling/geheim> .
<{BASE}id/partij/openbaar> dct:source [ rdfs:label "verborgen knoop" ] ; skos:prefLabel "verborgen naam"@nl .
<{BASE}id/catalogus/geheim> dcat:dataset <{BASE}id/partij/openbaar> .
"""
PUBLIC = f"""
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
<{BASE}id/partij/openbaar> a dcat:Dataset ; rdfs:label "Openbaar"@nl ; rdfs:seeAlso <{BASE}id/inrichting/geheim> ;
    prov:wasDerivedFrom <{BASE}id/inrichting/geheim> .
"""
SECRETS = ("verborgen", "Geheim", "geheim-1", "catalogus/geheim", "vaststelling/geheim", "gekozenDoor")


@pytest.fixture(scope="module")
def describer() -> Describer:
    store = EmbeddedStore()
    store.load_turtle(f"{GRAPH_PRIVATE}concept/x", DRAFT.encode(), BASE)
    store.load_turtle(f"{BASE}graaf/openbaar", PUBLIC.encode(), BASE)
    return Describer(store, QueryLibrary(assets_root() / "queries"))


@pytest.mark.parametrize("profile", PROFILES[:-1], ids=lambda profile: profile.token)
def test_no_profile_shows_what_is_in_a_private_graph(describer: Describer, profile: Profile) -> None:
    for name in ("partij/openbaar", "inrichting/geheim"):
        iri = f"{BASE}id/{name}"
        graph = view(describer, describer.describe(iri, iri), profile)
        assert not [str(t) for t in graph if any(secret in str(t) for secret in SECRETS)]


def test_what_only_a_private_graph_holds_is_not_found(describer: Describer) -> None:
    assert not describer.exists(f"{BASE}id/catalogus/geheim")
    assert not describer.exists(f"{GRAPH_PRIVATE}concept/x")
    assert describer.exists(f"{BASE}id/inrichting/geheim")  # a public graph names it
    assert not list(describer.own(f"{BASE}id/inrichting/geheim"))
    assert not list(describer.own(f"{GRAPH_PRIVATE}concept/x"))
    assert Addresses(describer).thing("id", "inrichting/geheim-1") is None
    assert not [path for path in Addresses(describer).nearest("id", "catalogus/geheimm") if "geheim" in path]


def test_no_list_shows_what_is_in_a_private_graph(describer: Describer) -> None:
    index = Index(describer)
    assert f"{BASE}def/Inrichting" not in index.kinds().things
    assert index.of_kind(f"{BASE}def/Inrichting").things == ()
    assert index.search("geheim").things == ()
    assert index.search("verborgen").things == ()
    assert index.graphs().things == (f"{BASE}graaf/openbaar",)
    assert index.contents(f"{GRAPH_PRIVATE}concept/x").things == ()
