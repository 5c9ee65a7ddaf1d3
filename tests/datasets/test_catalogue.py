from __future__ import annotations

from typing import TYPE_CHECKING

from tests.datasets.documents import dataset

from samenhang.datasets.history import Actor
from samenhang.datasets.names import catalogue_graph
from samenhang.datasets.shown import listed_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenhang.datasets.publishing import Datasets, Outcome

PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#> PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX void: <http://rdfs.org/ns/void#>
BASE <https://w3id.org/samenhang/id/gegevensset/>
"""
# What DCAT-AP-NL 3.0 asks of a dataset, a distribution and a catalogue.
MANDATORY = {
    "dcat:Dataset": (
        *("dct:title", "dct:description", "dct:identifier", "dct:creator", "dct:publisher", "dct:accessRights"),
        *("dcat:contactPoint", "dcat:theme"),
    ),
    "dcat:Distribution": ("dcat:accessURL", "dct:license"),
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:dataset"),
}


def asks(datasets: Datasets, pattern: str) -> bool:
    return datasets.store.ask(f"{PREFIXES} ASK {{ {pattern} }}")


def test_the_record_has_what_the_dutch_profile_makes_mandatory(
    datasets: Datasets, publish: Callable[..., Outcome]
) -> None:
    publish("regio", dataset("een"))
    publish("regio", dataset("twee"), titel="Regio", licentie="http://a.example/l", contact="info@regio.example")
    for kind, properties in MANDATORY.items():
        assert asks(datasets, f"?x a {kind}")
        for name in properties:
            assert not asks(datasets, f"?x a {kind} FILTER NOT EXISTS {{ ?x {name} ?y }}"), (kind, name)
    assert asks(
        datasets,
        "<regio> dcat:contactPoint [ a vcard:Kind ; vcard:hasEmail <mailto:info@regio.example> ]",
    )
    assert asks(datasets, "<regio/versie/1> dct:license <http://standaarden.overheid.nl/owms/terms/licentieonbekend>")


def test_who_made_which_version_of_what_can_be_asked(datasets: Datasets, publish: Callable[..., Outcome]) -> None:
    publish("regio", dataset("een"), uitgever="Gemeente Voorbeeld")
    outcome = publish("regio", dataset("twee"), toelichting="Tweede levering")
    datasets.rollback("regio", "1", Actor("token", "abc"))
    last = outcome.history.last
    assert last is not None
    digest = last.file.sha256
    assert asks(datasets, "<regio/versie/2> prov:wasRevisionOf <regio/versie/1> ; dcat:isVersionOf <regio>")
    assert asks(
        datasets,
        '<regio/versie/2> prov:wasGeneratedBy ?a . ?a prov:wasAssociatedWith/foaf:name "Gemeente Voorbeeld"@nl ; '
        "prov:startedAtTime ?s ; prov:endedAtTime ?e ; prov:used ?file . FILTER (?s <= ?e) "
        f'?file spdx:checksum/spdx:checksumValue ?v FILTER (str(?v) = "{digest}")',
    )
    assert asks(datasets, '<regio/versie/2> adms:versionNotes "Tweede levering"@nl')
    assert asks(datasets, "<regio/versie/3> prov:wasGeneratedBy/prov:used <regio/versie/1>")
    assert asks(datasets, '<regio> dcat:hasCurrentVersion <regio/versie/3> ; dcat:version "3" ; void:triples 6')


def test_the_token_that_was_used_is_not_in_the_public_graphs(
    datasets: Datasets, publish: Callable[..., Outcome]
) -> None:
    publish("regio", dataset("een"))
    assert not asks(datasets, '?s ?p ?o FILTER (str(?o) = "abc")')


def test_a_withdrawn_dataset_says_so_and_offers_no_data(datasets: Datasets, publish: Callable[..., Outcome]) -> None:
    publish("regio", dataset("een"))
    datasets.withdraw("regio", Actor("token"), note="Fout.")
    assert asks(datasets, "<regio> adms:status ?s ; prov:wasInvalidatedBy ?a FILTER (strends(str(?s), '/WITHDRAWN'))")
    assert not asks(datasets, "<regio> dcat:distribution ?d")
    assert asks(datasets, "<regio/versie/1> dcat:distribution ?d")
    assert listed_data(datasets.listed()[0])["status"] == "ingetrokken"


def test_a_dataset_does_not_get_into_the_list_by_describing_another(
    datasets: Datasets, publish: Callable[..., Outcome]
) -> None:
    fake = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
        '<https://example.org/nep> a dcat:Dataset ; dct:title "Nep"@nl , "Nep"@en .'
    )
    publish("regio", fake)
    assert [one.name for one in datasets.listed()] == ["regio"]


def test_hostile_text_in_a_description_stays_text(datasets: Datasets, publish: Callable[..., Outcome]) -> None:
    title = 'Regio" . <a:x> <a:y> "\\ \n</script>\x01'
    publish("regio", dataset("een"), titel=title, uitgever='A" <x> é', trefwoorden=('"',))
    assert [one.title.nl for one in datasets.listed()] == [title]
    assert not asks(datasets, "<a:x> ?p ?o")
    assert catalogue_graph("regio") in datasets.store.graphs()
