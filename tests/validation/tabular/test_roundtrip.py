"""From RDF to sheets and back nothing is lost, and from sheets to RDF and back the cells stay as they were."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.validation.tabular.conftest import DEF, ID, told

from samenhang.namespaces import RDF
from samenhang.validation.documents import TableBuilder
from samenhang.validation.tabular.convert import convert
from samenhang.validation.tabular.csv_output import csv_bytes, write_csv, write_csv_zip
from samenhang.validation.tabular.reading import read_table_file
from samenhang.validation.tabular.tables import fill_sheets
from samenhang.validation.tabular.xlsx_output import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.validation.documents import Table
    from samenhang.validation.tabular.plan import Plan

XSD = "http://www.w3.org/2001/XMLSchema#"
SHIPPED = Path(__file__).parents[3] / "data" / "inrichtingen" / "voorbeelden.ttl"
PROPERTIES = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/identifier",
    "http://purl.org/dc/terms/source",
    "http://purl.org/dc/terms/spatial",
    "https://schema.org/startDate",
    f"{DEF}gekozenDoor",
    f"{DEF}binnenStelsel",
    f"{DEF}niveau",
    f"{DEF}bekostigingsvorm",
    f"{DEF}monitoringFocus",
    f"{DEF}enablers",
    f"{DEF}contractwaardeEuro",
    f"{DEF}kvkNummer",
    f"{DEF}tarief",
    "https://example.org/anders#p",
    "org:x",
)
NODES = (
    f"{ID}inrichting/a",
    f"{ID}inrichting/een%20twee",
    f"{ID}contract/c",
    f"{ID}partij/p",
    f"{ID}document/d",
    f"{ID}niveau/stelsel",
    "https://identifier.overheid.nl/tooi/id/gemeente/gm0344",
    "https://w3id.org/samenhang/bron/D4/5.3-tabel",
    "https://example.org/a;b",
    "https://example.org/a,https://example.org/b",
    f"{DEF}geen",
    f"{DEF}bekostigingsvorm/lumpsum",
    f"{DEF}monitoringFocus/kosten",
    f"{DEF}monitoringFocus/kwaliteit",
    f"{DEF}enablers/geen",
)
CLASSES = tuple(f"{DEF}{name}" for name in ("Inrichting", "Contract", "Partij", "Gemeente", "Productafspraak", "Iets"))
TEXTS = (
    *("a", "een twee", "", " ", " a ", "=1+1", "+1", "-1", "@x", "'=x", "'", "\t=", "\r", "\r\n", "twee\nregels"),
    *("2026-01-31", "2026", "1.234", "12.50", "1.5", "7", "007", "a;b", "GM0344", "_:b1", "iri", "geen", "true"),
    *("_x000D_", "#REF!", '"', "\\", "\x00", "\x01", "\ufffe", "\U0001f600", "urn:x"),
)

texts = st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
nodes = st.sampled_from([ox.NamedNode(iri) for iri in NODES]) | st.integers(1, 3).map(lambda n: ox.BlankNode(f"n{n}"))
literals = st.one_of(
    texts.map(ox.Literal),
    st.tuples(texts, st.sampled_from(["nl", "en", "de-AT", "NL"])).map(
        lambda pair: ox.Literal(pair[0], language=pair[1])
    ),
    texts.map(lambda text: ox.Literal(text, language="ar", direction=ox.BaseDirection.RTL)),
    st.tuples(texts, st.sampled_from(["decimal", "integer", "date", "boolean", "string"])).map(
        lambda pair: ox.Literal(pair[0], datatype=ox.NamedNode(XSD + pair[1]))
    ),
    st.decimals(-(10**6), 10**6, places=3).map(
        lambda number: ox.Literal(f"{number.normalize():f}", datatype=ox.NamedNode(f"{XSD}decimal"))
    ),
)
predicates = st.sampled_from([ox.NamedNode(iri) for iri in PROPERTIES])
types = st.sampled_from([ox.NamedNode(iri) for iri in CLASSES])
triples = st.lists(
    st.tuples(nodes, predicates, nodes | literals) | st.tuples(nodes, st.just(ox.NamedNode(f"{RDF}type")), types),
    max_size=30,
)


def canonical(triples: Iterable[ox.Triple]) -> ox.Dataset:
    """Return triples in a form in which isomorphic graphs are equal."""
    found = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def table_of(
    said: Iterable[tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]],
) -> Table:
    builder = TableBuilder()
    for triple in said:
        builder.add(*triple)
    return builder.table()


def back(plan: Plan, table: Table, form: str) -> ox.Dataset:
    """Return what is left of a table after writing and reading it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{form}"
        sheets = fill_sheets(table, plan, single=form == "csv")
        if form == "csv":
            write_csv(sheets[0], plan, path)
        elif form == "zip":
            write_csv_zip(sheets, plan, path)
        else:
            write_xlsx(sheets, plan, path, "nl")
        document = read_table_file(path, name=path.name, media_type=None, plan=plan)
    assert [problem for problem in told(document) if problem[0] != "synoniem"] == []
    return canonical(document.table)


@pytest.mark.untraced
@pytest.mark.parametrize("form", ["csv", "zip"])
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(said=triples)
def test_any_graph_survives_csv(
    plan: Plan, form: str, said: list[tuple[ox.NamedNode, ox.NamedNode, ox.Literal]]
) -> None:
    table = table_of(said)
    assert back(plan, table, form) == canonical(table)


@pytest.mark.untraced
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(said=triples)
def test_any_graph_survives_a_workbook(plan: Plan, said: list[tuple[ox.NamedNode, ox.NamedNode, ox.Literal]]) -> None:
    table = table_of(said)
    assert back(plan, table, "xlsx") == canonical(table)


@pytest.mark.parametrize("form", ["csv", "zip", "xlsx", "map", "ttl", "trig", "nt", "nq", "rdf", "jsonld"])
def test_the_shipped_examples_survive_every_form(plan: Plan, tmp_path: Path, form: str) -> None:
    there, again = tmp_path / f"x.{form}", tmp_path / "y.ttl"
    assert convert(SHIPPED, there, plan, target_form=form).problems == ()
    assert convert(there, again, plan, source_form=form).problems == ()
    first, second = (
        canonical(q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)) for path in (SHIPPED, again)
    )
    assert first == second


@pytest.mark.parametrize("form", ["xlsx", "zip", "csv"])
def test_cells_stay_as_they_were(plan: Plan, tmp_path: Path, form: str) -> None:
    rows = (
        "id,naam,naamEn,wie,niveau,begindatum,bron,bekostigingsvorm,monitoringFocus,contractwaardeEuro\r\n"
        "b,Tweede,Second,GM0344,segment,2026-01-31,https://example.org/x,lumpsum,kosten;kwaliteit,1250.5\r\n"
        "a,'=Eerste,,GM0363;GM0344,stelsel,2026,,,geen,7\r\n"
    )
    source, there, again = tmp_path / "x.csv", tmp_path / f"y.{form}", tmp_path / "z.csv"
    source.write_text(rows, newline="")
    assert convert(source, there, plan).problems == ()
    assert convert(there, again, plan).problems == ()
    table = read_table_file(again, name="z.csv", media_type=None, plan=plan).table
    written = csv_bytes(fill_sheets(table, plan, single=True)[0]).decode()
    kept = [
        {name: cell for name, cell in zip(text.split("\r\n")[0].split(","), line.split(","), strict=True) if cell}
        for text in (rows, written)
        for line in text.split("\r\n")[1:-1]
    ]
    assert kept[:2] == kept[2:]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_text_too_long_for_a_cell_survives(plan: Plan, form: str) -> None:
    long = "=" + "x\r\n" * 20_000
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    row = ox.NamedNode(f"{ID}inrichting/a")
    values = ox.Literal(long, language="nl"), ox.Literal(long), ox.NamedNode(f"urn:{'y' * 40_000}")
    kind = (row, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{DEF}Inrichting"))
    table = table_of([kind, *((row, label, value) for value in values)])
    assert back(plan, table, form) == canonical(table)


def test_the_same_data_give_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    paths = tmp_path / "a.zip", tmp_path / "b.zip"
    for path in paths:
        convert(SHIPPED, path, plan)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_name_of_a_graph_that_does_not_fit_is_told(plan: Plan, tmp_path: Path) -> None:
    source = tmp_path / "x.nq"
    source.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> .\n")
    done = convert(source, tmp_path / "x.xlsx", plan)
    assert done.lost
    assert done.notes[-1].nl.startswith("De bron heeft grafen met een naam")
    assert convert(source, tmp_path / "x.ttl", plan).lost
    assert not convert(source, tmp_path / "x.trig", plan).lost
    assert "<urn:g>" in (tmp_path / "x.trig").read_text()


def test_metadata_beside_a_csv_file_say_what_its_columns_mean(plan: Plan, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("id,bekostigingsvorm,contractwaardeEuro\na,lumpsum,1.5\n")
    convert(source, tmp_path / "y.csv", plan)
    metadata = json.loads((tmp_path / "y.csv-metadata.json").read_text())
    columns = {column["name"]: column for column in metadata["tableSchema"]["columns"]}
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert metadata["url"] == "y.csv"
    assert metadata["tableSchema"]["aboutUrl"] == f"{ID}inrichting/{{id}}"
    assert columns["bekostigingsvorm"]["propertyUrl"] == f"{DEF}bekostigingsvorm"
    assert columns["bekostigingsvorm"]["valueUrl"] == f"{DEF}bekostigingsvorm/{{bekostigingsvorm}}"
    assert columns["contractwaardeEuro"]["datatype"] == "decimal"
