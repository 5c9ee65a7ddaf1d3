"""Small ontologies written in the test, and the real one, or an excerpt of it, with something added."""

from __future__ import annotations

from shutil import copyfile
from typing import TYPE_CHECKING, Protocol

import pytest

from samenhang.assets import assets_root
from samenhang.validation.ontology.graph import read_files

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

PREFIXES = """
@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix regel: <https://w3id.org/samenhang/id/regel/> .
@prefix bekostigingsvorm: <https://w3id.org/samenhang/def/bekostigingsvorm/> .
@prefix budgetplafond: <https://w3id.org/samenhang/def/budgetplafond/> .
@prefix ex: <https://example.org/> .
"""
EXCERPT = ("samenhang.ttl", "axiomas.ttl", "groepen.ttl", "dimensies/bekostiging.ttl", "dimensies/contract.ttl")


class Written(Protocol):
    """Writes one Turtle text below `ontology/` in a new folder and reads what is there."""

    def __call__(self, turtle: str) -> list[ox.Quad]:
        """Return its triples; `turtle` may use the prefixes above."""


@pytest.fixture
def small(tmp_path: Path) -> Written:
    def make(turtle: str) -> list[ox.Quad]:
        return read_files(_written(tmp_path, turtle), "ontology")

    return make


@pytest.fixture
def excerpt(tmp_path: Path) -> Written:
    """Extend the schema with two groups of dimensions: all that a contradiction needs, and quick to reason over."""

    def make(turtle: str) -> list[ox.Quad]:
        (tmp_path / "ontology" / "dimensies").mkdir(parents=True)
        for name in EXCERPT:
            copyfile(assets_root() / "ontology" / name, tmp_path / "ontology" / name)
        return read_files(_written(tmp_path, turtle), "ontology")

    return make


@pytest.fixture(scope="session")
def product() -> list[ox.Quad]:
    """Read the whole of the real ontology and the rules, once."""
    return read_files(assets_root(), "ontology", "shapes")


@pytest.fixture
def extended(tmp_path: Path, product: list[ox.Quad]) -> Written:
    """Add to the real ontology and rules."""

    def make(turtle: str) -> list[ox.Quad]:
        return [*product, *read_files(_written(tmp_path, turtle), "ontology")]

    return make


def _written(root: Path, turtle: str) -> Path:
    folder = root / "ontology"
    folder.mkdir(exist_ok=True)
    (folder / "toegevoegd.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return root
