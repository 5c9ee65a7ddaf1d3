"""The nouns of the domain as frozen dataclasses; nothing here knows how they are stored or served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Answer: TypeAlias = str | frozenset[str] | Decimal
"""The answer to one dimension: an option id, a set of option ids (empty: none, on purpose) or a number."""

Selection: TypeAlias = Mapping[str, Answer]
"""Answers by dimension id; a dimension that is absent is unanswered."""


class Text(NamedTuple):
    """One text in both languages."""

    nl: str
    en: str

    def get(self, language: str) -> str:
        """Return the text in `language`: `nl` or `en`."""
        return self.en if language == "en" else self.nl


class AnswerKind(StrEnum):
    """How a dimension is answered; the values are the local names in the graph."""

    SINGLE = "enkelvoudig"
    ORDINAL = "geordend"
    SET = "meervoudig"
    NUMBER = "getal"


class Severity(StrEnum):
    """What a finding does to the verdict; the values are those on the wire."""

    VIOLATION = "overtreding"
    WARNING = "waarschuwing"
    INFO = "advies"


class Status(StrEnum):
    """Whether a finding counts; the values are those on the wire."""

    HOLDS = "geldt"
    HOLDS_WHILE_UNANSWERED = "geldtZolangOnbeantwoord"
    MITIGATED = "beheerst"


class Verdict(StrEnum):
    """The outcome of a check; the values are those on the wire."""

    CONTRADICTION = "tegenspraak"
    RISK = "risico"
    COHERENT = "samenhangend"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a document. `notation` is how it is cited, e.g. `D4 §7.2.2, voorbeeld 3a`."""

    iri: str
    document: str
    notation: str
    label: Text


@dataclass(frozen=True, slots=True)
class Document:
    """One of the documents that terms and rules rest on."""

    id: str
    iri: str
    title: Text
    description: Text
    publisher: Text
    year: int
    dating: Text
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A topic under which dimensions are shown."""

    id: str
    iri: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers a dimension has."""

    id: str
    iri: str
    label: Text
    definition: Text
    synonyms: tuple[str, ...] = ()
    sources: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """A knob, or a fact about a care type that rules need; `options` is empty for a number."""

    id: str
    iri: str
    label: Text
    definition: Text
    group: str
    level: str
    kind: AnswerKind
    core: bool
    order: int
    unit: str | None = None
    options: tuple[Option, ...] = ()
    sources: tuple[Anchor, ...] = ()
    option_index: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def option(self, option_id: str) -> Option:
        """Return the option with this id; KeyError when there is none."""
        return self.options[self.option_index[option_id]]


class Choice(NamedTuple):
    """One option of one dimension."""

    dimension: str
    option: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with a label, such as a risk or a measure."""

    id: str
    iri: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as a user meets it; when it holds is decided by its shape (see `samenhang.rules`)."""

    code: str
    iri: str
    title: Text
    message: Text
    explanation: Text
    kind: str
    severity: Severity
    strength: str
    level: str
    scope: str
    tier: int
    lens: tuple[str, ...]
    contested_by: tuple[str, ...]
    consequences: tuple[str, ...]
    derivation: str
    needs_figures: bool
    theme: str
    law_years: tuple[int, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    risk: Concept | None = None
    removes_risk: Concept | None = None
    measures: tuple[Concept, ...] = ()
    sources: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A choice that would take a finding away, or answer what it asks for."""

    choice: Choice
    label: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that holds for a selection, with the answers that make it hold.

    `rule` is None for the advice that an answered dimension does not apply; `iri` then names the applicability shape.
    """

    code: str
    iri: str
    severity: Severity
    kind: str
    status: Status
    message: Text
    choices: Mapping[str, Answer]
    unanswered: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to a check.

    `completions` is the exact number of ways to answer the applicable core dimensions that are still open without a
    violation; `completable` says whether there is at least one. `missing` names those dimensions.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    complete: bool
    missing: tuple[str, ...]
    completable: bool
    completions: int
    ruleset_sha256: str

    @property
    def coherent(self) -> bool:
        """Tell whether nothing counts against the selection."""
        return self.verdict is Verdict.COHERENT
