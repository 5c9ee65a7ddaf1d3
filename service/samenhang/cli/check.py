"""`samenhang check`: verdict and findings for one selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence
from samenhang.cli import failures
from samenhang.cli.asking import about_choices, looked_at, written_as
from samenhang.cli.check_text import show_check
from samenhang.cli.framework import OneOf, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.cli.selections import Question, Side, prepare
from samenhang.model import CheckResult, Severity, Status, Text
from samenhang.wire import check_result

if TYPE_CHECKING:
    from samenhang.cli.session import Session

_WEIGHT = {Severity.VIOLATION: 3, Severity.WARNING: 2, Severity.INFO: 1}
_THRESHOLDS = {"violation": 3, "warning": 2, "info": 1}


@make_command(
    "check",
    Text(
        "Toets een combinatie van keuzes: gaat die samen, welke regels spreken daarover, en waarom? De exitcode is "
        "1 als een bevinding zwaar genoeg weegt, 2 bij onjuiste invoer en anders 0.",
        "Check a combination of choices: do they go together, which rules speak of them, and why? The exit code is "
        "1 when a finding weighs enough, 2 for bad input and else 0.",
    ),
    "samenhang check --set bekostigingsvorm=productiebekostiging --set budgetplafond=geen",
    "samenhang check keuzes.yaml --lens D4 --format json",
)
@about_choices
@looked_at
@written_as("text", "json")
@option(
    "--fail-on",
    type=OneOf(list(_THRESHOLDS)),
    default="violation",
    text=Text("Vanaf welke ernst de exitcode 1 is; violation.", "Severity from which the exit code is 1; violation."),
)
@click.pass_obj
def command(
    session: Session,
    *,
    file: str | None,
    settings: tuple[str, ...],
    lens: tuple[str, ...],
    day: str | None,
    form: str,
    fail_on: str,
) -> int:
    """Check a selection and return the exit code."""
    question = Question((Side(settings, file).required(),), lens, day)
    prepared = prepare(session.samenhang(), question)
    result = coherence.check(prepared.view, prepared.selection)
    if form == "json":
        click.echo(json_text(check_result(result, prepared.view.catalogue)))
    else:
        show_check(Page(), prepared, result, session.language)
    return failures.FINDINGS if counts(result, fail_on) else 0


def counts(result: CheckResult, fail_on: str) -> bool:
    """Tell whether a finding that is not mitigated is at least as heavy as the threshold."""
    least = _THRESHOLDS[fail_on]
    return any(_WEIGHT[f.severity] >= least for f in result.findings if f.status is not Status.MITIGATED)
