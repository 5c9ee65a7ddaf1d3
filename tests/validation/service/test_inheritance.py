"""The step over columns gives what the saved query gives."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.namespaces import ARRANGEMENT, BASE, DEF, RDF, dimension_iri
from samenhang.store import EmbeddedStore
from samenhang.validation.documents import Table, TableBuilder
from samenhang.validation.inheritance import with_inherited

if TYPE_CHECKING:
    from samenhang import Samenhang

TYPE, WITHIN = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{DEF}binnenStelsel")
LEVEL = ox.NamedNode(f"{DEF}niveau")


def table_of(triples: list[ox.Triple]) -> Table:
    builder = TableBuilder()
    for triple in triples:
        assert not isinstance(triple.subject, ox.Triple)
        assert not isinstance(triple.object, ox.Triple)
        builder.add(triple.subject, triple.predicate, triple.object)
    return builder.table()


def by_query(samenhang: Samenhang, triples: list[ox.Triple]) -> set[ox.Triple]:
    """Return the statements with those that the saved query adds, over a store that knows the dimensions."""
    store = EmbeddedStore()
    known = [
        triple
        for dimension in samenhang.catalogue.dimensions.values()
        for triple in (
            ox.Triple(ox.NamedNode(dimension.iri), TYPE, ox.NamedNode(f"{DEF}Dimensie")),
            ox.Triple(ox.NamedNode(dimension.iri), LEVEL, ox.NamedNode(f"{BASE}id/niveau/{dimension.level}")),
        )
    ]
    store.add("urn:samenhang:proef", [*known, *triples])
    return {*triples, *store.construct(samenhang.queries["overerving"].text)}


def random_records(seed: int, samenhang: Samenhang) -> list[ox.Triple]:
    rng = random.Random(seed)  # noqa: S311 -- repeatable, no secret
    dimensions = [d for d in samenhang.catalogue.dimensions.values() if d.options]
    chosen = [*rng.sample([d for d in dimensions if d.level == "stelsel"], 4), *rng.sample(dimensions, 4)]
    names = [ox.NamedNode(f"{BASE}id/inrichting/{n}") for n in range(8)]
    triples = [ox.Triple(name, TYPE, ox.NamedNode(ARRANGEMENT)) for name in names if rng.random() < 0.9]
    for name in names:
        triples += [ox.Triple(name, WITHIN, other) for other in rng.sample(names, rng.choice((0, 1, 1, 2)))]
        for dimension in chosen:
            given = rng.sample(dimension.options, rng.choice((0, 0, 1, min(2, len(dimension.options)))))
            predicate = ox.NamedNode(dimension_iri(dimension.id))
            triples += [ox.Triple(name, predicate, ox.NamedNode(option.iri)) for option in given]
    return triples


@pytest.mark.parametrize("seed", range(40))
def test_the_columns_give_what_the_saved_query_gives(samenhang: Samenhang, seed: int) -> None:
    triples = random_records(seed, samenhang)
    table = with_inherited(table_of(triples), samenhang.catalogue.dimensions.values())
    assert set(table) == by_query(samenhang, triples)


def test_a_table_without_systems_is_left_as_it_is(samenhang: Samenhang) -> None:
    table = table_of([ox.Triple(ox.NamedNode("urn:a"), TYPE, ox.NamedNode(ARRANGEMENT))])
    assert with_inherited(table, samenhang.catalogue.dimensions.values()) is table
    empty = table_of([])
    assert with_inherited(empty, samenhang.catalogue.dimensions.values()) is empty
