"""The ontology as a document: whole, by profile, today's and every version that was kept."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.compare import Comparison, Content, compare
from samenhang.linked.forms import PREFIXES, Graph, canonical
from samenhang.linked.profiles import ALTERNATES, DEFAULT, PROFILES, Profile
from samenhang.linked.versions import CURRENT, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from samenhang.linked.describe import Describer
    from samenhang.linked.versions import Versions

_TYPE: Final = ox.NamedNode(f"{ns.RDF}type")
_SKOS: Final = PREFIXES["skos"]
_LABEL: Final = ox.NamedNode(f"{_SKOS}prefLabel")
_CONCEPT: Final = ox.NamedNode(f"{_SKOS}Concept")
_SCHEME: Final = ox.NamedNode(f"{_SKOS}ConceptScheme")
_IN_SCHEME: Final = ox.NamedNode(f"{_SKOS}inScheme")
_T = TypeVar("_T")
_FRESH: Final = 30.0
_MOST_KEPT: Final = 4

VIEWS: Final = tuple(p for p in PROFILES if p.token in {DEFAULT.token, "owl", "shacl", "skos", ALTERNATES.token})
"""The profiles in which the ontology as a whole is given."""


class Ontology:
    """The ontology of a service; what is read from its graph is read anew after half a minute."""

    def __init__(self, describer: Describer, versions: Versions) -> None:
        self.describer = describer
        self.versions = versions
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, Graph]] = OrderedDict()
        self._contents: OrderedDict[str, tuple[float, Content]] = OrderedDict()

    def graph(self, name: str) -> Graph:
        """Return a version (`huidig`: what the graph holds now); NotFoundError when it was not kept."""
        return self._remember(self._kept, name, lambda: self._read(name))

    def compare(self, old: str, new: str) -> tuple[Comparison, Content, Content]:
        """Return how two versions differ, and their contents; NotFoundError when one was not kept."""
        before, after = self._content(old), self._content(new)
        return compare(old, before, new, after), before, after

    def view(self, name: str, profile: Profile) -> Graph:
        """Return a version by a profile."""
        graph = self.graph(name)
        return graph if profile == DEFAULT else canonical(_PARTS[profile.token](graph))

    def _read(self, name: str) -> Graph:
        if name == CURRENT:
            return canonical(self.describer.ask.triples("ontologie-geheel"))
        return self.versions.graph(name)

    def _content(self, name: str) -> Content:
        return self._remember(self._contents, name, lambda: Content.of(self.graph(name)))

    def _remember(self, kept: OrderedDict[str, tuple[float, _T]], name: str, make: Callable[[], _T]) -> _T:
        with self._lock:
            found = kept.get(name)
            if found is not None and monotonic() - found[0] < _FRESH:
                return found[1]
        made = make()
        with self._lock:
            kept[name] = (monotonic(), made)
            kept.move_to_end(name)
            while len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return made


def _shapes(graph: Graph) -> Iterator[ox.Triple]:
    kinds = {ox.NamedNode(f"{ns.SH}NodeShape"), ox.NamedNode(f"{ns.SH}PropertyShape")}
    yield from _about(graph, {t.subject for t in graph if t.predicate == _TYPE and t.object in kinds})


def _terms(graph: Graph) -> Iterator[ox.Triple]:
    vocabularies = (ns.OWL, PREFIXES["rdfs"], f"{ns.DEF}Optie")
    wanted = {
        t.subject
        for t in graph
        if t.predicate == _TYPE and isinstance(t.object, ox.NamedNode) and t.object.value.startswith(vocabularies)
    }
    yield from _about(graph, wanted)


def _concepts(graph: Graph) -> Iterator[ox.Triple]:
    scheme = ox.NamedNode(ONTOLOGY)
    yield ox.Triple(scheme, _TYPE, _SCHEME)
    kept = (_SKOS, f"{PREFIXES['dct']}source", f"{PREFIXES['dct']}identifier")
    concepts = {t.subject for t in graph if t.predicate == _LABEL}
    for concept in concepts:
        yield ox.Triple(concept, _TYPE, _CONCEPT)
        yield ox.Triple(concept, _IN_SCHEME, scheme)
    for triple in graph:
        said = kept if triple.subject in concepts else PREFIXES["dct"] if triple.subject == scheme else ()
        if triple.predicate.value.startswith(said):
            yield triple


def _about(graph: Graph, subjects: set[ox.NamedNode | ox.BlankNode | ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples about some things and their nameless nodes."""
    nodes: dict[object, Graph] = {}
    for triple in graph:
        nodes.setdefault(triple.subject, []).append(triple)
    waiting, seen = list(subjects), set(subjects)
    while waiting:
        for triple in nodes.get(waiting.pop(), ()):
            yield triple
            if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                waiting.append(triple.object)


_PARTS: Final[dict[str, Callable[[Graph], Iterator[ox.Triple]]]] = {
    "shacl": _shapes,
    "owl": _terms,
    "skos": _concepts,
}
