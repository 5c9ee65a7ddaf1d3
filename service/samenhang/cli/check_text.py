"""The answer to a check as text: the verdict, the findings heaviest first, and how far the choices are."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from samenhang.cli import words
from samenhang.cli.describe import Words
from samenhang.coherence.check import applies
from samenhang.model import CheckResult, Dimension, Finding, Severity, Status, Text
from samenhang.wire.terms import law_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.cli.page import Page
    from samenhang.cli.selections import Prepared

_SHOWN = 5
_CHOICES = Text("Uw keuzes:", "Your choices:")
_RISK = Text("Risico:", "Risk:")
_MEASURES = Text("Maatregelen:", "Measures:")
_TAKEN = Text("Beheerst door:", "Mitigated by:")
_OPEN = Text("Nog open:", "Still open:")
_OPEN_NOTE = Text("een antwoord hierop kan dit nog wegnemen", "an answer to these may still take it away")
_SOURCES = Text("Bron:", "Source:")
_CONTESTED = Text("Betwist door:", "Contested by:")
_CONTESTED_NOTE = Text("telt daarom als advies", "so it counts as advice")
_LAW = Text("Recht:", "Law:")
_NOT_APPLICABLE = Text("Deze dimensie is hier niet van toepassing", "This dimension does not apply here")
_MITIGATED = Text(
    "Beheerst: gevonden, maar uw keuzes nemen het weg. Telt niet mee.",
    "Mitigated: found, but your choices take it away. Does not count.",
)
_NONE = Text("Geen enkele regel spreekt over deze keuzes.", "No rule speaks of these choices.")


def show_check(page: Page, prepared: Prepared, result: CheckResult, language: str) -> None:
    """Write the answer to a check."""
    _CheckText(page, prepared, language).show(result)


class _CheckText:
    def __init__(self, page: Page, prepared: Prepared, language: str) -> None:
        self._page = page
        self._asked = prepared
        self._dimensions = prepared.view.catalogue.dimensions
        self._language = language
        self._words = Words(prepared.view.catalogue, language)

    def show(self, result: CheckResult) -> None:
        counting = [f for f in result.findings if f.status is not Status.MITIGATED]
        mitigated = [f for f in result.findings if f.status is Status.MITIGATED]
        self._page.line(words.VERDICTS[result.verdict].get(self._language), words.VERDICT_STYLES[result.verdict])
        self._page.line(self._counts(counting, mitigated))
        self._how_looked()
        for finding in counting:
            self._finding(finding, words.SEVERITY_STYLES[finding.severity])
        if mitigated:
            self._page.line()
            self._page.line(_MITIGATED.get(self._language), "bold green")
        for finding in mitigated:
            self._finding(finding, "green")
        self._page.line()
        self._completeness(result)

    def _counts(self, counting: list[Finding], mitigated: list[Finding]) -> str:
        count = Counter(f.severity for f in counting)
        parts = [
            f"{count[severity]} {(words.ONE if count[severity] == 1 else words.PLURALS)[severity].get(self._language)}"
            for severity in Severity
            if count[severity]
        ]
        if mitigated:
            parts.append(f"{len(mitigated)} {Text('beheerst', 'mitigated').get(self._language)}")
        return ", ".join(parts) + "." if parts else _NONE.get(self._language)

    def _how_looked(self) -> None:
        if self._asked.lens:
            self._page.line(f"Lens: {', '.join(self._asked.lens)}.")
        if self._asked.day:
            label = Text("Peildatum", "Date").get(self._language)
            self._page.line(f"{label}: {self._asked.day}.")

    def _finding(self, finding: Finding, style: str) -> None:
        language, rule = self._language, finding.rule
        kind = words.KINDS[finding.kind].get(language)
        severity = words.SEVERITIES[finding.severity].get(language)
        title = rule.title.get(language) if rule is not None else _NOT_APPLICABLE.get(language)
        self._page.line()
        self._page.line(f"{finding.code}  {title}", style)
        self._page.line(severity if kind == severity else f"{severity}, {kind}", "dim", indent=2)
        self._page.line(finding.message.get(language), indent=2)
        for label, values in self._details(finding):
            self._page.field(label.get(language), values, column=15)

    def _details(self, finding: Finding) -> Iterator[tuple[Text, list[str]]]:
        rule = finding.rule
        yield _CHOICES, [self._words.answer(d, a) for d, a in finding.choices.items()]
        if rule is not None and rule.risk is not None:
            yield _RISK, [rule.risk.label.get(self._language)]
        yield (_TAKEN if finding.status is Status.MITIGATED else _MEASURES), self._measures(finding)
        if finding.unanswered:
            note = _OPEN_NOTE.get(self._language)
            yield _OPEN, [f"{words.enumeration(finding.unanswered, self._language)} ({note})"]
        if rule is None:
            return
        if rule.contested_by:
            documents = words.enumeration(rule.contested_by, self._language)
            note = f"; {_CONTESTED_NOTE.get(self._language)}" if finding.severity is not rule.severity else ""
            yield _CONTESTED, [documents + note]
        if rule.kind == "juridisch":
            yield _LAW, [law_note(rule.law_years).get(self._language)]
        yield _SOURCES, ["; ".join(anchor.notation for anchor in rule.sources)]

    def _measures(self, finding: Finding) -> list[str]:
        options: defaultdict[str, list[str]] = defaultdict(list)
        for measure in finding.measures:
            options[measure.choice.dimension].append(measure.choice.option)
        lines = [self._measure(self._dimensions[d], chosen) for d, chosen in options.items()]
        if not lines and finding.rule is not None:
            return [measure.label.get(self._language) for measure in finding.rule.measures]
        return lines

    def _measure(self, dimension: Dimension, options: list[str]) -> str:
        labels = " / ".join(dimension.option(o).label.get(self._language) for o in options)
        return f"{dimension.label.get(self._language)}: {labels}  [{dimension.id}={' | '.join(options)}]"

    def _completeness(self, result: CheckResult) -> None:
        catalogue, selection = self._asked.view.catalogue, self._asked.selection
        core = [d.id for d in self._dimensions.values() if d.core and d.id in selection]
        answered = sum(applies(catalogue, dimension, selection) for dimension in core)
        total, count = answered + len(result.missing), words.readable(result.completions, self._language)
        said = Text(
            f"{answered} van {total} kerndimensies beantwoord.", f"{answered} of {total} core dimensions answered."
        )
        self._page.line(f"{said.get(self._language)} {_rest(result, count).get(self._language)}")
        if result.missing:
            more = len(result.missing) - _SHOWN
            named = list(result.missing[:_SHOWN]) + (
                [Text(f"{more} andere", f"{more} others").get(self._language)] if more > 0 else []
            )
            label = Text("Nog niet beantwoord", "Not answered yet").get(self._language)
            self._page.line(f"{label}: {words.enumeration(named, self._language)}.")


def _rest(result: CheckResult, count: str) -> Text:
    if result.complete:
        return Text("De keuzes zijn volledig.", "The choices are complete.")
    if not result.completable:
        return Text(
            "De rest kan op geen enkele manier zonder overtreding worden ingevuld.",
            "There is no way to fill in the rest without a violation.",
        )
    ways = Text("manier", "way") if result.completions == 1 else Text("manieren", "ways")
    return Text(
        f"De rest kan nog op {count} {ways.nl} zonder overtreding worden ingevuld.",
        f"The rest can still be filled in without a violation in {count} {ways.en}.",
    )
