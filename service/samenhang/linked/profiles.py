"""The views a thing is described by, each conforming to a profile with an address of its own (W3C, by profile)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.describe import Describer, Description, reachable
from samenhang.linked.forms import PREFIXES, Graph, canonical
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ALTR: Final = PREFIXES["altr"]
_DCAT: Final = PREFIXES["dcat"]
_SKOS: Final = PREFIXES["skos"]
_RDFS: Final = PREFIXES["rdfs"]
_MOST_SHAPES: Final = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """A view: the word it is asked by, the address of what it conforms to, and what it is called."""

    token: str
    uri: str
    title: Text
    explanation: Text


DEFAULT: Final = Profile(
    "beschrijving",
    f"{ns.BASE}profiel/beschrijving",
    Text("Beschrijving", "Description"),
    Text(
        "Alles wat de graaf over het ding zegt, wat ernaar wijst, en hoe alles heet wat wordt genoemd.",
        "All that the graph says of the thing, what points to it, and what everything mentioned is called.",
    ),
)
_CBD = Profile(
    "cbd",
    "http://www.w3.org/Submission/CBD/",
    Text("Alleen de eigen uitspraken", "Own statements only"),
    Text(
        "Precies de uitspraken over het ding en zijn naamloze knopen (Concise Bounded Description).",
        "Exactly the statements on the thing and its nameless nodes (Concise Bounded Description).",
    ),
)
_SKOS_VIEW = Profile(
    "skos",
    _SKOS.rstrip("#"),
    Text("Begrip (SKOS, NL-SBB)", "Concept (SKOS, NL-SBB)"),
    Text("Het begrip zoals een begrippenlijst het geeft.", "The concept as a concept scheme gives it."),
)
_SHACL_VIEW = Profile(
    "shacl",
    ns.SH.rstrip("#"),
    Text("Shape (SHACL)", "Shape (SHACL)"),
    Text(
        "De hele shape, met alles waaruit haar voorwaarde is opgebouwd, klaar voor een SHACL-programma.",
        "The whole shape, with all that its condition is made of, ready for a SHACL program.",
    ),
)
_OWL_VIEW = Profile(
    "owl",
    ns.OWL.rstrip("#"),
    Text("Term (OWL)", "Term (OWL)"),
    Text("De term in RDFS en OWL.", "The term in RDFS and OWL."),
)
_DCAT_VIEW = Profile(
    "dcat",
    _DCAT.rstrip("#"),
    Text("Gegevensset (DCAT)", "Dataset (DCAT)"),
    Text("De gegevensset met haar bestanden en catalogus.", "The dataset with its distributions and catalogue."),
)
_PROV_VIEW = Profile(
    "prov",
    PREFIXES["prov"].rstrip("#"),
    Text("Herkomst (PROV-O)", "Provenance (PROV-O)"),
    Text("Waar het vandaan komt en wat ervan is afgeleid.", "Where it comes from and what was derived from it."),
)
ALTERNATES: Final = Profile(
    "alt",
    ALTR.rstrip("#"),
    Text("Alle profielen en vormen", "All profiles and forms"),
    Text("Welke profielen er zijn, en in welke vormen.", "Which profiles there are, and in which forms."),
)
PROFILES: Final = (DEFAULT, _CBD, _SKOS_VIEW, _SHACL_VIEW, _OWL_VIEW, _DCAT_VIEW, _PROV_VIEW, ALTERNATES)


def profiles_of(own: Graph, iri: str) -> tuple[Profile, ...]:
    """Return the profiles in which a thing can be described, the default first, given what is said of it."""
    subject = ox.NamedNode(iri)
    about = [t for t in own if t.subject == subject]
    types = {
        t.object.value for t in about if t.predicate.value == f"{ns.RDF}type" and isinstance(t.object, ox.NamedNode)
    }
    predicates = {t.predicate.value for t in about}
    fitting = [DEFAULT, _CBD] if about else [DEFAULT]
    if f"{_SKOS}prefLabel" in predicates or f"{_SKOS}Concept" in types:
        fitting.append(_SKOS_VIEW)
    if types & {f"{ns.SH}NodeShape", f"{ns.SH}PropertyShape"}:
        fitting.append(_SHACL_VIEW)
    if any(kind.startswith((ns.OWL, _RDFS)) for kind in types) or f"{ns.DEF}optieVan" in predicates:
        fitting.append(_OWL_VIEW)
    if any(kind.startswith(_DCAT) for kind in types) or iri.startswith(ns.GRAPH):
        fitting.append(_DCAT_VIEW)
    if any(name.startswith(PREFIXES["prov"]) for name in (*types, *predicates)) or ns.ARRANGEMENT in types:
        fitting.append(_PROV_VIEW)
    return (*fitting, ALTERNATES)


def view(describer: Describer, description: Description, profile: Profile) -> Graph:
    """Return a description by a profile; `alt` is not one of those that are asked of the graph."""
    makers: dict[str, Callable[[], Iterable[ox.Triple]]] = {
        "beschrijving": description.graph,
        "cbd": lambda: description.own,
        "shacl": lambda: shape_closure(describer, description.iri, description.own),
        "owl": lambda: _with_nodes(describer, "profiel-owl", description),
        "skos": lambda: describer.ask.triples("profiel-skos", onderwerp=description.iri),
        "dcat": lambda: _dataset(describer, description),
        "prov": lambda: describer.ask.triples("profiel-prov", onderwerp=description.iri),
    }
    return canonical(makers[profile.token]())


def shape_closure(describer: Describer, iri: str, own: Graph) -> Iterator[ox.Triple]:
    """Yield a shape as SHACL: its constraints down to the last list, and the shapes it refers to."""
    waiting, seen = [(iri, own)], {iri}
    while waiting and len(seen) <= _MOST_SHAPES:
        name, graph = waiting.pop()
        subject = ox.NamedNode(name)
        for triple in reachable(subject, [t for t in graph if t.subject != subject or _in_shape(t.predicate.value)]):
            yield triple
            target = triple.object
            if isinstance(target, ox.NamedNode) and target.value not in seen and _refers_to_shape(triple):
                seen.add(target.value)
                waiting.append((target.value, describer.own(target.value)))


_REFERRING: Final = frozenset(f"{ns.SH}{name}" for name in ("node", "property", "not", "qualifiedValueShape"))


def _refers_to_shape(triple: ox.Triple) -> bool:
    return triple.predicate.value in _REFERRING


def _in_shape(predicate: str) -> bool:
    return predicate.startswith((ns.SH, ns.RDF, _RDFS)) or predicate.endswith(("/terms/source", "/terms/identifier"))


def _with_nodes(describer: Describer, query: str, description: Description) -> Iterator[ox.Triple]:
    """Return what a query gives, with the nameless nodes it leads to as the description names them."""
    subject = ox.NamedNode(description.iri)
    kept = {t.predicate for t in describer.ask.triples(query, onderwerp=description.iri)}
    return reachable(subject, [t for t in description.own if t.subject != subject or t.predicate in kept])


def _dataset(describer: Describer, description: Description) -> list[ox.Triple]:
    """Return the record of a dataset; a named graph is one too, and is had from the graph store."""
    found = describer.ask.triples("profiel-dcat", onderwerp=description.iri)
    return [*found, *(describer.graph_record(description.iri) if description.iri.startswith(ns.GRAPH) else ())]
