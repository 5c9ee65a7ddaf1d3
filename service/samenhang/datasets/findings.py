"""What the rules find in the arrangements of a dataset, as triples of the same form as for the shipped ones."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.datasets.names import data_graph
from samenhang.model import AnswerKind, Text
from samenhang.reference.findings import Subject, answer_of, write_findings
from samenhang.reference.turtle import Turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.coherence import View
    from samenhang.model import Answer, Dimension

_TYPE: Final = f"{ns.RDF}type"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_SYSTEM: Final = "stelsel"

Said = dict[str, list[ox.NamedNode | ox.Literal]]


def findings_turtle(name: str, triples: Iterable[ox.Triple], view: View) -> bytes:
    """Return verdicts and findings of a dataset's arrangements as Turtle; nodes without a name are left out."""
    said: defaultdict[str, Said] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            said[triple.subject.value][triple.predicate.value].append(triple.object)
    kind = ox.NamedNode(ns.ARRANGEMENT)
    subjects = {
        iri: _subject(iri, facts, view.catalogue.dimensions)
        for iri, facts in said.items()
        if kind in facts.get(_TYPE, ())
    }
    _inherit(subjects, view.catalogue.dimensions)
    out = Turtle()
    write_findings(out, subjects, {iri: _label(iri, said[iri]) for iri in subjects}, view)
    # The same arrangement may stand in two datasets, so the names of findings tell whose they are.
    text = bytes(out).replace(f"<{ns.BASE}id/bevinding/".encode(), f"<{ns.BASE}id/bevinding/{name}/".encode())
    return text.replace(f"<{ns.GRAPH_ARRANGEMENTS}>".encode(), f"<{data_graph(name)}>".encode())


def _subject(iri: str, facts: Said, dimensions: Mapping[str, Dimension]) -> Subject:
    system = next((v.value for v in facts.get(f"{ns.DEF}binnenStelsel", ()) if isinstance(v, ox.NamedNode)), None)
    level = next((ns.local_name(v.value) for v in facts.get(f"{ns.DEF}niveau", ())), _SYSTEM)
    answers = {
        name: answer
        for name, dimension in dimensions.items()
        if (answer := _answer(dimension, facts.get(ns.dimension_iri(name), ()))) is not None
    }
    return Subject(iri, level, system, answers)


def _answer(dimension: Dimension, values: Iterable[ox.NamedNode | ox.Literal]) -> Answer | None:
    """Return an answer, when all its values are answers to the dimension: the report tells of those that are not."""
    texts = [value.value for value in values]
    if not texts:
        return None
    if dimension.kind is not AnswerKind.NUMBER:
        known = {ns.option_iri(dimension.id, option.id) for option in dimension.options}
        if dimension.kind is AnswerKind.SET:
            known.add(ns.EMPTY_ANSWER)
        if not known.issuperset(texts):
            return None
    try:
        return answer_of(dimension, texts)
    except ArithmeticError:
        return None


def _inherit(subjects: Mapping[str, Subject], dimensions: Mapping[str, Dimension]) -> None:
    """Give segments the answers of their system that they do not give themselves."""
    own = {iri: dict(subject.answers) for iri, subject in subjects.items()}
    for subject in subjects.values():
        for name, answer in own.get(subject.system or "", {}).items():
            if dimensions[name].level == _SYSTEM:
                subject.answers.setdefault(name, answer)


def _label(iri: str, facts: Said) -> Text:
    labels = {v.language or "": v.value for v in facts.get(_LABEL, ()) if isinstance(v, ox.Literal)}
    nl = labels.get("nl") or labels.get("") or labels.get("en") or ns.local_name(iri) or iri
    return Text(nl, labels.get("en") or nl)
