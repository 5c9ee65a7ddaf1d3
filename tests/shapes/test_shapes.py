"""What holds for every structural shape: codes, texts in both languages, a pair of examples, a place in the graph."""

from __future__ import annotations

import re
from collections import Counter
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.collection import Collection
from tests.support.structure import BASE, Structure, code_of, pairs, turtle

from samenhang import namespaces as ns
from samenhang.assets import assets_root
from samenhang.model import AnswerKind
from samenhang.store import EmbeddedStore, load_assets

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib import Graph
    from rdflib.term import Node

    from samenhang import Samenhang

FOLDERS = ("structuur", "over-records")
WRITTEN = {
    path.relative_to(assets_root() / "shapes").as_posix(): path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in sorted((assets_root() / "shapes" / folder).glob("*.ttl"))
}
NEW = """
sam:kleur a sam:Dimensie ; skos:prefLabel "Kleur"@nl , "Colour"@en ;
    sam:antwoordsoort <https://w3id.org/samenhang/id/antwoordsoort/meervoudig> .
<https://w3id.org/samenhang/def/kleur/rood> sam:optieVan sam:kleur ; sam:volgorde 1 .
<https://w3id.org/samenhang/def/kleur/blauw> sam:optieVan sam:kleur ; sam:volgorde 4 .
"""


def _languages(graph: Graph, shape: Node, predicate: URIRef) -> Counter[str | None]:
    return Counter(getattr(text, "language", None) for text in graph.objects(shape, predicate))


def test_every_code_is_written_once_and_has_its_pair_of_examples_in_the_file_of_the_same_name() -> None:
    written = [
        (code, file)
        for file, text in WRITTEN.items()
        for code in re.findall(r"^structuur:(S\d{3})$", text, re.MULTILINE)
    ]
    assert Counter(code for code, _ in written).most_common(1)[0][1] == 1
    assert sorted(written) == sorted((pair.code, pair.file) for pair in pairs())


def test_every_shape_has_its_texts_once_in_both_languages(structure: Structure) -> None:
    for shape in structure.rules():
        for predicate in (RDFS.label, RDFS.comment, SH.message):
            assert _languages(structure.shapes, shape, predicate) == {"nl": 1, "en": 1}, (shape, predicate)


def test_every_message_says_what_is_wrong_and_then_what_to_do(structure: Structure) -> None:
    for shape in structure.rules():
        for message in structure.shapes.objects(shape, SH.message):
            assert re.fullmatch(r"[^{}]+?[.] [^{}]+[.]", str(message)), (shape, message)


def test_a_shape_that_rests_on_a_text_says_whose_view_it_is(structure: Structure) -> None:
    drawn = {
        shape
        for shape in structure.rules()
        if (shape, URIRef("http://purl.org/dc/terms/source"), None) in structure.shapes
    }
    assert {code_of(shape) for shape in drawn} >= {"S230", "S240", "S243"}
    assert all((shape, URIRef(f"{ns.DEF}lens"), None) in structure.shapes for shape in drawn)


def test_every_question_has_a_shape_with_just_its_options(structure: Structure, samenhang: Samenhang) -> None:
    for dimension in samenhang.catalogue.dimensions.values():
        if dimension.kind is AnswerKind.NUMBER:
            assert (URIRef(f"{BASE}S104/{dimension.id}"), RDF.type, SH.PropertyShape) in structure.shapes
            continue
        values = structure.shapes.value(URIRef(f"{BASE}S101/{dimension.id}"), SH["in"])
        expected = [option.iri for option in dimension.options]
        if dimension.kind is AnswerKind.SET:
            expected.append(ns.EMPTY_ANSWER)
        assert [str(value) for value in Collection(structure.shapes, values)] == expected  # type: ignore[arg-type]


def test_only_questions_with_one_answer_are_limited_to_one(structure: Structure, samenhang: Samenhang) -> None:
    limited = {str(s).rsplit("/", 1)[-1] for s in structure.rules() if code_of(s) == "S102"}
    dimensions = samenhang.catalogue.dimensions
    assert limited & set(dimensions) == {d.id for d in dimensions.values() if d.kind is not AnswerKind.SET}
    assert limited - set(dimensions) == {"contractvorm", "contractregime", "contractprocedure", "contractbekostiging"}


def test_a_new_dimension_gets_its_shapes_without_a_second_edit(tmp_path: Path) -> None:
    for folder in ("queries", "shapes/structuur"):
        copytree(assets_root() / folder, tmp_path / folder)
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "nieuw.ttl").write_text(turtle(NEW), encoding="utf-8")
    store = EmbeddedStore()
    load_assets(store, tmp_path)
    rest, first = f"<{ns.RDF}rest>", f"<{ns.RDF}first>"
    shape = f"<{BASE}S101/kleur> <{ns.SH}in>"
    assert store.ask(
        f"ASK {{ {shape} ?a . ?a {first} <{ns.DEF}kleur/rood> ; {rest} ?b ."
        f" ?b {first} <{ns.DEF}kleur/blauw> ; {rest} ?c . ?c {first} <{ns.EMPTY_ANSWER}> ; {rest} <{ns.RDF}nil> }}"
    )
    assert not store.ask(f"ASK {{ <{BASE}S102/kleur> ?p ?o }}")


def test_rules_and_structural_rules_stand_in_graphs_of_their_own(structure: Structure, samenhang: Samenhang) -> None:
    assert not list(structure.graph(ns.GRAPH_RULES).subjects(RDF.type, URIRef(f"{ns.DEF}Structuurregel")))
    assert not list(structure.shapes.subjects(RDF.type, URIRef(f"{ns.DEF}Regel")))
    assert all(code.startswith("R") for code in samenhang.catalogue.rules)


def test_the_saved_query_tells_code_texts_and_dimension_of_every_shape(
    structure: Structure, samenhang: Samenhang
) -> None:
    rows = {row["shape"].value: row for row in samenhang.queries.rows(samenhang.store, "structuurregels")}  # type: ignore[union-attr]
    assert set(rows) == {str(shape) for shape in structure.rules()}
    row = rows[f"{BASE}S101/bekostigingsvorm"]
    assert row["code"].value == "S101"  # type: ignore[union-attr]
    assert row["dimensie"].value == f"{ns.DEF}bekostigingsvorm"  # type: ignore[union-attr]
    assert "lumpsum" in row["boodschapEn"].value  # type: ignore[union-attr]


@pytest.mark.untraced
def test_the_shapes_are_shapes_by_the_rules_of_shacl_itself(structure: Structure) -> None:
    # One shape per template stands for all that are made from it.
    one_each = {code_of(shape): shape for shape in structure.rules()}
    conforms, _, text = validate(structure.only([]), shacl_graph=structure.only(one_each.values()), meta_shacl=True)
    assert conforms, text


def test_the_documentation_names_every_file_with_its_codes_and_shows_a_shape_as_it_is() -> None:
    text = (assets_root() / "docs" / "structure.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `shapes/(\S+)` \| (S\d{3})–(S\d{3}) \|", text, re.MULTILINE)
    codes = {file: re.findall(r"^structuur:(S\d{3})$", written, re.MULTILINE) for file, written in WRITTEN.items()}
    assert rows == sorted(((file, min(own), max(own)) for file, own in codes.items() if own), key=lambda row: row[1])
    shown = re.findall(r"```turtle\n(.*?)```", text, re.DOTALL)
    assert shown
    assert all(any(one in written for written in WRITTEN.values()) for one in shown)
