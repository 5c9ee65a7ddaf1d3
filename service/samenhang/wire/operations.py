"""The answers of the operations as they travel: options, combinations, clashes, repairs, paths, comparisons, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenhang import __version__
from samenhang.wire.answers import choices, finding, given

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenhang.coherence import (
        Change,
        Clash,
        Combination,
        Comparison,
        DimensionState,
        OptionState,
        Pair,
        Path,
        Proof,
        Proposal,
        Repairs,
        Step,
    )
    from samenhang.model import Answer, Selection
    from samenhang.rules import Catalogue
    from samenhang.wire.terms import Data


def ruleset(sha256: str) -> Data:
    """Return the version of the rules that an answer rests on."""
    return {"regelset": {"versie": __version__, "sha256": sha256}}


def options(states: Iterable[DimensionState], catalogue: Catalogue) -> Data:
    """Return dimensions with the state of each of their options."""
    return {
        "dimensies": [{"id": s.id, "opties": [_option(option, catalogue) for option in s.options]} for s in states],
    }


def _option(state: OptionState, catalogue: Catalogue) -> Data:
    extra = state.extra_risk
    return {
        "id": state.id,
        "status": state.status.value,
        "redenen": [clash(reason, catalogue) for reason in state.reasons],
        "extraRisico": [] if extra is None else list(extra.rules),
        "aantalExtraRisico": 0 if extra is None else extra.amount,
        "andereWijzigingenNodig": state.other_changes,
    }


def combination(
    value: Combination, catalogue: Catalogue, over: Sequence[str] = (), selection: Selection | None = None
) -> Data:
    """Return a combination, with the verdict on it together with the choices made.

    A dimension in `over` that `selection` answers already keeps that answer in every combination.
    """
    fixed = selection or {}
    answers = {name: fixed[name] for name in over if name in fixed} | dict(value.choices)
    ordered = {name: answers[name] for name in over or answers if name in answers}
    return {
        "keuzes": choices(ordered, catalogue),
        "oordeel": value.verdict.value,
        "waarschuwingen": value.warnings,
    }


def clash(value: Clash, catalogue: Catalogue) -> Data:
    """Return a minimal set of choices that cannot go together, with its rules."""
    return {"keuzes": choices(value.choices, catalogue), "regels": list(value.rules)}


def clashes(values: Iterable[Clash], catalogue: Catalogue) -> Data:
    """Return all minimal sets of choices that clash."""
    return {"conflicten": [clash(value, catalogue) for value in values]}


def repairs(value: Repairs, catalogue: Catalogue) -> Data:
    """Return the proposals, and when there are none the clashes that make a repair impossible."""
    return {
        "voorstellen": [_proposal(proposal, catalogue) for proposal in value.proposals],
        "onmogelijk": [clash(c, catalogue) for c in value.impossible],
    }


def _proposal(value: Proposal, catalogue: Catalogue) -> Data:
    return {
        "wijzigingen": changes(value.changes, catalogue),
        "keuzes": choices(value.choices, catalogue),
        "oordeel": value.verdict.value,
        "waarschuwingen": value.warnings,
    }


def changes(values: Iterable[Change], catalogue: Catalogue) -> list[Data]:
    """Return the dimensions that change; null stands for unanswered."""
    return [
        {
            "dimensie": c.dimension,
            "van": _answer(c.dimension, c.before, catalogue),
            "naar": _answer(c.dimension, c.after, catalogue),
        }
        for c in values
    ]


def _answer(name: str, answer: Answer | None, catalogue: Catalogue) -> Any:  # noqa: ANN401 -- whatever JSON can say
    return None if answer is None else given(answer, catalogue.dimensions[name])


def path(value: Path, catalogue: Catalogue) -> Data:
    """Return the steps of a path, or the proof that there is none."""
    return {
        "mogelijk": value.possible,
        "stappen": [_step(step, catalogue) for step in value.steps],
        "bewijs": None if value.proof is None else _proof(value.proof, catalogue),
    }


def _step(value: Step, catalogue: Catalogue) -> Data:
    return {
        "wijzigingen": changes(value.changes, catalogue),
        "keuzes": choices(value.choices, catalogue),
        "oordeel": value.verdict.value,
    }


def _proof(value: Proof, catalogue: Catalogue) -> Data:
    return {
        "dimensies": list(value.dimensions),
        "toestanden": value.states,
        "geblokkeerdDoor": [clash(c, catalogue) for c in value.blocked_by],
        "bundel": list(value.bundle),
    }


def comparison(value: Comparison, catalogue: Catalogue) -> Data:
    """Return how two selections differ, with the findings that the second gains and loses."""
    return {
        "verschillen": changes(value.differences, catalogue),
        "gewonnen": [finding(f, catalogue) for f in value.gained],
        "verloren": [finding(f, catalogue) for f in value.lost],
    }


def sample(values: Iterable[Combination], catalogue: Catalogue, over: Sequence[str], selection: Selection) -> Data:
    """Return combinations that were drawn at random."""
    return {"steekproef": [combination(value, catalogue, over, selection) for value in values]}


def pair(value: Pair) -> Data:
    """Return two options and what they are together."""
    ends = ({"dimensie": dimension, "optie": option} for dimension, option in (value.first, value.second))
    return dict(zip(("a", "b"), ends, strict=True)) | {"oordeel": value.verdict.value, "regels": list(value.rules)}
