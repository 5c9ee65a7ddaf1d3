from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyshacl import validate
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from tests.linked.rdf import parsed

from samenhang.namespaces import ARRANGEMENT, BASE, DEF

if TYPE_CHECKING:
    import httpx

ALTR = Namespace("http://www.w3.org/ns/dx/connegp/altr#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
PROV = Namespace("http://www.w3.org/ns/prov#")
VOID = Namespace("http://rdfs.org/ns/void#")
RULE = URIRef(f"{BASE}id/regel/R275")


def view(client: httpx.Client, path: str, profile: str) -> Graph:
    response = client.get(path, params={"_profile": profile, "_mediatype": "ttl"})
    assert response.status_code == 200, response.text
    return parsed(response.text, "text/turtle")


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {label.language for label in graph.objects(subject, predicate) if isinstance(label, Literal)}


def test_the_bounded_description_is_just_what_is_said_of_the_thing(client: httpx.Client) -> None:
    graph = view(client, "/doc/regel/R275", "cbd")
    assert {s for s in graph.subjects() if isinstance(s, URIRef)} == {RULE}
    assert (RULE, SH.severity, SH.Violation) in graph
    options = set(graph.objects(None, SH.hasValue))
    assert URIRef(f"{DEF}budgetplafond/geen") in options


def test_the_description_names_all_it_mentions_and_tells_what_points_to_it(client: httpx.Client) -> None:
    option = URIRef(f"{DEF}bekostigingsvorm/productiebekostiging")
    graph = parsed(client.get("/def/bekostigingsvorm/productiebekostiging.ttl").text, "text/turtle")
    assert (RULE, URIRef(f"{DEF}alsKeuze"), option) in graph
    assert languages(graph, RULE, RDFS.label) == {"nl", "en"}
    own = {o for o in graph.objects(option) if isinstance(o, URIRef) and str(o).startswith(BASE)}
    assert own
    assert all(list(graph.objects(o, RDFS.label | SKOS.prefLabel)) for o in own)


def test_a_rule_as_shacl_is_a_shape_that_validates_by_itself(client: httpx.Client) -> None:
    shapes = view(client, "/doc/regel/R275", "shacl")
    assert (RULE, RDF.type, SH.NodeShape) in shapes
    assert not any(str(p).startswith(DEF) for p in shapes.predicates())
    data = Graph()
    breaking = {"monitoringIntensiteit": "laag", "bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"}
    for name in ("breekt", "houdt"):
        data.add((URIRef(f"urn:{name}"), RDF.type, URIRef(ARRANGEMENT)))
        for dimension, option in breaking.items():
            if (name, dimension) != ("houdt", "budgetplafond"):
                data.add((URIRef(f"urn:{name}"), URIRef(DEF + dimension), URIRef(f"{DEF}{dimension}/{option}")))
    conforms, report, _ = validate(data, shacl_graph=shapes)
    assert not conforms
    assert {str(node) for node in report.objects(None, SH.focusNode)} == {"urn:breekt"}


def test_an_option_as_a_concept_is_in_a_scheme_and_in_the_collection_of_its_dimension(client: httpx.Client) -> None:
    graph = view(client, "/def/bekostigingsvorm/lumpsum", "skos")
    concept, scheme = URIRef(f"{DEF}bekostigingsvorm/lumpsum"), URIRef(f"{BASE}def")
    assert (concept, RDF.type, SKOS.Concept) in graph
    assert (concept, SKOS.inScheme, scheme) in graph
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert (URIRef(f"{DEF}bekostigingsvorm"), SKOS.member, concept) in graph
    assert languages(graph, concept, SKOS.prefLabel) == {"nl", "en"}


def test_a_term_in_owl_holds_only_what_owl_knows_and_its_labels(client: httpx.Client) -> None:
    graph = view(client, "/def/bekostigingsvorm", "owl")
    term = URIRef(f"{DEF}bekostigingsvorm")
    assert (term, RDF.type, OWL.ObjectProperty) in graph
    assert not list(graph.objects(term, URIRef(f"{DEF}groep")))


def test_the_restriction_of_a_class_comes_with_it(client: httpx.Client) -> None:
    graph = view(client, "/def/Bekostigingsvorm", "owl")
    (restriction,) = (o for o in graph.objects(None, RDFS.subClassOf) if not isinstance(o, URIRef))
    assert (restriction, RDF.type, OWL.Restriction) in graph
    assert (restriction, OWL.hasValue, URIRef(f"{DEF}bekostigingsvorm")) in graph


def test_a_dataset_as_dcat_has_its_files_and_catalogue(client: httpx.Client) -> None:
    graph = view(client, "/doc/gegevensset/istandaarden", "dcat")
    dataset = URIRef(f"{BASE}id/gegevensset/istandaarden")
    (distribution,) = graph.objects(dataset, DCAT.distribution)
    assert list(graph.objects(distribution, DCAT.mediaType))
    assert list(graph.subjects(DCAT.dataset, dataset))
    assert list(graph.objects(next(graph.objects(dataset, DCTERMS.publisher))))


def test_a_named_graph_is_a_dataset_with_its_size_and_where_to_get_it(client: httpx.Client) -> None:
    graph = view(client, "/graaf/ontologie", "dcat")
    named = URIRef(f"{BASE}graaf/ontologie")
    assert int(str(next(graph.objects(named, VOID.triples)))) > 20_000
    distribution = next(graph.objects(named, DCAT.distribution))
    assert "graphs?graph=" in str(next(graph.objects(distribution, DCAT.accessURL)))


def test_the_provenance_of_an_arrangement_leads_to_statement_and_page_and_findings(client: httpx.Client) -> None:
    name = "jz32-alle-stelsel-2013-voornemen"
    graph = view(client, f"/doc/inrichting/{name}", "prov")
    arrangement = URIRef(f"{BASE}id/inrichting/{name}")
    statement = next(graph.objects(arrangement, PROV.wasDerivedFrom))
    assert list(graph.objects(statement, PROV.wasDerivedFrom))
    assert (statement, RDF.type, PROV.Entity) in graph


@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        ("/doc/regel/R275", {"beschrijving", "cbd", "shacl", "alt"}),
        ("/def/bekostigingsvorm/lumpsum", {"beschrijving", "cbd", "skos", "owl", "alt"}),
        ("/doc/inrichting/d4-voorbeeld-1a", {"beschrijving", "cbd", "prov", "alt"}),
    ],
)
def test_the_alternates_view_lists_every_profile_in_every_form(
    client: httpx.Client, path: str, tokens: set[str]
) -> None:
    graph = view(client, path, "alt")
    (subject,) = set(graph.subjects(ALTR.hasRepresentation))
    pairs = {
        (str(next(graph.objects(node, DCTERMS.conformsTo))), str(next(graph.objects(node, DCTERMS["format"]))))
        for node in graph.objects(subject, ALTR.hasRepresentation)
    }
    assert len(pairs) == len(tokens) * 7
    assert len(list(graph.objects(subject, ALTR.hasDefaultRepresentation))) == 1
    assert {str(token) for token in graph.objects(None, URIRef("http://www.w3.org/ns/dx/prof/hasToken"))} == tokens
    page = client.get(path, params={"_profile": "alt"}, headers={"accept": "text/html"})
    assert all(f"<code>{token}</code>" in page.text for token in tokens)


def test_what_points_to_a_thing_is_bounded_counted_and_paged(client: httpx.Client) -> None:
    hydra = Namespace("http://www.w3.org/ns/hydra/core#")
    target, via = URIRef(f"{DEF}Regel"), str(RDF.type)
    seen: set[object] = set()
    after = ""
    for _ in range(20):
        response = client.get("/def/Regel.ttl", params={"via": via, "na": after})
        graph = parsed(response.text, "text/turtle")
        found = set(graph.subjects(RDF.type, target))
        assert len(found) <= 50
        assert not found & seen
        seen |= found
        following = list(graph.objects(None, hydra.next))
        if not following:
            break
        assert [str(n) for n in graph.objects(None, hydra.totalItems)] == ["471"]
        after = max(map(str, found))
    assert len(seen) == 471


@pytest.mark.parametrize("token", ["beschrijving", "shacl"])
def test_a_profile_can_be_asked_what_it_is(client: httpx.Client, token: str) -> None:
    graph = parsed(client.get(f"/profiel/{token}", headers={"accept": "text/turtle"}).text, "text/turtle")
    assert [str(t) for t in graph.objects(None, URIRef("http://www.w3.org/ns/dx/prof/hasToken"))] == [token]
    assert client.get("/profiel/onzin").status_code == 404
