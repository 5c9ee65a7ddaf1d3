from __future__ import annotations

import gzip
import json
from shutil import copytree
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, SH, SKOS, Namespace, URIRef
from tests.linked.rdf import parsed

from samenhang import Samenhang
from samenhang.assets import assets_root
from samenhang.cli import app
from samenhang.cli.session import Loaded
from samenhang.errors import NotFoundError
from samenhang.linked import Describer
from samenhang.linked.compare import Change, Comparison, Kind
from samenhang.linked.forms import canonical
from samenhang.linked.ontology import Ontology
from samenhang.linked.versions import CURRENT, ReleaseError, Versions
from samenhang.namespaces import BASE, DEF, RULE
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

CS = Namespace("http://purl.org/vocab/changeset/schema#")
OPTION = f"""
<{DEF}domein/nieuw> a <{DEF}Optie> , <{DEF}Domein> ; <{DEF}optieVan> <{DEF}domein> ; <{DEF}volgorde> 99 ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Nieuw"@nl , "New"@en ;
    <http://www.w3.org/2004/02/skos/core#definition> "Iets nieuws."@nl , "Something new."@en .
"""


def ontology_of(assets: Path) -> Ontology:
    core = Samenhang(EmbeddedStore(), assets)
    return Ontology(Describer(core.store, core.queries), Versions(assets))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    """Return an ontology of two versions: as shipped, and with a new option, a new title and a changed condition."""
    assets = tmp_path_factory.mktemp("assets")
    for folder in ("ontology", "shapes", "queries"):
        copytree(assets_root() / folder, assets / folder)
    for old in (assets / "ontology" / "versies").glob("*"):
        old.unlink()
    before = ontology_of(assets)
    before.versions.release(before.graph(CURRENT))
    edit(assets / "ontology" / "samenhang.ttl", lambda text: text.replace("def/0.1.0>", "def/0.2.0>"))
    options = next((assets / "ontology" / "dimensies").glob("segmentkenmerken.ttl"))
    edit(options, lambda text: text + OPTION)
    edit(
        assets / "shapes" / "monitoring-leren.ttl",
        lambda text: text.replace("Weinig sturingsinformatie en productiebekostiging zonder grens", "Andere titel"),
    )
    edit(
        assets / "shapes" / "bekostiging.ttl",
        lambda text: text.replace(
            "sh:hasValue uitvoeringsvariant:taakgericht ]\n        [ sh:path sam:relatietype",
            "sh:hasValue uitvoeringsvariant:inspanningsgericht ]\n        [ sh:path sam:relatietype",
            1,
        ),
    )
    return ontology_of(assets)


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")


@pytest.fixture(scope="module")
def comparison(changed: Ontology) -> Comparison:
    return changed.compare("0.1.0", CURRENT)[0]


def test_what_is_kept_is_the_same_each_time_and_carries_no_time(samenhang: Samenhang, tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    ontology = Ontology(Describer(samenhang.store, samenhang.queries), Versions(tmp_path))
    graph = ontology.graph(CURRENT)
    assert ontology.versions.release(graph) == ("0.1.0", True)
    file = tmp_path / "ontology" / "versies" / "0.1.0.nt.gz"
    first = file.read_bytes()
    assert first[4:8] == bytes(4)
    assert ontology.versions.release(graph) == ("0.1.0", False)
    lines = gzip.decompress(first).splitlines(keepends=True)[::-1]
    other = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
    file.unlink()
    ontology.versions.release(canonical(quad.triple for quad in other))
    assert file.read_bytes() == first
    assert len(ontology.versions.graph("0.1.0")) == len(graph) == len(gzip.decompress(first).splitlines())


def test_every_difference_is_found_and_nothing_else(comparison: Comparison) -> None:
    found = {d.iri.removeprefix(BASE): (d.kind, d.change) for d in comparison.differences}
    assert found == {
        "def": (Kind.TERM, Change.CHANGED),
        "def/domein/nieuw": (Kind.OPTION, Change.ADDED),
        "id/regel/R162": (Kind.RULE, Change.CHANGED),
        "id/regel/R275": (Kind.RULE, Change.CHANGED),
    } | {name: outcome for name, outcome in found.items() if name.startswith("id/structuur/")}
    assert all(kind is not Kind.RULE for name, (kind, _) in found.items() if name.startswith("id/structuur/"))


def test_a_changed_thing_tells_the_old_and_the_new_value_of_what_changed(comparison: Comparison) -> None:
    rules = {d.iri: d for d in comparison.differences}
    (title,) = rules[f"{RULE}R275"].properties
    assert (title.property, [v.text for v in title.old], [v.text for v in title.new]) == (
        "http://www.w3.org/2000/01/rdf-schema#label",
        ["Weinig sturingsinformatie en productiebekostiging zonder grens"],
        ["Andere titel"],
    )
    (condition,) = rules[f"{RULE}R162"].properties
    assert condition.property == str(SH["not"])
    assert ("taakgericht" in condition.old[0].text, "inspanningsgericht" in condition.new[0].text) == (True, True)


def test_turned_around_what_came_went(changed: Ontology) -> None:
    back, _, _ = changed.compare(CURRENT, "0.1.0")
    assert {d.change for d in back.differences if d.iri == f"{DEF}domein/nieuw"} == {Change.REMOVED}
    assert changed.compare("0.1.0", "0.1.0")[0].differences == ()


def test_a_new_version_must_name_the_one_before_it(changed: Ontology) -> None:
    with pytest.raises(ReleaseError, match=r"priorVersion <https://w3id.org/samenhang/def/0\.1\.0>"):
        changed.versions.release(changed.graph(CURRENT))
    assert changed.versions.names == ("0.1.0",)


def test_a_version_is_never_replaced_unasked(samenhang: Samenhang, tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    versions = Versions(tmp_path)
    graph = Ontology(Describer(samenhang.store, samenhang.queries), versions).graph(CURRENT)
    versions.release(graph)
    with pytest.raises(ReleaseError, match="another content"):
        versions.release(graph[:-1])
    assert versions.release(graph[:-1], replace=True) == ("0.1.0", True)


def test_a_header_without_a_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="versionIRI"):
        Versions(tmp_path).release([])


def test_an_unknown_version_is_not_found_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFoundError, match=r"0\.1\.0"):
        Versions(assets_root()).graph("9.9.9")


def test_versions_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "ontology" / "versies"
    folder.mkdir(parents=True)
    for name in ("0.10.0", "0.9.1", "0.9.0", "concept"):
        (folder / f"{name}.nt.gz").write_bytes(b"")
    assert Versions(tmp_path).names == ("0.9.0", "0.9.1", "0.10.0")


def test_the_ontology_is_one_document_with_a_header(client: httpx.Client) -> None:
    graph = parsed(client.get("/def", headers={"accept": "application/n-triples"}).text, "application/n-triples")
    header = URIRef(f"{BASE}def")
    assert (header, RDF.type, OWL.Ontology) in graph
    assert (header, OWL.versionIRI, URIRef(f"{DEF}0.1.0")) in graph
    assert len(set(graph.subjects(RDF.type, URIRef(f"{DEF}Regel")))) == 471
    assert len(set(graph.subjects(RDF.type, URIRef(f"{DEF}Dimensie")))) == 255


def test_a_kept_version_answers_as_a_whole_under_its_own_address(client: httpx.Client) -> None:
    whole = client.get("/def/0.1.0", headers={"accept": "application/n-triples"})
    assert whole.status_code == 200
    kept = gzip.decompress((assets_root() / "ontology" / "versies" / "0.1.0.nt.gz").read_bytes())
    assert sorted(whole.content.splitlines()) == sorted(kept.splitlines())
    assert client.get("/def/0.1.0.nt").content == whole.content
    assert client.get("/def/9.9.9").status_code == 404


@pytest.mark.parametrize(
    ("profile", "kept", "left_out"),
    [("shacl", SH.NodeShape, OWL.Class), ("owl", OWL.Class, SH.NodeShape), ("skos", SKOS.Concept, OWL.Class)],
)
def test_the_ontology_by_profile_is_a_part_of_it(
    client: httpx.Client, profile: str, kept: URIRef, left_out: URIRef
) -> None:
    path = f"/def/0.1.0?_profile={profile}&_mediatype=nt"
    graph = parsed(client.get(path).text, "application/n-triples")
    assert len(set(graph.subjects(RDF.type, kept))) > 100
    assert not list(graph.subjects(RDF.type, left_out))


@pytest.mark.untraced
def test_a_comparison_is_a_page_json_and_rdf(client: httpx.Client) -> None:
    path = "/def/0.1.0/vergelijking/huidig"
    data = client.get(path, headers={"accept": "application/json"}).json()
    assert (data["van"], data["naar"]) == ("0.1.0", "huidig")
    assert client.get(f"{path}.json").json() == data
    assert client.get(f"{path}?_mediatype=json").json() == data
    graph = parsed(client.get(f"{path}.ttl").text, "text/turtle")
    assert len(list(graph.subjects(RDF.type, CS.ChangeSet))) == len(data["verschillen"])
    page = client.get(path, headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert client.get("/def/0.1.0/vergelijking/9.9.9").status_code == 404
    assert client.get("/def/9.9.9/vergelijking/huidig.json").status_code == 404


@pytest.mark.untraced
def test_the_command_line_compares(changed: Ontology, samenhang: Samenhang, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(samenhang.store, EmbeddedStore)
    loaded = Loaded(samenhang, samenhang.store)
    monkeypatch.setattr("samenhang.cli.ontology_versions.assets_root", lambda: changed.versions._root)

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["ontology", *words, "--lang", "en"], obj=loaded)
        assert result.exit_code == 0, result.output
        return result.output

    assert run("versions").split() == ["0.1.0", CURRENT]
    assert "No differences." in run("compare", "0.1.0", "0.1.0")
    assert json.loads(run("compare", "0.1.0", "0.1.0", "--format", "json"))["verschillen"] == []
    refused = CliRunner().invoke(app, ["ontology", "compare", "0.1.0", "7.7.7", "--lang", "en"], obj=loaded)
    assert (refused.exit_code, "0.1.0" in refused.stderr) == (2, True)
