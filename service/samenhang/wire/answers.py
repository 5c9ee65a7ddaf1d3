"""The answer to a check as it travels."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samenhang import __version__
from samenhang.wire.terms import Data, anchors, concept, law, number, text

if TYPE_CHECKING:
    from samenhang.model import Answer, CheckResult, Dimension, Finding, Selection
    from samenhang.rules import Catalogue


def check_result(result: CheckResult, catalogue: Catalogue) -> Data:
    """Return verdict, completeness, findings and the version of the rules."""
    return {
        "oordeel": result.verdict.value,
        "volledig": result.complete,
        "ontbrekend": list(result.missing),
        "afrondbaar": result.completable,
        "aantalAfrondingen": str(result.completions),
        "bevindingen": [finding(f, catalogue) for f in result.findings],
        "regelset": {"versie": __version__, "sha256": result.ruleset_sha256},
    }


def finding(value: Finding, catalogue: Catalogue) -> Data:
    """Return one finding with its message, risk, measures and sources; a legal one says of when the law is."""
    rule = value.rule
    data: Data = {
        "regel": value.code,
        "iri": value.iri,
        "ernst": value.severity.value,
        "soort": value.kind,
        "status": value.status.value,
        "nogTeBeantwoorden": list(value.unanswered),
        "titel": None if rule is None else text(rule.title),
        "boodschap": text(value.message),
        "keuzes": choices(value.choices, catalogue),
        "risico": None if rule is None or rule.risk is None else concept(rule.risk),
        "maatregelen": [
            {"dimensie": m.choice.dimension, "optie": m.choice.option, "label": text(m.label)} for m in value.measures
        ],
        "bronnen": [] if rule is None else anchors(rule.sources),
        "lens": [] if rule is None else list(rule.lens),
    }
    if rule is not None and (note := law(rule)) is not None:
        data["rechtsstand"] = note
    return data


def choices(selection: Selection, catalogue: Catalogue) -> dict[str, Any]:
    """Return answers by dimension id: an option id, a list of option ids in the order of the dimension, or a number."""
    return {name: given(answer, catalogue.dimensions[name]) for name, answer in selection.items()}


def given(answer: Answer, dimension: Dimension) -> str | list[str] | int | float:
    """Return one answer: an option id, a list of option ids in the order of the dimension, or a number."""
    if isinstance(answer, frozenset):
        return sorted(answer, key=dimension.option_index.__getitem__)
    return number(answer) if isinstance(answer, Decimal) else answer
