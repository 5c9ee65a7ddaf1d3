"""From a file to a report, with the real readers, engines and words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.model import Severity, Text
from samenhang.validation.engines import ShapeGraph
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.engines.proofs import Proofs
from samenhang.validation.limits import Limits, TooLargeError
from samenhang.validation.merging import merged
from samenhang.validation.records import Records
from samenhang.validation.service import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.coherence import View
    from samenhang.validation.service import Validator

BSN = "111222333"
HEAD = """@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix niveau: <https://w3id.org/samenhang/id/niveau/> .
@prefix id: <https://w3id.org/samenhang/id/inrichting/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
"""
SYSTEM = f"""{HEAD}
id:a a sam:Inrichting ; dct:identifier "a" ; rdfs:label "Noord"@nl , "North"@en ; sam:niveau niveau:stelsel ;
    sam:toegangStuurt <https://w3id.org/samenhang/def/toegangStuurt/nee> ; sam:looptijdMaanden 12.5 ;
    sam:bekostigingsvorm <https://w3id.org/samenhang/def/bekostigingsvorm/productiebekostiging> ,
        <https://w3id.org/samenhang/def/bekostigingsvorm/lumpsum> .
"""


@pytest.fixture(scope="module")
def validator(samenhang: Samenhang) -> Validator:
    return samenhang.validator()


@pytest.fixture(scope="module")
def view(samenhang: Samenhang) -> View:
    return samenhang.prepare({}, day="2026-01-01")[0]


def kept(folder: Path, text: str, name: str = "x.ttl") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_report_counts_tells_and_says_how_it_was_made(validator: Validator, view: View, tmp_path: Path) -> None:
    steps: list[str] = []
    path = kept(tmp_path, SYSTEM)
    done = validator.validate(path, view, name="x.ttl", lens=("D4",), progress=steps.append)
    report = done.report
    assert steps == [*STEPS]
    assert report.records == {"Inrichting": 1}
    assert report.ruleset_sha256 == view.sha256
    assert not report.compliant
    assert sum(report.engines.values()) > 1_000
    finding = next(f for f in report.findings if f.dimension == "bekostigingsvorm")
    assert finding.place is not None
    assert finding.place.line is not None
    assert finding.label == Text("Noord", "North")


def test_a_segment_is_judged_with_the_answers_of_its_system(
    validator: Validator, samenhang: Samenhang, view: View, tmp_path: Path
) -> None:
    dimension, option, code = next(
        (d.id, option.id, told[0].code)
        for d in samenhang.catalogue.dimensions.values()
        if d.level == "stelsel"
        for option in d.options
        if (told := samenhang.check({d.id: option.id}, day="2026-01-01").findings)
    )
    given = f"sam:{dimension} <https://w3id.org/samenhang/def/{dimension}/{option}>"
    text = f"{HEAD} id:a a sam:Inrichting ; {given} .\nid:b a sam:Inrichting ; sam:binnenStelsel id:a ."
    report = validator.validate(kept(tmp_path, text), view, name="x.ttl").report
    found = {f.record: f for f in report.findings if f.code == code}
    assert found.keys() == {f"https://w3id.org/samenhang/id/inrichting/{name}" for name in "ab"}
    assert {f.place.line for f in found.values() if f.place is not None} == {6}


def test_personal_data_are_a_violation_and_shown_nowhere(validator: Validator, view: View, tmp_path: Path) -> None:
    text = f'{HEAD} id:{BSN} a sam:Inrichting ; rdfs:label "client {BSN}"@nl ; dct:identifier "a" .'
    report = validator.validate(kept(tmp_path, text), view, name=f"lijst_{BSN}.ttl").report
    found = [f for f in report.findings if f.code == "persoonsgegeven"]
    assert len(found) == 3
    assert {f.severity for f in found} == {Severity.VIOLATION}
    assert {f.place.line for f in found if f.place is not None} == {None, 6}
    assert BSN not in report.name
    assert not [f for f in report.findings if BSN in f"{f.record}{f.label}{f.value}{f.what}{f.place}"]


def test_records_that_look_alike_under_their_masks_stay_apart(validator: Validator, tmp_path: Path) -> None:
    text = f"{HEAD} id:{BSN} a sam:Inrichting . id:112222233 a sam:Inrichting . id:119999933 a sam:Inrichting ."
    document = validator.read(kept(tmp_path, text), name="x.ttl")
    assert len({triple.subject for triple in document.table}) == 3


def test_a_column_about_people_is_told_though_it_is_not_read(validator: Validator, view: View, tmp_path: Path) -> None:
    path = kept(tmp_path, f"id,pgb,BSN client\na,ja,{BSN}\nb,{BSN},x\n", "x.csv")
    report = validator.validate(path, view, name="x.csv").report
    found = [f for f in report.findings if f.code == "persoonsgegeven"]
    assert len(found) == 2
    assert BSN not in str(list(report.findings))


def test_shapes_of_ones_own_are_reported_beside_those_of_the_product(
    validator: Validator, view: View, tmp_path: Path
) -> None:
    shapes = ShapeGraph.from_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sam: <https://w3id.org/samenhang/def/> .
        <urn:eigen> a sh:NodeShape ; sh:targetClass sam:Inrichting ; sh:severity sh:Warning ;
            sh:property [ sh:path <urn:x> ; sh:minCount 1 ; sh:message "X ontbreekt."@nl ] ."""
    )
    report = validator.validate(kept(tmp_path, SYSTEM), view, name="x.ttl", shapes=shapes).report
    assert "X ontbreekt." in {f.what.nl for f in report.findings}
    assert any(code.startswith("S") for code in {f.code for f in report.findings})


def test_what_is_too_large_is_refused(validator: Validator, view: View, tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        validator.validate(kept(tmp_path, SYSTEM), view, name="x.ttl", limits=Limits(bytes=100))


def test_files_together_keep_their_places_and_their_nameless_nodes(validator: Validator, tmp_path: Path) -> None:
    one = kept(tmp_path, f'{HEAD} id:a a sam:Inrichting . _:x dct:identifier "1" .', "een.ttl")
    two = kept(
        tmp_path,
        f'{HEAD}\n id:a sam:pgb <https://w3id.org/samenhang/def/pgb/ja> . _:x dct:identifier "1" .',
        "twee.ttl",
    )
    documents = [validator.read(path, name=path.name) for path in (one, two)]
    together = merged(documents)
    assert len(together.table) == 4
    assert len({t.subject for t in together.table if isinstance(t.subject, ox.BlankNode)}) == 2
    place = together.locator.place(
        ox.NamedNode("https://w3id.org/samenhang/id/inrichting/a"), "https://w3id.org/samenhang/def/pgb"
    )
    assert place is not None
    assert (place.file, place.line) == ("twee.ttl", 7)
    assert merged(documents[:1]) is documents[0]


def test_records_read_the_answers_that_can_be_read(validator: Validator, samenhang: Samenhang, tmp_path: Path) -> None:
    document = validator.read(kept(tmp_path, SYSTEM), name="x.ttl")
    records = Records(document.table, samenhang.catalogue.dimensions)
    subject = ox.NamedNode("https://w3id.org/samenhang/id/inrichting/a")
    answers = records.answers(subject)
    assert "bekostigingsvorm" not in answers  # two answers to what has one
    assert answers.get("looptijdMaanden", Decimal("12.5")) == Decimal("12.5")
    assert records.label(subject) == Text("Noord", "North")
    assert records.label(ox.NamedNode("urn:onbekend")) is not None


def test_the_library_validates_a_file(samenhang: Samenhang, tmp_path: Path) -> None:
    assert not samenhang.validate(kept(tmp_path, SYSTEM), day="2026-01-01").compliant


def test_proofs_are_kept_and_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    good, bad = "SELECT ?this WHERE { ?this ?p ?o }", "SELECT ?this WHERE { OPTIONAL { ?this ?p ?o } }"
    for content in (None, "{", '{"a": 1}', "[]"):
        proofs = Proofs(tmp_path)
        proofs.prove(good)
        with pytest.raises(UnsupportedError):
            proofs.prove(bad)
        proofs.keep()
        (file,) = tmp_path.iterdir()
        again = Proofs(tmp_path)
        again.prove(good)
        again.keep()
        if content is not None:
            file.write_text(content)
    readonly = Proofs(
        tmp_path / "bestaat" / "niet" if (tmp_path / "bestaat").write_text("") else tmp_path / "bestaat" / "x"
    )
    readonly.prove(good)
    readonly.keep()  # no folder can be made below a file: the proof is given anew next time
