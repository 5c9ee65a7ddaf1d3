"""What a result means in words: the rule or structural shape behind it, and the record it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.coherence.check import NOT_APPLICABLE, find, finding_of
from samenhang.model import Anchor, Finding, Severity, Text
from samenhang.namespaces import DEF, local_name
from samenhang.validation.guards.personal import masked
from samenhang.validation.reporting.problem_words import told_and_asked
from samenhang.validation.results import ReportFinding, Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samenhang.coherence import View
    from samenhang.model import Answer, Dimension, Measure, Rule
    from samenhang.validation.documents import Locator, Place, Term
    from samenhang.validation.engines import ShapeGraph
    from samenhang.validation.records import Records

_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_DCT: Final = "http://purl.org/dc/terms/"
_NOTHING: Final = Text("", "")
_REMEMBERED: Final = 20_000
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class ShapeWords:
    """What is said of a shape whatever breaks it. `severity` is None where that of the result counts."""

    code: str
    title: Text
    why: Text
    severity: Severity | None = None
    sources: tuple[Anchor, ...] = ()
    rule: Rule | None = None


class Words:
    """Turns results about one document into findings, under one lens and day.

    `columns` are the ids of the columns of a sheet by the IRI of their property, for what people call a property.
    """

    def __init__(  # noqa: PLR0913 -- each knows something else about what a result says
        self,
        view: View,
        shapes: ShapeGraph,
        anchors: Mapping[str, Anchor],
        records: Records,
        locator: Locator,
        *,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self._columns = columns or {}
        self._view, self._shapes, self._anchors = view, shapes, anchors
        self._records, self._locator = records, locator
        self._rules = {rule.iri: rule for rule in view.catalogue.rules.values()}
        self._inapplicable = {rule.iri: rule for rule in view.catalogue.not_applicable.values()}
        self.shape = lru_cache(None)(self._shape)
        self._found = lru_cache(_REMEMBERED)(self._find)
        self._places = {code: place for place, code in enumerate(view.ruleset.keys)}
        self._action = lru_cache(_REMEMBERED)(partial(_remedies, dimensions=view.catalogue.dimensions))

    def _shape(self, iri: str) -> ShapeWords | None:
        """Return what is said of a shape; None for a rule outside the lens, or not valid on the day."""
        rule = self._rules.get(iri)
        if rule is not None:
            if rule.code not in self._view.rules:
                return None
            severity = self._view.severities[rule.code]
            return ShapeWords(rule.code, rule.title, rule.explanation, severity, rule.sources, rule)
        if iri in self._inapplicable:
            title = Text("Dimensie niet van toepassing", "Dimension does not apply")
            why = Text(
                "Het antwoord zegt niets bij de andere keuzes.", "The answer says nothing with the other choices."
            )
            return ShapeWords(NOT_APPLICABLE, title, why, Severity.INFO)
        return self._structural(ox.NamedNode(iri))

    def _structural(self, node: ox.NamedNode) -> ShapeWords:
        title = self._text(node, f"{_RDFS}label") or Text(local_name(node.value), local_name(node.value))
        given = self._shapes.values(node, f"{_DCT}identifier")
        sources = [
            self._anchors[v.value] for v in self._shapes.values(node, f"{_DCT}source") if v.value in self._anchors
        ]
        code = given[0].value if given else local_name(node.value)
        return ShapeWords(code, title, self._text(node, f"{_RDFS}comment") or _NOTHING, None, tuple(sources))

    def _text(self, node: ox.NamedNode, predicate: str) -> Text | None:
        found = {v.language or "nl": v.value for v in self._shapes.values(node, predicate) if isinstance(v, ox.Literal)}
        first = next(iter(found.values()), None)
        return None if first is None else Text(found.get("nl", first), found.get("en", first))

    def finding(self, result: Result) -> ReportFinding:
        """Return a result as a finding: what, why, what to do, the offending value and its place."""
        known = self.shape(result.shape)
        if known is None:
            raise KeyError(result.shape)
        own = self._own(result, known)
        return self._coherence(result, known, own) if own is not None else self._plain(result, known)

    def _own(self, result: Result, known: ShapeWords) -> Finding | None:
        """Return what the check finds of the record by the rule of a result; None for a structural shape."""
        if known.rule is not None:
            return finding_of(self._view, self._places[known.code], self._records.answers(result.focus))
        return self._found(result.focus).get(result.shape) if result.shape in self._inapplicable else None

    def _coherence(self, result: Result, known: ShapeWords, found: Finding) -> ReportFinding:
        choices = {name: _shown(answer) for name, answer in found.choices.items()}
        places = [self._place_of(result.focus, name) for name in choices]
        told = tuple(place for place in places if place is not None)
        first = next(iter(choices), None)
        return ReportFinding(
            code=known.code,
            severity=found.severity,
            what=found.message,
            why=known.why,
            action=self._action(found.measures),
            record=record_name(result.focus),
            label=self._label(result.focus),
            dimension=first,
            value=None if first is None else choices[first],
            place=told[0] if told else self._locator.place(result.focus),
            sources=known.sources,
            measures=found.measures,
            choices=choices,
            places=told,
            result=result,
        )

    def _plain(self, result: Result, known: ShapeWords) -> ReportFinding:
        said = result.messages
        first = next(iter(said.values()), "")
        what, action = told_and_asked(Text(masked(said.get("nl", first)), masked(said.get("en", first))))
        predicate = _predicate(result.path)
        value = None if result.value is None or result.value == result.focus else result.value
        return ReportFinding(
            code=known.code,
            severity=known.severity or result.severity,
            what=what,
            why=known.why,
            action=action,
            record=record_name(result.focus),
            label=self._label(result.focus),
            dimension=None if predicate is None else self._columns.get(predicate) or local_name(predicate),
            value=None if value is None else readable(value, predicate),
            place=self._locator.place(result.focus, predicate, value),
            sources=known.sources,
            result=result,
        )

    def _label(self, record: Term) -> Text | None:
        label = self._records.label(record)
        if label is None or label.nl == label.en:
            return None if label is None else Text(*[masked(label.nl)] * 2)
        return Text(masked(label.nl), masked(label.en))

    def _place_of(self, record: Term, dimension: str) -> Place | None:
        """Return where an answer stands: in the record, or in that of the system it is taken over from."""
        predicate = f"{DEF}{dimension}"
        whole, own = self._locator.place(record), self._locator.place(record, predicate)
        if own is not None and own != whole:
            return own
        for system in self._records.values(record, f"{DEF}binnenStelsel"):
            place = self._locator.place(system, predicate)
            if place is not None and place != self._locator.place(system):
                return place
        return whole

    def _find(self, record: Term) -> Mapping[str, Finding]:
        answers: Mapping[str, Answer] = self._records.answers(record)
        return {found.iri: found for found in find(self._view, answers)} if answers else {}


def _remedies(measures: tuple[Measure, ...], dimensions: Mapping[str, Dimension]) -> Text:
    """Return the measures of a finding as a sentence: per dimension the options that would take it away."""
    by_dimension: dict[str, list[Text]] = {}
    for measure in measures:
        dimension = dimensions[measure.choice.dimension]
        by_dimension.setdefault(dimension.id, []).append(dimension.option(measure.choice.option).label)
    if not by_dimension:
        return _NOTHING
    if len(by_dimension) == 1:
        ((name, own),) = by_dimension.items()
        label = dimensions[name].label
        return Text(
            f"Kies voor ‘{label.nl}’: {_either([o.nl for o in own], 'of')}.",
            f"For ‘{label.en}’ choose: {_either([o.en for o in own], 'or')}.",
        )
    nl = "; ".join(
        f"‘{dimensions[d].label.nl}’: {_either([o.nl for o in own], 'of')}" for d, own in by_dimension.items()
    )
    en = "; ".join(
        f"‘{dimensions[d].label.en}’: {_either([o.en for o in own], 'or')}" for d, own in by_dimension.items()
    )
    return Text(f"Kies een van deze antwoorden. {nl}.", f"Choose one of these answers. {en}.")


def _either(labels: Sequence[str], word: str) -> str:
    *begin, last = labels
    return f"{', '.join(begin)} {word} {last}" if begin else last


def _predicate(path: str | None) -> str | None:
    """Return the property at the beginning of a path as SPARQL writes it; None for an inverse one or none."""
    if path is None or not path.startswith("<"):
        return None
    return path[1 : path.index(">")]


def record_name(term: Term) -> str:
    """Return what a record is known by: its IRI, or the label of a nameless node."""
    return str(term.value) if isinstance(term, ox.NamedNode) else str(term)


def readable(value: Term, predicate: str | None) -> str:
    """Return a value as people write it: an option by its id, personal data masked, what is long cut."""
    text = str(value.value)
    if isinstance(value, ox.NamedNode) and predicate is not None:
        text = text.removeprefix(f"{predicate}/")
    shown = masked(text, local_name(predicate or ""))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _shown(answer: Answer) -> str:
    options: Sequence[str] = sorted(answer) if isinstance(answer, frozenset) else [str(answer)]
    return ", ".join(options) or "geen"
