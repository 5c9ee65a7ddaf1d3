"""Loading the data: every fault with file and line, the same outcome each time, nothing done twice."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from samenhang import Samenhang
from samenhang.assets import assets_root
from samenhang.errors import SamenhangError
from samenhang.namespaces import GRAPH_FINDINGS
from samenhang.reference import ReferenceDataError, convert
from samenhang.reference.turtle import Turtle, iri, literal
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.rules import Catalogue

FOLDERS = ("ontology", "shapes", "queries", "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(assets_root() / "data", tmp_path / "data", ignore=shutil.ignore_patterns("voorbeelden.ttl"))


@pytest.fixture
def broken(folder: Path) -> Path:
    (folder / "inrichtingen" / "voorbeelden.ttl").write_text("", encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Change a file and return the number of the line that changed."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("gemeenten/gemeenten.csv", ("GM0014,Groningen", "GM0014,"), "'naam'"),
        ("gemeenten/gemeenten.csv", ("GM0344,Utrecht,,,,PV26", "GM0344,Utrecht,,,,PV99"), "PV99"),
        ("gemeenten/gemeenten.csv", ("378121", "veel"), "veel"),
        ("gemeenten/gemeenten.csv", ("2018-12-31", "31-12-2018"), "31-12-2018"),
        ("gemeenten/gemeenten.csv", ("GM0034,Almere", "GM0014,Almere"), "GM0014"),
        ("gemeenten/herindelingen.csv", ("GM0253,GM0267", "GM0253,GM9999"), "GM9999"),
        ("gemeenten/herindelingen.csv", ("wzg_02196481,Uitbreiding,2000-01-01", "wzg_02196481,Uitbreiding"), "4"),
        ("regios/lidmaatschappen.csv", ("jeugdregio,JZ01,", "jeugdregio,JZ99,"), "JZ99"),
        ("regios/lidmaatschappen.csv", ("jeugdregios-2025", "jeugdregios-1925"), "jeugdregios-1925"),
        ("regios/regios.csv", ("arbeidsmarktregio,achterhoek", "werkregio,achterhoek"), "werkregio"),
        ("samenwerking/sociaal-domein.csv", ("so1063,jeugd", "so1063,jeugt"), "jeugt"),
        ("codelijsten/istandaarden.csv", ("JZ020", "JZ999"), "JZ999"),
        ("codelijsten/iv3.csv", ("(WMO),6.71", "(WMO),6.99"), "6.99"),
        ("codelijsten/upl.csv", ("http://standaarden.overheid.nl/owms/terms/begWerk", "geen adres"), "geen adres"),
        ("inrichtingen/feiten.csv", ("jeugdregio,JZ23", "jeugdregio,JZ99"), "JZ99"),
        ("inrichtingen/feiten.csv", ("F001,jeugdregio", "F002,jeugdregio"), "F002"),
        ("inrichtingen/feiten.csv", (",https://www.skipr.nl", ",www skipr nl"), "adres"),
        ("inrichtingen/mapping.csv", ("selectiviteit,open-house", "selectiviteit,open"), "open"),
        ("inrichtingen/mapping.csv", ("F001,segment,,,,,schaal", "F001,stelsel,,,,,schaal"), "schaal"),
        ("inrichtingen/mapping.csv", ("aantalContractanten,8,", "aantalContractanten,acht,"), "acht"),
        ("inrichtingen/mapping.csv", ("juridischeVorm,open-house,,", "juridischeVorm,,,"), "optie"),
        ("inrichtingen/mapping.csv", ("contractduurJaren,4,,", "contractduurJaren,4,ooit,"), "ooit"),
        ("inrichtingen/mapping.csv", ("specialist care and residence", ""), "zorgtype"),
    ],
)
def test_a_fault_in_a_line_is_told_with_file_and_line(
    broken: Path, catalogue: Catalogue, name: str, edit: tuple[str, str], told: str
) -> None:
    line = change(broken, name, *edit)
    with pytest.raises(ReferenceDataError) as caught:
        convert(broken, catalogue.dimensions)
    faults = {fault.pointer: fault.text for fault in caught.value.faults}
    assert any(pointer.startswith(f"{name}:") for pointer in faults)
    here = faults.get(f"{name}:{line}")
    assert here is not None or told in str(faults)
    assert any(told in text.nl for text in faults.values())
    assert f"{name}:" in caught.value.text.nl
    assert f"{name}:" in caught.value.text.en


def test_all_faults_are_told_at_once_and_in_order(broken: Path, catalogue: Catalogue) -> None:
    change(broken, "gemeenten/gemeenten.csv", "378121", "veel")
    change(broken, "inrichtingen/mapping.csv", "selectiviteit,open-house", "selectiviteit,open")
    (broken / "regios" / "regios.csv").unlink()
    with pytest.raises(ReferenceDataError) as caught:
        convert(broken, catalogue.dimensions)
    files = [fault.pointer.rpartition(":")[0] for fault in caught.value.faults]
    assert files == sorted(files)
    assert {"gemeenten/gemeenten.csv", "inrichtingen/mapping.csv", "regios/regios.csv"} <= set(files)
    assert "… en nog" in caught.value.text.nl


def test_two_answers_to_one_dimension_of_an_arrangement_are_a_fault(broken: Path, catalogue: Catalogue) -> None:
    with (broken / "inrichtingen" / "mapping.csv").open("a", encoding="utf-8") as handle:
        handle.write("F077,segment,,gespecialiseerde jeugdhulp,specialised youth help,,schaal,lokaal,voornemen,,x,x\n")
        handle.write("F006,stelsel,,,,,uitvoeringsorganisatie,apart,,,proef,trial\n")
        handle.write("F006,stelsel,,,,,uitvoeringsorganisatie,geen,,,proef,trial\n")
    with pytest.raises(ReferenceDataError) as caught:
        convert(broken, catalogue.dimensions)
    told = [fault.text.en for fault in caught.value.faults]
    assert any("repeats line" in text.lower() for text in told)
    assert any("another answer to 'uitvoeringsorganisatie'" in text for text in told)
    assert not any("schaal" in text for text in told), "an intention is another arrangement"


def test_a_fact_that_nobody_read_is_a_fault(broken: Path, catalogue: Catalogue) -> None:
    path = broken / "inrichtingen" / "mapping.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("F003")]
    path.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"feiten\.csv:4: There is no reading of F003"):
        convert(broken, catalogue.dimensions)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pagina: https://standaarden.overheid.nl/tooi", "pagina: nergens"),
        ("regios/jeugdregios-2025.geojson", "regios/weg.geojson"),
        ("uitgegeven: 2026-01-29", "uitgegeven: gisteren"),
        ("- id: iv3", "- id: [iv3"),
    ],
)
def test_a_fault_in_the_description_of_a_source_is_told(broken: Path, catalogue: Catalogue, old: str, new: str) -> None:
    change(broken, "bronnen.yaml", old, new)
    with pytest.raises(ReferenceDataError, match=r"bronnen\.yaml:\d+: "):
        convert(broken, catalogue.dimensions)


def test_the_same_files_give_the_same_triples_within_a_second(catalogue: Catalogue) -> None:
    start = time.process_time()
    first = convert(assets_root() / "data", catalogue.dimensions)
    assert time.process_time() - start < 1
    assert convert(assets_root() / "data", catalogue.dimensions) == first


def test_every_file_in_data_is_described_as_a_source() -> None:
    root = assets_root() / "data"
    described = (root / "bronnen.yaml").read_text(encoding="utf-8")
    kinds = {".csv", ".geojson", ".ttl"}
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.suffix in kinds}
    assert {name for name in names if name not in described} == set()


def test_examples_that_are_not_turtle_are_told(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    (root / "data" / "inrichtingen" / "voorbeelden.ttl").write_text("geen turtle", encoding="utf-8")
    with pytest.raises(SamenhangError, match=r"voorbeelden\.ttl"):
        Samenhang(assets=root)


def test_without_data_there_are_rules_and_nothing_else(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    shutil.rmtree(root / "data")
    bare = Samenhang(assets=root)
    assert list(bare.queries.rows(bare.store, "inrichtingen")) == []
    assert bare.check({"bekostigingsvorm": "productiebekostiging"}).findings


def test_a_store_is_loaded_once_and_again_when_the_data_change(tmp_path: Path) -> None:
    root, store = _copy(tmp_path), EmbeddedStore()
    Samenhang(store, root)
    mark = Turtle()
    mark.describe(iri("https://example.org/merk"), ("rdfs:label", literal("nog hier")))
    store.load_turtle(GRAPH_FINDINGS, bytes(mark), "https://example.org/")
    quads = len(store)
    assert len(Samenhang(store, root).store) == quads, "what was loaded is left as it is"
    change(root / "data", "gemeenten/gemeenten.csv", "378121", "378122")
    assert len(Samenhang(store, root).store) == quads - 1
    assert store.ask("ASK { ?place <https://w3id.org/samenhang/def/inwonertal> 378122 }")
    assert not store.ask("ASK { <https://example.org/merk> ?p ?o }")


def test_text_and_addresses_are_written_so_that_they_can_be_read_back() -> None:
    out = Turtle()
    value = 'aan"halings\\teken\n\ten \x07 bel'
    out.describe(iri("https://example.org/a"), ("rdfs:label", literal(value, language="nl")), ("rdfs:comment", None))
    store = EmbeddedStore()
    store.load_turtle("https://example.org/g", bytes(out), "https://example.org/")
    (row,) = store.select("SELECT ?label { ?s ?p ?label }")
    assert row["label"].value == value  # type: ignore[union-attr]
    for wrong in ("geen adres", "a b:c", "https://example.org/<x>"):
        with pytest.raises(ValueError, match="IRI"):
            iri(wrong)


def _copy(tmp_path: Path) -> Path:
    root = tmp_path / "product"
    for name in FOLDERS:
        shutil.copytree(assets_root() / name, root / name)
    return root
