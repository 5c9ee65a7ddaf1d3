"""Reads the manifests of W3C suites: their tests in order, and what each refers to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HOME: Final = "https://w3c.github.io/rdf-tests/sparql/sparql11/"
"""Where the suite is published: the addresses of its files begin with this."""


class Manifest:
    """One manifest as a graph; `folder` is where the suite is."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.folder = folder
        self._values: defaultdict[tuple[Node, str], list[Node]] = defaultdict(list)
        self.here = ox.NamedNode(HOME + path.relative_to(folder).as_posix())
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=self.here.value):
            self._values[quad.subject, quad.predicate.value].append(quad.object)

    def all(self, node: Node, name: str) -> list[Node]:
        """Return the values of a property."""
        return self._values[node, name]

    def one(self, node: Node, name: str) -> Node | None:
        """Return the value of a property; None when there is none."""
        return next(iter(self.all(node, name)), None)

    def text(self, node: Node, name: str) -> str:
        """Return the value of a property as text; empty when there is none."""
        return text_of(self.one(node, name))

    def items(self, head: Node | None) -> Iterator[Node]:
        """Yield the members of a list."""
        while head is not None and text_of(head) != f"{RDF}nil":
            yield from self.all(head, f"{RDF}first")
            head = self.one(head, f"{RDF}rest")

    def file(self, node: Node | None) -> Path:
        """Return the file that an address in the suite stands for."""
        return self.folder / text_of(node).removeprefix(HOME)


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a suite."""

    manifest: Manifest
    node: Node
    kind: str
    name: str

    @property
    def action(self) -> Node:
        """What is to be done."""
        found = self.manifest.one(self.node, f"{MF}action")
        return self.node if found is None else found

    @property
    def result(self) -> Node | None:
        """What is to come of it."""
        return self.manifest.one(self.node, f"{MF}result")


def cases_of(path: Path, folder: Path) -> Iterator[Case]:
    """Yield the tests of a manifest and of those it includes, in their order."""
    manifest = Manifest(path, folder)
    for included in manifest.items(manifest.one(manifest.here, f"{MF}include")):
        yield from cases_of(manifest.file(included), folder)
    for node in manifest.items(manifest.one(manifest.here, f"{MF}entries")):
        kind = manifest.text(node, f"{RDF}type").removeprefix(MF)
        if kind:
            name = f"{path.parent.name}/{text_of(node).rpartition('#')[2]}"
            yield Case(manifest, node, kind, name)


def text_of(node: Node | None) -> str:
    """Return the text of a literal or the address of a node; empty for anything else."""
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""
