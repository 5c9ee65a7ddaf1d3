"""Saved queries: header, parameters, and values bound by substitution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.assets import assets_root
from samenhang.errors import InvalidInputError, NotFoundError, SamenhangError
from samenhang.namespaces import DEF, RULE, XSD
from samenhang.queries import QueryLibrary, bind, read_query
from samenhang.store import EmbeddedStore, load_assets

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang import Samenhang

HEADER = """\
#+ id: proef
#+ vraag:
#+   nl: Welke dingen zijn er?
#+   en: Which things are there?
#+ parameters:
#+   - {naam: ding, type: iri, label: {nl: Ding, en: Thing}}
#+   - {naam: aantal, type: geheel, standaard: 3}
#+ bronnen: [D4]
#+ tags: [proef]
"""
QUERY = HEADER + "SELECT ?label WHERE { ?ding <http://www.w3.org/2000/01/rdf-schema#label> ?label }\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "proef.rq").write_text(QUERY, encoding="utf-8")
    return tmp_path


def test_a_header_tells_question_parameters_sources_and_tags(folder: Path) -> None:
    spec = QueryLibrary(folder)["proef"]
    assert spec.question.en == "Which things are there?"
    assert [(p.name, p.type, p.default) for p in spec.parameters] == [("ding", "iri", None), ("aantal", "geheel", "3")]
    assert spec.parameters[0].label.nl == "Ding"
    assert spec.parameters[1].label.en == "aantal"
    assert (spec.sources, spec.tags) == (("D4",), ("proef",))
    assert spec.text == QUERY


@pytest.mark.parametrize(
    "header",
    [
        "",
        "#+ id: proef\n",
        "#+ id: [\n",
        "#+ id: proef\n#+ vraag: {nl: Wat?}\n",
        HEADER.replace("type: iri", "type: plaatje"),
    ],
    ids=["none", "no question", "no yaml", "one language", "unknown type"],
)
def test_a_wrong_header_is_an_error_that_names_the_file(tmp_path: Path, header: str) -> None:
    path = tmp_path / "stuk.rq"
    path.write_text(header + "SELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(SamenhangError, match=r"stuk\.rq"):
        read_query(path)


def test_parameters_become_terms_of_their_type(folder: Path) -> None:
    terms = bind(QueryLibrary(folder)["proef"], {"ding": f"{RULE}R275"})
    assert terms == {
        "ding": ox.NamedNode(f"{RULE}R275"),
        "aantal": ox.Literal("3", datatype=ox.NamedNode(f"{XSD}integer")),
    }


def test_all_wrong_and_missing_parameters_are_listed(folder: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        bind(QueryLibrary(folder)["proef"], {"onzin": "1"})
    assert [(f.pointer, f.code) for f in caught.value.faults] == [
        ("/onzin", "onbekendeParameter"),
        ("/ding", "ontbrekendeParameter"),
    ]
    with pytest.raises(InvalidInputError) as caught:
        bind(QueryLibrary(folder)["proef"], {"ding": "geen iri> }"})
    assert [f.code for f in caught.value.faults] == ["ongeldigeParameter"]


def test_a_value_is_never_read_as_sparql(samenhang: Samenhang, tmp_path: Path) -> None:
    path = tmp_path / "echo.rq"
    header = "#+ id: echo\n#+ vraag: {nl: Wat, en: What}\n#+ parameters:\n#+   - {naam: woord, type: tekst}\n"
    path.write_text(header + "SELECT ?woord (STRLEN(?woord) AS ?lengte) WHERE {}", encoding="utf-8")
    spec = read_query(path)
    for value in ('" } DROP ALL #', "?s ?p ?o", "\\u0022", ""):
        (row,) = samenhang.store.select(spec.text, bind(spec, {"woord": value}))
        assert row["woord"] == ox.Literal(value)


def test_an_unknown_query_is_not_found_and_the_known_ones_are_named(folder: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        QueryLibrary(folder)["prof"]
    assert caught.value.suggestions == ("proef",)


def test_every_query_of_the_product_has_a_header_of_its_own_name(samenhang: Samenhang) -> None:
    paths = (assets_root() / "queries").rglob("*.rq")
    # A competency question is named by its number, with which its file begins.
    names = {path.stem[:4].upper() if path.parent.name == "vragen" else path.stem for path in paths}
    specs = list(samenhang.queries)
    assert {spec.id for spec in specs} == names
    assert all(spec.question.nl and spec.question.en and spec.tags for spec in specs)


def test_the_catalogue_queries_find_what_the_graph_holds(samenhang: Samenhang) -> None:
    rows = list(samenhang.queries.rows(samenhang.store, "regels"))
    assert len(rows) == len({str(row["regel"]) for row in rows}) == 471


INHERIT = f"""\
@prefix sam: <{DEF}> .
<urn:stelsel> a sam:Stelsel ;
    sam:samenwerkingsverband <{DEF}samenwerkingsverband/geen> ;
    sam:schaal <{DEF}schaal/lokaal> ;
    sam:bekostigingsvorm <{DEF}bekostigingsvorm/lumpsum> .
<urn:segment> a sam:Inrichting ; sam:binnenStelsel <urn:stelsel> ; sam:schaal <{DEF}schaal/regionaal> .
"""


def test_an_arrangement_inherits_the_system_answers_it_does_not_give_itself(samenhang: Samenhang) -> None:
    store = EmbeddedStore()
    load_assets(store, assets_root())
    store.load_turtle("urn:graaf", INHERIT.encode(), base=DEF)
    inherited = {
        (triple.predicate.value, getattr(triple.object, "value", ""))
        for triple in store.construct(samenhang.queries["overerving"].text)
    }
    level = {d.id: d.level for d in samenhang.catalogue.dimensions.values()}
    assert (level["samenwerkingsverband"], level["bekostigingsvorm"]) == ("stelsel", "segment")
    assert inherited == {(f"{DEF}samenwerkingsverband", f"{DEF}samenwerkingsverband/geen")}
