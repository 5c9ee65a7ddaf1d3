"""The shapes to validate with: their triples by subject, and what a report needs to know of a shape."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from samenhang.errors import SamenhangError
from samenhang.model import Severity, Text
from samenhang.namespaces import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE: Final = f"{RDF}type"
_FIRST, _REST = f"{RDF}first", f"{RDF}rest"
_NIL: Final = ox.NamedNode(f"{RDF}nil")
TARGETS: Final = (f"{SH}targetClass", f"{SH}targetNode", f"{SH}targetSubjectsOf", f"{SH}targetObjectsOf")
_SEVERITIES: Final = {
    f"{SH}Violation": Severity.VIOLATION,
    f"{SH}Warning": Severity.WARNING,
    f"{SH}Info": Severity.INFO,
}
_FORMATS: Final = {".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD}


class ShapesError(SamenhangError):
    """The shapes cannot be used: they are no RDF, or say something no engine may run."""

    code = "ongeldige-shapes"
    status = 400
    title = Text("De shapes kunnen niet worden gebruikt", "The shapes cannot be used")


class ShapeGraph:
    """Triples of shapes, indexed by subject and predicate; blank nodes carry labels that are unique in here."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples: tuple[ox.Triple, ...] = tuple(dict.fromkeys(triples))
        self._index: dict[Node, dict[str, list[Node]]] = {}
        self._used_by: dict[Node, list[tuple[str, Node]]] = {}
        for triple in self.triples:
            subject, value, predicate = _node(triple.subject), _node(triple.object), triple.predicate.value
            self._index.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if not isinstance(value, ox.Literal):
                self._used_by.setdefault(value, []).append((predicate, subject))
        self._owners: dict[Node, str] = {}
        self._roots: tuple[Node, ...] | None = None

    @classmethod
    def from_text(cls, data: bytes | str, media_type: str = "text/turtle") -> ShapeGraph:
        """Return the shapes in a text; ShapesError with the place when it cannot be parsed."""
        rdf_format = ox.RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise ShapesError(
                Text(
                    f"Shapes in de vorm {media_type} worden niet gelezen; geef Turtle, N-Triples, RDF/XML of JSON-LD.",
                    f"Shapes in the form {media_type} are not read; give Turtle, N-Triples, RDF/XML or JSON-LD.",
                )
            )
        try:
            return cls(quad.triple for quad in ox.parse(data, rdf_format, base_iri="https://w3id.org/samenhang/"))
        except (SyntaxError, ValueError) as error:
            raise ShapesError(
                Text(
                    f"De shapes zijn geen goed gevormde RDF: {error}. Herstel dat en probeer het opnieuw.",
                    f"The shapes are not well-formed RDF: {error}. Mend that and try again.",
                )
            ) from error

    @classmethod
    def from_files(cls, paths: Iterable[Path]) -> ShapeGraph:
        """Return the shapes in files, whose blank nodes stay apart."""
        triples: list[ox.Triple] = []
        for number, path in enumerate(paths):
            rdf_format = _FORMATS.get(path.suffix, ox.RdfFormat.TURTLE)
            media_type = rdf_format.media_type
            triples += _labelled(cls.from_text(path.read_bytes(), media_type).triples, f"f{number}")
        return cls(triples)

    def __or__(self, other: ShapeGraph) -> ShapeGraph:
        """Return both together; blank nodes of the other are kept apart."""
        return ShapeGraph([*self.triples, *_labelled(other.triples, "o")])

    def __len__(self) -> int:
        return len(self.triples)

    def properties(self, node: Node) -> Mapping[str, Sequence[Node]]:
        """Return what is said about a node, by predicate."""
        return self._index.get(node, {})

    def values(self, node: Node, predicate: str) -> Sequence[Node]:
        """Return the objects of a node and predicate."""
        return self._index.get(node, {}).get(predicate, ())

    def subjects(self, predicate: str, value: Node) -> list[Node]:
        """Return the subjects that have a value for a predicate."""
        return [subject for used, subject in self._used_by.get(value, ()) if used == predicate]

    def items(self, head: Node) -> list[Node]:
        """Return the members of an RDF list; ValueError when it is not a well-formed one."""
        found: list[Node] = []
        seen: set[Node] = set()
        while head != _NIL:
            first, rest = self.values(head, _FIRST), self.values(head, _REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise ValueError(str(head))
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    @property
    def roots(self) -> tuple[Node, ...]:
        """The shapes that have a target, in the order in which they are first mentioned."""
        if self._roots is None:
            self._roots = tuple(node for node in self._index if self.is_root(node))
        return self._roots

    def is_root(self, node: Node) -> bool:
        """Tell whether a node is a shape with a target of its own."""
        properties = self.properties(node)
        return any(target in properties for target in TARGETS) or self.is_class(node)

    def is_class(self, node: Node) -> bool:
        """Tell whether a node is a shape and a class at once, so that it targets its own instances."""
        types = self.values(node, _TYPE)
        if ox.NamedNode(f"{SH}NodeShape") not in types and ox.NamedNode(f"{SH}PropertyShape") not in types:
            return False
        root = ox.NamedNode(f"{_RDFS}Class")
        return any(t == root or root in self.values(t, f"{_RDFS}subClassOf") for t in types)

    def severity(self, node: Node) -> Severity:
        """Return the severity of a shape; one that SHACL does not define counts as a violation."""
        found = self.values(node, f"{SH}severity")
        return _SEVERITIES.get(found[0].value, Severity.VIOLATION) if found else Severity.VIOLATION

    def messages(self, node: Node) -> dict[str, str]:
        """Return the messages of a shape by language; of one without, those of the named shape around it."""
        own = self.own_messages(node)
        if own or isinstance(node, ox.NamedNode):
            return own
        owner = self.owner(node)
        return {} if owner.startswith("_:") else self.own_messages(ox.NamedNode(owner))

    def own_messages(self, node: Node) -> dict[str, str]:
        """Return the messages that stand on a node itself, by language (`""`: none)."""
        found = [value for value in self.values(node, f"{SH}message") if isinstance(value, ox.Literal)]
        return {value.language or "": value.value for value in found}

    def owner(self, node: Node) -> str:
        """Return the IRI of a shape; of an anonymous one that of the named shape around it, else its label."""
        if isinstance(node, ox.NamedNode):
            return node.value
        if node not in self._owners:
            self._owners[node] = next(self._around(node), str(node))
        return self._owners[node]

    def _around(self, node: Node) -> Iterator[str]:
        queue, seen = [node], {node}
        while queue:
            for _, user in self._used_by.get(queue.pop(0), ()):
                if isinstance(user, ox.NamedNode):
                    yield user.value
                elif user not in seen:
                    seen.add(user)
                    queue.append(user)

    def part(self, roots: Iterable[Node]) -> ShapeGraph:
        """Return what these shapes need: all they reach, custom components, and no target of another shape."""
        wanted = dict.fromkeys(roots)
        queue: list[Node] = [*wanted, *self._components()]
        seen = set(queue)
        while queue:
            for node in self._beside(queue.pop()):
                if node not in seen:
                    seen.add(node)
                    queue.append(node)
        kept = (triple for triple in self.triples if triple.subject in seen)
        return ShapeGraph(triple for triple in kept if _node(triple.subject) in wanted or not self._targets(triple))

    def _components(self) -> list[Node]:
        return [node for node, properties in self._index.items() if f"{SH}parameter" in properties]

    def _beside(self, node: Node) -> Iterator[Node]:
        for values in self.properties(node).values():
            yield from (value for value in values if not isinstance(value, ox.Literal))
        if f"{SH}qualifiedValueShapesDisjoint" in self.properties(node):
            yield from self.subjects(f"{SH}property", node)

    def _targets(self, triple: ox.Triple) -> bool:
        predicate = triple.predicate.value
        if predicate == _TYPE and self.is_class(_node(triple.subject)):
            return triple.object not in (ox.NamedNode(f"{SH}NodeShape"), ox.NamedNode(f"{SH}PropertyShape"))
        return predicate in TARGETS

    def targeting(self, nodes: Mapping[Node, Sequence[ox.Triple]]) -> ShapeGraph:
        """Return these shapes with other targets: for each root the triples that say what it is to look at."""
        kept = [t for t in self.triples if _node(t.subject) not in nodes or not self._targets(t)]
        return ShapeGraph([*kept, *(triple for triples in nodes.values() for triple in triples)])

    def n_triples(self) -> bytes:
        """Return the shapes as N-Triples."""
        return n_triples(self.triples)

    @property
    def sha256(self) -> str:
        """The digest of the triples, whatever their order."""
        return sha256(b"\n".join(sorted(self.n_triples().splitlines()))).hexdigest()


def n_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples."""
    return "".join(f"{triple} .\n" for triple in triples).encode()


def _labelled(triples: Iterable[ox.Triple], label: str) -> list[ox.Triple]:
    """Return the triples with labels of blank nodes that no other part has."""

    def own(node: object) -> object:
        return ox.BlankNode(f"{label}{node.value}") if isinstance(node, ox.BlankNode) else node

    return [ox.Triple(own(t.subject), t.predicate, own(t.object)) for t in triples]  # type: ignore[arg-type]


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal):
        return term
    raise ShapesError(Text("Shapes met RDF 1.2-termen worden niet gelezen.", "Shapes with RDF 1.2 terms are not read."))
