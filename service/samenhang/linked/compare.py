"""Compares two versions of the ontology: which things came, went and changed, property by property."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.forms import PREFIXES, Graph
from samenhang.linked.turtle import node_text
from samenhang.linked.values import Value
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.store import Term

_NAMES: Final = tuple(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("dct", "title"))
)
_TYPE: Final = ox.NamedNode(f"{ns.RDF}type")


class Kind(StrEnum):
    """What sort of thing changed; the values are those on the wire."""

    DIMENSION = "dimensie"
    OPTION = "optie"
    RULE = "regel"
    SOURCE = "bron"
    TERM = "term"
    CONCEPT = "begrip"
    OTHER = "overig"


_KINDS: Final = {
    "Dimensie": Kind.DIMENSION,
    "Optie": Kind.OPTION,
    "Regel": Kind.RULE,
    "Bron": Kind.SOURCE,
    "Anker": Kind.SOURCE,
}


class Change(StrEnum):
    """What happened to a thing; the values are those on the wire."""

    ADDED = "toegevoegd"
    REMOVED = "vervallen"
    CHANGED = "gewijzigd"


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """The values of a property that went and those that came."""

    property: str
    old: tuple[Value, ...]
    new: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two versions."""

    iri: str
    kind: Kind
    change: Change
    label: Text
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two versions, by kind and then by address."""

    old: str
    new: str
    differences: tuple[Difference, ...]

    def counts(self) -> dict[Kind, dict[Change, int]]:
        """Return how many things of each kind came, went and changed."""
        found = {kind: dict.fromkeys(Change, 0) for kind in Kind}
        for difference in self.differences:
            found[difference.kind][difference.change] += 1
        return found


@dataclass
class Content:
    """The things of one version: by thing and property, the values as they compare and the terms they stand for."""

    about: defaultdict[ox.NamedNode, dict[ox.NamedNode, dict[Value, Term]]]
    nodes: dict[Term, Graph]

    @classmethod
    def of(cls, graph: Graph) -> Content:
        """Read a version."""
        nodes: defaultdict[Term, Graph] = defaultdict(list)
        for triple in graph:
            if isinstance(triple.subject, ox.BlankNode):
                nodes[triple.subject].append(triple)
        found = cls(defaultdict(dict), nodes)
        for triple in graph:
            if isinstance(triple.subject, ox.NamedNode):
                values = found.about[triple.subject].setdefault(triple.predicate, {})
                values[found.value(triple.object)] = triple.object
        return found

    def below(self, term: Term) -> Graph:
        """Return the triples about a nameless node and those it leads to."""
        found: Graph = []
        waiting, seen = [term], {term}
        while waiting:
            for triple in self.nodes.get(waiting.pop(), ()):
                found.append(triple)
                if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                    seen.add(triple.object)
                    waiting.append(triple.object)
        return found

    def value(self, term: Term) -> Value:
        """Return a term as it compares: nameless nodes are the same when what they say is."""
        if isinstance(term, ox.NamedNode):
            return Value(term.value, iri=term.value)
        if isinstance(term, ox.Literal):
            return Value(term.value, language=term.language or "", datatype=term.datatype.value)
        return Value(node_text(term, self.below(term), PREFIXES), nameless=True)

    def label(self, thing: ox.NamedNode) -> Text:
        """Return what a thing is called."""
        about = self.about.get(thing, {})
        found: dict[str, str] = {}
        for name in _NAMES:
            for value in about.get(name, {}):
                found.setdefault(value.language, value.text)
        fallback = next(iter(found.values()), ns.local_name(thing.value))
        return Text(found.get("nl", fallback), found.get("en", fallback))

    def kind(self, thing: ox.NamedNode) -> Kind:
        """Return what sort of thing it is."""
        about = self.about.get(thing, {})
        types = {value.text for value in about.get(_TYPE, {})}
        for name, kind in _KINDS.items():
            if ns.DEF + name in types:
                return kind
        if any(t.startswith((ns.OWL, PREFIXES["rdfs"])) for t in types):
            return Kind.TERM
        return Kind.CONCEPT if _NAMES[1] in about else Kind.OTHER


def compare(old_name: str, old: Content, new_name: str, new: Content) -> Comparison:
    """Return how two versions differ."""
    found = []
    for thing in dict.fromkeys([*old.about, *new.about]):
        before, after = old.about.get(thing, {}), new.about.get(thing, {})
        changes = tuple(_changes(before, after))
        if changes:
            change = Change.ADDED if not before else Change.REMOVED if not after else Change.CHANGED
            side = new if after else old
            found.append(Difference(thing.value, side.kind(thing), change, side.label(thing), changes))
    order = list(Kind)
    found.sort(key=lambda d: (order.index(d.kind), d.iri))
    return Comparison(old_name, new_name, tuple(found))


def _changes(
    before: dict[ox.NamedNode, dict[Value, Term]], after: dict[ox.NamedNode, dict[Value, Term]]
) -> Iterator[PropertyChange]:
    for name in sorted({*before, *after}, key=str):
        one, two = before.get(name, {}), after.get(name, {})
        went = tuple(sorted((v for v in one if v not in two), key=_order))
        came = tuple(sorted((v for v in two if v not in one), key=_order))
        if went or came:
            yield PropertyChange(name.value, went, came)


def _order(value: Value) -> tuple[str, str]:
    return value.language, value.text
