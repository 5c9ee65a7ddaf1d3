"""The check of one selection: which rules hold, what counts, what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import (
    Answer,
    CheckResult,
    Choice,
    Finding,
    Measure,
    Selection,
    Severity,
    Status,
    Verdict,
)
from samenhang.rules.logic import dimensions, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.coherence.view import View
    from samenhang.rules import Catalogue, Hit

_RANK = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}
NOT_APPLICABLE = "nvt"
_MOST_REMEMBERED = 100_000


def check(view: View, selection: Selection) -> CheckResult:
    """Return verdict, findings and completeness of a selection under a view."""
    findings = find(view, selection)
    missing = open_core(view.catalogue, selection)
    completions = view.space.count(selection)
    return CheckResult(
        verdict=verdict_of(findings),
        findings=findings,
        complete=not missing,
        missing=missing,
        completable=completions > 0,
        completions=completions,
        ruleset_sha256=view.sha256,
    )


def find(view: View, selection: Selection) -> tuple[Finding, ...]:
    """Return every finding of a selection, what counts first and heaviest first."""
    found = [_remembered(view, index, selection) for index in view.ruleset.holding(selection)]
    found += _inapplicable(view.catalogue, selection)
    return tuple(sorted(found, key=_rank))


def finding_of(view: View, index: int, selection: Selection) -> Finding | None:
    """Return the finding of the rule at a place of the rule set; None when it does not hold."""
    known = view.findings.get((index, *map(selection.get, view.looked_at[index])))
    if known is not None:
        return known
    condition = view.catalogue.conditions[view.ruleset.keys[index]].condition
    return _remembered(view, index, selection) if evaluate(condition, selection) is True else None


def _remembered(view: View, index: int, selection: Selection) -> Finding:
    """Return the finding of a rule, which depends on nothing but the answers to the dimensions it looks at."""
    key = (index, *map(selection.get, view.looked_at[index]))
    finding = view.findings.get(key)
    if finding is None:
        finding = _finding(view, view.ruleset.hit(index, selection), selection)
        if len(view.findings) < _MOST_REMEMBERED:
            view.findings[key] = finding
    return finding


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict that findings lead to: mitigated ones and advice do not count."""
    counting = {f.severity for f in findings if f.status is not Status.MITIGATED}
    if Severity.VIOLATION in counting:
        return Verdict.CONTRADICTION
    return Verdict.RISK if Severity.WARNING in counting else Verdict.COHERENT


def open_core(catalogue: Catalogue, selection: Selection) -> tuple[str, ...]:
    """Return the core dimensions that apply, as far as is known, and are not answered."""
    return tuple(
        name
        for name, absent in catalogue.core
        if name not in selection and (absent is None or evaluate(absent, selection) is not True)
    )


def applies(catalogue: Catalogue, dimension: str, selection: Selection) -> bool:
    """Tell whether a dimension applies: nothing answered so far makes it meaningless."""
    rule = catalogue.not_applicable.get(dimension)
    return rule is None or evaluate(rule.condition, selection) is not True


def _rank(finding: Finding) -> tuple[bool, int, str]:
    return finding.status is Status.MITIGATED, _RANK[finding.severity], finding.code


def _finding(view: View, hit: Hit, selection: Selection) -> Finding:
    rule = view.rules[hit.key]
    return Finding(
        code=rule.code,
        iri=rule.iri,
        severity=view.severities[hit.key],
        kind=rule.kind,
        status=hit.status,
        message=rule.message,
        choices={d: selection[d] for d in hit.support},
        unanswered=hit.unanswered,
        measures=tuple(_measures(view, hit, selection)),
        rule=rule,
    )


def _inapplicable(catalogue: Catalogue, selection: Selection) -> Iterator[Finding]:
    for dimension, rule in catalogue.not_applicable.items():
        if dimension in selection and evaluate(rule.condition, selection):
            involved = (dimension, *(d for d in dimensions(rule.condition) if d in selection))
            yield Finding(
                code=NOT_APPLICABLE,
                iri=rule.iri,
                severity=Severity.INFO,
                kind="advies",
                status=Status.HOLDS,
                message=rule.message,
                choices={d: selection[d] for d in dict.fromkeys(involved)},
            )


def _measures(view: View, hit: Hit, selection: Selection) -> Iterator[Measure]:
    """Yield the choices that would mitigate a finding or do what its rule asks; for a mitigated one, those that did."""
    taken = hit.status is Status.MITIGATED
    for measure in view.remedies(hit.key):
        if _chosen(measure.choice, selection.get(measure.choice.dimension)) is taken:
            yield measure


def _chosen(choice: Choice, answer: Answer | None) -> bool:
    return choice.option in answer if isinstance(answer, frozenset) else answer == choice.option
