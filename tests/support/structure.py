"""The structural shapes and what two engines find with them: pySHACL, and each SELECT over all records at once."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
import yaml
from pyshacl import validate
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef

from samenhang import namespaces as ns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rdflib.term import Node

    from samenhang import Samenhang

FOLDER = Path(__file__).parent.parent / "shapes"
BASE = f"{ns.BASE}id/structuur/"
_PREFIXES = {
    "sam": ns.DEF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "gemeente": "https://identifier.overheid.nl/tooi/id/gemeente/",
    "ex": "https://voorbeeld.example/",
    **{name: f"{ns.BASE}id/{name}/" for name in ("jeugdregio", "niveau", "stand")},
}


class Found(NamedTuple):
    """One result: the code of the shape, the focus node, and the value when the shape gives one."""

    code: str
    focus: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Data in which a shape finds `focus`, and the nearest data in which it finds nothing."""

    code: str
    file: str
    focus: str
    value: str | None
    breaks: str
    keeps: str


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the pairs in `tests/shapes/*/*.yaml`, in order."""
    return tuple(
        Pair(
            code,
            path.relative_to(FOLDER).with_suffix(".ttl").as_posix(),
            _term(data.get("bij", "ex:x")),
            _term(data["waarde"]) if "waarde" in data else None,
            data["breekt"],
            data["houdt"],
        )
        for path in sorted(FOLDER.glob("*/*.yaml"))
        for code, data in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    )


def turtle(text: str) -> str:
    """Return a piece of Turtle with the prefixes it uses: the usual ones, and for others the options of a dimension."""
    plain = re.sub(r'"[^"]*"', '""', text)
    names = set(re.findall(r"(?<![\w/:.])(\w+):(?!/)", plain))
    found = {name: _PREFIXES.get(name, f"{ns.DEF}{name}/") for name in names}
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(found.items())) + text


def _term(value: Any) -> str:
    graph = Graph().parse(data=turtle(f"ex:a ex:b {value} ."), format="turtle")
    (term,) = graph.objects()
    return str(term)


def code_of(shape: Node | None) -> str:
    """Return the code of a shape: its own, or that of the template it was made from."""
    return str(shape).removeprefix(BASE).split("/", 1)[0]


class Structure:
    """The structural shapes as the store holds them, beside the ontology and the reference data."""

    def __init__(self, samenhang: Samenhang) -> None:
        self.store = samenhang.store
        self.shapes = self.graph(ns.GRAPH_STRUCTURE)
        self.background = self.graph(ns.GRAPH_ONTOLOGY, ns.GRAPH_REFERENCE)
        self._parts: dict[str, Graph] = {}
        self._store = ox.Store()

    def graph(self, *names: str) -> Graph:
        """Return named graphs of the store as one graph of rdflib."""
        return Graph().parse(data="".join(f"{triple} .\n" for triple in self.triples(*names)), format="nt")

    def triples(self, *names: str) -> Iterator[ox.Triple]:
        """Yield what stands in named graphs of the store."""
        for name in names:
            yield from self.store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")

    def rules(self) -> list[URIRef]:
        """Return every shape, written or made from a template."""
        return sorted(
            s for s in self.shapes.subjects(RDF.type, URIRef(f"{ns.DEF}Structuurregel")) if isinstance(s, URIRef)
        )

    def of(self, code: str) -> Graph:
        """Return the shapes of one code with all they refer to."""
        if code not in self._parts:
            self._parts[code] = self.only(shape for shape in self.rules() if code_of(shape) == code)
        return self._parts[code]

    def only(self, shapes: Iterable[URIRef]) -> Graph:
        """Return these shapes with all they refer to, and nothing else."""
        part, queue = Graph(), list[Any](shapes)
        seen = set(queue)
        while queue:
            for triple in self.shapes.triples((queue.pop(), None, None)):
                part.add(triple)
                value = triple[2]
                if value not in seen and (isinstance(value, BNode) or str(value).startswith(BASE)):
                    seen.add(value)
                    queue.append(value)
        return part

    @contextmanager
    def beside(self, text: str) -> Iterator[Graph]:
        """Give the background with a piece of Turtle added, and take that away again."""
        added = [t for t in Graph().parse(data=turtle(text), format="turtle") if t not in self.background]
        for triple in added:
            self.background.add(triple)
        yield self.background
        for triple in added:
            self.background.remove(triple)

    def pyshacl(self, code: str, text: str) -> set[Found]:
        """Return what pySHACL finds in a piece of Turtle beside the background, with the shapes of one code."""
        own = Graph().parse(data=turtle(text), format="turtle")
        with self.beside(text) as data:
            return report(data, aimed(self.of(code), data, {*own.subjects(), *own.objects()}))

    def at_once(self, code: str, data: ox.Store) -> set[Found]:
        """Return what the SELECT of a shape finds in a whole store at once, in targets and elsewhere."""
        query = self.shapes.value(self.shapes.value(URIRef(BASE + code), SH.sparql), SH.select)
        solutions = data.query(self.prefixes() + str(query))
        assert isinstance(solutions, ox.QuerySolutions)
        valued = any(variable.value == "value" for variable in solutions.variables)
        rows = ((row["this"], row["value" if valued else "this"]) for row in solutions)
        return {Found(code, focus.value, value.value) for focus, value in rows}

    def prefixes(self) -> str:
        """Return the prefixes of the SPARQL constraints as SPARQL writes them."""
        graph = self.shapes
        nodes = graph.objects(URIRef(f"{BASE}prefixen"), SH.declare)
        return "".join(f"PREFIX {graph.value(n, SH.prefix)}: <{graph.value(n, SH.namespace)}>\n" for n in nodes)

    @contextmanager
    def store_with(self, text: str) -> Iterator[ox.Store]:
        """Give the background with a piece of Turtle added as a store, and take that away again."""
        if len(self._store) == 0:
            self._store.extend(ox.Quad(*triple) for triple in self.triples(ns.GRAPH_ONTOLOGY, ns.GRAPH_REFERENCE))
        triples = (ox.Quad(*t) for t in ox.parse(turtle(text).encode(), ox.RdfFormat.TURTLE))
        added = [quad for quad in triples if quad not in self._store]
        self._store.extend(added)
        yield self._store
        for quad in added:
            self._store.remove(quad)


def aimed(shapes: Graph, data: Graph, nodes: Iterable[Node]) -> Graph:
    """Return shapes that look only at those of some nodes that are their targets, so not at the background.

    Not by `focus_nodes` of pySHACL: that leaves out the values which a shape within the shape looks at, too.
    """
    own, out = set(nodes), Graph()
    for triple in shapes:
        if triple[1] not in _TARGETS:
            out.add(triple)
            continue
        shape, target, value = triple
        for node in own & _TARGETS[target](data, value):
            out.add((shape, SH.targetNode, node))
    return out


def _instances(data: Graph, kind: Node) -> set[Node]:
    kinds = data.transitive_subjects(RDFS.subClassOf, kind)
    return {node for one in kinds for node in data.subjects(RDF.type, one)}


_TARGETS: dict[Node, Callable[[Graph, Any], set[Node]]] = {
    SH.targetClass: _instances,
    SH.targetSubjectsOf: lambda data, name: set(data.subjects(name)),
    SH.targetObjectsOf: lambda data, name: set(data.objects(None, name)),
}


def report(data: Graph, shapes: Graph) -> set[Found]:
    """Return what pySHACL finds."""
    _, graph, text = validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(graph, Graph), text
    return {
        Found(
            code_of(graph.value(result, SH.sourceShape)),
            str(graph.value(result, SH.focusNode)),
            None if (value := graph.value(result, SH.value)) is None else str(value),
        )
        for result in graph.objects(None, SH.result)
    }
