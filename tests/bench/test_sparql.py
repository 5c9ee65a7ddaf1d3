"""The bench of SPARQL: its queries find something in the shipped graph, and a small run of it is right."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from bench.bench_sparql import KINDS
from bench.sparql_asking import BARE, Asked, Bare, Sizes, measured, same_answers
from bench.sparql_data import Data, query
from bench.sparql_limits import runaways
from bench.sparql_printing import print_costs, print_ratios
from bench.sparql_servers import SERVERS, MissingError, Server
from tests.api.serving import served

from samenhang import Samenhang
from samenhang.settings import Settings
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES = Sizes((1, 2), 0.1, 1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The shipped graph without what is derived from it: that takes long to work out."""
    store, folder = EmbeddedStore(), tmp_path_factory.mktemp("graph")
    Samenhang(store)
    quads = folder / "data.nq"
    with quads.open("wb") as file:
        file.writelines(store.dump(public_only=True))
    subjects = tuple(str(row["ding"])[1:-1] for row in store.select(query("onderwerpen")))
    return Data(folder, quads, quads, len(store), subjects[:5])


@pytest.fixture(scope="module")
def bare(data: Data) -> Bare:
    return Bare(data)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The product in this process, with the same graph."""
    with served(Settings(derive_graphs=False, query_timeout=1.0)) as client:
        yield Server("samenhang", client.base_url.port or 0, "/sparql", os.getpid())


@pytest.fixture(scope="module")
def asked(data: Data, bare: Bare, server: Server) -> Asked:
    return measured("punt", data, bare, [server], SIZES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_query_has_rows_in_the_shipped_graph(kind: str, data: Data, bare: Bare) -> None:
    text = query(kind).replace("?ding", f"<{data.subjects[0]}>") if kind == "punt" else query(kind)
    assert json.loads(bare.ask(text))["results"]["bindings"]
    assert text.startswith("#+ title: ")


def test_point_queries_are_about_things_without_blank_nodes(data: Data, bare: Bare) -> None:
    assert len(data.subjects) == 5
    for iri in data.subjects:
        found = bare.store.quads_for_pattern(ox.NamedNode(iri), None, None)
        assert not any(isinstance(quad.object, ox.BlankNode) for quad in found)


def test_every_answer_of_the_service_is_right(asked: Asked) -> None:
    assert set(asked) == {BARE, "samenhang"}
    assert set(asked["samenhang"]) == {1, 2}
    for figures in asked["samenhang"].values():
        assert figures.wrong == 0
        assert figures.took
        assert figures.per_second > 0


def test_the_service_has_the_rows_of_the_bare_engine(data: Data, bare: Bare, server: Server) -> None:
    for kind in KINDS:
        assert same_answers(kind, data, bare, [server])["samenhang"] == "same rows", kind


def test_rows_that_differ_are_told(data: Data, server: Server) -> None:
    other = Bare(data)
    other.store.clear()
    assert same_answers("ster", data, other, [server])["samenhang"] == "1 of 1 differ"


def test_a_runaway_is_answered_at_its_limit(data: Data, server: Server) -> None:
    stopped = runaways(query("loopt"), data, [server], 1)["samenhang"]
    assert stopped is not None
    assert stopped.status == 503
    assert 0.9 <= stopped.answered < 5


def test_tables_name_every_server_and_number_of_callers(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    print_costs("A point query", asked, SIZES, {"samenhang": "same rows"})
    print_ratios({"punt": asked}, SIZES, {"punt": "A point query"})
    printed = capsys.readouterr().out
    assert "2: per s" in printed
    assert "same rows" in printed
    assert "A point query, 2 at once" in printed


def test_a_server_that_is_not_there_is_named(data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in ("oxigraph", "fuseki", "rdflib-endpoint"):
        with pytest.raises(MissingError), SERVERS[name](data, tmp_path, 1):
            pass
