"""Describes one thing: what is said of it, what points to it, and what everything mentioned is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox
import yaml

from samenhang import namespaces as ns
from samenhang.linked.forms import PREFIXES, Graph, canonical
from samenhang.linked.public import Asker
from samenhang.linked.turtle import node_text
from samenhang.linked.values import Name, Names, Property, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store, Term

PAGE: Final = 50
"""How many things that point here by one property stand on one page."""

_RDFS_LABEL: Final = f"{PREFIXES['rdfs']}label"
_RANK: Final = {
    _RDFS_LABEL: 0,
    f"{PREFIXES['skos']}prefLabel": 1,
    f"{PREFIXES['dct']}title": 2,
    f"{PREFIXES['foaf']}name": 3,
    f"{PREFIXES['schema']}name": 4,
}
_HYDRA: Final = PREFIXES["hydra"]
_MOST_NAMES: Final = 2000
_MOST_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Incoming:
    """The things that point here by one property: how many there are, a page of them, and where the next one starts."""

    property: str
    count: int
    things: tuple[str, ...]
    following: str | None = None


@dataclass
class Description:
    """What the graph says of one thing."""

    iri: str
    own: Graph
    """The triples about the thing, and those about its nameless nodes."""
    incoming: tuple[Incoming, ...] = ()
    view: str = ""
    """The address of this description, when it shows a part of what points here."""
    names: Names = field(default_factory=lambda: Names({}))

    @property
    def types(self) -> tuple[str, ...]:
        """Return the classes the thing is said to belong to, in a fixed order."""
        return self.iris(f"{ns.RDF}type")

    def iris(self, predicate: str) -> tuple[str, ...]:
        """Return the things that a property of the thing names."""
        return tuple(
            t.object.value
            for t in self.own
            if t.predicate.value == predicate and _is(t.subject, self.iri) and isinstance(t.object, ox.NamedNode)
        )

    def texts(self, predicate: str) -> tuple[Value, ...]:
        """Return the texts that a property of the thing has."""
        found = next((p for p in self.properties if p.iri == predicate), None)
        return () if found is None else tuple(v for v in found.values if v.iri is None)

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """The properties of the thing, for a page."""
        found: dict[str, list[Value]] = {}
        for triple in self.own:
            if _is(triple.subject, self.iri):
                found.setdefault(triple.predicate.value, []).append(_value(triple.object, self.own))
        return tuple(Property(iri, tuple(values)) for iri, values in found.items())

    def graph(self) -> Graph:
        """Return everything as triples: what is said, what points here, how far that goes, and what it is called."""
        subject = ox.NamedNode(self.iri)
        pointing = [
            ox.Triple(ox.NamedNode(thing), ox.NamedNode(group.property), subject)
            for group in self.incoming
            for thing in group.things
        ]
        return canonical([*self.own, *pointing, *self._paging(), *_labels(self.names)])

    def _paging(self) -> Iterator[ox.Triple]:
        """Yield how many things point here by a property of which this holds a part, and where the rest starts."""
        for group in self.incoming:
            if group.following is None:
                continue
            part = ox.NamedNode(f"{self.view}?{urlencode({'via': group.property})}")
            following = ox.NamedNode(f"{self.view}?{urlencode({'via': group.property, 'na': group.following})}")
            count = ox.Literal(str(group.count), datatype=ox.NamedNode(f"{ns.XSD}integer"))
            yield ox.Triple(part, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{_HYDRA}PartialCollectionView"))
            yield ox.Triple(part, ox.NamedNode(f"{_HYDRA}property"), ox.NamedNode(group.property))
            yield ox.Triple(part, ox.NamedNode(f"{_HYDRA}totalItems"), count)
            yield ox.Triple(part, ox.NamedNode(f"{_HYDRA}next"), following)


class Describer:
    """Describes things in a graph; safe to share between threads."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self.ask = Asker(store, queries)
        self._words = _read_words()

    def own(self, iri: str) -> Graph:
        """Return the triples about a thing and its nameless nodes; none for a thing nothing is said of."""
        triples = self.ask.triples("beschrijving", onderwerp=iri)
        if iri.startswith(ns.GRAPH):
            triples += self.graph_record(iri)
        return canonical(reachable(ox.NamedNode(iri), triples))

    def graph_record(self, iri: str) -> Iterator[ox.Triple]:
        """Yield what can be said of a named graph as a dataset: how large it is, and where its data are."""
        subject, kind = ox.NamedNode(iri), ox.NamedNode(f"{ns.RDF}type")
        distribution = ox.NamedNode(f"{iri}#gegevens")
        dcat, void = PREFIXES["dcat"], PREFIXES["void"]
        for row in self.ask.rows("graaf-omvang", graaf=iri):
            if "uitspraken" not in row:  # no such graph, in an engine that answers an empty count
                continue
            for name, count in (("triples", row["uitspraken"]), ("distinctSubjects", row["dingen"])):
                literal = ox.Literal(count.value, datatype=ox.NamedNode(f"{ns.XSD}integer"))  # type: ignore[union-attr]
                yield ox.Triple(subject, ox.NamedNode(f"{void}{name}"), literal)
            address = ox.NamedNode(f"{ns.BASE}graphs?{urlencode({'graph': iri})}")
            yield ox.Triple(subject, kind, ox.NamedNode(f"{dcat}Dataset"))
            yield ox.Triple(subject, ox.NamedNode(f"{dcat}distribution"), distribution)
            yield ox.Triple(distribution, kind, ox.NamedNode(f"{dcat}Distribution"))
            yield ox.Triple(distribution, ox.NamedNode(f"{dcat}accessURL"), address)

    def describe(
        self, iri: str, view: str, via: str | None = None, after: str = "", *, own: Graph | None = None
    ) -> Description:
        """Return all there is to say of a thing; with `via` only what points here by that property, `after` an address.

        `view` is the address under which the description is given; `own` what is said of the thing, when that was read.
        """
        said = self.own(iri) if own is None else own
        found = Description(iri, said, tuple(self._incoming(iri, via, after)), view)
        found.names = self.names(_mentioned(found))
        return found

    def names(self, things: Iterable[str]) -> Names:
        """Return what things are called, in every language there is."""
        wanted = list(dict.fromkeys(things))[:_MOST_NAMES]
        by_iri: dict[str, dict[str, Name]] = {}
        ranks: dict[tuple[str, str], tuple[int, str]] = {}
        for row in self.ask.rows_of("labels-van", wanted):
            thing, text = row["ding"].value, row["tekst"]  # type: ignore[union-attr]
            if not isinstance(text, ox.Literal):
                continue
            language = text.language or ""
            origin = row["eigenschap"].value  # type: ignore[union-attr]
            rank = (_RANK[origin], text.value)
            # The same thing may have several names in a language: the same one is chosen every time.
            if rank < ranks.get((thing, language), (len(_RANK), "")):
                ranks[thing, language] = rank
                by_iri.setdefault(thing, {})[language] = Name(text.value, origin)
        for thing in wanted:
            if thing not in by_iri and thing in self._words:
                by_iri[thing] = self._words[thing]
        nameless = [thing for thing in wanted if thing not in by_iri and thing.startswith(ns.BASE)]
        return Names(by_iri | self._names_from_parts(nameless))

    def _names_from_parts(self, things: list[str]) -> dict[str, dict[str, Name]]:
        """Return, for things without a name of their own, the names of what they bring together."""
        parts: dict[str, dict[str, list[str]]] = {}
        for row in self.ask.rows_of("labels-uit-delen", things):
            thing, text = row["ding"].value, row["tekst"]  # type: ignore[union-attr]
            if isinstance(text, ox.Literal) and text.language in ("nl", "en"):
                parts.setdefault(thing, {}).setdefault(text.language, []).append(text.value)
        return {
            thing: {
                language: Name(" – ".join(sorted(set(found))[:_MOST_PARTS]), None) for language, found in said.items()
            }
            for thing, said in parts.items()
        }

    def exists(self, iri: str) -> bool:
        """Tell whether an address occurs anywhere in the public graphs; False when it is no address at all."""
        try:
            ox.NamedNode(iri)
        except ValueError:
            return False
        return self.ask.holds("bestaat", ding=iri) or self.ask.holds("graaf-bestaat", graaf=iri)

    def _incoming(self, iri: str, via: str | None, after: str) -> Iterator[Incoming]:
        for row in self.ask.rows("inkomend-aantallen", onderwerp=iri):
            if "eigenschap" not in row:  # no solutions, in an engine that answers an empty count
                continue
            name, count = row["eigenschap"].value, int(row["aantal"].value)  # type: ignore[union-attr]
            if via is not None and via != name:
                continue
            rows = self.ask.rows("inkomend", onderwerp=iri, eigenschap=name, na=after)
            things = [str(r["adres"].value) for r in rows]  # type: ignore[union-attr]
            following = things[PAGE - 1] if len(things) > PAGE else None
            yield Incoming(name, count, tuple(things[:PAGE]), following)


def reachable(start: ox.NamedNode, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples about a thing and, on and on, those about the nameless nodes and parts (`#…`) it leads to."""
    about: dict[Term, list[ox.Triple]] = {}
    for triple in dict.fromkeys(triples):
        about.setdefault(triple.subject, []).append(triple)
    waiting: list[Term] = [start]
    seen: set[Term] = {start}
    while waiting:
        for triple in about.get(waiting.pop(), ()):
            yield triple
            if triple.object not in seen and _is_part(triple.object, start):
                seen.add(triple.object)
                waiting.append(triple.object)


def _is_part(term: Term, whole: ox.NamedNode) -> bool:
    """Tell whether a node has no address that leads to it alone."""
    return isinstance(term, ox.BlankNode) or (
        isinstance(term, ox.NamedNode) and term.value.startswith(f"{whole.value}#")
    )


def _mentioned(found: Description) -> Iterator[str]:
    yield found.iri
    for triple in found.own:
        for term in triple:
            if isinstance(term, ox.NamedNode):
                yield term.value
            elif isinstance(term, ox.Literal):
                yield term.datatype.value
    for group in found.incoming:
        yield group.property
        yield from group.things


def _labels(names: Names) -> Iterator[ox.Triple]:
    for iri, texts in names.by_iri.items():
        for language, name in texts.items():
            literal = ox.Literal(name.text, language=language) if language else ox.Literal(name.text)
            if name.property is not None:
                yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(name.property), literal)


def _value(term: Term, graph: Graph) -> Value:
    if isinstance(term, ox.NamedNode):
        return Value(term.value, iri=term.value)
    if isinstance(term, ox.Literal):
        return Value(term.value, language=term.language or "", datatype=term.datatype.value)
    return Value(node_text(term, graph, PREFIXES), nameless=True)


def _is(term: Term, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri


def _read_words() -> dict[str, dict[str, Name]]:
    """Read what terms of other vocabularies are called."""
    data = yaml.safe_load(files("samenhang.linked").joinpath("words.yaml").read_text(encoding="utf-8"))
    return {
        f"{namespace}{term}": {"nl": Name(texts[0], None), "en": Name(texts[1], None)}
        for namespace, terms in data.items()
        for term, texts in terms.items()
    }
