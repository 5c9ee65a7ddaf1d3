"""What there is: kinds of things, things of a kind, and things by a text in their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.forms import PREFIXES, Graph, canonical
from samenhang.linked.values import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.linked.describe import Describer

KINDS_PAGE: Final = 100
MOST_FOUND: Final = 200
_LONGEST: Final = 200
_VOID: Final = PREFIXES["void"]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of things with their names: kinds with their numbers, things of one kind, or what a search found.

    `following` is where the next page starts; `more` says that a search found more than it shows.
    """

    things: tuple[str, ...]
    names: Names
    counts: dict[str, int]
    following: str | None = None
    more: bool = False

    def graph(self, address: str, kind: str | None = None) -> Graph:
        """Return the list as RDF: numbers per kind in VoID, or the things with their names."""
        whole = ox.NamedNode(address)
        triples: Graph = []
        for thing in self.things:
            if self.counts:
                triples += self._partition(whole, thing)
            else:
                triples.append(ox.Triple(whole, ox.NamedNode(f"{PREFIXES['rdfs']}member"), ox.NamedNode(thing)))
                if kind is not None:
                    triples.append(ox.Triple(ox.NamedNode(thing), ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(kind)))
        for thing in self.things:
            for language, name in self.names.by_iri.get(thing, {}).items():
                literal = ox.Literal(name.text, language=language) if language else ox.Literal(name.text)
                if name.property is not None:
                    triples.append(ox.Triple(ox.NamedNode(thing), ox.NamedNode(name.property), literal))
        return canonical(triples)

    def _partition(self, whole: ox.NamedNode, kind: str) -> Iterator[ox.Triple]:
        part = ox.BlankNode()
        count = ox.Literal(str(self.counts[kind]), datatype=ox.NamedNode(f"{ns.XSD}integer"))
        yield ox.Triple(whole, ox.NamedNode(f"{_VOID}classPartition"), part)
        yield ox.Triple(part, ox.NamedNode(f"{_VOID}class"), ox.NamedNode(kind))
        yield ox.Triple(part, ox.NamedNode(f"{_VOID}entities"), count)


class Index:
    """Lists what there is in a graph."""

    def __init__(self, describer: Describer) -> None:
        self._describer = describer

    def kinds(self) -> Listing:
        """Return every kind of thing with how many there are, the largest first."""
        rows = self._describer.ask.rows("soorten")
        counts = {row["soort"].value: int(row["aantal"].value) for row in rows if "soort" in row}  # type: ignore[union-attr]
        return Listing(tuple(counts), self._describer.names(counts), counts)

    def of_kind(self, kind: str, after: str = "") -> Listing:
        """Return a page of the things of one kind, by address."""
        rows = self._describer.ask.rows("dingen-van-soort", soort=kind, na=after)
        things = [str(row["adres"].value) for row in rows]  # type: ignore[union-attr]
        following = things[KINDS_PAGE - 1] if len(things) > KINDS_PAGE else None
        shown = tuple(things[:KINDS_PAGE])
        return Listing(shown, self._describer.names([kind, *shown]), {}, following)

    def search(self, text: str, under: str = "") -> Listing:
        """Return the things with this text in name, code or definition, names first; only those `under` an address."""
        wanted = " ".join(text[:_LONGEST].lower().split())
        if not wanted:
            return Listing((), Names({}), {})
        rows = self._describer.ask.rows("zoek", tekst=wanted)
        things = [row["ding"].value for row in rows]  # type: ignore[union-attr]
        shown = tuple(thing for thing in things[:MOST_FOUND] if thing.startswith(under))
        return Listing(shown, self._describer.names(shown), {}, more=len(things) > MOST_FOUND)

    def graphs(self) -> Listing:
        """Return every public named graph with its number of statements."""
        rows = self._describer.ask.rows("grafen")
        counts = {row["graaf"].value: int(row["aantal"].value) for row in rows if "graaf" in row}  # type: ignore[union-attr]
        return Listing(tuple(counts), self._describer.names(counts), counts)

    def contents(self, graph: str) -> Listing:
        """Return the kinds of things in one graph."""
        rows = self._describer.ask.rows("graaf-inhoud", graaf=graph)
        counts = {row["soort"].value: int(row["aantal"].value) for row in rows if "soort" in row}  # type: ignore[union-attr]
        return Listing(tuple(counts), self._describer.names(counts), counts)
