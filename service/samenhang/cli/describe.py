"""Answers, changes, clashes and rules in the words of a reader, with the ids that are needed to type them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.cli import words
from samenhang.model import Dimension, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.cli.page import Page
    from samenhang.coherence import Change, Clash
    from samenhang.model import Answer, Finding
    from samenhang.rules import Catalogue

NONE = Text("geen", "none")
_NO_ANSWER = Text("geen antwoord", "no answer")
_LEAVE_OUT = Text("laat weg", "leave out")
_STRUCTURE = Text("zo is de dimensie niet van toepassing", "the dimension does not apply then")


class Words:
    """Puts what the rules speak of into words of one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language

    def dimension(self, name: str) -> str:
        """Return a dimension as `Label [id]`."""
        return f"{self._dimension(name).label.get(self.language)} [{name}]"

    def dimensions(self, names: Iterable[str]) -> str:
        """Return dimensions as a phrase."""
        return words.enumeration([self.dimension(name) for name in names], self.language)

    def value(self, name: str, answer: Answer | None) -> str:
        """Return an answer by its labels."""
        dimension = self._dimension(name)
        if answer is None:
            return _NO_ANSWER.get(self.language)
        if isinstance(answer, str):
            return dimension.option(answer).label.get(self.language)
        if isinstance(answer, frozenset):
            labels = [dimension.option(o).label.get(self.language) for o in dimension.option_index if o in answer]
            return words.enumeration(labels, self.language) or NONE.get(self.language)
        return f"{words.answer_text(answer)} {dimension.unit or ''}".rstrip()

    def answer(self, name: str, answer: Answer) -> str:
        """Return an answer as `Dimension: Option  [dim=opt]`."""
        return f"{self._dimension(name).label.get(self.language)}: {self.value(name, answer)}  [{typed(name, answer)}]"

    def answers(self, choices: Mapping[str, Answer]) -> str:
        """Return answers as a phrase of what one types."""
        return words.enumeration([typed(name, answer) for name, answer in choices.items()], self.language)

    def change(self, change: Change) -> str:
        """Return a change as `Dimension: Before → After  [dim=opt]`."""
        before, after = self.value(change.dimension, change.before), self.value(change.dimension, change.after)
        label = self._dimension(change.dimension).label.get(self.language)
        leave = f"{_LEAVE_OUT.get(self.language)}: {change.dimension}"
        again = leave if change.after is None else typed(change.dimension, change.after)
        return f"{label}: {before} → {after}  [{again}]"

    def rule(self, code: str) -> str:
        """Return a rule as `R275 Title`."""
        rule = self.catalogue.rules.get(code)
        return code if rule is None else f"{code} {rule.title.get(self.language)}"

    def rules(self, codes: Iterable[str]) -> str:
        """Return rules with their titles, or what else it is that forbids."""
        return "; ".join(self.rule(code) for code in codes) or _STRUCTURE.get(self.language)

    def clash(self, page: Page, clash: Clash, indent: int = 2) -> None:
        """Write a clash: its answers, and the rules with what they say and where that comes from."""
        for name, answer in clash.choices.items():
            page.line(self.answer(name, answer), indent=indent)
        for code in clash.rules:
            rule = self.catalogue.rules[code]
            page.line(self.rule(code), words.SEVERITY_STYLES[Severity.VIOLATION], indent=indent + 2)
            page.line(rule.message.get(self.language), indent=indent + 4)
            label = Text("Bron:", "Source:").get(self.language)
            page.field(label, ["; ".join(a.notation for a in rule.sources)], indent=indent + 4, column=8)
        if not clash.rules:
            page.line(_STRUCTURE.get(self.language), indent=indent + 2)

    def finding(self, page: Page, finding: Finding) -> None:
        """Write a finding in three lines: its rule, its weight and its message."""
        severity, kind = words.SEVERITIES[finding.severity], words.KINDS[finding.kind]
        weight = dict.fromkeys((severity.get(self.language), kind.get(self.language)))
        status = words.STATUSES[finding.status].get(self.language)
        page.line(self.rule(finding.code), words.SEVERITY_STYLES[finding.severity], indent=2)
        page.line(", ".join([*weight, *([status] if status else [])]), "dim", indent=4)
        page.line(finding.message.get(self.language), indent=4)

    def _dimension(self, name: str) -> Dimension:
        return self.catalogue.dimensions[name]


def typed(name: str, answer: Answer) -> str:
    """Return an answer as one types it after `--set`."""
    return f"{name}={words.answer_text(answer)}"


def counted(number: int, one: Text, more: Text, language: str) -> str:
    """Return `1 botsing` or `2 botsingen`."""
    return f"{words.exact(number, language)} {(one if number == 1 else more).get(language)}"
